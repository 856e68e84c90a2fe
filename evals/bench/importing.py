"""Import without vectors, beside bare SQLite inserts with full text of the same rows; memory at ten times.

The bar of 8,000 rows a second is from when an import stored rows and no more. Now it also takes personal data
out of every text and reads each one (language, feeling, topics, copies): of 5.2 s of processor for 5,900 rows
storing them takes 1.0. So when all rows were stored, and could be counted, is said beside the whole.
"""

import csv
import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from evals.bench.figures import Figure
from evals.command import COMMAND, CommandFailed, environment
from evals.synthetic import COLUMNS, write_csv

__all__ = ["import_figures"]

BATCH = 5000


def import_figures(folder: Path, count: int) -> Iterator[Figure]:
    """Leaves a data home with `count` records in `folder/home`."""
    file = write_csv(folder / "some.csv", count)
    bare = count / _bare(folder / "bare.db", file)
    stored, seconds, cpu, peak = _import(folder / "home", file)
    ratio = count / seconds / bare
    beside = f"bare SQLite {bare:,.0f} rows/s, ratio {ratio:.2f}; {seconds:.1f} s, {cpu:.1f} of CPU; "
    beside += f"stored after {stored:.1f} s, {count / stored:,.0f} rows/s, the rest reads the texts"
    yield Figure("import without vectors", count / seconds, "rows/s", 8000, "more", beside)
    many = write_csv(folder / "many.csv", count * 10)
    stored, seconds, cpu, larger = _import(folder / "larger", many)
    beside = f"{larger:,.0f} MB at {count * 10:,} rows, {peak:,.0f} MB at {count:,}"
    yield Figure("peak memory at ten times the rows, ratio", larger / peak, "", 1.5, "less", beside)
    beside = f"{seconds:.0f} s, {cpu:.0f} of CPU; stored after {stored:.0f} s"
    yield Figure(f"import of {count * 10:,} rows", count * 10 / seconds, "rows/s", 8000, "more", beside)


def _import(home: Path, file: Path) -> tuple[float, float, float, float]:
    """One `feedback import`: (seconds until all is stored, seconds, seconds of CPU, peak memory in MB)."""
    started = time.perf_counter()
    command = [*COMMAND, "import", "--json", str(file)]
    with subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        told = process.stdout.read() if process.stdout else b""  # a line; ends with the process
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"feedback import {file}: exit {process.returncode}")
    took = time.perf_counter() - started
    stored = float(json.loads(told)["seconds"])
    return stored, took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _bare(database: Path, file: Path) -> float:
    """Seconds for the same rows into a plain table and a full-text index, a transaction a batch."""
    started = time.perf_counter()
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"CREATE TABLE feedback ({', '.join(COLUMNS)})")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='')")
    insert = f"INSERT INTO feedback VALUES ({', '.join('?' * len(COLUMNS))})"
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        number = 0
        while batch := list(islice(reader, BATCH)):
            connection.execute("BEGIN")
            connection.executemany(insert, batch)
            numbered = [(number + place, row[1]) for place, row in enumerate(batch)]
            connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", numbered)
            connection.execute("COMMIT")
            number += len(batch)
    connection.close()
    return time.perf_counter() - started
