"""Running a proposal: the one way there is, whoever approved it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict, FeedbackError
from retrieval.people.roles import Actor
from tools.proposals.keeping import storable
from tools.proposals.kinds import Execution, Kind
from tools.proposals.proposal import Proposal, fingerprint
from tools.proposals.tables import proposal

__all__ = ["checked", "decide", "execute", "said_by_people", "settled"]


def checked(kind: Kind, payload: BaseModel | Mapping[str, Any]) -> tuple[BaseModel, dict[str, Any]]:
    """A payload as its kind has it: the model, and the JSON that is kept. Raises BadQuery for any other."""
    given = payload.model_dump(mode="json") if isinstance(payload, BaseModel) else dict(payload)
    try:
        kept = json.loads(kind.payload.model_validate(given).model_dump_json())
        model = kind.payload.model_validate(kept)  # what runs is what was kept: no NaN, no exotic types
    except ValidationError as error:
        raise BadQuery("proposal_payload", kind=kind.name, why=_told(error)) from error
    if any("\x00" in each for each in _texts(kept)):  # PostgreSQL keeps it in no text
        raise BadQuery("proposal_payload", kind=kind.name, why="\\x00")
    return model, kept


def settled(
    kind: Kind, store: Store, payload: BaseModel | Mapping[str, Any], at: int
) -> tuple[BaseModel, dict[str, Any]]:
    """A checked payload with what its kind finds about it. Raises BadQuery."""
    model, kept = checked(kind, payload)
    return checked(kind, kind.settle(store, model, at)) if kind.settle else (model, kept)


def said_by_people(kind: Kind, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload without what its kind finds by itself: what makes two payloads the same wish."""
    return {name: value for name, value in payload.items() if name not in kind.derived}


def execute(
    connection: sa.Connection,
    store: Store,
    kind: Kind,
    found: Proposal,
    by: Actor,
    at: int,
    reason: str = "",
    fill: Mapping[str, str] | None = None,
) -> Proposal:
    """Does what is proposed and writes down who let it happen, on the caller's transaction.

    Raises what the kind raises, or Conflict for anything unforeseen: the caller's transaction must then end.
    """
    model, payload = checked(kind, found.payload)
    execution = Execution(store, found.id, by, at, found.scope, dict(fill or {}))
    try:
        outcome = dict(kind.execute(connection, model, execution))
    except FeedbackError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise Conflict("proposal_not_executed", id=found.id, why=why) from error
    done = replace(found, state="executed", payload=payload, outcome=outcome)
    return decide(connection, done, by, at, reason, sorted(fill or ()))


def decide(
    connection: sa.Connection,
    found: Proposal,
    by: Actor,
    at: int,
    reason: str,
    filled: list[str] | None = None,
) -> Proposal:
    """Writes down a decision, whose state `found` already has, with its audit entry."""
    reason = storable(reason)
    decided = replace(found, decided_at=at, decided_by=by, reason=reason or None)
    values: dict[str, Any] = {
        "state": decided.state,
        "decided_at": at,
        "decided_by_kind": by.kind,
        "decided_by": by.name,
        "reason": decided.reason,
    }
    content: dict[str, Any] = {
        "kind": found.kind,
        "edition": found.edition,
        "payload": fingerprint(found.payload),
        "reason": fingerprint(reason) if reason else None,
    }
    if decided.state == "executed":
        values |= {"executed": decided.payload, "outcome": decided.outcome}
        content |= {"outcome": decided.outcome, "filled": filled or []}
    connection.execute(sa.update(proposal).where(proposal.c.id == found.id).values(**values))
    action = "proposal.approved" if decided.state == "executed" else "proposal.rejected"
    append(connection, Entry(at, by, action, f"proposal:{found.id}", content))
    return decided


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(each) for each in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
