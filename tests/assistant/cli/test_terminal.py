"""What customers wrote reaches the terminal as text: nothing in it is obeyed."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.cli.common import visible
from assistant.cli.main import app

OBEYED = [
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"),
    *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
]
HOSTILE = "Broken\x1b[2J\x1b]0;owned\x07 \u202egnp.exe \x9b31m lamp"


@given(st.text(st.one_of(st.characters(), st.sampled_from(OBEYED))))
def test_nothing_that_is_obeyed_is_left_and_all_else_stays(said: str) -> None:
    shown = visible(said)
    assert not set(shown) & set(OBEYED)
    assert all(unicodedata.category(each) != "Cc" or each in "\n\t" for each in shown)
    assert visible(shown) == shown
    if not set(said) & set(OBEYED):
        assert shown == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("a\rb", "a\\x0db"),
        ("\u202eabc\u2069", "\\u202eabc\\u2069"),
        ("\x9b", "\\x9b"),
        ("退款 👩‍👧 ok", "退款 👩‍👧 ok"),
    ],
)
def test_what_is_written_out(said: str, shown: str) -> None:
    assert visible(said) == shown


def test_commands_show_hostile_feedback_as_text_and_programs_get_it_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    file = tmp_path / "feedback.jsonl"
    file.write_text(json.dumps({"id": "h1", "text": HOSTILE, "created_at": "2026-01-02"}), encoding="utf-8")
    run = CliRunner()
    assert run.invoke(app, ["import", str(file)]).exit_code == 0
    for command in (
        ["show", "h1"],
        ["search", "broken lamp"],
        ["ask", "quotes about broken lamps"],
        ["ticket", "draft", "--record", "h1"],
        ["reply", "h1", "--propose"],
        ["proposals", "list"],
        ["proposals", "show", "1"],
        ["audit", "list"],
    ):
        done = run.invoke(app, command)
        assert not set(done.output) & set(OBEYED), (command, done.output)
        if command[0] in ("show", "search", "proposals"):
            assert done.exit_code == 0, done.output
    assert "\\x1b[2J" in run.invoke(app, ["show", "h1"]).stdout
    assert json.loads(run.invoke(app, ["show", "h1", "--json"]).stdout)["text"] == HOSTILE
