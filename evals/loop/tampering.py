"""Ways to tamper with an audit log, and judges that are shown the log from the first tampered entry on.

A log is judged entry by entry, so that what comes before the first tampered one need not be judged again:
that makes it possible to try every byte. A sample is tried on whole files and on a live store as well.
"""

import io
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from retrieval.audit.chain import FIELDS, FIRST, Keys, Row, hash_of, text_of
from retrieval.audit.checkpoint import Checkpoint
from retrieval.audit.exporting import Reading
from retrieval.audit.verifying import Walk

__all__ = ["Case", "FileCase", "Kept", "KeptFile", "cases", "file_cases"]

_TYPES = (int, int, str, str, str, str, str, str)
"""Of the fields that a log without a chain has."""


@dataclass(frozen=True, slots=True)
class Case:
    """Tampered rows from the place `at` on, then the kept ones from `rest` on; `end`: the sealed note."""

    kind: str
    at: int
    rows: Sequence[Row]
    rest: int
    end: tuple[int, str]


@dataclass(frozen=True, slots=True)
class FileCase:
    """Tampered bytes from the line `at` on, then the kept lines from `rest` on."""

    kind: str
    at: int
    chunk: bytes
    rest: int


class Kept:
    """A log as it was written, and who looks at it."""

    def __init__(self, rows: list[Row], keys: Keys) -> None:
        self.rows, self.keys = rows, keys
        self.end = (len(rows), rows[-1].hash)
        self.checkpoint = Checkpoint(*self.end, 0, keys.seal_checkpoint(*self.end, 0))

    def found(self, case: Case, checkpoint: bool) -> bool:
        """Whether `verify` finds it, with or without a checkpoint of the log as it was."""
        walk = Walk(self.keys, self.checkpoint if checkpoint else None)
        walk.seq = walk.count = case.at
        walk.hash = self.rows[case.at - 1].hash if case.at else FIRST
        for row in chain(case.rows, islice(self.rows, case.rest, None)):
            walk.take(row)
            if walk.findings:
                return True
        return (walk.seq, walk.hash) != case.end or not walk.finish().whole

    def found_in_plain(self, case: Case) -> bool:
        """Whether somebody would who reads a log without hashes: types, JSON and numbers without gaps."""
        for seq, row in enumerate(case.rows, case.at + 1):
            if not _readable(row[:8]) or row.seq != seq:
                return True
        after = case.at + len(case.rows) + 1  # what follows is readable, and numbered on from its first
        return case.rest < len(self.rows) and self.rows[case.rest].seq != after


class KeptFile:
    """An exported log as it was written, and who looks at it."""

    def __init__(self, lines: list[bytes], keys: Keys) -> None:
        self.lines, self.keys = lines, keys
        reading = Reading(None)
        self._states = []
        for line in lines:
            self._states.append((reading.stage, reading.walk.seq, reading.walk.hash, reading.digest.copy()))
            reading.take(line)
        self._last = reading.last

    def found(self, case: FileCase, keyed: bool) -> bool:
        """Whether `verify_file` finds it, with or without the store's key."""
        reading = Reading(self.keys if keyed else None)
        reading.stage, reading.walk.seq, reading.walk.hash, digest = self._states[case.at]
        reading.digest, reading.last = digest.copy(), self._last if case.at else None
        chunk, rest = self._joined(case)
        for line in chain(io.BytesIO(chunk), islice(self.lines, rest, None)):
            reading.take(line)
            if reading.walk.findings or reading.foreign:
                return True
        return not reading.finish().whole

    def found_in_plain(self, case: FileCase) -> bool:
        """Whether somebody would who reads lines without hashes: JSON, types and numbers without gaps."""
        chunk, rest = self._joined(case)
        seq = max(case.at - 1, 0)
        for line in chain(io.BytesIO(chunk), self.lines[rest : rest + 1]):  # what follows is numbered on
            try:
                told = json.loads(line)
            except ValueError:
                return True
            if not isinstance(told, dict) or "seq" not in told:
                continue  # the first and the last line tell a reader nothing
            seq += 1
            if told["seq"] != seq or not _readable([told.get(name) for name in FIELDS[:8]]):
                return True
        return False

    def whole(self, case: FileCase) -> bytes:
        """The tampered file."""
        return b"".join((*self.lines[: case.at], case.chunk, *self.lines[case.rest :]))

    def _joined(self, case: FileCase) -> tuple[bytes, int]:
        """The tampered bytes up to the end of a line: where that was taken away, with the next kept line."""
        chunk, rest = case.chunk, case.rest
        while rest < len(self.lines) and not chunk.endswith(b"\n"):
            chunk += self.lines[rest]
            rest += 1
        return chunk, rest


def cases(kept: Kept, chance: random.Random) -> Iterator[Case]:
    """Everything that is tried on stored rows."""
    rows, count, end = kept.rows, len(kept.rows), kept.end
    for at, row in enumerate(rows):
        for changed in _changed_bytes(row, chance):
            yield Case("one byte of a field changed", at, (changed,), at + 1, end)
        yield Case("an entry deleted", at, (), at + 1, end)
        yield Case("an entry put in twice", at, (row, row), at + 1, end)
        yield Case("cut off", at, (), count, end)
        before = rows[at - 1].hash if at else FIRST
        yield Case("an older copy put back", at, (), count, (at, before))
    for at in range(count - 1):
        yield _swapped("two neighbours swapped", rows, at, at + 1, end)
    for _ in range(count):
        first, second = sorted(chance.sample(range(count), 2))
        yield _swapped("two swapped at random", rows, first, second, end)
    for at in range(0, count, 10):
        for how, key in (("with", kept.keys), ("without", None)):
            rebuilt = tuple(_rebuilt(rows, at, key))
            yield Case(f"rebuilt {how} the key", at, rebuilt, count, (count, rebuilt[-1].hash))


def file_cases(kept: KeptFile, chance: random.Random) -> Iterator[FileCase]:
    """Everything that is tried on an exported file."""
    lines, count = kept.lines, len(kept.lines)
    for at, line in enumerate(lines):
        for place, byte in enumerate(line):
            other = bytes([(byte + chance.randrange(1, 256)) % 256])
            chunk = line[:place] + other + line[place + 1 :]
            yield FileCase("one byte of the file changed", at, chunk, at + 1)
            yield FileCase("the file cut off", at, line[:place], count)
        yield FileCase("a line deleted", at, b"", at + 1)
        if at + 1 < count:
            yield FileCase("two neighbours swapped", at, lines[at + 1] + line, at + 2)
    for _ in range(count):
        first, second = sorted(chance.sample(range(count), 2))
        between = b"".join(lines[first + 1 : second])
        chunk = lines[second] + between + lines[first]
        yield FileCase("two swapped at random", first, chunk, second + 1)


def _readable(told: Iterable[Any]) -> bool:
    values = tuple(told)
    if tuple(map(type, values)) != _TYPES:
        return False
    try:
        return isinstance(json.loads(values[6]), dict)
    except ValueError:
        return False


def _changed_bytes(row: Row, chance: random.Random) -> Iterator[Row]:
    """The row with each byte of each field replaced by another; bytes that are no text stay bytes."""
    for name, value in row._asdict().items():
        told = str(value).encode()
        for place, byte in enumerate(told):
            other = bytes([(byte + chance.randrange(1, 256)) % 256])
            yield row._replace(**{name: _read(told[:place] + other + told[place + 1 :], type(value))})


def _read(told: bytes, kind: type) -> Any:
    """What the database gives back for these bytes, in a column of that kind."""
    try:
        return kind(told.decode())
    except ValueError:
        return told


def _swapped(kind: str, rows: list[Row], first: int, second: int, end: tuple[int, str]) -> Case:
    """Two entries in each other's place; each takes the other's number, or nothing would have moved."""
    early = rows[second]._replace(seq=rows[first].seq)
    late = rows[first]._replace(seq=rows[second].seq)
    return Case(kind, first, (early, *rows[first + 1 : second], late), second + 1, end)


def _rebuilt(rows: list[Row], at: int, keys: Keys | None) -> Iterator[Row]:
    """Somebody else's name in one entry, and every hash from there on computed anew; seals, with the key."""
    before = rows[at - 1].hash if at else FIRST
    for place in range(at, len(rows)):
        row = rows[place]._replace(before=before)
        row = row._replace(actor=row.actor + "x") if place == at else row
        text = text_of(row)
        seal = keys.seal_entry(text) if keys else row.seal
        row = row._replace(seal=seal, hash=hash_of(text, seal))
        before = row.hash
        yield row
