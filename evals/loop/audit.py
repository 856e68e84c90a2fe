"""`python -m evals.loop.audit`: whether every tampering with the audit log is found.

A log of made-up entries is written through the store. Then every byte of every stored field, and of the
exported file, is replaced by another; every entry is deleted; neighbours and others are swapped; the log is
cut off at every length, rebuilt, and replaced by an older copy. A systematic set is also done to a live store
with SQL, and a sample to whole files. Beside `verify` with a checkpoint stand `verify` without one, and a
reader of a log without hashes.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from evals.loop.tampering import Case, FileCase, Kept, KeptFile, cases, file_cases
from evals.report import table
from retrieval.audit.chain import Keys, Row
from retrieval.audit.checkpoint import checkpoint
from retrieval.audit.exporting import export, verify_file
from retrieval.audit.log import Entry, append
from retrieval.audit.verifying import rows, verify
from retrieval.database import Store, open_store
from retrieval.errors import BadFile
from retrieval.people.roles import Actor

__all__ = ["main", "measured", "written"]

BAR = 1.0
Each = TypeVar("Each", Case, FileCase)
Counts = dict[str, list[int]]
"""By kind: how many were tried, and how many each judge found."""

_WORDS = ("退款 超过 限额", "late parcel", "充电器 冒烟", "asked twice", "已 致歉", "refund promised")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.loop.audit")
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--live-step", type=int, default=100, help="of so many entries, one is tried live")
    parser.add_argument("--out", type=Path, help="where to keep the figures, as JSON")
    options = parser.parse_args()
    began = time.monotonic()
    found: dict[str, Counts] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, counts in measured(Path(folder), options.entries, options.live_step):
            found[name] = counts
            print(f"{name}, {options.entries:,} entries")
            told = [[kind, *(f"{each:,}" for each in row)] for kind, row in counts.items()]
            print(table(["tampering", "tried", *JUDGES[name]], told) + "\n", flush=True)
    sound = all(row[0] == row[1] for counts in found.values() for row in counts.values())
    print(f"found {BAR:.0%} with the first judge of each table: {'PASS' if sound else 'short'}")
    print(f"{time.monotonic() - began:.0f} s")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if sound else 1


JUDGES = {
    "stored rows": ("with a checkpoint", "without", "no chain"),
    "exported file": ("with the key", "without", "no chain"),
    "live store": ("with a checkpoint", "without"),
}


def measured(folder: Path, entries: int, step: int, seed: int = 7) -> Iterator[tuple[str, Counts]]:
    """What was tried and found, by what was tampered with and how; each as soon as it is known."""
    store = written(folder, entries)
    keys, chance = Keys(store.secret), random.Random(seed)
    with store.read() as connection:
        kept = Kept(list(rows(connection)), keys)
    export(store, folder / "log.jsonl", 0)
    file = KeptFile((folder / "log.jsonl").read_bytes().splitlines(keepends=True), keys)
    yield (
        "stored rows",
        _counted(
            cases(kept, chance),
            (lambda case: kept.found(case, True), lambda case: kept.found(case, False), kept.found_in_plain),
        ),
    )
    yield "live store", _live(store, kept, step, chance)
    store.close()
    exported = _counted(
        file_cases(file, chance),
        (lambda case: file.found(case, True), lambda case: file.found(case, False), file.found_in_plain),
    )
    tried = sum(counts[0] for counts in exported.values())
    picked = set(chance.sample(range(tried), max(entries // 10, 5)))
    sample = [case for number, case in enumerate(file_cases(file, chance)) if number in picked]
    exported["a sample of these, as whole files"] = _whole_files(folder, file, sample)
    yield "exported file", exported


def written(folder: Path, entries: int) -> Store:
    """A store whose log has so many made-up entries."""
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC", folder / "secret.key")
    chance = random.Random(entries)
    actions = ("person.signed_in", "proposal.approved", "proposal.edited", "feedback.corrected")
    with store.write() as connection:
        for number in range(entries):
            actor = Actor("person", chance.choice(("Ann", "王芳"))) if number % 5 else Actor("rule", "3")
            content = {"reason": chance.choice(_WORDS), "edition": number % 4, "share": number / 7}
            action, subject = chance.choice(actions), f"proposal:{number}"
            append(connection, Entry(1_700_000_000 + 60 * number, actor, action, subject, content))
    return store


def _counted(tried: Iterable[Each], judges: tuple[Callable[[Each], bool], ...]) -> Counts:
    """The first judge knows more than the second, and is asked about what that one did not find."""
    most, less, plain = judges
    counts: Counts = {}
    for case in tried:
        found = less(case)
        row = counts.setdefault(case.kind, [0, 0, 0, 0])
        for place, each in enumerate((True, found or most(case), found, plain(case))):
            row[place] += each
    return counts


def _whole_files(folder: Path, file: KeptFile, picked: list[FileCase]) -> list[int]:
    """These again, each written to a file that is verified from its first byte."""
    path = folder / "tampered.jsonl"
    tally = [len(picked), 0, 0, 0]
    for case in picked:
        path.write_bytes(file.whole(case))
        tally[1] += _refused(path, file.keys)
        tally[2] += _refused(path, None)
        tally[3] += file.found_in_plain(case)
    return tally


def _refused(path: Path, keys: Keys | None) -> bool:
    try:
        return not verify_file(path, keys).whole
    except BadFile:
        return True


def _live(store: Store, kept: Kept, step: int, chance: random.Random) -> Counts:
    """Done with SQL to the store itself by somebody who takes the triggers off, verified, and undone."""
    before = checkpoint(store, 0)
    counts: Counts = {}
    with store.engine.begin() as connection:
        for change in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_entry_no_{change}")
    for kind, statements in _statements(kept.rows, step, chance):
        with store.engine.begin() as connection:
            for statement, values in statements:
                connection.exec_driver_sql(statement, values)
        row = counts.setdefault(kind, [0, 0, 0])
        row[0] += 1
        row[1] += not verify(store, before).whole
        row[2] += not verify(store).whole
        _put_back(store, kept.rows, kept.end)
    return counts


Statements = list[tuple[str, tuple[object, ...]]]


def _statements(kept: list[Row], step: int, chance: random.Random) -> Iterator[tuple[str, Statements]]:
    for row in kept[::step]:
        for name, value in row._asdict().items():
            told = str(value).encode()
            for place in sorted({0, len(told) // 2, len(told) - 1}):
                other = bytes([told[place] ^ 1 << chance.randrange(3)])
                changed = told[:place] + other + told[place + 1 :]
                if name == "seq" and (not changed.isdigit() or 0 < int(changed) <= len(kept)):
                    continue  # the database takes no such key
                set_to = f"UPDATE audit_entry SET {name} = CAST(? AS TEXT) WHERE seq = ?"
                yield "one byte of a field changed", [(set_to, (changed, row.seq))]
        yield "an entry deleted", [("DELETE FROM audit_entry WHERE seq = ?", (row.seq,))]
        cut: Statements = [("DELETE FROM audit_entry WHERE seq >= ?", (row.seq,))]
        yield "cut off", cut
        end = "UPDATE audit_head SET seq = ?, hash = (SELECT hash FROM audit_entry WHERE seq = ?)"
        if row.seq > 1:
            yield "cut off, the note of the end changed", [*cut, (end, (row.seq - 1, row.seq - 1))]
        yield "cut off, the note of the end taken away", [*cut, ("DELETE FROM audit_head", ())]


def _put_back(store: Store, kept: list[Row], end: tuple[int, str]) -> None:
    """The log as it was written, whatever was done to it."""
    seal = Keys(store.secret).seal_head(*end)
    places = ", ".join("?" * len(kept[0]))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry")
        connection.exec_driver_sql(
            f"INSERT INTO audit_entry VALUES ({places})", [tuple(each) for each in kept]
        )
        connection.exec_driver_sql("INSERT OR REPLACE INTO audit_head VALUES (1, ?, ?, ?)", (*end, seal))


if __name__ == "__main__":
    sys.exit(main())
