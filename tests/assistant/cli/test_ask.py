import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Run

from assistant.cli.main import app
from assistant.settings import Settings
from tests.assistant.scripted import scripted_model
from tests.assistant.world import seed

FIELDS = (
    "question", "language", "answer", "abstained", "results", "citations", "proposals", "model", "seconds",
)  # fmt: skip


@pytest.fixture
def shop_home(home: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("FEEDBACK_MODEL", "FEEDBACK_MODEL_URL", "FEEDBACK_HOME", "FEEDBACK_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    seed(home)
    return str(home.home)


def feedback(*arguments: str, typed: str | None = None) -> Run:
    return CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_answer_is_plain_markdown_where_there_is_no_terminal(shop_home: str) -> None:
    run = feedback("ask", "How many records by region?", "--home", shop_home)
    assert run.exit_code == 0
    assert "| South | 7 |" in run.stdout


def test_json_has_every_field_and_chinese_as_it_is(shop_home: str) -> None:
    run = feedback("ask", "各地区各有多少条？", "--home", shop_home, "--json")
    answered = json.loads(run.stdout)
    assert set(FIELDS) <= set(answered)
    assert answered["language"] == "zh"
    assert answered["answer"] in json.loads(run.stdout)["answer"]
    assert "\\u" not in run.stdout
    (result,) = answered["results"]
    assert {"handle", "tool", "query", "sql", "columns", "rows", "covered", "missing"} <= set(result)


def test_now_fixes_today(shop_home: str) -> None:
    asked = (("How many records last month?", "2026-06-15"), ("上个月有多少条？", "2026-05-02"))
    runs = [feedback("ask", each, "--home", shop_home, "--json", "--now", now) for each, now in asked]
    counted = [json.loads(run.stdout)["results"][0] for run in runs]
    assert [result["rows"] for result in counted] == [[[6]], [[4]]]


def test_a_thread_is_continued_by_the_next_command(shop_home: str) -> None:
    options = ("--home", shop_home, "--json", "--thread", "mine")
    handles = [
        json.loads(feedback("ask", "How many records by region?", *options).stdout)["results"][0]["handle"]
        for _ in range(2)
    ]
    assert handles == ["r1", "r2"]


@pytest.mark.parametrize("arguments", [(), ("  ",), ("x", "--out", "y"), ("--batch", "q.jsonl")])
def test_a_command_without_a_question_says_what_to_give(shop_home: str, arguments: tuple[str, ...]) -> None:
    run = feedback("ask", *arguments, "--home", shop_home)
    assert run.exit_code == 2
    assert "--batch FILE" in run.stderr


def test_without_data_it_says_how_to_import(tmp_path: Path) -> None:
    run = feedback("ask", "How many?", "--home", str(tmp_path / "new"))
    assert run.exit_code == 2
    assert f"feedback import FILE --home {tmp_path / 'new'}" in run.stderr
    assert run.stdout == ""


def test_an_absent_model_is_named_with_the_offline_choice(
    shop_home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_MODEL_URL", "http://127.0.0.1:9/v1")
    run = feedback("ask", "How many?", "--home", shop_home, "--model", "some-model")
    assert run.exit_code == 3
    assert "http://127.0.0.1:9/v1" in run.stderr
    assert "FEEDBACK_MODEL=offline" in run.stderr


def test_a_batch_writes_one_line_per_turn_and_keeps_each_conversation_apart(
    shop_home: str, tmp_path: Path
) -> None:
    asked = [
        {"id": "a", "turns": [{"question": "How many records by region?"}, {"question": "多少条？"}]},
        {"id": 7, "turns": [{"question": "How many records last month?"}], "now": "2026-06-15", "gold": 6},
    ]
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in asked), encoding="utf-8")
    run = feedback("ask", "--batch", str(questions), "--out", str(answers), "--home", shop_home)
    assert run.exit_code == 0
    written = lines(answers)
    assert [(line["id"], line["turn"]) for line in written] == [("a", 0), ("a", 1), ("7", 0)]
    assert [line["results"][0]["handle"] for line in written] == ["r1", "r2", "r1"]
    assert written[2]["results"][0]["rows"] == [[6]]
    assert all(set(FIELDS) <= set(line) for line in written)


def test_a_bad_line_gets_one_error_line_and_the_rest_go_on(shop_home: str, tmp_path: Path) -> None:
    good = '{"id": "good", "turns": [{"question": "How many records?"}]}'
    bad = ["{not json", '{"id": "b"}', '{"id": "c", "turns": []}', '{"id": "d", "turns": [{"question": ""}]}']
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text("\ufeff" + "\r\n".join([*bad, "", good]), encoding="utf-8")
    run = feedback("ask", "--batch", str(questions), "--out", str(answers), "--home", shop_home)
    assert run.exit_code == 1
    *failed, answered = lines(answers)
    assert [(line["id"], line["line"]) for line in failed] == [(None, 1), ("b", 2), ("c", 3), ("d", 4)]
    assert {line["error"]["code"] for line in failed} == {"batch_line"}
    assert answered["id"] == "good"
    assert len(run.stderr.splitlines()) == len(bad)


def test_a_batch_that_cannot_be_read_changes_nothing(shop_home: str, tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    run = feedback("ask", "--batch", str(tmp_path / "none"), "--out", str(out), "--home", shop_home)
    assert run.exit_code == 2
    assert not out.exists()


def test_chat_keeps_the_context_until_a_new_conversation(shop_home: str) -> None:
    count = "How many records by region?\n"
    run = feedback("chat", "--home", shop_home, typed=f"{count}{count}/new\n{count}/what\n/quit\n{count}")
    assert run.exit_code == 0
    handles = [word for word in ("[r1]", "[r2]", "[r3]") for _ in range(run.stdout.count(word))]
    assert handles == ["[r1]", "[r1]", "[r2]"]


def test_chat_goes_on_after_an_error(shop_home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_model(404, "Twelve.") as model:
        monkeypatch.setenv("FEEDBACK_MODEL_URL", model.url)
        run = feedback("chat", "--home", shop_home, "--model", "scripted", typed="How many?\nHow many?\n")
    assert run.exit_code == 0
    assert "the script says no" in run.stderr
    assert "Twelve." in run.stdout
