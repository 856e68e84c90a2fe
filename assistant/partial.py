"""The answer to a question that was stopped: what was found so far, and why it stops there."""

from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.language import question_language
from prompts import Language, text

__all__ = ["PARTIAL", "asked_language", "markdown_table", "partial_answer", "results_of"]

PARTIAL = "partial"
"""Key in an AI message's additional_kwargs: it was put together here, from results and our own sentences."""

SHOWN_ROWS = 20


def partial_answer(turn: Sequence[BaseMessage], reason: str, **details: object) -> AIMessage:
    """A last message in place of one from the model: the reason, then the tables of the results so far."""
    language = asked_language(turn)
    results = results_of(turn)
    parts = [text("assistant", reason, language, **details)]
    parts += [f"**{each['handle']}**\n\n{markdown_table(each['columns'], each['rows'])}" for each in results]
    if not results:
        parts.append(text("assistant", "nothing_found_yet", language))
    return AIMessage("\n\n".join(parts), additional_kwargs={"abstained": not results, PARTIAL: True})


def results_of(messages: Iterable[BaseMessage]) -> list[dict[str, Any]]:
    """The results tools returned in these messages (`Result.to_json()`), in order."""
    artifacts = (message.artifact for message in messages if isinstance(message, ToolMessage))
    return [artifact for artifact in artifacts if isinstance(artifact, dict)]


def asked_language(messages: Sequence[BaseMessage]) -> Language:
    """The language of the last question."""
    asked = [message for message in messages if isinstance(message, HumanMessage)]
    return question_language(str(asked[-1].text)) if asked else "en"


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table of the first rows; texts are kept from breaking out of their cells."""
    lines = [_row(columns), _row(["---"] * len(columns)), *(_row(row) for row in rows[:SHOWN_ROWS])]
    if len(rows) > SHOWN_ROWS:
        lines.append(_row(["…"] * len(columns)))
    return "\n".join(lines)


def _row(cells: Sequence[object]) -> str:
    shown = ("" if cell is None else " ".join(str(cell).replace("|", "\\|").split()) for cell in cells)
    return "| " + " | ".join(shown) + " |"
