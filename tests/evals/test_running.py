"""A whole run, as a person would start it: a file imported, questions asked in every wording and judged."""

import json
from pathlib import Path

import pytest

from evals import cases
from evals.cases.checking import gold_faults
from evals.gate import faults
from evals.records import Run, RunFile
from evals.running import Plan, header_of, perform
from evals.scorers import Score
from evals.suites import SUITES, Suite
from tests.evals.records import header, record, run_of

ROWS = [("A-1", "North", "Good."), ("A-2", "South", "Bad."), ("A-3", "South", "Awful, it broke.")]
SMALL = [
    {
        "id": "small-1",
        "file": "shop",
        "lang": "en",
        "turns": [
            {
                "ask": ["How many records from South?", "count records from South"],
                "check": "number",
                "gold": "2",
            },
            {"ask": ["and North?"], "check": "number", "gold": "(d.region == 'North').sum()"},
        ],
    },
    {
        "id": "small-2",
        "file": "shop",
        "lang": "zh",
        "turns": [{"ask": ["客户的年龄是多少"], "check": "abstain"}],
    },
]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    monkeypatch.setattr(cases, "FOLDER", tmp_path / "cases")
    (tmp_path / "cases" / "small").mkdir(parents=True)
    lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in SMALL)
    (tmp_path / "cases" / "small" / "dev.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "files").mkdir()
    rows = "".join(f'{",".join(row[:2])},"{row[2]}"\n' for row in ROWS)
    (tmp_path / "files" / "shop.csv").write_text(f"id,region,text\n{rows}", encoding="utf-8")
    return Suite("small", tmp_path / "files")


def test_a_run_asks_every_wording_and_judges_every_turn(small: Suite, tmp_path: Path) -> None:
    plan = Plan(homes=tmp_path / "homes", suites=(small,))
    told: list[str] = []
    with RunFile(tmp_path / "run.jsonl", header_of(plan)) as file:
        run = perform(plan, file, told.append)
    assert sorted((each.case, each.turn, each.phrasing) for each in run.records) == [
        ("small-1", 0, 0),
        ("small-1", 0, 1),
        ("small-1", 1, 0),
        ("small-1", 1, 1),
        ("small-2", 0, 0),
    ]
    assert [each.right for each in run.records] == [True] * 5
    assert all(each.scores["unbacked"].value == 0 for each in run.records)
    assert run.states["shop.csv"].right
    assert "3 conversations" in told[0]
    assert faults(run, plan) == ["small has no baseline: look at its answers, then run it with --accept"]
    again: list[str] = []
    with RunFile(tmp_path / "run.jsonl", header_of(plan)) as file:
        assert perform(plan, file, again.append).records == run.records
    assert again == []
    assert len([home for home in (tmp_path / "homes").iterdir() if home.is_dir()]) == 1


def test_errors_claims_without_a_source_and_a_changed_database_fail_a_run(tmp_path: Path) -> None:
    failed = record("c-1", False, answer={"error": {"code": "internal_error", "message": "..."}})
    claims = record("c-2", scores={"unbacked": Score(2.0, "7, 8")})
    states = {"feedback.csv": Score(False, "ticket has 3 rows, not 2")}
    plan = Plan(homes=tmp_path, cases=("c-1", "c-2"))
    assert faults(Run(header(model="a model"), (failed, claims), states), plan) == [
        "2 claims in answers have no source",
        "feedback.csv: ticket has 3 rows, not 2",
    ]
    assert "1 questions ended in an error, first c-1/0" in faults(run_of(failed), plan)


def test_a_plan_chooses_conversations(small: Suite, tmp_path: Path) -> None:
    def chosen(**only: object) -> list[str]:
        plan = Plan(homes=tmp_path, suites=(small,), **only)  # type: ignore[arg-type]
        return [case.id for each in plan.chosen(small).values() for case in each]

    assert chosen() == ["small-1", "small-2"]
    assert chosen(limit=1) == ["small-1"]
    assert chosen(cases=("small-2",)) == ["small-2"]
    assert chosen(files=("other",)) == chosen(splits=("held",)) == []
    assert not Plan(homes=tmp_path, limit=1).whole
    assert Plan(homes=tmp_path).whole


def test_files_that_are_not_there_leave_their_questions_out(small: Suite, tmp_path: Path) -> None:
    absent = Suite("small", tmp_path / "nowhere")
    plan = Plan(homes=tmp_path / "homes", suites=(absent,))
    told: list[str] = []
    with RunFile(tmp_path / "run.jsonl", header_of(plan)) as file:
        assert perform(plan, file, told.append).records == ()
    assert told == ["small: left out, its files are not there"]
    assert list(gold_faults(small.cases(), tmp_path)) == ["small-1: there is no file shop"]
    assert list(gold_faults(small.cases(), tmp_path / "files")) == []


def test_made_up_files_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    made_up = next(suite for suite in SUITES if suite.name == "made_up")
    folder = made_up.files(tmp_path / "scratch")
    assert folder is not None
    assert {case.file for case in made_up.cases()} <= {path.stem for path in folder.glob("*.csv")}
