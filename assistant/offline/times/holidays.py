"""Festivals and sales days by the names people give them: "去年双十一", Black Friday, 春节."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from tools.segments.spans import Span, month_span

__all__ = ["Holiday", "find_holidays"]

_MENTIONED = re.compile(
    r"(?:\b(?:mention\w*|about|contain\w*|words?|say\w*|said|phrase|term)|提到|提及|关于|包含|含有?|说到|谈到)\s*(?:the )?$"
)
"""Before a name: the feedback speaks of the festival; nothing is said about when it came."""

_LATIN = re.compile(r"[(?:]*[a-z]")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A rule that gives one stretch of days in a year; see `holidays.toml` for what the fields mean."""

    key: str
    on: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None
    after: "Holiday | None" = None
    table: tuple[date, ...] = ()
    plus: int = 0
    length: int = 1

    def days(self, year: int) -> Span | None:
        """The days it covers in a year; None for a year outside the table of a lunar one."""
        first = self._first(year)
        if first is None:
            return None
        first += timedelta(days=self.plus)
        return first, first + timedelta(days=self.length)

    def _first(self, year: int) -> date | None:
        if self.on:
            return date(year, *self.on)
        if self.nth:
            return _nth_weekday(year, *self.nth)
        if self.after:
            span = self.after.days(year)
            return span[0] if span else None
        return next((day for day in self.table if day.year == year), None)


def find_holidays(text: str) -> Iterator[tuple[int, int, Holiday]]:
    """Every festival named in a folded text, where it stands, unless the feedback is said to speak of it."""
    for match in _pattern().finditer(text):
        if not _MENTIONED.search(text[max(0, match.start() - 14) : match.start()]):
            yield *match.span(), _rules()[str(match.lastgroup)[2:-3]]


@cache
def _pattern() -> re.Pattern[str]:
    """All names in one expression, a group for each holiday and script; English ones match whole words."""
    groups: dict[bool, list[str]] = {True: [], False: []}
    for each in _file()["holiday"]:
        for english in (True, False):
            names = [name for name in each["names"] if bool(_LATIN.match(name)) == english]
            if names:
                group = f"h_{each['key']}_{'en' if english else 'zh'}"
                groups[english].append(f"(?P<{group}>{'|'.join(sorted(names, key=len, reverse=True))})")
    words = rf"(?<![a-z0-9_])(?=[a-z])(?:{'|'.join(groups[True])})(?![a-z0-9_])"
    return re.compile(rf"{words}|(?![a-z\s])(?:{'|'.join(groups[False])})")


@cache
def _rules() -> dict[str, Holiday]:
    file = _file()
    found: dict[str, Holiday] = {}
    for each in file["holiday"]:
        found[each["key"]] = Holiday(
            each["key"],
            on=tuple(each["on"]) if "on" in each else None,
            nth=tuple(each["nth"]) if "nth" in each else None,
            after=found[each["after"]] if "after" in each else None,
            table=tuple(file["tables"][each["table"]]) if "table" in each else (),
            plus=each.get("plus", 0),
            length=each.get("days", 1),
        )
    return found


@cache
def _file() -> dict[str, Any]:
    file = resources.files(__package__) / "holidays.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _nth_weekday(year: int, month: int, weekday: int, place: int) -> date:
    """The place-th Monday (1) to Sunday (7) of a month, the last when `place` is -1."""
    first, end = month_span(year, month)
    if place < 0:
        last = end - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (place - 1))
