"""A run's file survives a kill, and never mixes two runs."""

from pathlib import Path

import pytest

from evals.cases import Case, Turn
from evals.records import Asked, OtherRun, RunFile, read_run
from evals.scorers import Score
from tests.evals.records import header, record

TWICE = Case(
    "c-1", "sample", "dev", "feedback", "en", (Turn(("a?", "b?"), "abstain"), Turn(("and?",), "none"))
)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "run.jsonl"
    with RunFile(path, header()) as file:
        file.add(record(question="多少？", lang="zh"))
        file.add_state("feedback.csv", Score(True, "as expected"))
    found = read_run(path)
    assert found == file.run
    assert found.records == (record(question="多少？", lang="zh"),)


def test_a_killed_run_goes_on_where_whole_conversations_end(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with RunFile(path, header()) as file:
        assert [asked.phrasing for _, asked in file.missing([TWICE], 2)] == [0, 0, 1, 1]
        file.add(record("c-1", turn=0, turns=2))
        file.add(record("c-1", turn=1, turns=2))
        file.add(record("c-1", turn=0, turns=2, phrasing=1))
    with path.open("a", encoding="utf-8") as cut:
        cut.write('{"case": "c-1", "sui')
    with RunFile(path, header(date="2026-02-01 09:00")) as file:
        assert [asked for _, asked in file.missing([TWICE], 1)] == [Asked("c-1", 1, 0)]
        assert len(file.run.records) == 2
    assert len(read_run(path).records) == 2


def test_a_database_that_was_changed_stays_told(tmp_path: Path) -> None:
    with RunFile(tmp_path / "run.jsonl", header()) as file:
        file.add_state("feedback.csv", Score(False, "ticket has 3 rows, not 2"))
        file.add_state("feedback.csv", Score(True, "as expected"))
        assert not file.run.states["feedback.csv"].right


def test_a_file_of_another_run_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with RunFile(path, header()):
        pass
    with pytest.raises(OtherRun, match="has a run with model offline, this one has qwen"):
        RunFile(path, header(model="qwen"))
    other = tmp_path / "questions.jsonl"
    other.write_text('{"id": "c-1"}\n', encoding="utf-8")
    with pytest.raises(OtherRun, match="is not the file of a run"):
        RunFile(other, header())
    assert other.read_text(encoding="utf-8") == '{"id": "c-1"}\n'


def test_a_run_of_a_conversation_has_an_id_that_leads_back() -> None:
    assert Asked.of(Asked("air-e-1", 2, 3).id) == Asked("air-e-1", 2, 3)
