"""Appending to the audit log, and where it ends."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from retrieval.audit.chain import FIRST, Keys, Row, hash_of, text_of
from retrieval.audit.tables import audit_entry, audit_head
from retrieval.errors import StoreUnavailable
from retrieval.people.roles import Actor

__all__ = ["FIRST", "Entry", "Head", "append", "end", "head_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done.

    action: noun and verb ("proposal.approved"). subject: on what ("proposal:7"). at: UTC seconds.
    content: what JSON can say; no personal data and no secrets, since entries are never erased.
    """

    at: int
    actor: Actor
    action: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict)


class Head(NamedTuple):
    """The place and the hash of the last entry."""

    seq: int
    hash: str


def append(connection: sa.Connection, entry: Entry) -> int:
    """Adds the entry behind the last one; returns its place. Call inside `Store.write`, which locks.

    Raises StoreUnavailable when the log's end has been tampered with: what is done without a trace is not
    done at all.
    """
    keys = Keys(connection.get_execution_options()["secret"])  # set by `Store.write` alone
    head = end(connection, keys)
    row = _row(keys, entry, head.seq + 1, head.hash)
    try:
        connection.execute(sa.insert(audit_entry).values(**row._asdict()))
    except sa.exc.IntegrityError as error:
        raise StoreUnavailable("audit_damaged") from error
    seal = keys.seal_head(row.seq, row.hash)
    connection.execute(sa.update(audit_head).values(seq=row.seq, hash=row.hash, seal=seal))
    return row.seq


def end(connection: sa.Connection, keys: Keys) -> Head:
    """Where the log ends. Raises StoreUnavailable when that was tampered with."""
    head = head_of(connection, keys)
    if head is None:
        raise StoreUnavailable("audit_damaged")
    return head


def head_of(connection: sa.Connection, keys: Keys) -> Head | None:
    """Where the log ends; None when the note of it is gone, or was not written with the key."""
    rows = connection.execute(sa.select(audit_head)).all()
    if len(rows) != 1:
        return None
    head, seal = Head(rows[0].seq, rows[0].hash), rows[0].seal
    if head == Head(0, FIRST):  # the migration, which has no key, wrote it
        return head if seal == "" else None
    return head if seal == keys.seal_head(head.seq, head.hash) else None


def _row(keys: Keys, entry: Entry, seq: int, before: str) -> Row:
    row = Row(
        seq,
        entry.at,
        entry.actor.kind,
        _storable(entry.actor.name),
        _storable(entry.action),
        _storable(entry.subject),
        _as_json(entry.content),
        before,
        "",
        "",
    )
    text = text_of(row)
    seal = keys.seal_entry(text)
    return row._replace(seal=seal, hash=hash_of(text, seal))


def _as_json(content: Mapping[str, Any]) -> str:
    text = json.dumps(dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text if _storable(text) == text else json.dumps(dict(content), sort_keys=True)


def _storable(text: str) -> str:
    """Without what PostgreSQL or UTF-8 does not take, so that no odd name keeps a thing from being logged."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
