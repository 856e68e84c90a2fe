"""Reading the log: who did what, on what, since when."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.people.roles import Actor, ActorKind

__all__ = ["Logged", "Wanted", "logged"]


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it is read. at: UTC seconds."""

    seq: int
    at: int
    actor: Actor
    action: str
    subject: str
    content: Any

    def to_json(self) -> dict[str, Any]:
        named = {"seq": self.seq, "at": self.at, "actor": str(self.actor), "action": self.action}
        return named | {"subject": self.subject, "content": self.content}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: all that is given must fit.

    who: a name, with its kind ("rule:3") or without. action, subject: whole ("ticket.opened", "ticket:3") or
    the part before the mark ("ticket"). since: UTC seconds. below: entries before this one, to turn the page.
    """

    who: str = ""
    action: str = ""
    subject: str = ""
    since: int | None = None
    below: int | None = None
    limit: int = 50


def logged(store: Store, wanted: Wanted) -> tuple[Logged, ...]:
    """The newest entries that are wanted, newest first. Raises BadSetting for a limited store."""
    store.require_whole()
    query = sa.select(audit_entry).where(*_conditions(wanted)).order_by(audit_entry.c.seq.desc())
    with store.read() as connection:
        return tuple(
            Logged(row.seq, row.at, Actor(row.actor_kind, row.actor), row.action, row.subject, _told(row))
            for row in connection.execute(query.limit(wanted.limit))
        )


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    kind, colon, name = wanted.who.partition(":")
    if colon and kind in get_args(ActorKind):
        yield sa.and_(audit_entry.c.actor_kind == kind, audit_entry.c.actor == name)
    elif wanted.who:
        yield audit_entry.c.actor == wanted.who
    if wanted.action:
        yield _whole_or_part(audit_entry.c.action, wanted.action, ".")
    if wanted.subject:
        yield _whole_or_part(audit_entry.c.subject, wanted.subject, ":")
    if wanted.since is not None:
        yield audit_entry.c.at >= wanted.since
    if wanted.below is not None:
        yield audit_entry.c.seq < wanted.below


def _whole_or_part(column: sa.Column[Any], said: str, mark: str) -> sa.ColumnElement[bool]:
    if mark in said:
        return column == said
    return sa.or_(column == said, column.startswith(said + mark, autoescape=True))


def _told(row: sa.Row[Any]) -> Any:
    """The content; as it stands when somebody made it unreadable, which `verify` tells."""
    try:
        return json.loads(row.content)
    except ValueError:
        return row.content
