"""All routes, in the order they are listed in the API's description."""

from api.routes import (
    audit,
    chat,
    data,
    importing,
    opportunities,
    outbox,
    pages,
    people,
    proposals,
    queries,
    records,
    replies,
    rules,
    sessions,
    theme_acts,
    themes,
    tickets,
)

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
    replies.router,
    tickets.router,
    themes.router,
    opportunities.router,
    theme_acts.router,
    rules.router,
    outbox.router,
    audit.router,
    people.router,
)
"""What takes a sign-in as soon as there are accounts."""
