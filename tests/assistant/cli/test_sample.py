"""The sample goes once into an empty home, whole, and never among a person's own feedback."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from typer.testing import CliRunner

from assistant.cli.main import app
from retrieval.database import feedback_table, open_store

TABLE = feedback_table()


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.output


def count(home: Path) -> int:
    return int(scalar(home, sa.select(sa.func.count()).select_from(TABLE)))


def scalar(home: Path, query: sa.Select[int]) -> int:
    store = open_store(f"sqlite:///{home / 'feedback.db'}")
    with store.read() as connection:
        found = connection.scalar(query)
    store.close()
    assert found is not None
    return found


def test_it_is_imported_once_and_ends_yesterday(tmp_path: Path) -> None:
    assert "synthetic" in run(tmp_path, "sample")
    records = count(tmp_path)
    assert records > 2500
    last = datetime.fromtimestamp(scalar(tmp_path, sa.select(sa.func.max(TABLE.c.time))), UTC)
    assert last.date() == datetime.now(UTC).date() - timedelta(days=1)
    assert "already" in run(tmp_path, "sample")
    assert count(tmp_path) == records


def test_it_stays_out_of_a_home_with_other_feedback(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("id,comment\n1,arrived broken\n2,works fine\n", encoding="utf-8")
    run(tmp_path / "home", "import", str(file))
    assert "stays out" in run(tmp_path / "home", "sample")
    assert count(tmp_path / "home") == 2


def test_an_import_that_was_cut_short_is_completed(tmp_path: Path) -> None:
    run(tmp_path, "sample")
    whole = count(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}")
    with store.write() as connection:
        connection.execute(sa.delete(TABLE).where(TABLE.c.seq > 100))
        for name in ("feedback_text", "feedback_words"):
            key = "rowid" if name == "feedback_words" else "seq"
            connection.execute(sa.text(f"DELETE FROM {name} WHERE {key} > 100"))
        connection.execute(sa.text("UPDATE import_run SET finished_at = NULL"))
    store.close()
    run(tmp_path, "sample")
    assert count(tmp_path) == whole
