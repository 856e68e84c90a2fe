"""Saying no to a decision that comes too late: who was first, with what, and when."""

from datetime import datetime

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import Conflict
from tools.proposals import keeping
from tools.proposals.proposal import Proposal

__all__ = ["changed_since", "refuse_decided"]


def refuse_decided(store: Store, found: Proposal) -> None:
    """Raises Conflict unless the proposal is still open."""
    by = found.decided_by
    if found.is_open or by is None or found.decided_at is None:
        return
    when = _said(store, found.decided_at)
    if by.kind == "rule":
        raise Conflict("proposal_ran_by_rule", id=found.id, rule=by.name, when=when)
    if found.state == "executed":
        raise Conflict("proposal_approved", id=found.id, by=by.name, when=when)
    raise Conflict("proposal_rejected", id=found.id, by=by.name, when=when)


def changed_since(connection: sa.Connection, store: Store, found: Proposal) -> Conflict:
    """The Conflict for somebody who has read another edition than the one that stands."""
    edits = keeping.edits(connection, found)
    if not edits:
        return Conflict("proposal_edition", id=found.id, edition=found.edition)
    last = edits[-1]
    when = _said(store, last.at)
    return Conflict("proposal_changed", id=found.id, by=last.by, when=when, edition=found.edition)


def _said(store: Store, at: int) -> str:
    return datetime.fromtimestamp(at, store.timezone).strftime("%Y-%m-%d %H:%M")
