"""Ending a model in the middle of an answer: because nobody waits any more, or because its time is up.

LangGraph runs its steps in threads and waits for them, so closing its stream alone would wait until a model
has said all it wants. The model is interrupted where it hands over its next piece.
"""

import math
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

__all__ = ["Limits", "OutOfTime", "StopHandler", "Stopped", "limits_of"]


class Stopped(Exception):
    """The question was withdrawn."""


class OutOfTime(Exception):
    """The question took all the seconds it may take."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one question may go on: until `stop` is set, or `deadline` in monotonic seconds."""

    stop: Event = field(default_factory=Event)
    deadline: float = math.inf

    def left(self) -> float:
        """Seconds until the deadline; negative when it has passed."""
        return self.deadline - time.monotonic()

    def check(self) -> None:
        """Raises Stopped or OutOfTime when it is time to end."""
        if self.stop.is_set():
            raise Stopped
        if self.left() <= 0:
            raise OutOfTime

    def wait(self, seconds: float) -> None:
        """Sleeps; shorter, and with Stopped or OutOfTime, when the end comes first."""
        self.stop.wait(min(seconds, max(self.left(), 0)))
        self.check()


def limits_of(request: Any) -> Limits:
    """The limits an agent was run with (its runtime's context); none when it was run without."""
    given = getattr(request.runtime, "context", None)
    return given if isinstance(given, Limits) else Limits()


class StopHandler(BaseCallbackHandler):
    """Raises at a model's next call or piece of text once the limits are reached."""

    raise_error = True

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self._limits.check()

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:
        self._limits.check()
