"""A report on themes: everything it says, as data. `figures` fills it; `showing` turns it into pages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from retrieval.themes.theme import Quality, Theme
from tools.themes.request import ThemeRequest

__all__ = [
    "Against",
    "Asked",
    "Entry",
    "Excerpt",
    "Heat",
    "Impact",
    "Over",
    "Part",
    "Priority",
    "Report",
    "Side",
    "Trend",
    "TrendKind",
    "Week",
    "Whole",
]

TrendKind = Literal["rising", "falling", "steady", "new", "gone", "seasonal", "too_few"]


@dataclass(frozen=True, slots=True)
class Part:
    """`part` of `records`; share with its 95 % interval (Wilson); of no records 0, from 0 to 1."""

    part: int
    records: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Impact:
    """A score (NPS in points, rating in stars) of feedback with the theme, and of the rest of the segment.

    difference: with less without, and its 95 % interval; None where a side has fewer than 5 values, or none
    of them differ.
    """

    measure: Literal["nps", "rating"]
    with_theme: float
    n_with: int
    without: float
    n_without: int
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its first day (ISO), records of the theme, and records of the segment."""

    start: str
    part: int
    records: int


@dataclass(frozen=True, slots=True)
class Trend:
    """How a theme's share of the segment moves. test: its name, with the p-value it gave.

    per_week: change of the share a week, as a fraction. changed: first day of the week it changed, with the
    shares before and after, when a change is clearer than chance. weeks: what was tested. last: the last day
    it was heard of, where it has been silent since for longer than chance would have it; else None.
    """

    kind: TrendKind
    test: str
    p: float | None
    per_week: float | None
    changed: str | None
    before: Part | None
    after: Part | None
    weeks: tuple[Week, ...]
    last: str | None = None

    @property
    def timed(self) -> bool:
        """Whether the data has times to tell a trend from."""
        return bool(self.weeks) or self.test != "none"


@dataclass(frozen=True, slots=True)
class Against:
    """A theme's share in the time before the period, as long or the calendar unit before. Days are ISO.

    difference: of the period's share less this one, its 95 % interval (Newcombe). p, verdict: see `Change`.
    """

    first: str
    last: str
    part: Part
    difference: float
    low: float
    high: float
    p: float
    verdict: Literal["new", "gone", "rose", "fell", "no_clear_change", "too_few"]


@dataclass(frozen=True, slots=True)
class Over:
    """A segment in which the theme is more frequent: lift = share within / share in the rest.

    part: records of the theme among those with the value. p: of Fisher's test, corrected for how many were
    looked at (Benjamini-Hochberg).
    """

    field: str
    value: str
    part: Part
    rest: Part
    lift: float
    p: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A record's words, byte for byte. at: seconds UTC."""

    id: str
    text: str
    at: int | None
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something customers ask for, in the words of one of them; records: how many ask for it."""

    text: str
    records: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Priority:
    """0 to 100. factors: what it is made of, each part already weighted; they add up to it."""

    score: float
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """One theme in a segment and period.

    people: distinct customers; records with copies counted once where the data names none. negative: of its
    records with a sentiment. intensity: mean strength of feeling, 0 to 1. tickets: open ones ("T-12").
    next_step: a sentence that follows from the figures. against: the time before; None without a period, or
    where there is no feedback of then.
    """

    rank: int
    theme: Theme
    share: Part
    people: int
    negative: Part | None
    intensity: float | None
    impacts: tuple[Impact, ...]
    trend: Trend
    over: tuple[Over, ...]
    priority: Priority
    excerpts: tuple[Excerpt, ...] = ()
    asked: tuple[Asked, ...] = ()
    tickets: tuple[str, ...] = ()
    next_step: str = ""
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """Themes by columns (weeks, or values of a field): records in each cell, and in each column over all."""

    across: str
    columns: tuple[str, ...]
    themes: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A period, or the time before it. Days are ISO, both included, and days of the data.

    records: those counted. felt: of the feedback that states a feeling, those counted; None where what is
    counted is no feeling.
    """

    first: str
    last: str
    days: int
    records: int
    felt: Part | None


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is counted, in the period and in the time before it.

    pace: of how many come a day; share: of how many of those with a feeling they are. Each is "rose" or
    "fell" only beyond chance. verdict: what both say together: "mixed" where one rose and the other fell.
    """

    now: Side
    before: Side
    pace: Literal["rose", "fell", "no_clear_change"]
    share: Literal["rose", "fell", "no_clear_change"]
    verdict: Literal["rose", "fell", "no_clear_change", "mixed", "too_few"]


@dataclass(frozen=True, slots=True)
class Report:
    """records: in the segment and period, of those `about` means; texts: with a text and a vector;
    assigned: in a theme.

    first, last: days the figures are of (ISO). themes: how many there are, of which `entries` are shown.
    small: too few records to rely on the ranking. data_version: what it was made from. whole: all of it
    beside the time before; None without a period, or where there is no feedback of then.
    """

    request: ThemeRequest
    language: str
    first: str | None
    last: str | None
    records: int
    texts: int
    assigned: int
    themes: int
    quality: Quality
    small: bool
    entries: tuple[Entry, ...]
    heat: Heat | None
    made_at: int
    data_version: int
    warnings: tuple[str, ...] = field(default=())
    whole: Whole | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "request": self.request.model_dump(mode="json", exclude_defaults=True)}
