"""What a question cost: tokens, calls to the model, calls of tools, seconds."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult

from assistant.events import Usage

__all__ = ["UsageHandler"]


@dataclass(slots=True)
class _Sums:
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    steps: int = 0
    lock: Lock = field(default_factory=Lock)


class UsageHandler(BaseCallbackHandler):
    """Adds up what every reply of the model reports."""

    def __init__(self) -> None:
        self._sums = _Sums()

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        with self._sums.lock:
            self._sums.steps += 1

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        for generation in (each for several in response.generations for each in several):
            if not isinstance(generation, ChatGeneration) or not isinstance(generation.message, AIMessage):
                continue
            told = generation.message.usage_metadata
            if told is None:
                continue
            with self._sums.lock:
                self._sums.prompt += told["input_tokens"]
                self._sums.completion += told["output_tokens"]
                self._sums.cached += told.get("input_token_details", {}).get("cache_read", 0)

    def usage(self, calls: int, seconds: float) -> Usage:
        """What was added up, with what only the one who asked can know."""
        sums = self._sums
        return Usage(sums.prompt, sums.cached, sums.completion, sums.steps, calls, seconds)
