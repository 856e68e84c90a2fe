"""`feedback opportunities` and its ROI sheet, in either language."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from retrieval.database import open_store
from tests.tools.opportunities.shop import furnish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC", folder / "secret.key")
    furnish(store)
    store.close()
    return folder


@pytest.fixture(autouse=True)
def english(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(home))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["opportunities", *map(str, arguments)])


def test_findings_in_files_and_on_the_terminal(tmp_path: Path) -> None:
    files = {name: tmp_path / f"found.{name}" for name in ("html", "md", "csv")}
    done = run(
        "--limit", 3, "--html", files["html"], "--markdown", files["md"], "--csv", files["csv"], "--json"
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert len(told["entries"]) == 3
    first = told["entries"][0]["id"]
    assert all(first in file.read_text("utf-8-sig") for file in files.values())
    assert files["html"].read_text().startswith("<!doctype html>")


def test_a_segment_a_period_and_kinds_in_words() -> None:
    done = run("--segment", "region=East|West", "--period", "2026", "--kind", "leaving", "--language", "zh")
    assert done.exit_code == 0, done.output
    assert "# 机会" in done.stdout
    assert "客户要离开" in done.stdout
    assert "same thing" not in done.stdout
    wrong = run("--segment", "colour=red")
    assert wrong.exit_code == 2
    assert "colour" in wrong.stderr


def test_a_sheet_of_numbers_that_are_given() -> None:
    told = json.loads(run("--kind", "together", "--limit", 1, "--json").stdout)
    finding = told["entries"][0]["id"]
    done = run(
        "roi", finding, "--customers-kept", "25..40..60", "--value-per-customer", "300", "--cost", "8,000"
    )
    assert done.exit_code == 0, done.output
    assert "ROI 1.50" in done.stdout
    assert "Read from the data" in done.stdout
    asked = run("roi", finding.lower(), "--language", "zh")
    assert asked.exit_code == 0
    assert "请提供" in asked.stdout


def test_what_cannot_be_read_is_said_in_a_sentence() -> None:
    unknown = run("roi", "OP-00000000", "--cost", "1")
    assert unknown.exit_code == 2
    assert "OP-00000000" in unknown.stderr
    wrong = run("roi", "OP-00000000", "--cost", "much")
    assert wrong.exit_code == 2
    assert "much" in wrong.stderr
