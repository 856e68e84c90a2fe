"""Themes: reports, what changed, whether a fix worked, and what people do to themes."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.numbers import Count
from api.schemas.proposals import ActorPublic
from prompts import Language
from retrieval.themes.history import ThemeEvent
from retrieval.themes.theme import Level, Theme
from tools.themes.changes import Change, Changes, Fix, Told, Verdict
from tools.themes.report import (
    Asked,
    Entry,
    Excerpt,
    Heat,
    Impact,
    Over,
    Part,
    Priority,
    Report,
    Trend,
    Whole,
)
from tools.themes.request import About
from tools.themes.showing.notices import notices
from tools.themes.showing.report_page import scope_facts, theme_facts
from tools.themes.showing.words import Words
from tools.themes.telling_whole import told_whole

__all__ = [
    "ChangePublic",
    "ChangesPublic",
    "EntryPublic",
    "FixPublic",
    "QualityPublic",
    "ReportPublic",
    "ThemeAct",
    "ThemeActed",
    "ThemeEventPublic",
    "ThemePublic",
    "ThemeQuery",
]

Pairs = list[tuple[str, str]]


class ThemeQuery(BaseModel):
    """What a report is of, as an address says it."""

    model_config = ConfigDict(extra="forbid")

    segment: Annotated[
        str, Field(max_length=2000, description="channel=app|web,tier=VIP; all when empty")
    ] = ""
    period: Annotated[
        str, Field(max_length=200, description="last quarter, 2026-Q3, 上个月, 2026-07-01..2026-09-30")
    ] = ""
    about: About = "complaints"
    level: Level = "fine"
    order: Literal["priority", "records", "rising", "falling", "impact"] = "records"
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    theme: Annotated[list[str], Field(max_length=50, description="only these, by id or name")] = []
    across: Annotated[str | None, Field(description="field of the heat map; weeks when not given")] = None
    within: Annotated[bool, Field(description="look for themes in the segment itself")] = False
    muted: Annotated[bool, Field(description="muted themes, too")] = False
    language: Annotated[Language | None, Field(description="of the report; the caller's when not given")] = (
        None
    )


class ThemePublic(BaseModel):
    """A theme. ref: how it is referred to, "TH-12". examples: records that its name rests on."""

    ref: str
    level: Level
    parent: str | None
    name: str
    description: str
    name_en: str
    name_zh: str
    named_by: Literal["words", "model", "person"]
    words: list[str]
    examples: list[str]
    records: int
    born_at: int
    ended_at: int | None
    merged_into: str | None
    pinned: bool
    muted: bool
    edition: int

    @classmethod
    def of(cls, theme: Theme, language: Language) -> "ThemePublic":
        plain = {name: getattr(theme, name) for name in _AS_IT_IS}
        return cls(
            ref=theme.ref,
            parent=_ref(theme.parent),
            merged_into=_ref(theme.merged_into),
            name=theme.name(language),
            description=theme.description(language),
            words=list(theme.words),
            examples=list(theme.examples),
            **plain,
        )


_AS_IT_IS = (
    "level", "name_en", "name_zh", "named_by", "records", "born_at", "ended_at", "pinned", "muted", "edition",
)  # fmt: skip


def _ref(theme: int | None) -> str | None:
    return None if theme is None else f"TH-{theme}"


class EntryPublic(BaseModel):
    """One theme in a segment and period. facts: how it stands, in words; trend_said: the trend in a few."""

    rank: int
    theme: ThemePublic
    share: Part
    people: int
    negative: Part | None
    intensity: float | None
    impacts: list[Impact]
    trend: Trend
    over: list[Over]
    priority: Priority
    excerpts: list[Excerpt]
    asked: list[Asked]
    tickets: list[str]
    next_step: str
    facts: Pairs
    trend_said: str

    @classmethod
    def of(cls, entry: Entry, words: Words) -> "EntryPublic":
        plain = {name: getattr(entry, name) for name in cls.model_fields if hasattr(entry, name)}
        told = {"facts": list(theme_facts(entry, words)), "trend_said": words.moves(entry)}
        return cls.model_validate(plain | {"theme": ThemePublic.of(entry.theme, words.language)} | told)


class QualityPublic(BaseModel):
    """How far all themes can be relied on: see `coverage` and `stability` in docs/themes.md."""

    texts: int
    assigned: int
    coverage: float
    stability: float | None
    cohesion: float | None
    small: bool


class ReportPublic(BaseModel):
    """A report. scope: what it is of, in words. warnings: what limits it. Times are seconds UTC, days ISO.

    whole: all that is counted beside the time before the period; overall: that in a sentence, "" where there
    is none.
    """

    request: dict[str, Any]
    language: Language
    first: str | None
    last: str | None
    records: int
    texts: int
    assigned: int
    themes: int
    quality: QualityPublic
    small: bool
    entries: list[EntryPublic]
    heat: Heat | None
    made_at: int
    data_version: int
    warnings: list[str]
    scope: Pairs
    whole: Whole | None
    overall: str

    @classmethod
    def of(cls, report: Report, words: Words) -> "ReportPublic":
        plain = {name: getattr(report, name) for name in cls.model_fields if hasattr(report, name)}
        made = {
            "request": report.request.model_dump(mode="json", exclude_defaults=True),
            "quality": QualityPublic.model_validate(report.quality, from_attributes=True),
            "entries": [EntryPublic.of(each, words) for each in report.entries],
            "warnings": list(notices(report, words)),
            "scope": list(scope_facts(report, words)),
            "overall": told_whole(report.whole, report.request.about, words.language) if report.whole else "",
        }
        return cls.model_validate(plain | made)


class ChangePublic(BaseModel):
    """One theme on both sides. difference: of the shares, after less before, with its 95 % interval."""

    theme: ThemePublic
    before: Part
    after: Part
    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict

    @classmethod
    def of(cls, change: Change, language: Language) -> "ChangePublic":
        plain = {name: getattr(change, name) for name in cls.model_fields}
        return cls.model_validate(plain | {"theme": ThemePublic.of(change.theme, language)})


class ChangesPublic(BaseModel):
    """The themes whose share moved, the clearest first. words: the same, said."""

    request: dict[str, Any]
    language: Language
    before_first: str
    before_last: str
    after_first: str
    after_last: str
    before_records: int
    after_records: int
    entries: list[ChangePublic]
    themes: int
    made_at: int
    data_version: int
    words: str

    @classmethod
    def of(cls, changes: Changes, language: Language, words: str) -> "ChangesPublic":
        plain = {name: getattr(changes, name) for name in cls.model_fields if hasattr(changes, name)}
        made = {
            "request": changes.request.model_dump(mode="json", exclude_defaults=True),
            "entries": [ChangePublic.of(each, language) for each in changes.entries],
            "words": words,
        }
        return cls.model_validate(plain | made)


class FixPublic(BaseModel):
    """Whether the share fell after a fix, and the customers to tell. words: the same, said."""

    request: dict[str, Any]
    language: Language
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
    tell: list[Told]
    customers: int
    made_at: int
    data_version: int
    words: str

    @classmethod
    def of(cls, fix: Fix, words: str) -> "FixPublic":
        return cls.model_validate({**fix.to_json(), "words": words})


Operation = Literal["rename", "merge", "split", "pin", "unpin", "mute", "unmute", "undo"]


class ThemeAct(BaseModel):
    """What a lead does to a theme; it holds when themes are found anew.

    rename: takes a name in one language or both. merge: takes the theme that remains. undo: takes back the
    last thing that somebody did to it. edition: the one that was looked at; 409 when another stands by now.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"op": "rename", "name_en": "Late parcels"}]}
    )

    op: Operation
    name_en: Annotated[str | None, Field(max_length=200)] = None
    name_zh: Annotated[str | None, Field(max_length=200)] = None
    into: Annotated[str | None, Field(max_length=20, description="TH-7")] = None
    edition: Count | None = None


class ThemeActed(BaseModel):
    """theme: as it now is. other: the one it was merged into, or that was split off."""

    theme: ThemePublic
    other: ThemePublic | None


class ThemeEventPublic(BaseModel):
    """Something that happened to a theme, by a run or a person. other: the theme it went into, or came of it.

    content: figures and names, by kind. undone: it was taken back.
    """

    id: int
    theme: str
    other: str | None
    at: int
    kind: str
    by: ActorPublic
    content: dict[str, Any]
    undone: bool

    @classmethod
    def of(cls, event: ThemeEvent) -> "ThemeEventPublic":
        told = {name: value for name, value in event.content.items() if name in _TOLD}
        by = ActorPublic(kind=event.actor.kind, name=event.actor.name)
        return cls(
            id=event.id,
            theme=f"TH-{event.theme}",
            other=_ref(event.other),
            at=event.at,
            kind=event.kind,
            by=by,
            content=told,
            undone=event.undone_by is not None,
        )


_TOLD = ("records", "before", "after", "came", "went", "undone", "of", "name_en", "name_zh")
"""Of an event's content, what is for people; the rest is what undoing rests on."""
