"""A real OpenAI-compatible server on loopback whose model says what a script tells it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from assistant.calling import PROBE

__all__ = ["USAGE", "ScriptedModel", "calls", "scripted_model"]

Reply = str | dict[str, Any] | int | bytes | None
"""Words; tool calls from `calls`; an HTTP status; raw bytes of a body; None: silence.

The words "forever", "stall" and "drip" go on without end, stop in the middle, and send only signs of life.
"""


def calls(*asked: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A reply that calls tools: (name, arguments) each."""
    return {
        "tool_calls": [
            {
                "index": place,
                "id": f"call_{place}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
            }
            for place, (name, arguments) in enumerate(asked)
        ]
    }


USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 10,
    "total_tokens": 110,
    "prompt_tokens_details": {"cached_tokens": 80},
}
"""What every reply says it cost."""


@dataclass
class ScriptedModel:
    """`script`: the replies in order, the last one again and again. `requests`: the bodies that came;
    `paths`: where everything that came was sent."""

    url: str = ""
    script: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    takes: Literal["tools", "json", "text"] = "tools"
    """What it answers when asked how it takes calls."""
    probes: list[dict[str, Any]] = field(default_factory=list)
    """The bodies of such questions; they take nothing from the script."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the other side closes the connection in the middle of an endless answer."""
    finished: threading.Event = field(default_factory=threading.Event)

    def reply_to_probe(self, body: dict[str, Any]) -> "Reply":
        """A server that takes no tools says something; one that obeys no schema does so again."""
        self.probes.append(body)
        if "tools" in body:
            return calls((PROBE, {"word": "ok"})) if self.takes == "tools" else "ok"
        return json.dumps({PROBE: "pong"}) if self.takes == "json" else "Hello!"

    def next_reply(self) -> Reply:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def scripted_model(*script: Reply) -> Iterator[ScriptedModel]:
    """Serves the script until left."""
    model = ScriptedModel(script=list(script))

    class Handler(_Handler):
        scripted = model

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.finished.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    scripted: ScriptedModel

    def log_message(self, *_: object) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        self.scripted.paths.append(self.path)
        self._send(404, "application/json", b"{}")

    def do_POST(self) -> None:
        self.scripted.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if _is_probe(body):
            reply = self.scripted.reply_to_probe(body)
        else:
            self.scripted.requests.append(body)
            reply = self.scripted.next_reply()
        if reply is None:
            self.scripted.finished.wait()
        elif isinstance(reply, int):
            self._send(reply, "application/json", b'{"error": {"message": "the script says no"}}')
        elif isinstance(reply, bytes):
            self._send(200, "text/event-stream", reply)
        else:
            self._stream(reply)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if status != 200:
            self.send_header("retry-after", "0")
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: str | dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        deltas = [{"content": piece} for piece in _pieces(reply)] if isinstance(reply, str) else [reply]
        for delta in [{"role": "assistant"}, *deltas]:
            self._chunk(delta, None)
        if reply == "forever":
            self._go_on_forever()
        elif reply == "stall":
            self.scripted.finished.wait()
        elif reply == "drip":
            self._keep_alive()
        else:
            self._chunk({}, "stop" if isinstance(reply, str) else "tool_calls")
            self.wfile.write(b"data: [DONE]\n\n")

    def _go_on_forever(self) -> None:
        while not self.scripted.finished.wait(0.01):
            try:
                self._chunk({"content": "and on. "}, None)
            except OSError:
                self.scripted.hung_up.set()
                return

    def _keep_alive(self) -> None:
        """Says nothing, often enough that no time-out between two pieces is reached."""
        while not self.scripted.finished.wait(0.02):
            try:
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()
            except OSError:
                return

    def _chunk(self, delta: dict[str, Any], finish: str | None) -> None:
        chunk: dict[str, Any] = {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        if finish:
            chunk["usage"] = USAGE
        self.wfile.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()


def _is_probe(body: dict[str, Any]) -> bool:
    held = body.get("response_format", {}).get("json_schema", {}).get("name")
    return held == PROBE or [tool["function"]["name"] for tool in body.get("tools", ())] == [PROBE]


def _pieces(text: str) -> list[str]:
    return [text[start : start + 7] for start in range(0, len(text), 7)]
