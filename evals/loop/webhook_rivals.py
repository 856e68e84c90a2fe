"""Two common ways to send webhooks, for comparison: posting once, and retrying each event by itself."""

import asyncio
import heapq
import json
import secrets
from collections.abc import Sequence
from typing import Protocol

from evals.loop.webhook_receiver import Receiver
from retrieval.outbox.webhooks import signature

__all__ = ["post_once", "retry_each"]

_AT_ONCE = 32


class Planned(Protocol):
    @property
    def at(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def number(self) -> int: ...


def post_once(receiver: Receiver, plan: Sequence[Planned], limit: float) -> None:
    """Sends each event when it happens, and never again."""
    asyncio.run(_send(receiver, plan, limit, tries=1))


def retry_each(receiver: Receiver, plan: Sequence[Planned], limit: float) -> None:
    """Sends each event until it is taken: after 5 seconds, 10, 20 ... up to an hour, whatever came before."""
    asyncio.run(_send(receiver, plan, limit, tries=10_000))


async def _send(receiver: Receiver, plan: Sequence[Planned], limit: float, tries: int) -> None:
    names = [f"msg_{secrets.token_hex(8)}" for _ in plan]
    waiting = [(each.at, number, 1) for number, each in enumerate(plan)]
    heapq.heapify(waiting)
    while waiting:
        receiver.now = now = max(waiting[0][0], receiver.now)
        due: list[tuple[int, int, int]] = []
        while waiting and waiting[0][0] <= now + 15 and len(due) < _AT_ONCE:
            due.append(heapq.heappop(waiting))
        sent = await asyncio.gather(
            *(_post(receiver, plan[number], names[number], now, limit) for _, number, _ in due)
        )
        for (_, number, tried), arrived in zip(due, sent, strict=True):
            if not arrived and tried < tries:
                delay = min(5 * 2 ** min(tried - 1, 12), 3_600)
                heapq.heappush(waiting, (now + delay, number, tried + 1))


async def _post(receiver: Receiver, event: Planned, name: str, now: int, limit: float) -> bool:
    import httpx

    body = json.dumps({"data": {"subject": event.subject, "number": event.number}}).encode()
    at = receiver.start + now
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(receiver.secret, name, at, body),
    }
    try:
        async with asyncio.timeout(limit), httpx.AsyncClient(verify=False, trust_env=False) as client:
            request = client.build_request("POST", receiver.url, content=body, headers=headers)
            response = await client.send(request, stream=True)
            await response.aclose()
            return response.is_success
    except (httpx.HTTPError, OSError, TimeoutError):
        return False
