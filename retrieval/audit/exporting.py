"""The log as a file that can be verified by itself: JSON Lines, whose bytes leave no choice.

The first line holds a checkpoint of the log, then comes one line an entry, and the last line holds the hash
of all bytes before it. Without the store's key the chain and that hash are followed; with it, the seals too.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from retrieval.audit.chain import FIELDS, Keys, Row
from retrieval.audit.checkpoint import Checkpoint, made_of, parse_checkpoint
from retrieval.audit.log import head_of
from retrieval.audit.verifying import Verdict, Walk, rows, snapshot
from retrieval.database import Store
from retrieval.errors import BadFile

__all__ = ["Reading", "export", "verify_file"]

_FORMAT = "feedback-assistant/audit-export/1"
_LONGEST = 1 << 24
"""Bytes a line may have: a file that is something else is not read into memory."""


def export(store: Store, path: Path, at: int) -> Verdict:
    """Writes the whole log, and says what became of it: one that was tampered with is written as it is.

    The file is written whole or not at all, for its owner alone. Raises BadFile when it cannot be, and
    BadSetting for a limited store.
    """
    store.require_whole()
    walk = Walk(Keys(store.secret))
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, snapshot(store) as connection:
            last = _checkpoint(connection, Keys(store.secret), at)
            digest = hashlib.sha256()
            for line in _lines(connection, walk, last):
                digest.update(line)
                file.write(line)
            file.write(_line({"sha256": digest.hexdigest()}))
        draft.replace(path)
    except OSError as error:
        raise BadFile("out_unwritable", file=path, why=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)
    _hold_against(walk, last)
    return walk.finish()


def _checkpoint(connection: sa.Connection, keys: Keys, at: int) -> Checkpoint | None:
    head = head_of(connection, keys)
    return made_of(head, at, keys) if head else None


def _lines(connection: sa.Connection, walk: Walk, last: Checkpoint | None) -> Iterator[bytes]:
    yield _line({"format": _FORMAT, "checkpoint": last.to_json() if last else None})
    try:
        for row in rows(connection):
            walk.take(row)
            yield _line(row._asdict())
    except sa.exc.DBAPIError:
        walk.find("unreadable", walk.seq + 1)


def verify_file(path: Path, keys: Keys | None, checkpoint: Checkpoint | None = None) -> Verdict:
    """Looks at every line of an exported log. Raises BadFile for a file that is no export at all."""
    reading = Reading(keys, checkpoint)
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST):
                reading.take(line)
                if reading.foreign:
                    raise BadFile("audit_not_export", file=path.name)
    except OSError as error:
        raise BadFile("file_unreadable", file=path.name, why=error.strerror) from error
    return reading.finish()


class Reading:
    """Follows an exported file, one line after the other."""

    __slots__ = ("digest", "last", "stage", "walk")

    def __init__(self, keys: Keys | None, checkpoint: Checkpoint | None = None) -> None:
        self.walk = Walk(keys, checkpoint)
        self.digest = hashlib.sha256()
        self.last: Checkpoint | None = None
        self.stage: Literal["first", "foreign", "entries", "over"] = "first"

    @property
    def foreign(self) -> bool:
        """Whether the file began as no export does."""
        return self.stage == "foreign"

    def take(self, line: bytes) -> None:
        """The next line, with its end."""
        if self.stage == "first":
            self.stage = "entries"
            self._begin(line)
        elif self.stage == "entries" and line == _line({"sha256": self.digest.hexdigest()}):
            self.stage = "over"
        elif self.stage == "entries":
            self._entry(line)
        else:
            self.walk.find("file", self.walk.seq)
        self.digest.update(line)

    def _begin(self, line: bytes) -> None:
        try:
            told = json.loads(line)
            if told["format"] != _FORMAT:
                self.stage = "foreign"
            elif told["checkpoint"] is not None:
                self.last = parse_checkpoint(told["checkpoint"])
            if line != _line({"format": _FORMAT, "checkpoint": told["checkpoint"]}):
                self.walk.find("file", 0)
        except (ValueError, TypeError, KeyError, RecursionError):
            self.walk.find("file", 0)

    def _entry(self, line: bytes) -> None:
        try:
            told = json.loads(line)
            row = Row(*(told[name] for name in FIELDS))
            same = _line(row._asdict()) == line
        except (ValueError, TypeError, KeyError, RecursionError):
            self.walk.find("unreadable", self.walk.seq + 1)
            return
        if not same:  # the same entry in other bytes
            self.walk.find("file", self.walk.seq + 1)
        self.walk.take(row)

    def finish(self) -> Verdict:
        """What was found, now that there are no more lines."""
        if self.stage != "over":
            self.walk.find("file", self.walk.seq)
        _hold_against(self.walk, self.last)
        return self.walk.finish()


def _hold_against(walk: Walk, last: Checkpoint | None) -> None:
    """Holds the entries against the checkpoint of where they end."""
    if last is None or (walk.keys and not last.sealed_by(walk.keys)):
        walk.find("end", walk.seq)
    elif last.seq != walk.seq:
        walk.find(*(("cut", walk.seq + 1) if last.seq > walk.seq else ("added", last.seq + 1)))
    elif last.hash != walk.hash:
        walk.find("end", walk.seq)


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
