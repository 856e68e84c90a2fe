"""What happens while a question is answered, in order: what the command line prints and the API streams."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from prompts import Language

__all__ = [
    "Answer",
    "Done",
    "Event",
    "Failed",
    "Status",
    "Text",
    "ToolCall",
    "ToolResult",
    "Usage",
    "event_name",
]


@dataclass(frozen=True, slots=True)
class Usage:
    """prompt: tokens sent. cached: those of them the server had read before. completion: tokens written.

    As the server counts them; 0 where it does not say. steps: calls to the model, drafts that were sent back
    among them. calls: calls of tools. seconds: from the question to the last word.
    """

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    steps: int = 0
    calls: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer, complete enough to be checked.

    answer: Markdown, in `language`. abstained: the question was not answered, and the answer says why.
    results: what the tools returned for this question (`Result.to_json()`), the answer's only numbers.
    citations: ids of the records it quotes. proposals: what a person may approve (id, kind, state, title).
    model: who worded it. prompt: hash of the prompt the model was given; none for the offline model.
    seconds: wall time from the question to the last word. usage: tokens, steps and calls it took.
    gate: what the claim gate did: checked (claims by kind), struck, removed, sent_back, ms.
    """

    question: str
    language: Language
    answer: str
    abstained: bool
    results: tuple[dict[str, Any], ...]
    citations: tuple[str, ...]
    model: str
    seconds: float
    proposals: tuple[dict[str, Any], ...] = ()
    prompt: str | None = None
    usage: Usage = field(default_factory=Usage)
    gate: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Status:
    """Which step begins: reading the question, looking things up, at themes too (which are found first where
    there are none yet), or wording the answer."""

    step: Literal["reading", "looking", "finding", "wording"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks a tool."""

    id: str
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool answered call `id`: with a result (`Result.to_json()`), or with an error sentence."""

    id: str
    tool: str
    result: dict[str, Any] | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """More of the answer. When a tool call follows, what came before it was only thinking aloud."""

    delta: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer as a whole; it counts, whatever was streamed."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer: an error's code, its sentence in the language of the question, a command's exit status."""

    code: str
    message: str
    exit_status: int = 1


Event = Status | ToolCall | ToolResult | Text | Done | Failed

_NAMES: dict[type[Event], str] = {
    Status: "status",
    ToolCall: "tool_call",
    ToolResult: "result",
    Text: "text",
    Done: "done",
    Failed: "error",
}


def event_name(event: Event) -> str:
    """The event's name on the wire."""
    return _NAMES[type(event)]
