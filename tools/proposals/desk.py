"""The one store of everything the assistant wants to change, and the only way to make it happen.

    propose ──> proposed ──approve──> executed
                │   ^ └────reject──> rejected
                └edit┘

Every step is one database transaction that holds the write lock: the person's sign-in and role are read, the
proposal is read, what is approved is done, the audit entry and the events are written, or none of it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict, FeedbackError
from retrieval.people.roles import Person
from retrieval.people.signing import signed_in
from tools.proposals import keeping
from tools.proposals.deciding import changed_since, refuse_decided
from tools.proposals.executing import checked, decide, execute, said_by_people, settled
from tools.proposals.kinds import Kind
from tools.proposals.proposal import Ask, Edit, Proposal, State, fingerprint
from tools.proposals.standing import rule_for
from tools.proposals.tables import proposal

__all__ = ["Desk"]


class Desk:
    """Proposals of a store. Through a limited store only those made under the same limit are seen."""

    def __init__(self, store: Store, kinds: Sequence[Kind]) -> None:
        self.store = store
        self.kinds: Mapping[str, Kind] = {each.name: each for each in kinds}

    def propose(self, ask: Ask) -> Proposal:
        """Keeps what is asked for until somebody decides; a standing rule may decide at once.

        Asked again under the same key by the same asker, it is the same proposal. Raises BadQuery for a
        payload that is not one of its kind, Conflict where the key stands for another payload.
        """
        kind = self.kind(ask.kind)
        _, payload = settled(kind, self.store, ask.payload, ask.at)
        scope = keeping.scope_of(self.store)
        with self.store.whole().write() as connection:
            known = keeping.by_key(connection, ask, scope)
            if known is not None:
                same = said_by_people(kind, known.asked) == said_by_people(kind, payload)
                if known.kind != ask.kind or not same:
                    raise Conflict("key_reused", key=ask.key, id=known.id)
                return known
            made = keeping.add(connection, ask, payload, scope)
            content = {"kind": made.kind, "payload": fingerprint(payload), "thread": made.thread}
            append(connection, Entry(ask.at, ask.asked_by, "proposal.made", f"proposal:{made.id}", content))
            return self._by_rule(connection, made, kind)

    def approve(
        self,
        token: str,
        id: int,  # noqa: A002 - what callers know it by
        at: int,
        *,
        edition: int,
        payload: BaseModel | Mapping[str, Any] | None = None,
        reason: str = "",
        fill: Mapping[str, str] | None = None,
    ) -> Proposal:
        """Does what is proposed, once. edition: the one that was read. payload: what shall run instead.

        The same approval by the same person again returns what came of it. Raises NotSignedIn, NotAllowed,
        BadQuery for a payload that does not fit, and Conflict where somebody else was first.
        """
        wanted = self._wanted(id, payload, at) if payload is not None else None
        with self._deciding(token, id, at) as (connection, person, found, kind):
            if fill:
                person.require("personal")
            if found.state == "executed" and _same_approval(found, person, edition, wanted):
                return found
            refuse_decided(self.store, found)
            if found.edition != edition:
                raise changed_since(connection, self.store, found)
            if wanted is not None and wanted != found.payload:
                found = self._edited(connection, found, wanted, person, at)
            self._require_reason(kind, found, reason)
            return execute(connection, self.store, kind, found, person.actor, at, reason, fill)

    def edit(
        self,
        token: str,
        id: int,  # noqa: A002
        payload: BaseModel | Mapping[str, Any],
        edition: int,
        at: int,
    ) -> Proposal:
        """Changes what will run. Raises as `approve` does; the same edit again changes nothing."""
        wanted = self._wanted(id, payload, at)
        with self._deciding(token, id, at) as (connection, person, found, _):
            refuse_decided(self.store, found)
            if wanted == found.payload and edition in (found.edition, found.edition - 1):
                return found
            if found.edition != edition:
                raise changed_since(connection, self.store, found)
            return self._edited(connection, found, wanted, person, at)

    def reject(self, token: str, id: int, at: int, reason: str) -> Proposal:  # noqa: A002
        """Closes a proposal: it will never run. By the same person again, it stays what it is."""
        with self._deciding(token, id, at) as (connection, person, found, _):
            if found.state == "rejected" and found.decided_by == person.actor:
                return found
            refuse_decided(self.store, found)
            return decide(connection, replace(found, state="rejected"), person.actor, at, reason)

    def get(self, id: int) -> Proposal:  # noqa: A002
        """Raises BadQuery where there is none that may be seen."""
        with self.store.whole().read() as connection:
            return keeping.find(connection, self.store, id)

    def edits(self, id: int) -> tuple[Edit, ...]:  # noqa: A002
        """What people changed about a proposal, the first edit first."""
        with self.store.whole().read() as connection:
            return keeping.edits(connection, keeping.find(connection, self.store, id))

    def listed(
        self,
        state: State | None = None,
        kind: str | None = None,
        thread: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Proposal, ...]:
        """The newest first; `before`: only those with a smaller id, for the next page."""
        wanted = {proposal.c.state: state, proposal.c.kind: kind, proposal.c.thread: thread}
        query = sa.select(proposal).where(keeping.seen(self.store))
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if before is not None:
            query = query.where(proposal.c.id < before)
        with self.store.whole().read() as connection:
            rows = connection.execute(query.order_by(proposal.c.id.desc()).limit(limit))
            return tuple(keeping.read(row) for row in rows)

    def _wanted(self, number: int, payload: BaseModel | Mapping[str, Any], at: int) -> dict[str, Any]:
        """What an edit would make of a proposal. Raises BadQuery for what does not fit, or may not change."""
        found = self.get(number)
        kind = self.kind(found.kind)
        _, wanted = settled(kind, self.store, payload, at)
        for name in kind.fixed:
            if wanted.get(name) != found.asked.get(name):
                raise BadQuery("proposal_fixed", id=number, field=name, value=found.asked.get(name))
        return wanted

    @staticmethod
    def _require_reason(kind: Kind, found: Proposal, reason: str) -> None:
        """Raises Conflict for what somebody has doubts about and approves without a word."""
        doubts = kind.doubts(checked(kind, found.payload)[0])
        if doubts and not reason.strip():
            raise Conflict("approval_needs_reason", id=found.id, why=" ".join(doubts))

    def kind(self, name: str) -> Kind:
        """Raises BadQuery for a name that is no kind."""
        if name not in self.kinds:
            raise BadQuery("proposal_kind", kind=name, known=", ".join(sorted(self.kinds)))
        return self.kinds[name]

    @contextmanager
    def _deciding(
        self, token: str, number: int, at: int
    ) -> Iterator[tuple[sa.Connection, Person, Proposal, Kind]]:
        """One transaction in which a person who may decide has the proposal in hand, alone."""
        with self.store.whole().write() as connection:
            person = signed_in(connection, token, at)
            person.require("read")
            found = keeping.find(connection, self.store, number)
            kind = self.kind(found.kind)
            person.require(kind.permission)
            yield connection, person, found, kind

    def _by_rule(self, connection: sa.Connection, made: Proposal, kind: Kind) -> Proposal:
        """Runs a new proposal that a standing rule lets run; one that cannot run waits for a person."""
        rule = rule_for(connection, made)
        if rule is None:
            return made
        try:
            with connection.begin_nested():
                return execute(connection, self.store, kind, made, rule.actor, made.made_at)
        except FeedbackError as error:
            content = {"kind": made.kind, "code": error.code}
            append(
                connection,
                Entry(made.made_at, rule.actor, "proposal.not_executed", f"proposal:{made.id}", content),
            )
            return made

    def _edited(
        self, connection: sa.Connection, found: Proposal, payload: dict[str, Any], person: Person, at: int
    ) -> Proposal:
        edition = keeping.change(connection, found, payload, person.name, at)
        content = {
            "kind": found.kind,
            "edition": edition,
            "before": fingerprint(found.payload),
            "after": fingerprint(payload),
        }
        append(connection, Entry(at, person.actor, "proposal.edited", f"proposal:{found.id}", content))
        return replace(found, payload=payload, edition=edition)


def _same_approval(found: Proposal, person: Person, edition: int, wanted: Mapping[str, Any] | None) -> bool:
    """Whether this is the request that was carried out, come again: the answer to it may have been lost."""
    if found.decided_by != person.actor:
        return False
    if wanted is None:
        return edition == found.edition
    return wanted == found.payload and edition in (found.edition, found.edition - 1)
