"""A proposal: what is asked for, by whom and why, and what became of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from retrieval.people.roles import Actor
from tools.results import Result

__all__ = ["STATES", "Ask", "Edit", "Proposal", "State", "fingerprint", "resting_on"]

State = Literal["proposed", "executed", "rejected"]
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]

_ROWS_KEPT = 20
"""Rows of a result that are kept with a proposal: a person sees what it rests on without running it again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants done.

    key: names this wish among all of the same asker (thread and tool call, or an `Idempotency-Key`): asking
    again under it is the same wish. rests_on: see `resting_on`. at: UTC seconds.
    """

    kind: str
    payload: BaseModel | Mapping[str, Any]
    key: str
    asked_by: Actor
    why: str
    at: int
    thread: str | None = None
    rests_on: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's change to a proposal. edition: that it made. before and after: whole payloads."""

    edition: int
    by: str
    at: int
    before: dict[str, Any]
    after: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands.

    asked: the payload as it was asked for. payload: as it stands now, or as it ran. edition: of `payload`;
    whoever decides names the one they have read. scope: the limit it was made under. outcome: what came of
    running it. Times are UTC seconds.
    """

    id: int
    key: str
    kind: str
    asked: dict[str, Any]
    payload: dict[str, Any]
    scope: str
    asked_by: Actor
    thread: str | None
    why: str
    rests_on: dict[str, Any]
    made_at: int
    state: State
    edition: int
    decided_at: int | None = None
    decided_by: Actor | None = None
    reason: str | None = None
    outcome: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state == "proposed"

    def to_json(self) -> dict[str, Any]:
        """For scripts and the API; actors as {"kind", "name"}."""
        return {
            "id": self.id,
            "key": self.key,
            "kind": self.kind,
            "state": self.state,
            "edition": self.edition,
            "payload": self.payload,
            "asked": self.asked,
            "asked_by": _actor(self.asked_by),
            "thread": self.thread,
            "why": self.why,
            "rests_on": self.rests_on,
            "made_at": self.made_at,
            "decided_at": self.decided_at,
            "decided_by": _actor(self.decided_by) if self.decided_by else None,
            "reason": self.reason,
            "outcome": self.outcome,
        }


def fingerprint(content: Any) -> str:
    """SHA-256 of content as canonical JSON: the audit log names payloads by it, and repeats no text."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def resting_on(results: Sequence[Result] = (), records: Sequence[str] = ()) -> dict[str, Any]:
    """What a proposal rests on, to be kept with it: results (their first rows) and ids of records."""
    return {
        "results": [
            {
                "handle": each.handle,
                "tool": each.tool,
                "query": each.query,
                "columns": list(each.columns),
                "rows": [list(row) for row in each.rows[:_ROWS_KEPT]],
                "covered": each.covered,
                "missing": each.missing,
                "facts": each.facts,
            }
            for each in results
        ],
        "records": list(records),
    }


def _actor(actor: Actor) -> dict[str, str]:
    return {"kind": actor.kind, "name": actor.name}
