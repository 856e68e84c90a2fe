"""Tickets: the board, one ticket with all that can be done to it, and what is done."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.tickets.changing import Operation
from tools.tickets.ticket import Priority, State, TicketDraft

__all__ = [
    "ActionPublic",
    "DeadlinePublic",
    "DeadlinesPublic",
    "EventPublic",
    "LinkedRecord",
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
    cursor: Annotated[int, Field(ge=0, description="`next` of the page before")] = 0
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


class TicketDrafted(BaseModel):
    """A draft, to be proposed as it is or edited. quotes: (record, quote). facts: the figures behind it."""

    draft: TicketDraft
    quotes: list[tuple[str, str]]
    facts: dict[str, Any]
