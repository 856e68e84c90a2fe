"""The service as people run it: a real server on loopback over the made-up shop."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser

from api.app import create_app
from assistant.cli.serve import listen
from assistant.settings import Settings
from tests.api.browsing import launched
from tests.api.staff import hire, signed_in
from tests.assistant.world import seed, settings_for
from tests.tools.themes.showing.stall import NOW, stall


@contextmanager
def serving(settings: Settings, clock: Callable[[], float] = time.time) -> Iterator[str]:
    """Serves in a thread and gives the URL, once it answers."""
    listener = listen(settings.model_copy(update={"port": 0}))
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().startup(sockets=sockets)  # type: ignore[arg-type]
            started.set()

    config = uvicorn.Config(create_app(settings, clock), log_level="error", timeout_graceful_shutdown=2)
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert started.wait(60)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


@pytest.fixture(scope="module")
def shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The offline assistant over the shop, served; tests that change its data use a service of their own."""
    settings = settings_for(tmp_path_factory.mktemp("served"))
    seed(settings)
    with serving(settings) as url:
        yield url


@pytest.fixture
def client(shop_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shop_url, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="package")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shop with its staff, served for all tests that leave what they find as it is."""
    settings = settings_for(tmp_path_factory.mktemp("staffed"), outbound_hosts=("127.0.0.1",))
    seed(settings)
    hire(settings)
    with serving(settings) as url:
        yield url


@pytest.fixture
def ann(url: str) -> Iterator[httpx.Client]:
    """An agent's program."""
    with signed_in(url, "ann") as client:
        yield client


@pytest.fixture
def lee(url: str) -> Iterator[httpx.Client]:
    """A lead's program."""
    with signed_in(url, "lee") as client:
        yield client


@pytest.fixture(scope="package")
def stall_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stall with themes and its staff, served on a day in October; tests leave its themes as they are."""
    settings = stall(tmp_path_factory.mktemp("stall"))
    hire(settings)
    with serving(settings, NOW.timestamp) as url:
        yield url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed before other tests begin: the driver keeps an event loop running in this thread."""
    with launched() as opened:
        yield opened


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: broken policy, failed scripts, errors."""
    return []


@pytest.fixture
def empty_home(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)
