"""A webhook receiver that behaves badly by script: real HTTP on loopback, time as the harness tells it.

What it does with a request is drawn by chance: it fails, resets the connection, dribbles, hangs and forgets,
hangs and processes after all, processes and loses the answer, or says that it is busy. In between it is away.
"""

import asyncio
import hmac
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from retrieval.outbox.webhooks import signature

__all__ = ["AWAY", "BEHAVIOURS", "Received", "Receiver"]

HOUR = 3_600
AWAY = ((HOUR, 2 * HOUR), (10 * HOUR, 82 * HOUR))
"""From when to when nobody answers, in seconds since the start: an hour, and three days."""

BEHAVIOURS = {
    "well": 62,
    "error": 12,
    "reset": 6,
    "slow_body": 5,
    "hang": 2,
    "hang_then_process": 2,
    "answer_lost": 8,
    "busy": 3,
}
"""How often each, in a hundred."""

_BUSY = 30
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST


@dataclass(frozen=True, slots=True)
class Received:
    """One processing of an event: what it was, in which order, and whether its signature was right."""

    id: str
    subject: str
    number: int
    at: int
    signed: bool


@dataclass(slots=True)
class Receiver:
    """hang: real seconds it hangs, longer than a sender waits. now: simulated seconds since the start."""

    secret: str
    hang: float
    seed: int
    start: int
    now: int = 0
    away: Sequence[tuple[int, int]] = AWAY
    port: int = 0
    requests: int = 0
    together: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    processed: list[Received] = field(default_factory=list)
    _under_way: dict[str, int] = field(default_factory=dict)
    _started: threading.Event = field(default_factory=threading.Event)
    _dice: random.Random = field(default_factory=random.Random)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _ended: asyncio.Event = field(init=False)
    _thread: threading.Thread = field(init=False)

    def __enter__(self) -> "Receiver":
        self._dice = random.Random(self.seed)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="receiver", daemon=True)
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def _run(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._ended.wait()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if any(begin <= self.now < end for begin, end in self.away):
                _reset(writer)
                return
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
            headers = {name.lower(): value for name, _, value in lines}
            body = await reader.readexactly(int(headers["content-length"]))
            await self._answer(writer, headers, body)
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        name = headers["webhook-id"]
        self.requests += 1
        self._under_way[name] = self._under_way.get(name, 0) + 1
        behaviour = self._dice.choices([*BEHAVIOURS], [*BEHAVIOURS.values()])[0]
        self.seen[behaviour] = self.seen.get(behaviour, 0) + 1
        if self._under_way[name] > 1:
            self.together += 1
        try:
            await getattr(self, f"_{behaviour}")(writer, headers, body)
        finally:
            self._under_way[name] -= 1

    async def _well(self, writer: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        self._process(headers, body)
        await _say(writer, "200 OK")

    async def _error(self, writer: asyncio.StreamWriter, _: dict[str, str], __: bytes) -> None:
        await _say(writer, self._dice.choice(["500 Error", "502 Bad Gateway", "404 Not Found", "302 Found"]))

    async def _reset(self, writer: asyncio.StreamWriter, _: dict[str, str], __: bytes) -> None:
        _reset(writer)

    async def _slow_body(self, writer: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        self._process(headers, body)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        ends = time.monotonic() + self.hang
        while time.monotonic() < ends and not writer.is_closing():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def _hang(self, _: asyncio.StreamWriter, headers: dict[str, str], __: bytes) -> None:
        self._under_way[headers["webhook-id"]] -= 1  # nothing will come of it: the next try is not beside it
        await asyncio.sleep(self.hang)
        self._under_way[headers["webhook-id"]] += 1

    async def _hang_then_process(self, _: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        self._under_way[headers["webhook-id"]] -= 1
        await asyncio.sleep(self.hang)
        self._under_way[headers["webhook-id"]] += 1
        self._process(headers, body)

    async def _answer_lost(self, writer: asyncio.StreamWriter, headers: dict[str, str], body: bytes) -> None:
        self._process(headers, body)
        _reset(writer)

    async def _busy(self, writer: asyncio.StreamWriter, _: dict[str, str], __: bytes) -> None:
        await _say(writer, "429 Too Many Requests", f"retry-after: {_BUSY}\r\n")

    def _process(self, headers: dict[str, str], body: bytes) -> None:
        name, at = headers["webhook-id"], int(headers["webhook-timestamp"])
        wanted = signature(self.secret, name, at, body)
        signed = any(hmac.compare_digest(wanted, each) for each in headers["webhook-signature"].split(" "))
        data = json.loads(body)["data"]
        self.processed.append(Received(name, data["subject"], data["number"], self.now, signed))


async def _say(writer: asyncio.StreamWriter, status: str, more: str = "") -> None:
    writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n{more}\r\n".encode())
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
