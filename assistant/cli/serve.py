"""`feedback serve`: the chat page and the API."""

import errno
import ipaddress
import socket
from typing import Annotated

import typer

from assistant.cli.common import Home, fail, say, settings_for
from assistant.settings import Settings
from retrieval.errors import BadSetting, FeedbackError

__all__ = ["listen", "serve"]

GRACE_SECONDS = 3
"""How long answers that are being streamed may go on after the service is told to stop."""


def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on. 监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on. 端口", min=0, max=65535)] = None,
) -> None:
    """Serve the chat page and the API on this machine. 启动网页和接口。"""
    given = {"host": host, "port": port}
    settings = settings_for(home)
    settings = settings.model_copy(update={name: each for name, each in given.items() if each is not None})
    try:
        _run(settings)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error


def listen(settings: Settings) -> socket.socket:
    """A listening socket. Raises BadSetting when the address must not, or cannot, be served on.

    Beyond this machine it takes accounts: everything then asks for a sign-in.
    """
    if not (settings.allow_remote or _is_loopback(settings.host) or _has_accounts(settings)):
        raise BadSetting("not_loopback", host=settings.host)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            other = settings.port % 65535 + 1
            raise BadSetting("port_taken", host=settings.host, port=settings.port, other=other) from error
        raise BadSetting("address_refused", host=settings.host, why=error.strerror) from error
    return listener


def _run(settings: Settings) -> None:
    listener = listen(settings)
    import uvicorn

    from api.app import create_app

    port = listener.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    config = uvicorn.Config(
        create_app(settings), log_level=settings.log_level, timeout_graceful_shutdown=GRACE_SECONDS
    )
    say("serving", settings.ui_language, url=f"http://{shown}:{port}", home=settings.data_home)
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def _has_accounts(settings: Settings) -> bool:
    from retrieval.database import open_store
    from retrieval.people.accounts import people

    store = open_store(settings.store_url, settings.timezone, settings.secret_file)
    try:
        return bool(people(store))
    finally:
        store.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
