"""All routes, in the order they are listed in the API's description."""

from api.routes import chat, data, importing, pages, proposals, queries, records, rules, sessions

__all__ = ["OPEN_ROUTERS", "ROUTERS"]

OPEN_ROUTERS = (sessions.router, pages.router)
"""What needs no sign-in: signing in, the pages, and whether the service is alive."""

ROUTERS = (
    chat.router,
    queries.router,
    data.router,
    records.router,
    importing.router,
    proposals.router,
    rules.router,
)
"""What takes a sign-in as soon as there are accounts."""
