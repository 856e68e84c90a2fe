"""Appending to the audit log."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from retrieval.audit.tables import audit_entry
from retrieval.people.roles import Actor

__all__ = ["FIRST", "Entry", "append", "entry_hash"]

FIRST = "0" * 64
"""What the first entry has before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done.

    action: noun and verb ("proposal.approved"). subject: on what ("proposal:7"). at: UTC seconds.
    """

    at: int
    actor: Actor
    action: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict)


def append(connection: sa.Connection, entry: Entry) -> int:
    """Adds the entry behind the last one; returns its place. Call inside `Store.write`, which locks."""
    last = connection.execute(
        sa.select(audit_entry.c.seq, audit_entry.c.hash).order_by(audit_entry.c.seq.desc()).limit(1)
    ).first()
    seq, before = (last.seq + 1, last.hash) if last else (1, FIRST)
    row = {
        "seq": seq,
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor": entry.actor.name,
        "action": entry.action,
        "subject": entry.subject,
        "content": json.dumps(entry.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "before": before,
    }
    connection.execute(sa.insert(audit_entry).values(**row, hash=entry_hash(row)))
    return seq


def entry_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over all of a row but its hash, each value with its name, as canonical JSON."""
    told = {name: value for name, value in row.items() if name != "hash"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
