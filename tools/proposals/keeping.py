"""Proposals as rows: read, written and changed, inside somebody else's transaction."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.people.roles import Actor
from tools.proposals.proposal import Ask, Edit, Proposal
from tools.proposals.tables import proposal, proposal_edit

__all__ = ["Seen", "add", "by_key", "change", "edits", "find", "read", "scope_of", "seen", "storable"]

Seen = sa.ColumnElement[bool]


def scope_of(store: Store) -> str:
    """What rows made through this store are tagged with."""
    return store.limit.key if store.limit else ""


def seen(store: Store, column: sa.Column[Any] = proposal.c.scope) -> Seen:
    """The condition of rows that may be seen through this store: all, or those of its own limit."""
    return sa.true() if store.limit is None else column == store.limit.key


def find(connection: sa.Connection, store: Store, number: int) -> Proposal:
    """Raises BadQuery where there is none that may be seen."""
    row = connection.execute(sa.select(proposal).where(proposal.c.id == number, seen(store))).first()
    if row is None:
        raise BadQuery("proposal_unknown", id=number)
    return read(row)


def by_key(connection: sa.Connection, ask: Ask, scope: str) -> Proposal | None:
    """The proposal that the same asker made under the same key."""
    asker = ask.asked_by
    row = connection.execute(
        sa.select(proposal).where(
            proposal.c.scope == scope,
            proposal.c.asked_by_kind == asker.kind,
            proposal.c.asked_by == storable(asker.name),
            proposal.c.key == storable(ask.key),
        )
    ).first()
    return read(row) if row else None


def add(connection: sa.Connection, ask: Ask, payload: Mapping[str, Any], scope: str) -> Proposal:
    """Writes a new proposal, open and unedited."""
    written = connection.execute(
        sa.insert(proposal).values(
            key=storable(ask.key),
            kind=ask.kind,
            payload=payload,
            scope=scope,
            asked_by_kind=ask.asked_by.kind,
            asked_by=storable(ask.asked_by.name),
            thread=storable(ask.thread) if ask.thread is not None else None,
            why=storable(ask.why),
            rests_on=dict(ask.rests_on),
            made_at=ask.at,
            state="proposed",
            edition=0,
        )
    ).inserted_primary_key
    row = connection.execute(sa.select(proposal).where(proposal.c.id == (written[0] if written else 0))).one()
    return read(row)


def change(connection: sa.Connection, found: Proposal, payload: Mapping[str, Any], by: str, at: int) -> int:
    """Writes a person's edit; returns the edition it makes."""
    edition = found.edition + 1
    values = {"proposal": found.id, "edition": edition, "payload": payload, "by": by, "at": at}
    connection.execute(sa.insert(proposal_edit).values(**values))
    connection.execute(
        sa.update(proposal).where(proposal.c.id == found.id).values(edited=payload, edition=edition)
    )
    return edition


def edits(connection: sa.Connection, found: Proposal) -> tuple[Edit, ...]:
    """Every edit of a proposal, the first one first."""
    query = sa.select(proposal_edit).where(proposal_edit.c.proposal == found.id)
    before, made = found.asked, []
    for row in connection.execute(query.order_by(proposal_edit.c.edition)):
        made.append(Edit(row.edition, row.by, row.at, before, row.payload))
        before = row.payload
    return tuple(made)


def read(row: sa.Row[Any]) -> Proposal:
    """A row of the table as a proposal."""
    ran = row.executed if row.executed is not None else row.edited
    decided = Actor(row.decided_by_kind, row.decided_by) if row.decided_by_kind else None
    return Proposal(
        id=row.id,
        key=row.key,
        kind=row.kind,
        asked=row.payload,
        payload=ran if ran is not None else row.payload,
        scope=row.scope,
        asked_by=Actor(row.asked_by_kind, row.asked_by),
        thread=row.thread,
        why=row.why,
        rests_on=row.rests_on,
        made_at=row.made_at,
        state=row.state,
        edition=row.edition,
        decided_at=row.decided_at,
        decided_by=decided,
        reason=row.reason,
        outcome=row.outcome,
    )


def storable(said: str) -> str:
    """Words as any database keeps them, whoever wrote them: no NUL, no half characters."""
    return said.replace("\x00", "").encode("utf-8", "replace").decode()
