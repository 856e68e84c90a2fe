"""`feedback knowledge`: a folder added, listed, searched and removed, in both languages of the messages."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.settings import Settings
from evals.loop.trial import enrol
from retrieval.database import open_store

run = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    made.mkdir()
    (made / "refund-policy.md").write_text(
        "# Refunds\n## How long a refund takes\nA refund reaches your bank account after 5 working days.\n",
        encoding="utf-8",
    )
    return made


def test_what_is_added_is_listed_found_and_removed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    assert "Nothing is known yet" in run.invoke(app, ["knowledge", "list"]).stdout
    monkeypatch.setenv("FEEDBACK_KNOWLEDGE", str(folder))
    added = json.loads(run.invoke(app, ["knowledge", "add", "--json"]).stdout)
    assert (added["passages"], added["added"], added["embedded"]) == (1, 1, 1)
    (listed,) = json.loads(run.invoke(app, ["knowledge", "list", "--json"]).stdout)
    assert (listed["id"], listed["kind"]) == ("refund-policy.md#how-long-a-refund-takes", "policy")
    found = run.invoke(app, ["knowledge", "find", "when will my refund reach my bank account"]).stdout
    assert "after 5 working days" in found
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert "没有相关的段落" in run.invoke(app, ["knowledge", "find", "今天天气不错"]).stdout
    assert "已移除" in run.invoke(app, ["knowledge", "remove", str(folder)]).stdout


@pytest.mark.parametrize(("language", "said"), [("en", "is no folder"), ("zh", "不是文件夹")])
def test_a_folder_that_is_none_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", language)
    done = run.invoke(app, ["knowledge", "add", str(tmp_path / "no")])
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_once_there_are_accounts_it_takes_a_lead_and_is_logged(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    assert run.invoke(app, ["knowledge", "add", str(folder)]).exit_code == 0
    settings = Settings()
    store = open_store(settings.store_url, "UTC", settings.secret_file)
    enrol(store, {"anna": "agent", "lee": "lead"})
    store.close()
    export = str(tmp_path / "audit.jsonl")
    guarded = (
        ["knowledge", "remove", str(folder)],
        ["knowledge", "add", str(folder)],
        ["audit", "list"],
        ["audit", "export", export],
    )
    for command in guarded:
        assert "Nobody is signed in" in run.invoke(app, command).stderr
    monkeypatch.setenv("FEEDBACK_TOKEN", "trial-anna-1")
    for command in guarded:
        done = run.invoke(app, command)
        assert (done.exit_code, done.stdout) == (4, "")
        assert "may not do this" in done.stderr
    assert not Path(export).exists()
    assert len(json.loads(run.invoke(app, ["knowledge", "list", "--json"]).stdout)) == 1
    monkeypatch.setenv("FEEDBACK_TOKEN", "trial-lee-1")
    for command in guarded:
        assert run.invoke(app, command).exit_code == 0
    found = json.loads(run.invoke(app, ["audit", "list", "--action", "knowledge", "--json"]).stdout)
    assert [(each["action"], each["actor"]) for each in found][:2] == [
        ("knowledge.added", "person:lee"),
        ("knowledge.removed", "person:lee"),
    ]
    assert found[2]["actor"].startswith("system:")
    assert "forgot the knowledge folder" in run.invoke(app, ["audit", "list"]).stdout
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert "移除了知识文件夹" in run.invoke(app, ["audit", "list"]).stdout
