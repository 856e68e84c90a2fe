"""What the results of a conversation state, indexed once: figures, names, quotes, ids and periods."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from functools import cached_property
from typing import Any, Literal, NamedTuple

from assistant.gate.dates import Period, find_dates
from assistant.gate.folding import fold, label_key, quotable
from assistant.gate.ids import id_pattern
from assistant.gate.numbers import find_numbers
from assistant.gate.words import table

__all__ = ["NO_NAMES", "Figure", "FigureKind", "Known", "Names", "Scope", "numbered_tokens"]

FigureKind = Literal[
    "count",
    "share",
    "value",
    "nps",
    "difference",
    "share difference",
    "ratio",
    "rows",
    "asked",
    "fixed",
    "bound",
    "share bound",
]
"""asked: a value or limit of the query. rows: how many rows. fixed: part of a measure's definition. bound: an
end of an interval."""

Label = tuple[str, object]
"""A field and one of its values; "@time" and a period; "@side" and one of a comparison's names."""

_LONGEST_CONDITION = 80
_PLAIN_WORDS = frozenset(
    ("yes", "no", "true", "false", "none", "other", "all", "其他", "是", "否", "(missing)")
)
_TOKEN = re.compile(r"[A-Za-z0-9_]*\d[A-Za-z0-9_]*")


def _joins_only(part: str) -> bool:
    return not part or part.isdigit() or part in table("phrases")["conditions"]


def _is_whole(key: str, end: int) -> bool:
    """Whether a word does not go on after `end`."""
    before, after = key[end - 1 : end], key[end : end + 1]
    return not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum())


def numbered_tokens(name: str) -> set[str]:
    """The parts of a name that have a digit, by which it is found in a text."""
    return {match[0].lower() for match in _TOKEN.finditer(name)}


class Scope:
    """What a figure speaks for: its result, the values of its row and of the filters, its periods."""

    __slots__ = ("handle", "periods", "values")

    def __init__(
        self, handle: str, values: Mapping[str, frozenset[str]], periods: frozenset[Period] = frozenset()
    ) -> None:
        self.handle = handle
        self.values = values
        self.periods = periods

    def has(self, label: Label) -> bool:
        name, value = label
        return value in self.periods if name == "@time" else value in self.values.get(name, ())


class Figure(NamedTuple):
    value: float
    kind: FigureKind
    scope: Scope


@dataclass(frozen=True, slots=True)
class Names:
    """Names of this data.

    terms: fields and values. aliases: what else a value is called. numbered: names with digits in them, by
    the token that has them. dates: fields that are dates. zone: the clock of days.
    """

    terms: frozenset[str] = frozenset()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dates: frozenset[str] = frozenset({"time"})
    zone: tzinfo = UTC


NO_NAMES = Names()


@dataclass
class Known:
    """Everything the results state. Built by `results.know`; read by `backing`."""

    question: str = ""
    today: date | None = None
    said: Sequence[str] = ()
    """Sentences that tools said instead of a result."""
    names: Names = NO_NAMES
    figures: list[Figure] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """(record id or "", its words as quotes are compared)."""
    ids: dict[str, list[str]] = field(default_factory=dict)
    """Record id -> its texts."""
    handles: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    labels: dict[str, set[Label]] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    periods: set[Period] = field(default_factory=set)
    spans: set[Period] = field(default_factory=set)
    edges: dict[str, tuple[set[int], set[int]]] = field(default_factory=dict)
    """By result, where its periods begin and end."""
    days: set[int] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    """Sentences that results are told in, which may be repeated."""

    checked: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    """Units of answers that were checked against this already, and what was found."""

    def for_question(self, question: str, today: date | None, said: Sequence[str]) -> "Known":
        """A copy for another question, to which further results can be added."""
        return Known(
            question, today, said, self.names, list(self.figures), list(self.texts),
            {record: list(texts) for record, texts in self.ids.items()},
            set(self.handles), set(self.terms),
            {key: set(labels) for key, labels in self.labels.items()},
            set(self.numbered), set(self.rows), set(self.periods), set(self.spans),
            {handle: (set(starts), set(ends)) for handle, (starts, ends) in self.edges.items()},
            set(self.days), set(self.moments), list(self.told),
        )  # fmt: skip

    @cached_property
    def values(self) -> list[float]:
        """The figures' values; `results.know` has sorted them."""
        return [each.value for each in self.figures]

    @cached_property
    def scoped(self) -> frozenset[Label]:
        """Every label that some figure is of."""
        scopes = {id(each.scope): each.scope for each in self.figures}.values()
        named: set[Label] = {
            (name, value) for each in scopes for name, own in each.values.items() for value in own
        }
        return frozenset(named | {("@time", period) for each in scopes for period in each.periods})

    @cached_property
    def row_names(self) -> dict[str, frozenset[Label]]:
        """Names of rows that running text can be searched for: no bare numbers, no single characters."""
        return {
            key: named
            for key, labels in self.labels.items()
            if len(key) > 1
            and key not in _PLAIN_WORDS
            and any(map(str.isalpha, key))
            and (named := frozenset(labels & self.scoped))
        }

    @cached_property
    def letters(self) -> dict[str, frozenset[Label]]:
        """Names of one character, such as X for the network: found right before a figure only."""
        found = {key: frozenset(labels & self.scoped) for key, labels in self.labels.items() if len(key) == 1}
        return {key: named for key, named in found.items() if named and key.isalpha()}

    @cached_property
    def name_lengths(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """How long the names are that begin with two characters: a text is read once for all of them."""
        found: dict[tuple[str, str], set[int]] = {}
        for key in self.row_names:
            found.setdefault((key[0], key[1]), set()).add(len(key))
        return {beginning: tuple(lengths) for beginning, lengths in found.items()}

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What tools said, and results are told in: the longest first, a short one may be part of it."""
        return tuple(sorted((*self.said, *self.told), key=len, reverse=True))

    @cached_property
    def _numbered_by_token(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.numbered:
            for token in numbered_tokens(name):
                found.setdefault(token, []).append(name.lower())
        return found

    def numbered_names(self, tokens: Iterable[str]) -> set[str]:
        """Names with digits in them that have one of these tokens."""
        places = (self._numbered_by_token, self.names.numbered)
        return {name for token in tokens for names in places for name in names.get(token, ())}

    @cached_property
    def years(self) -> tuple[int, ...]:
        days = {day for period in self.periods | self.spans for day in (period[0], period[1] - 1)} | self.days
        return tuple(sorted({date.fromordinal(day).year for day in days}))

    @cached_property
    def id_shape(self) -> re.Pattern[str] | None:
        return id_pattern(self.ids)

    @cached_property
    def whole(self) -> str:
        """All texts that may be quoted, for one search."""
        return "\n".join(words for _, words in self.texts)

    @cached_property
    def asked(self) -> tuple[float, ...]:
        """The question's own numbers."""
        return tuple(each.value for each in find_numbers(fold(self.question).text))

    @cached_property
    def asked_periods(self) -> set[Period]:
        stated = find_dates(fold(self.question).text)
        years = self.years or ((self.today.year,) if self.today else ())
        return {period for each in stated for period in each.periods(years)}

    def between(self, low: float, high: float) -> Sequence[Figure]:
        """The figures from `low` to `high`."""
        return self.figures[bisect_left(self.values, low) : bisect_right(self.values, high)]

    def is_term(self, words: str) -> bool:
        """Whether words are names of this data, or stand in the question, or are a condition made of both."""
        key, question = label_key(words), label_key(self.question)
        if key in self.terms or key in self.names.terms or all(each in question for each in key.split()):
            return True
        return len(key) <= _LONGEST_CONDITION and self._is_condition(key, question)

    def _is_condition(self, key: str, question: str) -> bool:
        """Whether a text like "region is East" is nothing but names, words for conditions, and numbers."""
        place, named = 0, False
        while place < len(key):
            parts = (
                (end, key[place:end].strip()) for end in range(len(key), place, -1) if _is_whole(key, end)
            )
            end, name = next(((end, part) for end, part in parts if self._joins(part, question)), (0, ""))
            if not end:
                return False
            named = named or not _joins_only(name)
            place = end
        return named

    def _joins(self, part: str, question: str) -> bool:
        """Whether a part is a name, words of the question, a word for conditions, a number or blank."""
        said = len(part) > 1 and part in question
        return said or _joins_only(part) or part in self.terms or part in self.names.terms

    def quoted(self, words: str) -> list[str]:
        """Ids of the records that have these words, "" for a text without one."""
        key = ("quoted", words)
        if key not in self.checked:
            plain = quotable(words)
            among = self.texts if plain in self.whole else ()
            self.checked[key] = [record for record, text in among if plain in text]
        found: list[str] = self.checked[key]
        return found
