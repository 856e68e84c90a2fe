"""The command: exit statuses, and one sentence for what cannot be done."""

import sys
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.records import Record, RunFile
from tests.evals.records import header, record


def started(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
    return main()


def written(path: Path, *records: Record) -> Path:
    with RunFile(path, header()) as file:
        for each in records:
            file.add(each)
    return path


def test_comparing_fails_when_the_second_run_is_worse(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = written(tmp_path / "a.jsonl", *(record(f"c-{number}") for number in range(5)))
    bad = written(tmp_path / "b.jsonl", *(record(f"c-{number}", number > 2) for number in range(5)))
    assert started(monkeypatch, "compare", good, bad) == 1
    assert "lost (3)\n  c-0/0: how many, c-0?\n  c-1/0" in capsys.readouterr().out
    assert started(monkeypatch, "compare", bad, good) == 0


def test_a_report_is_printed_or_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path / "a.jsonl", record("c-1", False))
    assert started(monkeypatch, "report", run) == 0
    assert "7 is not said" in capsys.readouterr().out
    pages = tmp_path / "a.html", tmp_path / "a.md"
    assert started(monkeypatch, "report", run, "--html", pages[0], "--markdown", pages[1]) == 0
    assert all("7 is not said" in page.read_text(encoding="utf-8") for page in pages)


def test_what_cannot_be_done_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, sentence in [
        (("report", tmp_path / "none.jsonl"), "is not the file of a run"),
        (("run", "--model", "http://127.0.0.1:9/v1"), "--model URL needs --model-name"),
        (("run", "--accept", "--limit", "1"), "--accept is for the offline model and whole suites"),
    ]:
        assert started(monkeypatch, *arguments) == 2
        assert sentence in capsys.readouterr().err


def test_written_questions_are_checked_before_they_are_split(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("evals.cases.splitting.FOLDER", tmp_path)
    turns = '[{"ask": ["?"], "check": "number", "gold": "%s"}]'
    line = f'{{"id": "q-1", "file": "feedback", "lang": "en", "turns": {turns}}}\n'
    mine = tmp_path / "mine.jsonl"
    mine.write_text(line % "d.nothing.sum()", encoding="utf-8")
    assert started(monkeypatch, "split", mine, "--suite", "sample") == 2
    assert "q-1, turn 1: the gold cannot be computed" in capsys.readouterr().err
    assert not (tmp_path / "sample").exists()
    mine.write_text(line % "len(d)", encoding="utf-8")
    assert started(monkeypatch, "split", mine, "--suite", "sample") == 0
    assert "1" in capsys.readouterr().out
