"""Whether the audit log is what was written: entry by entry, however long it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from retrieval.audit.chain import FIELDS, FIRST, Keys, Row, hash_of, text_of
from retrieval.audit.checkpoint import Checkpoint
from retrieval.audit.log import head_of
from retrieval.audit.tables import audit_entry
from retrieval.database import Store

__all__ = ["Finding", "FindingKind", "Verdict", "Walk", "rows", "snapshot", "verify"]

FindingKind = Literal[
    "changed",  # an entry does not have its own hash
    "forged",  # an entry's hash was computed by somebody without the key
    "missing",  # an entry, or several, are not there
    "misplaced",  # an entry stands where another belongs
    "unlinked",  # an entry does not follow the one before it
    "unreadable",  # an entry cannot be read, or is none
    "cut",  # entries at the end are not there
    "added",  # entries stand behind the end
    "end",  # the note of where the log ends was tampered with, or is not there
    "rebuilt",  # the log is not the one the checkpoint is of
    "checkpoint",  # the checkpoint was tampered with, or is another store's
    "file",  # an exported file was changed outside its entries
]

_KEPT = 100
_STREAM = 2_000
_TYPES = (int, int, str, str, str, str, str, str, str, str)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written, and at which entry."""

    kind: FindingKind
    seq: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the log.

    entries: how many there are. hash: of the last. findings: the first hundred; none when the log is whole.
    sealed: whether the seals were looked at, too. since: the checkpoint it was held against.
    """

    entries: int
    hash: str
    findings: tuple[Finding, ...]
    sealed: bool
    since: Checkpoint | None = None

    @property
    def whole(self) -> bool:
        return not self.findings


class Walk:
    """Follows the chain, one entry after the other. Without keys the seals are not looked at."""

    __slots__ = ("checkpoint", "count", "findings", "hash", "keys", "seq")

    def __init__(self, keys: Keys | None, checkpoint: Checkpoint | None = None) -> None:
        self.keys, self.checkpoint = keys, checkpoint
        self.seq, self.hash, self.count = 0, FIRST, 0
        self.findings: list[Finding] = []
        if checkpoint and keys and not checkpoint.sealed_by(keys):
            self.find("checkpoint", checkpoint.seq)

    def find(self, kind: FindingKind, seq: int) -> None:
        if len(self.findings) < _KEPT:
            self.findings.append(Finding(kind, seq))

    def take(self, row: Row) -> None:
        """The next entry, as it is stored."""
        self.count += 1
        if tuple(map(type, row)) != _TYPES:
            self.find("unreadable", self.seq + 1)
            return
        if row.seq != self.seq + 1:
            self.find(*(("missing", self.seq + 1) if row.seq > self.seq else ("misplaced", row.seq)))
        elif row.before != self.hash:
            self.find("unlinked", row.seq)
        self._look_at(row)
        self.seq, self.hash = row.seq, row.hash

    def _look_at(self, row: Row) -> None:
        try:
            text = text_of(row)
            fits = hash_of(text, row.seal) == row.hash
        except UnicodeEncodeError:
            self.find("unreadable", row.seq)
            return
        if not fits:
            self.find("changed", row.seq)
        elif self.keys and self.keys.seal_entry(text) != row.seal:
            self.find("forged", row.seq)
        if self.checkpoint and row.seq == self.checkpoint.seq and row.hash != self.checkpoint.hash:
            self.find("rebuilt", row.seq)

    def finish(self) -> Verdict:
        """What was found, now that there are no more entries."""
        cut = Finding("cut", self.seq + 1)
        if self.checkpoint and self.seq < self.checkpoint.seq and cut not in self.findings:
            self.find(cut.kind, cut.seq)
        return Verdict(self.count, self.hash, tuple(self.findings), self.keys is not None, self.checkpoint)


def verify(store: Store, checkpoint: Checkpoint | None = None) -> Verdict:
    """Looks at every entry: finds whatever was changed, left out, moved or cut off without the store's key.

    Who has the key, or puts back an older copy of the whole database, is found by a checkpoint made before.
    """
    keys = Keys(store.secret)
    walk = Walk(keys, checkpoint)
    with snapshot(store) as connection:
        try:
            for row in rows(connection):
                walk.take(row)
            _look_at_end(connection, walk, keys)
        except sa.exc.DBAPIError:  # bytes that are no text, a page that is no table
            walk.find("unreadable", walk.seq + 1)
    return walk.finish()


def rows(connection: sa.Connection) -> Iterator[Row]:
    """All entries in their order, a few at a time."""
    query = sa.select(*(audit_entry.c[name] for name in FIELDS)).order_by(audit_entry.c.seq)
    for row in connection.execute(query.execution_options(yield_per=_STREAM)):
        yield Row(*row)


@contextmanager
def snapshot(store: Store) -> Iterator[sa.Connection]:
    """The log at one moment: entries appended meanwhile are not seen."""
    with store.engine.connect() as connection:
        if store.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _look_at_end(connection: sa.Connection, walk: Walk, keys: Keys) -> None:
    """Holds the last entry against the sealed note of where the log ends."""
    head = head_of(connection, keys)
    if head is None:
        walk.find("end", walk.seq)
    elif head.seq != walk.seq:
        walk.find(*(("cut", walk.seq + 1) if head.seq > walk.seq else ("added", head.seq + 1)))
    elif head.hash != walk.hash:
        walk.find("end", walk.seq)
