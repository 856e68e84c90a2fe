"""All routes, in the order they are listed in the API's description."""

from api.routes import chat, data, importing, pages, queries, records

__all__ = ["ROUTERS"]

ROUTERS = (chat.router, queries.router, data.router, records.router, importing.router, pages.router)
