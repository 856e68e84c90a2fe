"""How events reach a terminal: Markdown rendered and streamed on a terminal, plain Markdown elsewhere."""

import sys
from collections.abc import Iterator
from typing import Any

import typer

from assistant.cli.common import echo, visible
from assistant.events import Answer, Done, Event, Failed, Status, Text, ToolCall
from prompts import Language, text

__all__ = ["AnswerFailed", "Printer", "finish"]


class AnswerFailed(Exception):
    """The question has no answer; the sentence is for people."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.failed = failed


def finish(events: Iterator[Event]) -> Answer:
    """The answer at the end of the events. Raises AnswerFailed when there is none."""
    for event in events:
        if isinstance(event, Done):
            return event.answer
        if isinstance(event, Failed):
            raise AnswerFailed(event)
    raise AssertionError("events end with Done or Failed")


class Printer:
    """Shows one question's events as they come; use as a context manager."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._live: Any = None
        self._said = ""

    def __enter__(self) -> "Printer":
        if sys.stdout.isatty():
            from rich.live import Live

            self._live = Live(refresh_per_second=8, vertical_overflow="visible")
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def follow(self, events: Iterator[Event]) -> Answer:
        """Shows the events to the end. Raises AnswerFailed."""
        return finish(self._showing(events))

    def _showing(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            self._show(event)
            yield event

    def _show(self, event: Event) -> None:
        if isinstance(event, Done):
            self._final(event.answer.answer)
            self._gate(event.answer.gate)
        elif self._live:
            self._step(event)

    def _step(self, event: Event) -> None:
        from rich.markdown import Markdown
        from rich.spinner import Spinner

        if isinstance(event, Text):
            self._said += event.delta
            self._live.update(Markdown(visible(self._said)))
        elif isinstance(event, Failed):
            self._live.update("")
        elif isinstance(event, Status):
            self._live.update(Spinner("dots", text("assistant", f"step_{event.step}", self._language)))
        elif isinstance(event, ToolCall):
            self._said = ""

    def _gate(self, report: dict[str, Any]) -> None:
        """One line, when something was struck or taken out."""
        struck, removed = len(report.get("struck", ())), len(report.get("removed", ()))
        if struck or removed:
            told = text("gate", "done", self._language, struck=struck, removed=removed)
            typer.secho(told, dim=True, err=True)

    def _final(self, answer: str) -> None:
        if self._live:
            from rich.markdown import Markdown

            self._live.update(Markdown(visible(answer)))
        else:
            echo(answer)
