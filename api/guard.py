"""Who may talk to a service that has no sign-in: pages it served itself, and programs on this machine.

A web page elsewhere can make a browser send requests here. Names that are not ours are refused (a page that
rebinds its own name to 127.0.0.1), and so are changes sent by another origin.
"""

import ipaddress
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.serving import request_language
from prompts import error_text

__all__ = ["CONTENT_POLICY", "Guard"]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Pure ASGI, so that streams pass through untouched. `names`: host names this service answers to."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self.app = app
        self.names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        code = self.refusal(scope["method"], Headers(scope=scope))
        if code is None:
            await self.app(scope, receive, protected)
            return
        request = Request(scope)
        details: dict[str, object] = {"host": request.headers.get("host", "")}
        sentence = error_text(code, request_language(request), details)
        await JSONResponse({"code": code, "message": sentence}, 403)(scope, receive, protected)

    def refusal(self, method: str, headers: Headers) -> str | None:
        """Why a request is refused (an error's code), or None when it may pass."""
        host = headers.get("host", "").lower()
        if not self._is_ours(host):
            return "host_refused"
        if method in _SAFE_METHODS:
            return None
        origin = headers.get("origin")
        if origin is not None and origin.lower().partition("://")[2] != host:
            return "origin_refused"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "origin_refused"
        return None

    def _is_ours(self, host: str) -> bool:
        """A name of ours, or a bare address: a stranger's name can point here, an address cannot."""
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self.names
        return True
