"""`feedback proposals` and `feedback rules`: what waits is read and decided, in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.settings import Settings
from evals.loop.trial import enrol
from retrieval.database import open_store
from retrieval.outbox.tables import destination
from retrieval.people.roles import Actor
from tests.tools.feedback_data import put
from tools.desk import open_desk
from tools.proposals.proposal import Ask, resting_on
from tools.results import Result as Found

TICKET = {
    "title": "充电器发热冒烟",
    "summary": "两位客户反映：\n“充电的时候冒烟了”",
    "language": "zh",
    "department": "safety",
    "priority": "P1",
    "factors": {"urgency": "冒烟"},
    "customers": 2,
}
REPLY = {
    "record": "e1",
    "language": "en",
    "text": "Hello,\n\nplease stop using it. We will send you a new one within 24 hours.",
    "sources": [{"kind": "knowledge", "id": "returns.md#2"}],
    "checks": [{"name": "promises", "passed": False, "why": "“a new one” is in no source"}],
}

PLACE = {
    "name": "desk",
    "kind": "webhook",
    "address": "https://desk.example.com/hooks",
    "events": ["reply.approved"],
    "language": "en",
    "made_at": 0,
    "rest_until": 0,
    "failures": 0,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data home with a ticket and a reply that wait, where an agent is signed in."""
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_TOKEN", "trial-anna-1")
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    settings = Settings()
    store = open_store(settings.store_url, "UTC", settings.secret_file)
    enrol(store, {"anna": "agent", "lee": "lead"})
    put(store, [{"id": "e1", "text": "It smokes when it charges."}])
    found = Found("r1", "search_feedback", {}, None, ("record",), (("e1",),), 120, 3)
    rests = resting_on((found,), ("e1",))
    for kind, payload in (("open_ticket", TICKET), ("send_reply", REPLY)):
        asker = Actor("assistant", "t1")
        open_desk(store).propose(Ask(kind, payload, kind, asker, "as asked", 1_772_000_000, "t1", rests))
    store.close()
    return tmp_path


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == status, result.output
    return result


def told(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_a_proposal_is_shown_as_a_person_reads_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = run("proposals", "list").stdout
    assert "send a reply: Hello, please stop using it." in listed
    shown = run("proposals", "show", 2).stdout
    for part in ("  | please stop using it.", "FAILED: promises", "r1, search_feedback", "returns.md#2"):
        assert part in shown
    assert "120 records, 3 of them could not be counted" in shown
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    shown = run("proposals", "show", 1).stdout
    for part in ("提案 1：开工单（待决定）", "  | “充电的时候冒烟了”", "优先级：P1", "部门：安全", "记录 e1"):
        assert part in shown
    assert home.is_dir()


def test_what_is_approved_has_run_and_says_what_came_of_it(home: Path) -> None:
    assert "Ticket T-1 was opened" in run("proposals", "approve", 1, "--set", "priority=P2", "--yes").stdout
    assert told("proposals", "show", 1)["edits"][0]["before"]["priority"] == "P1"
    again = run("proposals", "approve", 1, "--edition", 1).stdout
    assert "Ticket T-1 was opened" in again, "pressed twice: the same answer"
    assert "- Priority: P1" in run("proposals", "show", 1).stdout
    assert [each["id"] for each in told("proposals", "list")] == [2]
    assert [each["id"] for each in told("proposals", "list", "--state", "all")] == [2, 1]
    assert home.is_dir()


def test_words_are_changed_in_a_file_and_in_an_editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/stop/please.stop/")
    assert "edition 1" in run("proposals", "edit", 2).stdout
    (home / "reply.md").write_text("Hello,\n\nwe are on it.\n", encoding="utf-8")
    done = told("proposals", "approve", 2, "--edit", home / "reply.md", "--reason", "shorter", "--yes")
    assert done["payload"]["text"] == "Hello,\n\nwe are on it."
    assert done["asked"]["text"] == REPLY["text"]
    monkeypatch.delenv("EDITOR")
    monkeypatch.delenv("VISUAL", raising=False)
    assert "No editor is set" in run("proposals", "edit", 1, status=2).stderr
    (home / "ticket.md").write_text("Shorter title\n\nAnd a summary.", encoding="utf-8")
    payload = told("proposals", "edit", 1, "--edit", home / "ticket.md")["payload"]
    assert (payload["title"], payload["summary"]) == ("Shorter title", "And a summary.")


def test_what_is_refused_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("proposals", "reject", 1, "--reason", "not ours")
    assert "was rejected by anna" in run("proposals", "approve", 1, status=4).stderr
    assert (
        "is not FIELD=VALUE"
        in run("proposals", "approve", 2, "--set", "colour=red", "--yes", status=2).stderr
    )
    assert "Read it again" in run("proposals", "approve", 2, "--edition", 5, "--yes", status=4).stderr
    monkeypatch.setenv("FEEDBACK_TOKEN", "nobody's")
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert run("proposals", "approve", 2, "--yes", status=4).stderr
    assert "没有编号为 9 的提案" in run("proposals", "show", 9, status=2).stderr
    assert home.is_dir()


@pytest.mark.parametrize(("language", "said"), [("en", "Add --yes"), ("zh", "请加 --yes")])
@pytest.mark.parametrize("piped", ["n\n", "y\n", ""])
@pytest.mark.parametrize("json", [(), ("--json",)])
def test_what_is_piped_in_approves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str, piped: str, json: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", language)
    done = CliRunner().invoke(app, ["proposals", "approve", "1", *json], input=piped)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert told("proposals", "show", 1)["state"] == "proposed"
    assert home.is_dir()


@pytest.mark.parametrize(
    ("language", "by_hand", "leaves"),
    [("en", "has to be sent by hand", "is with the outbox"), ("zh", "需要人工发送", "已交给发件箱")],
)
@pytest.mark.parametrize("taken", [True, False])
def test_a_reply_that_goes_nowhere_is_said_to_need_a_hand(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str, by_hand: str, leaves: str, taken: bool
) -> None:
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", language)
    if taken:
        settings = Settings()
        store = open_store(settings.store_url, "UTC", settings.secret_file)
        with store.write() as connection:
            connection.execute(sa.insert(destination).values(**PLACE))
        store.close()
    done = run("proposals", "approve", 2, "--yes", "--reason", "agreed by phone").stdout
    assert (leaves in done, by_hand in done) == (taken, not taken)
    assert (leaves if taken else by_hand) in run("proposals", "show", 2).stdout
    assert home.is_dir()


def test_a_lead_makes_and_ends_a_rule(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ("rules", "add", "open_ticket", "priority=P1,P2", "topic=safety.*")
    assert "may not do this" in run(*said, status=4).stderr
    monkeypatch.setenv("FEEDBACK_TOKEN", "trial-lee-1")
    assert "always needs a person" in run("rules", "add", "send_reply", "language=en", status=4).stderr
    assert "Priority is P1 or P2 and Topic is" in run(*said).stdout
    assert told("rules", "list")[0]["conditions"] == {"priority": ["P1", "P2"], "topic": ["safety.*"]}
    run("rules", "end", 1)
    assert "No standing rules hold" in run("rules", "list").stdout
    assert "ended by lee" in run("rules", "list", "--ended").stdout
    assert "is no condition" in run("rules", "add", "open_ticket", "always", status=2).stderr
    assert home.is_dir()
