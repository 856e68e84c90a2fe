"""Webhooks by the Standard Webhooks specification 1.0.0 (symmetric signatures).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import asyncio
import base64
import hmac
import json
import secrets
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from retrieval.errors import BadSetting
from retrieval.outbox.network import NotAllowedThere, resolve
from retrieval.outbox.sender import Outcome, Outward, Parcel

if TYPE_CHECKING:
    import httpx

__all__ = ["WebhookSender", "body_of", "headers_of", "new_secret", "signature"]

_PREFIX = "whsec_"
_BUSY = {429, 503}
_GATEWAY = {502, 503, 504}
_BUSY_SECONDS = 30
_LONGEST_ASKED = 86_400
"""Seconds to rest when a place says that it is busy and not for how long; and the most it may ask for."""


def new_secret() -> str:
    """256 random bits; the specification asks for 192 to 512."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, name: str, at: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 over id, timestamp and body, joined by full stops."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{name}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def body_of(parcel: Parcel) -> bytes:
    """Type, time of the event, and data: its content, its subject, and what was sealed under `private`."""
    data = {"subject": parcel.subject, **parcel.content}
    if parcel.private:
        data["private"] = dict(parcel.private)
    when = datetime.fromtimestamp(parcel.at, UTC).isoformat().replace("+00:00", "Z")
    told = {"type": parcel.kind, "timestamp": when, "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def headers_of(parcel: Parcel, body: bytes, at: int) -> dict[str, str]:
    """at: of this try, not of the event. One signature for each secret that is in use."""
    signed: Sequence[str] = [signature(secret, parcel.id, at, body) for secret in parcel.place.secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Feedback-Assistant",
        "webhook-id": parcel.id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signed),
    }


class WebhookSender:
    """Posts to the address that was checked, follows no redirect, and reads no more than the status.

    A connection serves one try: one that was kept could belong to another name at the same address.
    """

    kind: ClassVar[str] = "webhook"
    at_once: ClassVar[int] = 8
    signs: ClassVar[bool] = True
    ordered: ClassVar[bool] = True

    def __init__(self, outward: Outward) -> None:
        self._allowed, self._seconds = outward.allowed, outward.seconds

    @property
    def longest(self) -> int:
        return int(self._seconds) + 1

    def check(self, address: str) -> str:
        url = _read(address)
        if url is None:
            raise BadSetting("webhook_address", address=address)
        if not self._allowed.host(url.host):
            raise BadSetting("outbound_closed", host=url.host)
        return str(url)

    async def send(self, parcel: Parcel, at: int) -> Outcome:
        import httpx

        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(parcel, at)
        except TimeoutError:
            return Outcome("away", f"timeout {self._seconds:g}")
        except NotAllowedThere as error:
            return Outcome("failed", f"not_allowed {error}")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Outcome("away", f"unreachable {type(error).__name__}")

    async def _post(self, parcel: Parcel, at: int) -> Outcome:
        """Tries the host's addresses one after the other until one can be connected to."""
        import httpx

        url = _read(parcel.place.address)
        if url is None:
            return Outcome("failed", f"not_allowed {parcel.place.address}")
        port = url.port or (443 if url.scheme == "https" else 80)
        *others, last = await resolve(self._allowed, url.host, port)
        if url.scheme == "http" and not all(map(self._allowed.inside, (*others, last))):
            return Outcome("failed", f"not_encrypted {url.host}")
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._post_to(str(address), url, parcel, at)
        return await self._post_to(str(last), url, parcel, at)

    async def _post_to(self, address: str, url: "httpx.URL", parcel: Parcel, at: int) -> Outcome:
        import httpx

        body = body_of(parcel)
        headers = {**headers_of(parcel, body, at), "host": url.netloc.decode("ascii")}
        limits = httpx.Timeout(self._seconds, connect=self._seconds / 4)
        client = httpx.AsyncClient(verify=self._tls, trust_env=False, follow_redirects=False, timeout=limits)
        async with client:
            request = client.build_request(
                "POST",
                url.copy_with(host=address),
                content=body,
                headers=headers,
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            response = await client.send(request, stream=True)
            try:
                return _outcome(response.status_code, response.headers.get("retry-after", ""), at)
            finally:
                await response.aclose()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import httpx

        return httpx.create_ssl_context()


def _outcome(status: int, retry_after: str, at: int) -> Outcome:
    why = f"status {status}"
    if 200 <= status < 300:
        return Outcome("arrived")
    if status == 410:
        return Outcome("gone", why)
    if status == 429 or (status in _BUSY and retry_after):
        return Outcome("busy", why, _seconds_asked(retry_after, at))
    return Outcome("away" if status in _GATEWAY else "failed", why)


def _seconds_asked(retry_after: str, at: int) -> int:
    """Retry-After (RFC 9110, 10.2.3) is a number of seconds or a date."""
    asked = retry_after.strip()
    if asked.isascii() and asked.isdigit():
        return min(int(asked[:9]), _LONGEST_ASKED)
    try:
        seconds = int(parsedate_to_datetime(asked).timestamp()) - at
    except (ValueError, OverflowError):
        return _BUSY_SECONDS
    return min(max(seconds, 0), _LONGEST_ASKED)


def _read(address: str) -> "httpx.URL | None":
    """The address as a URL that can be posted to, without name and password in it."""
    import httpx

    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, ValueError):
        return None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        return None
    return url
