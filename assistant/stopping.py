"""Stopping a model in the middle of an answer.

LangGraph runs its steps in threads and waits for them, so closing its stream alone would wait until a model
has said all it wants. The model is interrupted where it hands over its next piece.
"""

from threading import Event
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

__all__ = ["StopHandler", "Stopped"]


class Stopped(Exception):
    """The question was withdrawn."""


class StopHandler(BaseCallbackHandler):
    """Raises Stopped at a model's next call or piece of text once `stop` is set."""

    raise_error = True

    def __init__(self, stop: Event) -> None:
        self._stop = stop

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self._check()

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:
        self._check()

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped
