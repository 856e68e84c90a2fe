"""What leaves, where it goes, and the audit log."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.numbers import Sequence
from prompts import Language
from retrieval.audit.verifying import FindingKind
from retrieval.outbox.looking import State

__all__ = [
    "AuditEntryPublic",
    "AuditPage",
    "AuditQuery",
    "CheckpointPublic",
    "DeliveryPublic",
    "DestinationAdded",
    "DestinationCreate",
    "DestinationPublic",
    "EventPublic",
    "Handled",
    "OutboxQuery",
    "VerdictPublic",
]


class OutboxQuery(BaseModel):
    """Which events; the newest first."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    destination: str | None = None
    subject: Annotated[str | None, Field(description='what they are about, such as "ticket:12"')] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class DeliveryPublic(BaseModel):
    """How far an event has got to one destination."""

    destination: str
    state: State
    attempts: int
    next_at: int
    failure: str | None
    ended_at: int | None


class EventPublic(BaseModel):
    """An event and its deliveries. private: whether something is sealed with it that is shown to nobody."""

    id: str
    kind: str
    subject: str
    at: int
    content: dict[str, Any]
    private: bool
    deliveries: list[DeliveryPublic]


class Handled(BaseModel):
    """How many deliveries it was done to."""

    deliveries: int


class DestinationCreate(BaseModel):
    """Somewhere to send events. kind: webhook or email. events: their kinds; all when empty."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "helpdesk",
                    "kind": "webhook",
                    "address": "https://desk.example/hooks/feedback",
                    "events": ["reply.approved", "ticket.opened"],
                }
            ]
        },
    )

    name: Annotated[str, Field(max_length=80)]
    kind: Annotated[str, Field(max_length=40)]
    address: Annotated[str, Field(max_length=2000)]
    events: list[str] = []
    language: Language = "en"


class DestinationPublic(BaseModel):
    """A destination. waiting, dead: events that have not arrived, and those a person has to look at."""

    id: int
    name: str
    kind: str
    address: str
    events: list[str]
    language: Language
    made_at: int
    paused_at: int | None
    rest_until: int
    failures: int
    failing_since: int | None
    ended_at: int | None
    ended_why: str | None
    waiting: int
    dead: int


class DestinationAdded(BaseModel):
    """secret: what its webhooks are signed with, shown this once; none where nothing is signed."""

    destination: DestinationPublic
    secret: str | None


class AuditQuery(BaseModel):
    """Which entries; the newest first. action, subject: whole, or the part before the mark ("ticket")."""

    model_config = ConfigDict(extra="forbid")

    who: str = ""
    action: str = ""
    subject: str = ""
    since: Annotated[Sequence | None, Field(description="seconds UTC")] = None
    cursor: Annotated[Sequence | None, Field(description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class AuditEntryPublic(BaseModel):
    """Something that was done. actor: "person:ann"."""

    seq: int
    at: int
    actor: str
    action: str
    subject: str
    content: Any


class AuditPage(BaseModel):
    """next: the cursor of the page that follows; none on the last one."""

    items: list[AuditEntryPublic]
    next: int | None


class FindingPublic(BaseModel):
    kind: FindingKind
    seq: int


class CheckpointPublic(BaseModel):
    """That the log had `seq` entries and ended with this hash, as its store sealed it."""

    model_config = ConfigDict(extra="allow")

    seq: Sequence
    hash: str
    at: Sequence
    seal: str


class VerdictPublic(BaseModel):
    """whole: nothing was changed, left out, moved or cut off. findings: the first hundred."""

    whole: bool
    entries: int
    hash: str
    findings: list[FindingPublic]
