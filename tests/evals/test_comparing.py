"""What is better, what is worse, and what is noise; baselines stand on it."""

from pathlib import Path

import pytest

from evals import baseline
from evals.comparing import comparison, mcnemar, pairs, verdicts
from evals.records import Record
from tests.evals.records import record


def test_a_question_is_won_or_lost_by_how_many_phrasings_are_right() -> None:
    found = pairs(
        {"a/0": "10", "b/0": "11", "c/0": "0", "d/0": "1", "e/0": "1-"},
        {"a/0": "11", "b/0": "01", "c/0": "0", "e/0": "01"},
    )
    assert (found.n, found.won, found.lost) == (4, ("a/0",), ("b/0", "e/0"))


def test_verdicts_are_by_phrasing_and_ask_every_trial_to_be_right() -> None:
    records = [
        record("a", True, phrasing=0),
        record("a", True, phrasing=2, trial=0),
        record("a", False, phrasing=2, trial=1),
        record("b", None),
    ]
    assert verdicts(records) == {"a/0": "1-0"}


def test_mcnemar_is_exact() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(0, 5) == 1 / 32
    assert mcnemar(1, 4) == 5 / 16
    assert pairs({"a": "1", "b": "0"}, {"a": "0", "b": "1"}).p == 1


def lost(count: int, of: int = 20) -> list[Record]:
    return [record(f"c-{number}", number >= count) for number in range(of)]


def test_what_is_more_than_noise_depends_on_whether_answers_vary() -> None:
    for count, offline, model in [(0, False, False), (2, False, False), (3, True, False), (5, True, True)]:
        found = pairs(verdicts(lost(0)), verdicts(lost(count)))
        assert (found.worse(offline=True), found.worse(offline=False)) == (offline, model)


def test_two_runs_stand_side_by_side() -> None:
    text = comparison(
        [record("c-1", False), record("c-2", True, split="held")],
        [record("c-1", True), record("c-2", False, split="held")],
    )
    assert "sample en dev number" in text
    assert "won (1)\n  c-1/0: how many, c-1?" in text
    assert text.endswith("lost (1)\n  c-2/0")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(baseline, "FOLDER", tmp_path)
    return tmp_path


def test_a_run_is_held_to_what_was_accepted(folder: Path) -> None:
    assert "no baseline" in baseline.below("sample", lost(0))[0]
    baseline.accept("sample", lost(1))
    assert "how many" not in (folder / "sample.json").read_text(encoding="utf-8")
    assert baseline.below("sample", lost(1)) == []
    assert baseline.below("sample", lost(3)) == []
    (worse,) = baseline.below("sample", lost(4))
    assert worse.startswith("sample dev: 3 questions lost, 0 won")
    assert "c-3/0" in worse


def test_questions_that_are_not_asked_any_more_are_named(folder: Path) -> None:
    baseline.accept("sample", lost(0))
    assert folder.exists()
    (gone,) = baseline.below("sample", lost(0, of=19))
    assert gone == "sample dev: 1 accepted questions are not asked: c-19/0"
    assert baseline.below("sample", lost(0, of=19), whole=False) == []
    assert baseline.below("sample", lost(0, of=21)) == []


def test_a_baseline_counts_by_language_part_and_check() -> None:
    found = baseline.content([*lost(1), record("z", True, lang="zh", split="held", check="table")])
    assert found["counts"] == {"en dev number": "19 of 20", "zh held table": "1 of 1"}
