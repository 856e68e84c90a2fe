"""All routes, in the order they are listed in the API's description."""

from api.routes import chat, data, importing, pages, queries

__all__ = ["ROUTERS"]

ROUTERS = (chat.router, queries.router, data.router, importing.router, pages.router)
