"""Reads results into `Known`: which figure speaks for what, what is named, who wrote what, which days."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any

from assistant.gate.dates import Period, period_named, periods_in
from assistant.gate.folding import label_key, quotable
from assistant.gate.known import NO_NAMES, Figure, FigureKind, Known, Names, Scope
from assistant.gate.numbers import find_numbers
from assistant.gate.themed import THEMED, read_themed
from assistant.gate.words import table

__all__ = ["Reader", "know"]

_SHARES = ("share", "share_of_total", "csat", "share_negative", "share_positive")
_COUNTS = ("count", "customers", "distinct")
_NOTHING: Mapping[str, Any] = {}
_FIXED: Mapping[str, tuple[float, ...]] = {"csat": (4, 5), "nps": (0, 6, 9, 10, -100, 100)}
"""Numbers that are part of what a measure means."""

SMALL = 30.0
"""Below this many records a sample is called small."""

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?")
_QUOTE_COLUMNS = ("quote", "text", "title")
_LONGEST_NAME = 80
_VALUE = attrgetter("value")
_NUMBERS = frozenset((int, float))


def know(
    results: Iterable[Mapping[str, Any]],
    question: str = "",
    names: Names = NO_NAMES,
    today: date | None = None,
    said: Sequence[str] = (),
    base: Known | None = None,
) -> Known:
    """The index of these results (`Result.to_json()` each), added to what `base` has, which stays as it is.

    said: what tools said instead of a result.
    """
    known = base.for_question(question, today, said) if base else Known(question, today, said, names)
    for result in results:
        Reader(known, result).read()
    known.figures.sort(key=_VALUE)
    if today:
        known.days.add(today.toordinal())
    return known


@dataclass(frozen=True, slots=True)
class _Column:
    """What a measured column holds. part: the values its condition names, which its share speaks for."""

    kind: FigureKind
    side: Scope
    part: Mapping[str, frozenset[str]]
    is_date: bool = False


class Reader:
    """Adds one result to what is known."""

    def __init__(self, known: Known, result: Mapping[str, Any]) -> None:
        self.known = known
        self.result = result
        self.handle = str(result.get("handle", ""))
        self.query: Mapping[str, Any] = result.get("query") or {}
        self.rows: Sequence[Sequence[Any]] = result.get("rows") or ()
        self.columns = [str(each) for each in result.get("columns") or ()]
        self.facts: Mapping[str, Any] = result.get("facts") or {}
        self.groups: Sequence[Mapping[str, Any]] = self.query.get("group_by") or ()
        self.measures: Sequence[Mapping[str, Any]] = self.query.get("measures") or ({"op": "count"},)
        self._read: set[str] = set()
        known.handles.add(self.handle)
        known.edges[self.handle] = (set(), set())

    def read(self) -> None:
        sides = self._sides()
        base = sides[0]
        self._asked(base)
        rows = len(self.rows)
        named = sum(bool(row) and row[0] is not None for row in self.rows)
        for count in {rows, named}:
            self.add(count, "rows", base)
        self.known.rows.add(rows)
        self.known.terms.update(map(label_key, self.columns))
        for name in ("covered", "missing"):
            self.add(self.result.get(name), "count", base)
        apart = ("intervals", "details", "told")
        self._facts({key: value for key, value in self.facts.items() if key not in apart}, base)
        if "quote" in self.columns and "id" in self.columns:
            self._records(base)
        elif "draft" in self.columns and "id" in self.columns:
            self._drafts()
        elif self.result.get("tool") in THEMED:
            read_themed(self, base)
        elif self.result.get("tool", "query_segments") == "query_segments":
            self._table(sides)
        else:
            self._plain_table(base)
        for record in self.result.get("citations") or ():
            self.known.ids.setdefault(str(record), [])

    def add(self, value: object, kind: FigureKind, scope: Scope) -> None:
        if type(value) in _NUMBERS:  # no truth values
            self.known.figures.append(Figure(value, kind, scope))  # type: ignore[arg-type]

    # --- the query

    def _sides(self) -> tuple[Scope, Scope, Scope]:
        """The scope of the result, or of side A, of side B, and of both."""
        compare: Mapping[str, Any] = self.query.get("compare") or {}
        first = self._values(self.query.get("filters") or ())
        periods = {
            name: self._period(told)
            for name, told in (("a", self._told("period")), ("b", self._told("period_b")))
        }
        own = frozenset(filter(None, (periods["a"], self._seen())))
        if not compare:
            scope = Scope(self.handle, first, own)
            return scope, scope, scope
        other = {key: value for key, value in first.items() if key not in (compare.get("without") or ())}
        other |= self._values(compare.get("filters") or ())
        labels = [str(each) for each in self.facts.get("labels") or compare.get("labels") or ("A", "B")]
        for label in labels:
            self.name(label, "@side", label)
        keys = [frozenset({label_key(each)}) for each in labels]
        theirs = frozenset(filter(None, (periods["b"],))) or own
        return (
            Scope(self.handle, first | {"@side": keys[0]}, own),
            Scope(self.handle, other | {"@side": keys[-1]}, theirs),
            Scope(self.handle, {"@side": keys[0] | keys[-1]}, own | theirs),
        )

    def _seen(self) -> Period | None:
        """The days that figures about themes are of: those of the period that the data reaches."""
        first, last = (_ordinal(self.facts.get(edge)) for edge in ("first", "last"))
        if self.result.get("tool") not in THEMED or first is None or last is None:
            return None
        self._interval((first, last + 1))
        return first, last + 1

    def _told(self, name: str) -> Mapping[str, Any]:
        asked = (
            self.query.get("period") if name == "period" else (self.query.get("compare") or {}).get("period")
        )
        told: Mapping[str, Any] = self.facts.get(name) or asked or {}
        return told

    def _period(self, told: Mapping[str, Any]) -> Period | None:
        start, end = (_ordinal(told.get(edge)) for edge in ("start", "end"))
        if (
            end is not None
            and len(str(told.get("end"))) > 10
            and not str(told["end"])[11:].startswith("00:00")
        ):
            end += 1
        for day in (start, end):
            if day is not None:
                self.known.days.update((day, day - 1) if day == end else (day,))
        if start is None or end is None:
            return None
        self._interval((start, end))
        return start, end

    def _interval(self, period: Period) -> None:
        self.known.periods.add(period)
        self.known.edges[self.handle][0].add(period[0])
        self.known.edges[self.handle][1].add(period[1])

    def _values(self, filters: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
        """What the filters say a field is, which is what the figures speak for."""
        found: dict[str, frozenset[str]] = {}
        for each in filters:
            if each.get("any_of") or each.get("op", "=") not in ("=", "in") or not each.get("field"):
                continue
            values = each.get("values") or [each.get("value")]
            for value in values:
                self.name(value, each["field"], value)
            found[each["field"]] = frozenset(label_key(str(value)) for value in values)
        return found

    def _asked(self, scope: Scope) -> None:
        """Values and limits of the query, its texts and its dates."""
        for value in _leaves({key: each for key, each in self.query.items() if key not in ("period",)}):
            if isinstance(value, str):
                self.term(value)
                for number in find_numbers(value) if any(map(str.isdigit, value)) else ():
                    self.add(number.value, "asked", scope)
            else:
                self.add(value, "asked", scope)
        for measure in self.measures:
            for value in _FIXED.get(str(measure.get("op")), ()):
                self.add(value, "fixed", scope)
        if self.facts.get("intervals"):
            self.add(SMALL, "fixed", scope)

    # --- names

    def name(self, shown: object, name: str, value: object) -> None:
        """A value of a field, by what it and its other names are called."""
        if not isinstance(shown, str):
            return
        key = label_key(shown)
        label = (name, label_key(str(value)))
        if label in self.known.labels.get(key, ()):
            return
        for each in (key, *self.known.names.aliases.get(key, ())):
            self.known.labels.setdefault(each, set()).add(label)
        self.term(shown)

    def term(self, words: str) -> None:
        if words in self._read:
            return
        self._read.add(words)
        if len(words) <= _LONGEST_NAME:
            self.known.terms.add(label_key(words))
            if any(map(str.isdigit, words)) and any(map(str.isalpha, words)) and not period_named(words):
                self.known.numbered.add(words)
        if "-" in words[:5] and words[:4].isdigit():
            self._dated(words)

    def _dated(self, words: str) -> None:
        if match := _DATED.match(words):
            day = _ordinal(words)
            if day is not None:
                self.known.days.add(day)
            if match[2]:
                self.known.moments.add(f"{match[1]} {match[2]}")
        elif period := period_named(words):
            self._interval(period)

    # --- rows

    def _facts(self, facts: object, scope: Scope) -> None:
        days = [
            _ordinal(each.get(edge))
            for each in (self.facts, self.facts.get("data") or {})
            for edge in ("first", "last")
            if isinstance(each, Mapping)
        ]
        for first, last in zip(days[::2], days[1::2], strict=True):
            if first is not None and last is not None:
                self.known.spans.add((first, last + 1))
                self.known.days.update((first, last))
        for period in periods_in(str(self.facts.get("nearest") or "")):
            self._interval(period)
        for value in _leaves(facts):
            if isinstance(value, str):
                self.term(value)
            else:
                self.add(value, "count" if isinstance(value, int) else "value", scope)

    def _records(self, base: Scope) -> None:
        """Feedback that was found: who wrote what, when."""
        at = self.columns.index("id")
        for row in self.rows:
            record = str(row[at])
            scope = Scope(self.handle, {"id": frozenset({record})})
            texts = self.known.ids.setdefault(record, [])
            for column, cell in zip(self.columns, row, strict=False):
                if column in _QUOTE_COLUMNS and isinstance(cell, str):
                    texts.append(quotable(cell))
                    self.known.texts.append((record, texts[-1]))
                elif isinstance(cell, str):
                    self.term(cell)
                else:
                    self.add(cell, "value", scope)
        self.add(len(self.rows), "rows", base)

    def _drafts(self) -> None:
        """Replies that were drafted: they may be shown word for word, and are nobody's feedback."""
        at, draft = self.columns.index("id"), self.columns.index("draft")
        for row in self.rows:
            self.known.texts.append((f"draft {row[at]}", quotable(str(row[draft]))))

    def _table(self, sides: tuple[Scope, Scope, Scope]) -> None:
        """Groups and their measures, with the interval of each."""
        width = len(self.groups)
        columns = self._measured(sides)
        intervals: Sequence[Mapping[str, Any]] = self.facts.get("intervals") or ()
        for place, row in enumerate(self.rows):
            values, periods = self._row_labels(row[:width])
            told = intervals[place] if place < len(intervals) else {}
            wholes: dict[int, Scope] = {}
            for column, name, cell in zip(columns, self.columns[width:], row[width:], strict=False):
                if column.is_date:
                    self._moment(cell)
                    continue
                side = column.side
                whole = wholes.get(id(side))
                if whole is None:
                    whole = Scope(self.handle, {**side.values, **values}, side.periods | periods)
                    wholes[id(side)] = whole
                part = (
                    Scope(self.handle, {**whole.values, **column.part}, whole.periods)
                    if column.part
                    else whole
                )
                self.add(cell, column.kind, part)
                bound: FigureKind = "share bound" if column.kind.startswith("share") else "bound"
                for end, value in (told.get(name) or _NOTHING).items():
                    is_bound = end in ("low", "high")
                    self.add(
                        value, bound if is_bound else "count", part if is_bound or end == "part" else whole
                    )

    def _measured(self, sides: tuple[Scope, Scope, Scope]) -> list[_Column]:
        found: list[_Column] = []
        for measure in self.measures:
            op = str(measure.get("op", "count"))
            kind: FigureKind = (
                "share" if op in _SHARES else "count" if op in _COUNTS else "nps" if op == "nps" else "value"
            )
            is_date = kind == "value" and measure.get("field") in self.known.names.dates
            part = self._values(measure.get("where") or ())
            if feeling := op.removeprefix("share_") if op in ("share_negative", "share_positive") else "":
                part[str(measure.get("field") or "sentiment")] = frozenset(table("phrases")[feeling])
            if not self.query.get("compare"):
                found.append(_Column(kind, sides[0], part, is_date))
                continue
            difference: FigureKind = "share difference" if kind == "share" else "difference"
            found += [
                _Column(kind, sides[0], part, is_date),
                _Column(kind, sides[1], part, is_date),
                _Column(difference, sides[2], part),
                _Column("ratio", sides[2], part),
            ]
        return found

    def _row_labels(self, cells: Sequence[Any]) -> tuple[dict[str, frozenset[str]], frozenset[Period]]:
        values: dict[str, frozenset[str]] = {}
        periods: set[Period] = set()
        for group, cell in zip(self.groups, cells, strict=False):
            bucket = group.get("bucket") or ("day" if group["field"] in self.known.names.dates else None)
            period = period_named(str(cell)) if bucket and isinstance(cell, str | int) else None
            if period and bucket not in ("hour", "weekday"):
                periods.add(period)
                self._interval(period)
            elif cell is not None:
                name = f"{group['field']} {bucket}" if bucket else group["field"]
                values[name] = frozenset({label_key(_shown(cell))})
                self.name(_shown(cell), name, _shown(cell))
        return values, frozenset(periods)

    def _plain_table(self, base: Scope) -> None:
        """The fields of the data, or the values of one: the first cell names the row."""
        for row in self.rows:
            values = {"@row": frozenset({label_key(str(row[0]))})} if row else {}
            scope = Scope(base.handle, values)
            for place, cell in enumerate(row):
                if not isinstance(cell, str):
                    self.add(cell, "count", scope)
                    continue
                if place == 0 or (place in (2, 3) and len(row) > 3):
                    self.name(cell, "@row", row[0])
                for part in (cell, *cell.split(", "), *cell.split(" - ")):
                    self.term(part)
                for number in find_numbers(cell) if any(map(str.isdigit, cell)) else ():
                    self.add(number.value, "value", scope)

    def _moment(self, cell: object) -> None:
        """A date that was measured: seconds since 1970, or a text."""
        if isinstance(cell, str):
            self._dated(cell)
            return
        if not isinstance(cell, int | float):
            return
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=cell)
        local = moment.astimezone(self.known.names.zone)
        self.known.days.add(local.toordinal())
        self.known.moments.add(f"{local:%Y-%m-%d %H:%M}")


def _shown(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _ordinal(moment: object) -> int | None:
    try:
        return date.fromisoformat(str(moment)[:10]).toordinal()
    except ValueError:
        return None


def _leaves(value: object) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
