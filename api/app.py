"""The application: routes, guard, errors, and the assistant they share while it serves."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles

from api.errors import install_error_handlers
from api.guard import Guard
from api.routes import ROUTERS
from api.routes.pages import PAGE
from api.serving import open_serving
from assistant.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings) -> FastAPI:
    """The chat page and the API over one data home, opened when the application starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as opened:
            app.state.serving = await run_in_threadpool(opened.enter_context, open_serving(settings))
            yield

    app = FastAPI(
        title="Feedback Assistant",
        summary="Ask your customer feedback, and get an answer you can check.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,  # its page comes from a CDN; the description itself is at /openapi.json
        redoc_url=None,
    )
    install_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    app.add_middleware(Guard, names=(settings.host, *settings.allowed_hosts))
    return app
