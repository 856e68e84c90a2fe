"""Standing rules: a lead lets proposals of a kind run by themselves, where their payload is as the rule says.

What a rule approves takes the same way as what a person approves, in the transaction that proposes it, and is
written down as the rule's doing. A rule holds until somebody ends it, whoever made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.errors import BadQuery, NotAllowed
from retrieval.people.roles import Actor
from retrieval.people.signing import signed_in
from tools.proposals.keeping import scope_of, seen
from tools.proposals.kinds import Kind
from tools.proposals.proposal import Proposal
from tools.proposals.tables import standing_rule

if TYPE_CHECKING:
    from tools.proposals.desk import Desk

__all__ = ["NEVER", "Rule", "end_rule", "make_rule", "rule_for", "rules"]

NEVER = ("send_reply",)
"""Kinds that always need a person, whatever the table of rules may say."""

_UNDER = ".*"


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing rule: runs proposals of `kind` whose payload has one of the values of every condition.

    A value "safety.*" stands for the topic safety and those under it. Times are UTC seconds.
    """

    id: int
    kind: str
    conditions: Mapping[str, Sequence[Any]]
    scope: str
    made_by: str
    made_at: int
    ended_at: int | None = None
    ended_by: str | None = None

    @property
    def actor(self) -> Actor:
        return Actor("rule", str(self.id))

    def holds_for(self, payload: Mapping[str, Any]) -> bool:
        """Whether a payload is as every condition wants it."""
        return bool(self.conditions) and all(
            any(_fits(payload.get(field), value) for value in values)
            for field, values in self.conditions.items()
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "conditions": {field: list(values) for field, values in self.conditions.items()},
            "made_by": self.made_by,
            "made_at": self.made_at,
            "ended_at": self.ended_at,
            "ended_by": self.ended_by,
        }


def make_rule(desk: "Desk", token: str, kind: str, conditions: Mapping[str, Sequence[Any]], at: int) -> Rule:
    """Makes a rule for proposals to come; through a limited store, for those made under the same limit.

    Raises NotSignedIn, NotAllowed for a kind that always needs a person or a role that may not, and BadQuery
    for conditions that no payload of the kind can meet, or for none at all.
    """
    wanted = _checked(desk.kind(kind), conditions)
    with desk.store.whole().write() as connection:
        somebody = signed_in(connection, token, at)
        somebody.require("rule")
        somebody.require(desk.kind(kind).permission)
        if kind in NEVER:
            raise NotAllowed("rule_never", kind=kind)
        made = Rule(0, kind, wanted, scope_of(desk.store), somebody.name, at)
        row = {
            "kind": kind,
            "conditions": wanted,
            "scope": made.scope,
            "made_by": made.made_by,
            "made_at": at,
        }
        written = connection.execute(sa.insert(standing_rule).values(**row)).inserted_primary_key
        made = replace(made, id=int(written[0]) if written else 0)
        content = {"kind": kind, "conditions": wanted, "scope": made.scope}
        append(connection, Entry(at, somebody.actor, "rule.made", f"rule:{made.id}", content))
        return made


def end_rule(desk: "Desk", token: str, id: int, at: int) -> Rule:  # noqa: A002 - what callers know it by
    """Ends a rule: what is proposed from now on waits for a person. One that has ended stays as it is."""
    with desk.store.whole().write() as connection:
        somebody = signed_in(connection, token, at)
        somebody.require("rule")
        query = sa.select(standing_rule).where(standing_rule.c.id == id, _seen(desk.store))
        row = connection.execute(query).first()
        if row is None:
            raise BadQuery("rule_unknown", id=id)
        if row.ended_at is None:
            change = sa.update(standing_rule).where(standing_rule.c.id == id)
            connection.execute(change.values(ended_at=at, ended_by=somebody.name))
            append(connection, Entry(at, somebody.actor, "rule.ended", f"rule:{id}", {"kind": row.kind}))
            row = connection.execute(query).one()
        return _read(row)


def rules(store: Store, ended: bool = False) -> tuple[Rule, ...]:
    """The rules that hold, and with `ended` those that no longer do, in the order they were made."""
    query = sa.select(standing_rule).where(_seen(store)).order_by(standing_rule.c.id)
    if not ended:
        query = query.where(standing_rule.c.ended_at.is_(None))
    with store.whole().read() as connection:
        return tuple(map(_read, connection.execute(query)))


def rule_for(connection: sa.Connection, made: Proposal) -> Rule | None:
    """The oldest rule that lets a proposal run: of the whole store, or of the limit it was made under."""
    if made.kind in NEVER:
        return None
    query = sa.select(standing_rule).where(
        standing_rule.c.kind == made.kind,
        standing_rule.c.ended_at.is_(None),
        standing_rule.c.scope.in_(("", made.scope)),
    )
    found = map(_read, connection.execute(query.order_by(standing_rule.c.id)))
    return next((each for each in found if each.holds_for(made.payload)), None)


def _checked(kind: Kind, conditions: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Conditions with their values as payloads have them ("3" for a number is 3)."""
    fields = kind.payload.model_fields
    if not conditions or not all(conditions.values()):
        raise BadQuery("rule_empty", kind=kind.name)
    checked: dict[str, list[Any]] = {}
    for field, values in conditions.items():
        if field not in fields:
            raise BadQuery("rule_field", field=field, kind=kind.name, known=", ".join(fields))
        adapter = TypeAdapter[Any](fields[field].annotation)  # type: ignore[arg-type]  # a field has one
        try:
            checked[field] = [
                adapter.dump_python(adapter.validate_python(each), mode="json") for each in values
            ]
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"]
            raise BadQuery("rule_value", field=field, why=why) from error
    return checked


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and isinstance(value, str) and wanted.endswith(_UNDER):
        above = wanted.removesuffix(_UNDER)
        return value == above or value.startswith(f"{above}.")
    return type(value) is type(wanted) and bool(value == wanted)


def _seen(store: Store) -> sa.ColumnElement[bool]:
    return seen(store, standing_rule.c.scope)


def _read(row: sa.Row[Any]) -> Rule:
    return Rule(
        id=row.id,
        kind=row.kind,
        conditions=row.conditions,
        scope=row.scope,
        made_by=row.made_by,
        made_at=row.made_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
