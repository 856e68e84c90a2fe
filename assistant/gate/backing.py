"""Whether what an answer claims is in a result: as rounded, of the named row, in the named record."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant.gate.dates import StatedDate, relative_period
from assistant.gate.folding import quotable
from assistant.gate.known import Figure, FigureKind, Known, Label
from assistant.gate.numbers import Number, find_numbers
from assistant.gate.quotes import Quote
from assistant.gate.words import has_phrase, phrases

__all__ = ["Context", "Reason", "date_reason", "number_reason", "quote_reason"]

Reason = Literal["number", "row", "date", "quote", "quote_record", "id", "handle"]
"""row: the results have the number, of something else. quote_record: they have the words, of another."""

NEAR = 26
"""Characters before a number in which a word such as "at least" is about it."""

_TINY = 1e-9
_INTERVAL = re.compile(r"\s*(?:confidence|interval|CI\b|置信)", re.IGNORECASE)
_PERCENT_HEAD = re.compile(r"%|percent|share|rate\b|占比|比例|率", re.IGNORECASE)


@dataclass(slots=True)
class Context:
    """What stands around a claim. mentions: names of rows with their places; row: those a table row is of.

    records: ids that stand in the unit. clauses: where clauses begin and end. rows_shown: table rows so far.
    """

    text: str
    handles: frozenset[str] = frozenset()
    mentions: Sequence[tuple[int, int, frozenset[Label]]] = ()
    row: Sequence[frozenset[Label]] = ()
    column: Sequence[frozenset[Label]] = ()
    head: str = ""
    records: tuple[str, ...] = ()
    clauses: Sequence[tuple[int, int]] = ()
    rows_shown: int = 0
    whole: str = field(init=False)
    """The text and the heading."""

    def __post_init__(self) -> None:
        self.whole = self.text + self.head


def number_reason(number: Number, known: Known, context: Context) -> Reason | None:
    """None when the number is backed."""
    named: tuple[list[frozenset[Label]], frozenset[Label]] | None = None
    for figure in _figures(number, known, context):
        if _fits(figure, number, context):
            named = named or _named(number, known, context)
            if _speaks_for(figure, *named):
                return None
    if _otherwise(number, known, context):
        return None
    return "row" if named else "number"


def _figures(number: Number, known: Known, context: Context) -> Iterator[Figure]:
    """The figures that round to the number, whatever they speak for, the likeliest first."""
    value, half = number.value, number.half + _TINY * max(1.0, abs(number.value))
    if number.bound:
        yield from _bounded(number, known)
    elif number.unit == "percent":
        yield from _of(known, (value - half) / 100, (value + half) / 100, "share", "share bound", "asked")
        yield from _of(known, value - half, value + half, "value", "asked")
    elif number.unit == "points":
        kinds: tuple[FigureKind, ...] = ("share difference", "share bound")
        yield from _of(known, (value - half) / 100, (value + half) / 100, *kinds)
        if not number.signed:
            yield from _of(known, (-value - half) / 100, (-value + half) / 100, *kinds)
        yield from _of(known, value - half, value + half, "asked")
    else:
        yield from known.between(value - half, value + half)
        if _PERCENT_HEAD.search(context.head):
            wide = max(half, 0.5 + _TINY)
            yield from _of(known, (value - wide) / 100, (value + wide) / 100, "share")
        if not number.signed and has_phrase("differences", context.whole):
            yield from _of(known, -value - half, -value + half, "difference", "share difference")


def _of(known: Known, low: float, high: float, *kinds: FigureKind) -> Iterator[Figure]:
    return (each for each in known.between(low, high) if each.kind in kinds)


def _bounded(number: Number, known: Known) -> Iterator[Figure]:
    """Shares on the side of one half, or a third, that the words say."""
    level = number.value / 100
    low, high = {"more": (level, 1.0), "less": (0.0, level), "about": (level - 0.05, level + 0.05)}[
        number.bound
    ]
    return (each for each in _of(known, low, high, "share") if each.value != level)


def _fits(figure: Figure, number: Number, context: Context) -> bool:
    """Whether the figure's kind, and the result the sentence names, go with how the number stands there."""
    if figure.kind.endswith("bound") and not has_phrase("intervals", context.whole):
        return False
    if figure.kind in ("asked", "fixed"):
        limit = has_phrase("thresholds", context.text[max(number.start - NEAR, 0) : number.start])
        return limit or not _counted_after(context.text, number.end)
    return not context.handles or figure.scope.handle in context.handles


def _counted_after(text: str, end: int) -> bool:
    match = phrases("counted").search(text[end : end + 18])
    between = text[end : end + match.start()].split() if match else []
    joined = between in (["and"], ["or"])  # "rating is 5 and customer tier is VIP"
    return match is not None and len(between) <= 1 and not joined


def _named(number: Number, known: Known, context: Context) -> tuple[list[frozenset[Label]], frozenset[Label]]:
    """The rows the number is said of: those it must not contradict, and the one it must be of."""
    if context.row:
        return [*context.row, *context.column], frozenset().union(*context.row)
    return _in_clause(number, context), _adjacent(number, known, context)


def _in_clause(number: Number, context: Context) -> list[frozenset[Label]]:
    """Names in the number's own clause; in the whole sentence when it has none, or lists them for all."""
    every = [labels for _, _, labels in context.mentions]
    if not every or has_phrase("together", context.text):
        return every
    clause = next(((start, end) for start, end in context.clauses if start <= number.start < end), None)
    if clause is None:
        return every
    inside = [labels for start, end, labels in context.mentions if start >= clause[0] and end <= clause[1]]
    return inside or every


_LINK = re.compile(
    r"[\s*_`\"”’)]{0,4}(?:[:：=(（|—–]|has|had|with|got|received|at|is|was|有|为|是|共|占|共有|达|得)?"
    r"[\s*_`]{0,4}",
    re.IGNORECASE,
)


_LEFT_OUT = re.compile(
    r"(?:(?<![a-z])(?:not|without|except)|不是|不为|不等于|非|除了?)[\s*_`\"“‘'（(]*$", re.IGNORECASE
)
""" "Where tier is not VIP": the figure is of everything but that name."""


def _adjacent(number: Number, known: Known, context: Context) -> frozenset[Label]:
    """The name directly before the number, as in "East: 120", when results have figures for it."""
    for start, end, labels in context.mentions:
        if (
            end <= number.start
            and not _LEFT_OUT.search(context.text, max(0, start - NEAR), start)
            and number.start - end < 14
            and _LINK.fullmatch(context.text, end, number.start)
        ):
            if has_phrase("together", context.text):
                return frozenset()
            return frozenset(each for each in labels if each in known.scoped)
    return frozenset()


def _speaks_for(figure: Figure, named: Sequence[frozenset[Label]], strict: frozenset[Label]) -> bool:
    """Whether a figure can be of what is named: of one of the strict names, and of no other's row.

    A name may be a value of several fields; it denies a figure only when none of its readings fits.
    """
    scope = figure.scope
    if strict and figure.kind not in ("asked", "fixed") and not any(map(scope.has, strict)):
        return False
    for name, own in (*scope.values.items(), ("@time", scope.periods)):
        readings = [labels for labels in named if any(label[0] == name for label in labels)]
        if not own or not readings or any((name, value) in labels for labels in readings for value in own):
            continue
        if not all(any(map(scope.has, labels)) for labels in readings):
            return False
    return True


def _otherwise(number: Number, known: Known, context: Context) -> bool:
    """What no figure of a row backs: the answer's own rows, a record's own words, the question's limits."""
    text, value = context.text, number.value
    after = text[number.end : number.end + 24]
    if number.unit == "percent" and value == 95 and _INTERVAL.match(after):
        return True
    if number.unit == "plain" and value == int(value):
        if context.rows_shown and any(rows - context.rows_shown == value for rows in known.rows):
            return True
        chosen = phrases("chosen").search(after)
        if chosen and len(after[: chosen.start()].split()) <= 2 and 0 < value <= max(known.rows, default=0):
            return True
    if any(abs(each - value) <= number.half + _TINY for each in _in_records(known, context)):
        return True
    if any(abs(each - abs(value)) <= _TINY for each in known.asked):
        before = text[max(number.start - NEAR, 0) : number.start]
        return has_phrase("thresholds", before) or has_phrase("denials", before) or has_phrase("said", before)
    return False


def _in_records(known: Known, context: Context) -> list[float]:
    """The numbers that the records named beside say themselves."""
    found: list[float] = []
    for record in context.records:
        for text in known.ids.get(record, ()):
            found += [each.value for each in find_numbers(text)]
    return found


def date_reason(stated: StatedDate, known: Known, text: str) -> Reason | None:
    """None when a result speaks of that date or period, or the question does."""
    if stated.relative:
        period = relative_period(stated.relative, known.today) if known.today else None
        echoed = stated.relative in known.question.lower()
        return None if period is None or echoed or period in known.periods else "date"
    if stated.clock:
        return (
            None
            if _known_clock(stated, known) or text[stated.start : stated.end] in known.question
            else "date"
        )
    periods = list(stated.periods(known.years or ((known.today.year,) if known.today else ())))
    if any(_known_period(stated, period, known) for period in periods):
        return None
    return None if any(each in known.asked_periods for each in periods) else "date"


def _known_clock(stated: StatedDate, known: Known) -> bool:
    """Whether a record is of that minute, or the query asks for that hour."""
    if stated.first is None and stated.clock.endswith(":00"):
        hour = float(stated.clock[:2])
        if any(each.kind == "asked" for each in known.between(hour, hour)):
            return True
    days = {date.fromordinal(start).isoformat() for start, _ in stated.periods(known.years)}
    moments = (each for each in known.moments if each.endswith(stated.clock))
    return any(stated.first is None or each[:10] in days for each in moments)


def _known_period(stated: StatedDate, period: tuple[int, int], known: Known) -> bool:
    start, end = period
    if period in known.periods or (end - start == 1 and start in known.days):
        return True
    if any(start in starts and end in ends for starts, ends in known.edges.values()):
        return True
    if stated.last is not None and start in known.days and (end in known.days or end - 1 in known.days):
        return True
    return any(_rounded(stated, period, span) or _cut_off(period, span) for span in known.spans)


def _cut_off(period: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether a period is what the data has of a month, a quarter or a year."""
    first, after = date.fromordinal(period[0]), date.fromordinal(period[1])
    begins_month, ends_month = first.day == 1, after.day == 1
    return (period[1] == span[1] and begins_month and period[0] >= span[0]) or (
        period[0] == span[0] and ends_month and period[1] <= span[1]
    )


def _rounded(stated: StatedDate, period: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether the data's span, told by the month or the year, is this period."""
    first, last = stated.first, stated.last or stated.first
    if first is None or last is None or "day" in (first.part, last.part):
        return False
    began, ended = (
        first.period(date.fromordinal(span[0]).year),
        last.period(date.fromordinal(span[1] - 1).year),
    )
    if began is None or ended is None:
        return False
    return began[0] <= span[0] < began[1] and ended[0] < span[1] <= ended[1] and period[0] == began[0]


def quote_reason(quote: Quote, known: Known, record: str | None) -> Reason | None:
    """None when the words are in a result byte for byte, and are the named record's."""
    words = quotable(quote.words)
    records = _holders(words, known)
    if records:
        return None if record is None or record in records or record not in known.ids else "quote_record"
    if record is None and (quote.short or known.is_term(quote.words)):
        return None
    return "quote"


def _holders(words: str, known: Known) -> list[str]:
    """The records that have the words; those before or after an ellipsis at an end need not be complete."""
    return known.quoted(words) or (
        known.quoted(words.strip("….").strip()) if words.strip("….").strip() else []
    )
