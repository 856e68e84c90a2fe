"""A file comes back with all rows and columns in their places, whole or not at all."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from retrieval.errors import BadFile
from retrieval.understanding.files import FileRow, open_rows, write_rows


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_is_kept_in_order_also_those_that_do_not_fit(tmp_path: Path) -> None:
    file = write(tmp_path / "in.csv", 'id,text\n1,"a\nb"\n2\n3,x,y\n4,last one\n')
    with open_rows(file, "text") as given:
        rows = list(given.rows)
    assert [row.cells for row in rows] == [["1", "a\nb"], ["2", ""], ["3", "x,y"], ["4", "last one"]]
    assert [row.whole for row in rows] == [True, False, False, True]


def test_json_lines_keep_their_types(tmp_path: Path) -> None:
    lines = [
        {"id": 5, "meta": {"text": "call 13800138000"}, "tags": ["a", 1]},
        {"id": 6, "meta": {"text": "ok"}},
    ]
    file = write(tmp_path / "in.jsonl", "\n".join(map(json.dumps, lines)))
    out = tmp_path / "out.jsonl"
    with open_rows(file, "meta.text") as given:
        rows = ((row.changed(given.header, given.text, "new"), (1.5,)) for row in given.rows)
        write_rows(out, given, rows, ("score",))
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"id": 5, "meta": {"text": "new"}, "tags": ["a", 1], "score": 1.5},
        {"id": 6, "meta": {"text": "new"}, "score": 1.5},
    ]


def test_a_failure_midway_leaves_nothing_behind(tmp_path: Path) -> None:
    file = write(tmp_path / "in.csv", "text\na\nb\n")
    out = write(tmp_path / "out.csv", "as it was")
    with open_rows(file, "text") as given:

        def rows() -> "list[tuple[FileRow, tuple[str, ...]]]":
            raise BadFile("file_damaged", file="in.csv")

        with pytest.raises(BadFile):
            write_rows(out, given, (row for row in rows()))
    assert out.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    ("column", "out", "code"), [("nope", "o.csv", "column_missing"), ("text", "o.xlsx", "out_format")]
)
def test_what_cannot_be_done_is_said(tmp_path: Path, column: str, out: str, code: str) -> None:
    file = write(tmp_path / "in.csv", "id,text\n1,hello there\n")
    with pytest.raises(BadFile) as refused, open_rows(file, column) as given:
        write_rows(tmp_path / out, given, ())
    assert refused.value.code == code


def test_the_command_redacts_texts_and_nothing_else(tmp_path: Path) -> None:
    file = write(
        tmp_path / "in.csv",
        "id,text,phone\n13800138000,请打13800138000，谢谢大家,13800138000\n2,很好吃的一家店,x\n",
    )
    done = CliRunner().invoke(app, ["redact", str(file), "--out", "-", "--column", "text", "--spans"])
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["id"] for row in rows] == ["13800138000", "2"]
    assert rows[0]["text"] == "请打[PHONE]，谢谢大家"
    assert json.loads(rows[0]["spans"]) == [{"type": "phone", "start": 2, "end": 13}]
    assert rows[0]["phone"] == "13800138000"
    assert rows[1] == {"id": "2", "text": "很好吃的一家店", "phone": "x", "spans": "[]"}


def test_the_command_says_in_one_sentence_why_it_cannot(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["redact", str(tmp_path / "none.csv"), "--out", str(tmp_path / "o.csv")])
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o.csv").exists()
