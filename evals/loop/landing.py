"""Where webhooks land while their senders are killed: it keeps what arrives and sometimes answers badly."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Landed", "Landing", "landing"]

_FAILS, _FORGETS = 0.05, 0.05
"""How often it fails without keeping the event; and how often it keeps it, and its answer is lost."""


@dataclass(frozen=True, slots=True)
class Landed:
    """An event as it arrived, once for each time."""

    id: str
    kind: str
    subject: str
    data: str


@dataclass(slots=True)
class Landing:
    """What has arrived, in order."""

    seed: int
    url: str = ""
    landed: list[Landed] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    chance: random.Random = field(default_factory=random.Random)

    def take(self, name: str, body: bytes) -> int | None:
        """The status to answer with; None to cut the line."""
        told: dict[str, Any] = json.loads(body)
        with self.lock:
            drawn = self.chance.random()
            if drawn < _FAILS:
                return 500
            data = json.dumps(told["data"], sort_keys=True)
            self.landed.append(Landed(name, told["type"], told["data"]["subject"], data))
            return None if drawn < _FAILS + _FORGETS else 200


@contextmanager
def landing(seed: int) -> Iterator[Landing]:
    """Real HTTP on this machine, in threads of this process."""
    kept = Landing(seed, chance=random.Random(seed))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = kept.take(self.headers["webhook-id"], body)
            if status is not None:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A sender that was killed leaves half a request behind."""

    server = Server(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
