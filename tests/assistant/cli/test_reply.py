"""`feedback reply` and `feedback replies`, in both languages and for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from tests.assistant.world import seed, settings_for


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    settings = settings_for(tmp_path / "home")
    settings.data_home.mkdir(parents=True)
    seed(settings)
    return settings.data_home


def run(home: Path, *arguments: str, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [arguments[0], "--home", str(home), *arguments[1:]])
    assert result.exit_code == status, result.output
    return result


def test_a_draft_is_shown_with_what_it_asks_for_and_its_checks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(home, "reply", "s2").output
    assert "zip broke after three days" in shown
    assert "Asks for: " in shown
    assert "ok  promises" in shown
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert "需要客户补充" in run(home, "reply", "s2").output


def test_a_program_gets_the_draft_as_json(home: Path) -> None:
    (draft,) = json.loads(run(home, "reply", "n4", "--length", "short", "--json").output)
    assert (draft["record"], draft["language"], draft["length"], draft["by"]) == (
        "n4",
        "zh",
        "short",
        "offline",
    )
    assert all(each["passed"] for each in draft["checks"])
    assert draft["proposal"] is None


def test_a_proposal_is_made_once_and_counted(home: Path) -> None:
    first: list[Any] = json.loads(run(home, "reply", "s2", "--propose", "--json").output)
    again = json.loads(run(home, "reply", "s2", "--propose", "--json").output)
    assert first[0]["proposal"] == again[0]["proposal"]
    assert "Proposal" in run(home, "reply", "s2", "--propose").output
    (figures,) = json.loads(run(home, "replies", "--json").output)
    assert (figures["waiting"], figures["accepted"]) == (1, 0)
    assert "1 waiting" in run(home, "replies").output


def test_a_segment_gets_one_text_for_its_records(home: Path) -> None:
    shown = run(home, "reply", "--where", "rating=1", "--where", "region=South").output
    assert "s2" in shown
    assert "s4" in shown


def test_what_is_no_request_says_what_is(home: Path) -> None:
    for arguments in (("reply",), ("reply", "s2", "--length", "huge"), ("reply", "--where", "rating")):
        assert "--topic" in run(home, *arguments, status=2).output
    assert "no-such" in run(home, "reply", "no-such", status=2).output
    shown = run(home, "reply", "--where", "rating=1", "--where", "rating=2", status=2).output
    assert "No record" in shown
