"""An import killed at any moment is completed by running it again."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from tests.importing.files import csv_text, stored

ROWS = 6_500
PROGRAM = """
import sys
from pathlib import Path
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

def show(progress):
    print(progress.phase, progress.rows, flush=True)

import_file(open_store(sys.argv[1], "UTC"), Path(sys.argv[2]), ImportOptions(), show)
"""


@pytest.mark.parametrize("header", ["id,text,n", "name,text,n"])
def test_kill_and_run_again(tmp_path: Path, header: str) -> None:
    """Killed in two places in turn: what was acknowledged is there, and in the end nothing is doubled."""
    file = tmp_path / "feedback.csv"
    rows = [(n if header.startswith("id") else "anyone", f"words {n // 3}", 7) for n in range(ROWS)]
    file.write_text(csv_text([header.split(","), *rows]))
    url = f"sqlite:///{tmp_path / 'feedback.db'}"
    chance = random.Random(header)
    acknowledged = 0
    for batches in (1, 2):
        acknowledged = max(acknowledged, _killed(url, file, batches, chance.random() * 0.05))
        store = open_store(url)
        with store.read() as connection:
            found = connection.scalar(sa.text("SELECT count(*) FROM feedback")) or 0
        store.close()
        assert acknowledged <= found <= ROWS
    store = open_store(url)
    import_file(store, file, ImportOptions())
    records = stored(store)
    with store.read() as connection:
        words = connection.scalar(sa.text("SELECT count(*) FROM feedback_words"))
    again = import_file(store, file, ImportOptions())
    store.close()
    assert (len(records), words, again.unchanged) == (ROWS, ROWS, ROWS)
    assert sorted(row["text"] for row in records.values()) == sorted(f"words {n // 3}" for n in range(ROWS))


def _killed(url: str, file: Path, batches: int, later: float) -> int:
    """Runs an import, kills it some time after so many batches, and returns the rows acknowledged by then."""
    command = [sys.executable, "-c", PROGRAM, url, str(file)]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    acknowledged = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            phase, rows = line.split()
            if phase == "importing":
                acknowledged = int(rows)
                batches -= 1
            if not batches:
                break
        try:
            process.wait(later)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.stdout.close()
    return acknowledged
