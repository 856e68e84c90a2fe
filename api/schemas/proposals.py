"""Proposals: what waits for a decision, and the decisions."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.numbers import Count, Number
from prompts import Language
from retrieval.people.roles import ActorKind
from tools.proposals.proposal import Proposal, State

__all__ = [
    "ActorPublic",
    "Approval",
    "ProposalCreate",
    "ProposalLine",
    "ProposalPage",
    "ProposalPublic",
    "ProposalQuery",
    "ProposalUpdate",
    "Rejection",
    "RuleCreate",
    "RulePublic",
]

Edition = Annotated[Count, Field(description="the one that was read: 409 when another stands by now")]
Fill = Annotated[
    dict[str, Annotated[str, Field(max_length=500)]],
    Field(max_length=50, description="values of placeholders, stored nowhere"),
]


class ProposalQuery(BaseModel):
    """Which proposals; the newest first."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    kind: str | None = None
    thread: str | None = None
    cursor: Annotated[Number | None, Field(description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ActorPublic(BaseModel):
    """Who did it: a person by name, the assistant, a standing rule, or the system."""

    kind: ActorKind
    name: str


class ProposalLine(BaseModel):
    """A proposal as it is listed.

    title: of a ticket, or the beginning of the message a reply answers. failed: how many checks fail.
    person_needed: why somebody has to decide with care.
    """

    id: int
    kind: str
    state: State
    title: str
    record: str | None
    language: Language
    topic: str | None
    failed: int
    person_needed: list[str]
    asked_by: ActorPublic
    made_at: int
    decided_by: ActorPublic | None
    decided_at: int | None


class ProposalPage(BaseModel):
    """next: the cursor of the page that follows; none on the last one."""

    items: list[ProposalLine]
    next: int | None


class ProposalPublic(BaseModel):
    """A proposal. asked: the payload as it was asked for. payload: as it stands, or as it ran."""

    id: int
    key: str
    kind: str
    state: State
    edition: int
    payload: dict[str, Any]
    asked: dict[str, Any]
    asked_by: ActorPublic
    thread: str | None
    why: str
    rests_on: dict[str, Any]
    made_at: int
    decided_at: int | None
    decided_by: ActorPublic | None
    reason: str | None
    outcome: dict[str, Any] | None

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalPublic":
        return cls.model_validate(proposal.to_json())


class ProposalCreate(BaseModel):
    """Something to be approved. payload: as its kind wants it. records: what it rests on."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, Field(max_length=100)]
    payload: dict[str, Any]
    why: Annotated[str, Field(max_length=2000)] = ""
    records: Annotated[list[str], Field(max_length=10_000)] = []


class ProposalUpdate(BaseModel):
    """What shall run instead."""

    model_config = ConfigDict(extra="forbid")

    edition: Edition
    payload: dict[str, Any]


class Approval(BaseModel):
    """Lets a proposal run, once. payload: what shall run instead, where it is edited on the way."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"edition": 0}]})

    edition: Edition
    payload: dict[str, Any] | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""
    fill: Fill = {}


class Rejection(BaseModel):
    """Closes a proposal for good."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "We do not know this yet."}]}
    )

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class RuleCreate(BaseModel):
    """Proposals of the kind whose payload has one of the values of every condition run by themselves."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"kind": "open_ticket", "conditions": {"department": ["safety"], "priority": ["P1"]}}
            ]
        },
    )

    kind: str
    conditions: dict[str, list[Any]]


class RulePublic(BaseModel):
    """A standing rule."""

    id: int
    kind: str
    conditions: dict[str, list[Any]]
    made_by: str
    made_at: int
    ended_at: int | None
    ended_by: str | None
