"""What every system that is compared has in common: it is asked a question and says something."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

__all__ = ["Endpoint", "Reply", "System", "chat", "prompt"]

MOST_WORDS = 300
"""Tokens a peer's model may write at once."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint. `seconds`: how long one request may take."""

    url: str
    model: str = "local"
    key: str = "none"
    seconds: float = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said. `steps`: calls of the model, or of tools, by name, for people who read the answers."""

    text: str
    steps: tuple[str, ...] = ()


class System(Protocol):
    """Answers questions about one file."""

    def ask(self, question: str, now: str) -> Reply:
        """The words shown to a person who asks this on the day `now` (ISO date)."""
        ...


def chat(endpoint: Endpoint) -> "ChatOpenAI":
    """The chat model behind an endpoint; it does not vary."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=endpoint.model,
        base_url=endpoint.url,
        api_key=SecretStr(endpoint.key),
        timeout=endpoint.seconds,
        max_retries=0,
        max_completion_tokens=MOST_WORDS,
        temperature=0,
        use_responses_api=False,
    )


def prompt(name: str) -> str:
    """The text of a prompt file beside this module."""
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8").strip()
