"""The application: routes, guard, errors, and the assistant they share while it serves."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles

from api.errors import install_error_handlers
from api.guard import Guard
from api.routes import OPEN_ROUTERS, ROUTERS
from api.routes.pages import PAGE
from api.serving import open_serving
from api.signing import reader
from assistant.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings, clock: Callable[[], float] = time.time) -> FastAPI:
    """The pages and the API over one data home, opened when the application starts.

    clock: seconds UTC, by which deadlines, sign-ins and what leaves are timed.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as opened:
            app.state.serving = await run_in_threadpool(opened.enter_context, open_serving(settings, clock))
            yield

    app = FastAPI(
        title="Feedback Assistant",
        summary="Ask your customer feedback, and get an answer you can check.",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url=None,  # a route of its own serves the description: it takes a sign-in like the rest
    )
    install_error_handlers(app)
    for router in OPEN_ROUTERS:
        app.include_router(router)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(reader)])
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    app.add_middleware(Guard, names=(settings.host, *settings.allowed_hosts))
    return app
