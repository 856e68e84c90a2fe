"""What the values of a column say about it, gathered over the whole file in bounded memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.importing.times import ORDERS, Order, is_numeric_date, read_time
from retrieval.importing.values import is_missing, is_sentiment, read_flag, read_number, read_score
from retrieval.records import FieldKind

__all__ = ["Evidence"]

_MAX_DISTINCT = 5_000
_MAX_SHORT = 70
"""Longer values are words: no number, date or flag is so long."""

_SURE_AFTER = 4_000
"""Filled cells after which a column that is mostly words is no longer tried as anything else."""

_TYPO_SHARE = 0.02
"""A column of numbers stays one when at most this share cannot be read; those rows are rejected."""


@dataclass(slots=True)
class Evidence:
    """Counts over the cells of one column. `filled` leaves out empty ones and those that say "missing";
    `tried` are those looked at as anything but words; `to_ten` are numbers from 0 to 10."""

    filled: int = 0
    missing: int = 0
    length: int = 0
    numbers: Counter[bool] = field(default_factory=Counter)
    scores: int = 0
    to_ten: int = 0
    flags: int = 0
    sentiments: int = 0
    times: Counter[Order] = field(default_factory=Counter)
    digit_times: int = 0
    numeric_dates: int = 0
    half_days: int = 0
    lowest: float = float("inf")
    highest: float = float("-inf")
    distinct: set[str] = field(default_factory=set)
    distinct_of: int = 0
    tried: int = 0

    def observe(self, values: Sequence[str]) -> None:
        """Takes in one block of cells."""
        words_only = self.tried >= _SURE_AFTER and self._read_share() < 0.5
        for raw, count in Counter(values).items():
            value = raw.strip()
            if not value:
                continue
            if is_missing(value):
                self.missing += count
                continue
            self.filled += count
            self.length += count * _width(value)
            if len(self.distinct) < _MAX_DISTINCT:
                self.distinct.add(value[:100])
                self.distinct_of += count
            if not words_only:
                self.tried += count
                if len(value) <= _MAX_SHORT:
                    self._try(value, count)

    def _try(self, value: str, count: int) -> None:
        number = read_number(value)
        self.flags += count * (read_flag(value) is not None)
        self.sentiments += count * is_sentiment(value)
        if number is not None:
            self.numbers[False] += count
            self.lowest, self.highest = min(self.lowest, number), max(self.highest, number)
            self.scores += count
            self.to_ten += count * (0 <= number <= 10)
        elif read_score(value) is not None:
            self.scores += count
        if ("," in value or "." in value or number is not None) and read_number(value, True) is not None:
            self.numbers[True] += count
        if not any(map(str.isdigit, value)):
            return
        if number is not None and read_time(value, digits=True) is not None:
            self.digit_times += count
        elif not is_numeric_date(value):
            if read_time(value) is not None:
                for order in ORDERS:
                    self.times[order] += count
        else:
            self.numeric_dates += count
            self.half_days += count * value.lower().endswith(("am", "pm"))
            self.times.update({order: count for order in ORDERS if read_time(value, order) is not None})

    @property
    def order(self) -> Order:
        """The order of day and month that reads most values; day first when they read equally well,
        unless the clock is a twelve-hour one, as where the month comes first."""
        preferred: Order = "mdy" if self.half_days else "dmy"
        return max((preferred, *ORDERS), key=lambda order: self.times[order])

    @property
    def order_settled(self) -> bool:
        """False when another order reads just as many values."""
        best = self.times[self.order]
        return not self.numeric_dates or sum(self.times[order] == best for order in ORDERS) == 1

    @property
    def comma(self) -> bool:
        """Whether the decimal mark is a comma."""
        return self.numbers[True] > self.numbers[False]

    @property
    def distinct_share(self) -> float:
        return len(self.distinct) / self.distinct_of if self.distinct_of else 0.0

    @property
    def mean_width(self) -> float:
        """Mean length in half-width characters; a Chinese character counts two."""
        return self.length / self.filled if self.filled else 0.0

    def share(self, kind: FieldKind) -> float:
        """The share of the filled cells that can be read as this kind."""
        if not self.tried or kind in ("category", "text"):
            return 1.0
        read = {
            "number": self.numbers[self.comma],
            "flag": self.flags,
            "date": max(self.times.values(), default=0) + self.digit_times,
        }
        return read[kind] / self.tried

    def reads_as(self, kind: FieldKind) -> bool:
        """Whether the column is of this kind; a few typos in a long column do not change it."""
        share = self.share(kind)
        return bool(self.filled) and (share == 1.0 or (self.tried >= 50 and share >= 1 - _TYPO_SHARE))

    def kind(self, coded: bool = False, timely: bool = False, counted: bool = False) -> FieldKind:
        """The column's own kind. From its header: `coded` (numbers there are names), `timely` (numbers
        there may be times), `counted` (0 and 1 there are amounts)."""
        dates = max(self.times.values(), default=0)
        if self.reads_as("date") and (timely or dates > self.digit_times):
            return "date"
        zero_one = self.reads_as("number")
        if self.reads_as("flag") and (not zero_one or (not counted and self._both_zero_and_one())):
            return "flag"
        if zero_one and not coded:
            return "number"
        return "text" if self.is_long() else "category"

    def is_long(self) -> bool:
        """Free text rather than a name: long, and rarely the same twice."""
        return self.mean_width > 40 and self.distinct_share > 0.5

    def _both_zero_and_one(self) -> bool:
        return self.lowest == 0 and self.highest == 1 and len(self.distinct) == 2

    def _read_share(self) -> float:
        best = max((self.flags, *self.numbers.values(), *self.times.values(), 0))
        return (best + self.digit_times) / self.tried


def _width(value: str) -> int:
    if value.isascii():
        return len(value)
    return len(value) + (len(value.encode("utf-8", "replace")) - len(value)) // 2  # three bytes each
