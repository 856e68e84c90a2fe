"""Questions with known answers: one conversation a line, by suite and split (`<suite>/<split>.jsonl`).

`dev` is there to be read and improved on. `held` is only scored: reports count it and print no word of it.
How a line is written: docs/evals.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Check = Literal["number", "ranking", "table", "quotes", "premise", "proposal", "clarify", "abstain", "none"]
Language = Literal["en", "zh"]
Split = Literal["dev", "held"]

FOLDER = Path(__file__).parent
SPLITS: tuple[Split, ...] = get_args(Split)
WITHOUT_GOLD: tuple[Check, ...] = ("clarify", "abstain", "none")

__all__ = [
    "FOLDER",
    "SPLITS",
    "BadCase",
    "Case",
    "Check",
    "Language",
    "Split",
    "Turn",
    "load_cases",
    "read_case",
]


class BadCase(Exception):
    """A line is no conversation; the message says which line and why, and shows none of its questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, put in one or several ways.

    ask: phrasings; run i of the conversation uses phrasing i of each turn, and starts over where a turn has
    fewer. gold: a pandas expression over the case's file (see `evals.gold`). n: how many of a ranking's first
    places count, None for all. lowest: the ranking starts at the smallest. options: what a question back must
    name; "a|b" is met by either spelling. tool, args: the call that must have been made, args as a subset.
    """

    ask: tuple[str, ...]
    check: Check
    gold: str | None = None
    n: int | None = None
    lowest: bool = False
    options: tuple[str, ...] = ()
    tool: str | None = None
    args: dict[str, Any] | None = None

    def phrasing(self, number: int) -> str:
        return self.ask[number % len(self.ask)]


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation. file: the data it asks about, without ".csv". now: "today", as an ISO date."""

    id: str
    suite: str
    split: Split
    file: str
    lang: Language
    turns: tuple[Turn, ...]
    now: str | None = None

    @property
    def phrasings(self) -> int:
        """How many runs put every phrasing of every turn."""
        return max(len(turn.ask) for turn in self.turns)


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    ask: list[str] = Field(min_length=1)
    check: Check
    gold: str | None = None
    n: int | None = Field(None, ge=1)
    lowest: bool = False
    options: list[str] = []
    tool: str | None = None
    args: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _complete(self) -> "_Turn":
        if any(not phrasing.strip() for phrasing in self.ask) or len(set(self.ask)) < len(self.ask):
            raise ValueError("a phrasing is empty or there twice")
        if (self.gold is None) != (self.check in WITHOUT_GOLD):
            raise ValueError(f"{self.check} {'needs a' if self.gold is None else 'has no'} gold")
        if (len(self.options) >= 2) != (self.check == "clarify"):
            raise ValueError("options, two or more, are for clarify, and clarify needs them")
        if self.check != "ranking" and (self.n is not None or self.lowest):
            raise ValueError("n and lowest are for rankings")
        if self.args is not None and self.tool is None:
            raise ValueError("args needs a tool")
        if self.check == "proposal" and self.tool not in ("draft_reply", "open_ticket"):
            raise ValueError("proposal needs a tool that proposes")
        return self


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    file: str = Field(min_length=1)
    lang: Language
    turns: list[_Turn] = Field(min_length=1)
    now: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\d$")


def read_case(line: str, suite: str, split: Split, where: str) -> Case:
    """One line as a case; `where` names the line in errors. Raises BadCase."""
    try:
        fields = _Line.model_validate_json(line)
    except ValidationError as error:
        raise BadCase(f"{where}: {_first(error)}") from None
    turns = tuple(
        Turn(**each.model_dump() | {"ask": tuple(each.ask), "options": tuple(each.options)})
        for each in fields.turns
    )
    return Case(fields.id, suite, split, fields.file, fields.lang, turns, fields.now)


def load_cases(suite: str, splits: Sequence[Split] = SPLITS) -> Iterator[Case]:
    """The cases of one suite, in the order they are written; none where it has no file. Raises BadCase."""
    for split in splits:
        path = FOLDER / suite / f"{split}.jsonl"
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                yield read_case(line, suite, split, f"{suite}/{split}.jsonl line {number}")


def _first(error: ValidationError) -> str:
    """The first thing wrong, in one sentence, without the text it is about."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
