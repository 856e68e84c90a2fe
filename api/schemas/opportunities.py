"""Opportunities: needs behind complaints, and what one is worth."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.opportunities.opportunity import Opportunities, Opportunity, OrderValue, Quote, Ratio
from tools.opportunities.request import Kind
from tools.opportunities.roi import Case, Line, RoiInputs, RoiSheet
from tools.opportunities.roi_showing import roi_notices
from tools.opportunities.showing import notices

__all__ = [
    "OpportunitiesPublic",
    "OpportunityPublic",
    "OpportunityQuery",
    "RoiPublic",
    "RoiQuestion",
]


class OpportunityQuery(BaseModel):
    """What is looked at, as an address says it."""

    model_config = ConfigDict(extra="forbid")

    segment: Annotated[
        str, Field(max_length=2000, description="channel=app|web,tier=VIP; all when empty")
    ] = ""
    period: Annotated[
        str, Field(max_length=200, description="last quarter, 2026-Q3, 上个月, 2026-07-01..2026-09-30")
    ] = ""
    kind: Annotated[list[Kind], Field(max_length=5, description="only findings of these kinds")] = []
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    min_support: Annotated[int | None, Field(ge=5, le=1_000_000, description="records a finding needs")] = (
        None
    )
    language: Annotated[Language | None, Field(description="of the sentences; the caller's if not given")] = (
        None
    )


class OpportunityPublic(BaseModel):
    """One finding, in one language. rule: readable; filters: what its records meet, where filters can say it.

    support, confidence, rest: shares with their 95 % intervals. excess: records more than if the group were
    like the rest, cautiously in excess_low, by which findings are ranked. q: of Fisher's test, corrected.
    """

    id: str
    rank: int
    kind: Kind
    title: str
    need: str
    rule: str
    filters: list[dict[str, Any]] | None
    support: Ratio
    confidence: Ratio
    rest: Ratio
    lift: float
    p: float
    q: float
    excess: float
    excess_low: float
    customers: int
    customers_named: bool
    order_value: OrderValue | None
    ids: list[str]
    quotes: list[Quote]
    first: str | None
    last: str | None
    small: bool
    also: list[str]
    next_step: str

    @classmethod
    def of(cls, found: Opportunity, language: Language) -> "OpportunityPublic":
        plain = {name: getattr(found, name) for name in cls.model_fields if name not in _SAID}
        filters = found.rule.filters
        return cls(
            **plain,
            title=found.title.in_(language),
            need=found.need.in_(language),
            rule=found.rule.written.in_(language),
            filters=[each.model_dump(mode="json", exclude_defaults=True) for each in filters]
            if filters is not None
            else None,
            also=[each.in_(language) for each in found.also],
            next_step=found.next_step.in_(language),
        )


_SAID = ("title", "need", "rule", "filters", "also", "next_step")


class OpportunitiesPublic(BaseModel):
    """Findings, ranked. candidates: rules that were tried. notices: what limits them, in sentences."""

    language: Language
    first: str | None
    last: str | None
    records: int
    complaints: int
    candidates: int
    found: int
    min_support: int
    small: bool
    notices: list[str]
    entries: list[OpportunityPublic]
    made_at: int
    data_version: int

    @classmethod
    def of(cls, found: Opportunities) -> "OpportunitiesPublic":
        language = found.language
        plain = {
            name: getattr(found, name) for name in cls.model_fields if name not in ("notices", "entries")
        }
        entries = [OpportunityPublic.of(each, language) for each in found.entries]
        return cls(**plain, notices=list(notices(found, language)), entries=entries)


class RoiQuestion(BaseModel):
    """The numbers that are known. segment, period: those the finding was found in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "inputs": {
                        "customers_kept": {"value": 40, "low": 25, "high": 60},
                        "value_kept": {"value": 300},
                        "cost": {"value": 8000},
                        "currency": "CNY",
                    }
                }
            ]
        },
    )

    inputs: RoiInputs
    segment: Annotated[str, Field(max_length=2000)] = ""
    period: Annotated[str, Field(max_length=200)] = ""
    language: Language | None = None


class RoiPublic(BaseModel):
    """The sheet: what was given, what the data says, what comes of it. notices: what to give, what is left
    out."""

    opportunity: str
    title: str
    period: str
    currency: str
    given: list[Line]
    read: list[Line]
    computed: list[Line]
    roi: float | None
    partial: Literal["new", "kept"] | None
    missing: list[str]
    cases: list[Case]
    break_even: list[Line]
    notices: list[str]

    @classmethod
    def of(cls, sheet: RoiSheet, language: Language) -> "RoiPublic":
        plain = {name: getattr(sheet, name) for name in cls.model_fields if name not in ("title", "notices")}
        title = sheet.title.in_(language) if sheet.title else ""
        return cls(**plain, title=title, notices=list(roi_notices(sheet, language)))
