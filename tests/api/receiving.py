"""A real receiver of webhooks on loopback."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Got", "Receiver", "receiver"]


@dataclass(frozen=True, slots=True)
class Got:
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receiver:
    url: str
    got: "queue.Queue[Got]" = field(default_factory=queue.Queue)

    def take(self) -> Got:
        """The next webhook, once it comes."""
        return self.got.get(timeout=30)


@contextmanager
def receiver() -> Iterator[Receiver]:
    arrived: queue.Queue[Got] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            arrived.put(Got({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Receiver(f"http://127.0.0.1:{server.server_port}/hook", arrived)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
