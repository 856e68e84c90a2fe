"""Proposals: what waits for a person, and what the person decides."""

from typing import Annotated

from fastapi import APIRouter, Body, Header, Query

from api.errors import problems
from api.excerpts import excerpts
from api.numbers import Number
from api.schemas.proposals import (
    Approval,
    ProposalCreate,
    ProposalLine,
    ProposalPage,
    ProposalPublic,
    ProposalQuery,
    ProposalUpdate,
    Rejection,
)
from api.serving import DeskDep, ServingDep
from api.signing import NowDep, PersonDep, TokenDep
from retrieval.database import Store
from retrieval.errors import BadQuery
from tools.proposals.proposal import Ask, Proposal, resting_on

__all__ = ["KeyDep", "router"]

_DECIDING = problems(403, 409)

router = APIRouter(prefix="/api/proposals", tags=["proposals"], responses=problems(400, 401))

KeyDep = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="names the wish: sent again, it is one"),
]

_ASKING = {
    "reply": {
        "summary": "A reply to a record",
        "value": {
            "kind": "send_reply",
            "payload": {"record": "s6", "language": "en", "text": "Thank you for telling us."},
            "why": "They thanked us.",
        },
    },
    "ticket": {
        "summary": "A ticket",
        "value": {
            "kind": "open_ticket",
            "payload": {
                "title": "Parcels arrive late in the North",
                "summary": "Two customers waited for more than a week.",
                "language": "en",
                "department": "logistics",
                "priority": "P2",
                "customers": 2,
                "records": ["n1", "n4"],
            },
        },
    },
}


@router.get("")
def listed(query: Annotated[ProposalQuery, Query()], desk: DeskDep, serving: ServingDep) -> ProposalPage:
    """Proposals, the newest first. 400 for a filter there is not."""
    found = desk.listed(query.state, query.kind, query.thread, query.cursor, query.limit + 1)
    shown = found[: query.limit]
    return ProposalPage(
        items=_lines(serving.store, shown), next=shown[-1].id if len(found) > len(shown) else None
    )


@router.post("", status_code=201, responses=problems(409))
def create(
    given: Annotated[ProposalCreate, Body(openapi_examples=_ASKING)],
    desk: DeskDep,
    person: PersonDep,
    now: NowDep,
    key: KeyDep = None,
) -> ProposalPublic:
    """Asks for something. The same key with the same body is the same proposal, with another body 409."""
    if not key:
        raise BadQuery("idempotency_key")
    ask = Ask(
        kind=given.kind,
        payload=given.payload,
        key=key,
        asked_by=person.actor,
        why=given.why,
        rests_on=resting_on(records=given.records),
        at=now,
    )
    return ProposalPublic.of(desk.propose(ask))


@router.get("/{id}")
def show(id: Number, desk: DeskDep) -> ProposalPublic:  # noqa: A002 - what a path calls it
    """One proposal, as it stands."""
    return ProposalPublic.of(desk.get(id))


@router.post("/{id}/approve", responses=_DECIDING)
def approve(
    id: Number,  # noqa: A002
    given: Approval,
    desk: DeskDep,
    token: TokenDep,
    now: NowDep,
) -> ProposalPublic:
    """Does it, once, however often this is sent. 409 says who was first, and when."""
    done = desk.approve(
        token, id, now, edition=given.edition, payload=given.payload, reason=given.reason, fill=given.fill
    )
    return ProposalPublic.of(done)


@router.post("/{id}/edit", responses=_DECIDING)
def edit(
    id: Number,  # noqa: A002
    given: ProposalUpdate,
    desk: DeskDep,
    token: TokenDep,
    now: NowDep,
) -> ProposalPublic:
    """Changes what will run, and keeps what it was."""
    return ProposalPublic.of(desk.edit(token, id, given.payload, given.edition, now))


@router.post("/{id}/reject", responses=_DECIDING)
def reject(
    id: Number,  # noqa: A002
    given: Rejection,
    desk: DeskDep,
    token: TokenDep,
    now: NowDep,
) -> ProposalPublic:
    """Closes it: it will never run."""
    return ProposalPublic.of(desk.reject(token, id, now, given.reason))


def _lines(store: Store, found: tuple[Proposal, ...]) -> list[ProposalLine]:
    said = excerpts(store, {str(each.payload["record"]) for each in found if each.payload.get("record")})
    return [_line(each, said) for each in found]


def _line(proposal: Proposal, said: dict[str, str]) -> ProposalLine:
    told, payload = proposal.to_json(), proposal.payload
    record = payload.get("record")
    return ProposalLine.model_validate(
        {name: told[name] for name in ProposalLine.model_fields if name in told}
        | {
            "title": payload.get("title") or said.get(record or "") or record or proposal.kind,
            "record": record,
            "language": payload.get("language", "en"),
            "topic": payload.get("topic"),
            "failed": sum(not each["passed"] for each in payload.get("checks", ())),
            "person_needed": payload.get("person_needed", []),
        }
    )
