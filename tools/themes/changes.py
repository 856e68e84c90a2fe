"""What changed between two periods, and whether a fix worked: as data."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from retrieval.themes.theme import Theme
from tools.themes.report import Part
from tools.themes.request import ChangesRequest, FixRequest

__all__ = ["Change", "Changes", "Fix", "Told", "Verdict"]

Verdict = Literal["new", "gone", "rose", "fell", "no_clear_change", "too_few"]


@dataclass(frozen=True, slots=True)
class Change:
    """One theme on both sides. difference: of the shares, after less before, its 95 % interval beside.

    p: of Fisher's test, corrected for the number of themes (Benjamini-Hochberg). daily: records a day before
    and after. share_only: the share moved clearly, but not how often it is written: other feedback grew or
    shrank, and nothing is said to have changed.
    """

    theme: Theme
    before: Part
    after: Part
    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict
    daily: tuple[float, float] = (0.0, 0.0)
    share_only: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """The themes whose share moved, the clearest first. Days are ISO, both included, and days of the data.

    notes: how names of themes were read, in sentences.
    """

    request: ChangesRequest
    language: str
    before_first: str
    before_last: str
    after_first: str
    after_last: str
    before_records: int
    after_records: int
    entries: tuple[Change, ...]
    themes: int
    made_at: int
    data_version: int
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "request": self.request.model_dump(mode="json", exclude_defaults=True)}


@dataclass(frozen=True, slots=True)
class Told:
    """A customer to tell: raised it before the fix, and not since. records: theirs, the newest first."""

    customer: str | None
    records: tuple[str, ...]
    last: str | None


@dataclass(frozen=True, slots=True)
class Fix:
    """Whether the share of feedback about the subject fell after the fix. Days are ISO.

    subject: "TH-12" or "T-12"; several themes that are one subject with commas. how: "named" by id or name,
    "read" from other words, "together" for several. difference, low, high: after less before (Newcombe), None
    when too early.
    tell: customers to tell, the newest first; customers: how many there are in all. small: few records.
    share_only: the share moved clearly, but not how often it is written; the verdict is no clear change then.
    """

    request: FixRequest
    language: str
    subject: str
    title: str
    fixed: str
    days: int
    verdict: Literal["fell", "rose", "no_clear_change", "too_early"]
    before: Part | None
    after: Part | None
    difference: float | None
    low: float | None
    high: float | None
    small: bool
    tell: tuple[Told, ...]
    customers: int
    made_at: int
    data_version: int
    share_only: bool = False
    how: Literal["named", "read", "together"] = "named"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "request": self.request.model_dump(mode="json", exclude_defaults=True)}
