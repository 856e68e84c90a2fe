"""Events as a stream: typed server-sent events, a sign of life in silence, an end when nobody listens.

Raw bytes, not FastAPI's own event class, which streams at a fifth of the rate.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from assistant.events import Done, Event, Failed, event_name

__all__ = ["byte_stream", "encode", "event_stream"]

LOOK_SECONDS = 1.0
"""How often a silent stream looks whether anyone still listens."""

HEARTBEAT_LOOKS = 10
"""Silent looks after which a comment is sent, so that proxies keep the connection."""


def encode(event: Event, thread_id: str) -> bytes:
    """One event on the wire."""
    data = json.dumps(_payload(event, thread_id), ensure_ascii=False, default=str)
    return f"event: {event_name(event)}\ndata: {data}\n\n".encode()


def _payload(event: Event, thread_id: str) -> dict[str, Any]:
    if isinstance(event, Done):
        return {"thread_id": thread_id, **event.answer.to_json()}
    if isinstance(event, Failed):
        return {"code": event.code, "message": event.message}
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


def event_stream(events: Generator[Event, None, None], thread_id: str, request: Request) -> StreamingResponse:
    """A response that runs the events in a thread of their own and closes them when the client goes."""

    def encoded() -> Generator[bytes, None, None]:
        try:
            for event in events:
                yield encode(event, thread_id)
        finally:
            events.close()

    return byte_stream(encoded(), request)


def byte_stream(chunks: Generator[bytes, None, None], request: Request) -> StreamingResponse:
    """The same for events that are written out already."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(chunks, request), media_type="text/event-stream", headers=headers)


async def _stream(chunks: Generator[bytes, None, None], request: Request) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    gone = threading.Event()

    def pump() -> None:
        try:
            for chunk in chunks:
                if gone.is_set():
                    break
                loop.call_soon_threadsafe(queue.put_nowait, chunk)
        finally:
            chunks.close()
            with suppress(RuntimeError):  # the loop is closed: the service has stopped
                loop.call_soon_threadsafe(queue.put_nowait, None)

    # A thread of its own, and a daemon: a model that hangs delays nobody else, nor the end.
    threading.Thread(target=pump, name="answer", daemon=True).start()
    silent = 0
    try:
        while True:
            try:
                chunk = await asyncio.wait_for(queue.get(), LOOK_SECONDS)
            except TimeoutError:
                if await request.is_disconnected():
                    return
                silent += 1
                if silent % HEARTBEAT_LOOKS == 0:
                    yield b": still working\n\n"
                continue
            if chunk is None:
                return
            silent = 0
            yield chunk
    finally:
        gone.set()
