"""Tickets: the board, one ticket with all that can be done to it, and what is done."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.numbers import Count
from prompts import Language
from tools.tickets.changing import Operation
from tools.tickets.ticket import Priority, State, TicketDraft

__all__ = [
    "ActionPublic",
    "DeadlinePublic",
    "DeadlinesPublic",
    "EffectPublic",
    "EventPublic",
    "FiguresPublic",
    "LinkedRecord",
    "MatchPublic",
    "RecipientPublic",
    "RecurringPublic",
    "TellCreate",
    "TellPublic",
    "TicketChanged",
    "TicketDrafted",
    "TicketLine",
    "TicketPage",
    "TicketPublic",
    "TicketQuery",
]


class TicketQuery(BaseModel):
    """Which tickets; the most pressing first. Those worked on, unless states are named."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[State], Field(description="any number of them")] = []
    department: str | None = None
    assignee: Annotated[str | None, Field(description="an account's name; empty for nobody's")] = None
    overdue: bool = False
    cursor: Annotated[Count, Field(description="`next` of the page before")] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class DeadlinePublic(BaseModel):
    """One deadline. target, used, remaining: working seconds. due, met_at: seconds UTC."""

    kind: Literal["response", "resolution"]
    round: int
    target: int
    used: int
    remaining: int
    due: int | None
    met_at: int | None
    state: Literal["ok", "near", "breached", "met", "paused", "off"]


class DeadlinesPublic(BaseModel):
    """earlier: resolutions before the ticket was reopened."""

    response: DeadlinePublic
    resolution: DeadlinePublic
    earlier: list[DeadlinePublic] = []


class TicketLine(BaseModel):
    """A ticket as it is listed."""

    id: int
    name: str
    title: str
    summary: str
    language: str
    topic: str | None
    product: str | None
    department: str
    priority: Priority
    factors: dict[str, str]
    customers: int
    state: State
    assignee: str | None
    level: int
    merged_into: int | None
    opened_at: int
    edition: int
    overdue: bool
    deadlines: DeadlinesPublic


class TicketPage(BaseModel):
    """next: the cursor of the page that follows; none on the last one."""

    items: list[TicketLine]
    next: int | None


class EventPublic(BaseModel):
    """Something that happened to it. by: "person:ann". Beside these: what it changed, or was told."""

    model_config = ConfigDict(extra="allow")

    at: int
    by: str
    what: str


class LinkedRecord(BaseModel):
    """Feedback it is about, as far as it may be seen. how: opened, added or joined."""

    record: str
    how: str
    text: str


class ActionPublic(BaseModel):
    """What can be done to it now; where not, why not."""

    op: Operation
    allowed: bool
    why: str = ""


class TicketPublic(TicketLine):
    """One ticket: its history, oldest first, its feedback, and what whoever asks may do now.

    zone: the clock of its department.
    """

    zone: str
    history: list[EventPublic]
    record_count: int
    records: list[LinkedRecord]
    actions: list[ActionPublic]


class TicketChanged(BaseModel):
    """ticket: as it now is. other: the one it was merged into, or that was split off."""

    ticket: TicketPublic
    other: int | None


class MatchPublic(BaseModel):
    """A ticket that is likely about the same. score: the probability. Beside it: what both have in common."""

    ticket: int
    title: str
    state: State
    score: float
    topics: list[str]
    words: list[str]
    codes: list[str]
    nearest: tuple[str, str] | None
    linked: int


class TicketDrafted(BaseModel):
    """A draft, to be proposed as it is or edited. quotes: (record, quote). facts: the figures behind it.

    same: open tickets about the same, the likeliest first; `draft.add_to` names the one to add to.
    """

    draft: TicketDraft
    quotes: list[tuple[str, str]]
    facts: dict[str, Any]
    same: list[MatchPublic]


class RecipientPublic(BaseModel):
    """Somebody to tell, by their latest record. customer: a pseudonym; none where the record names nobody."""

    customer: str | None
    record: str
    channel: str | None
    time: int | None
    language: Language
    said: str


class TellCreate(BaseModel):
    """What was done, by language, in a person's words; what the resolution says stands for its own."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"done": {"en": "We changed the courier.", "zh": "已换快递。"}}]},
    )

    done: dict[Language, Annotated[str, Field(max_length=4_000)]] = {}


class TellPublic(BaseModel):
    """proposals: one for each message, now in the inbox. before: how many were proposed before.

    waiting: to whom nothing says in their language what was done.
    """

    proposals: list[int]
    before: int
    waiting: list[RecipientPublic]


class SidePublic(BaseModel):
    """`part` of `records` are about it, with the share's 95 % interval."""

    first: str
    last: str
    part: int
    records: int
    share: float
    low: float
    high: float


class EffectPublic(BaseModel):
    """The time after the resolution beside as many days before it. words: the same, said."""

    measured: Literal["segment", "topic", "linked"]
    verdict: Literal["fell", "rose", "no_clear_change", "too_early"]
    days: int
    before: SidePublic | None
    after: SidePublic | None
    difference: float | None
    low: float | None
    high: float | None
    small: bool
    words: str


class RecurringPublic(BaseModel):
    """A resolved ticket whose feedback came back."""

    ticket: int
    title: str
    resolved_at: int
    records: list[str]
    customers: int


class SharePublic(BaseModel):
    """`part` of `n` with its 95 % interval; none where there is nothing to share."""

    part: int
    n: int
    share: float | None
    low: float | None
    high: float | None


class TimesPublic(BaseModel):
    """Working seconds."""

    n: int
    median: float | None
    p90: int | None


class FiguresPublic(BaseModel):
    """How the tickets of a department (all, when empty) that were opened in a period (all, when empty) do."""

    department: str
    period: str
    tickets: int
    merged: int
    resolved: SharePublic
    durable: SharePublic
    reopened: SharePublic
    response: TimesPublic
    resolution: TimesPublic
    response_breached: SharePublic
    resolution_breached: SharePublic
