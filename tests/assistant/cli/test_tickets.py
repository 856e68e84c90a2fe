"""`feedback tickets`: listed, shown, worked on, looked after, in either language."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from retrieval.database import open_store
from tests.tools.tickets.workshop import Workshop, furnish

NOW = int(time.time())


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A data home where ann has signed in, with two tickets: one opened just now, one ten days ago."""
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}", "Asia/Shanghai", tmp_path / "secret.key")
    shop = furnish(store, at=NOW - 60)
    shop.opened(at=NOW, department="safety", factors={"urgency": "important"})
    shop.opened(at=NOW - 10 * 86_400, title="包裹延误", language="zh", department="care")
    monkeypatch.setenv("FEEDBACK_TOKEN", shop.tokens["ann"])
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    monkeypatch.delenv("FEEDBACK_TICKETS", raising=False)
    return shop


def tickets(*arguments: object, status: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    return result.output


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["tickets", *map(str, arguments)])


def as_json(*arguments: object) -> Any:
    return json.loads(tickets(*arguments, "--json"))


@pytest.mark.usefixtures("shop")
def test_a_day_with_a_ticket() -> None:
    assert "T-1: in progress, P2, safety and legal, ann." in tickets("start", "T-1")
    assert "waiting for the customer" in tickets("wait", "t1", "Which order?")
    assert "clock stands still" in tickets("list")
    tickets("resume", "1")
    tickets("priority", "T-1", "P1", "--reason", "a child was hurt")
    tickets("department", "T-1", "财务", "--reason", "a refund")
    tickets("assign", "T-1", "ANN")
    tickets("comment", "T-1", "Called the bank.")
    tickets("link", "T-1", "f4")
    tickets("unlink", "T-1", "f1", "f2")
    assert "Split off from T-1: T-3." in tickets("split", "T-1", "f4", "--title", "Another thing")
    tickets("resolve", "T-1", "Refunded.")
    tickets("close", "T-1")
    tickets("reopen", "T-1", "Not refunded after all.")
    assert "T-1 is merged into T-3." in tickets("merge", "T-1", "T-3")
    shown = tickets("show", "T-1")
    for said in (
        "Merged into T-3.",
        "made it P1 (was P2): a child was hurt",
        "moved it to billing (was safety and legal): a refund",
        "commented: Called the bank.",
        "split feedback off into T-3: 1",
        "resolved it: Refunded.",
        "reopened it: Not refunded after all.",
        "merged it into T-3",
    ):
        assert said in shown
    assert "Possible now: -" in shown


@pytest.mark.usefixtures("shop")
def test_what_is_overdue_is_listed_first_and_looked_after() -> None:
    listed = as_json("list")
    assert [(each["name"], each["overdue"]) for each in listed] == [("T-2", True), ("T-1", False)]
    assert [each["name"] for each in as_json("list", "--overdue")] == ["T-2"]
    assert as_json("list", "--department", "safety")[0]["name"] == "T-1"
    assert as_json("list", "--state", "closed") == []
    done = as_json("watch")
    assert set(done["breached"]) == set(done["escalated"]) == {"T-2"}
    assert as_json("watch") == {"warned": [], "breached": [], "escalated": [], "closed": []}
    shown = as_json("show", "T-2")
    assert (shown["assignee"], shown["level"], shown["zone"]) == ("ann", 3, "Asia/Shanghai")
    assert "escalated it to ann: first response is overdue" in tickets("show", "T-2")


def test_both_languages_show_the_same_ticket(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    tickets("wait", "T-1", "请问订单号是多少？")
    shown = tickets("show", "T-1")
    assert "等待客户回复 · P2 · 安全法务 · 未指派" in shown
    assert "已询问客户，暂停计时：请问订单号是多少？" in shown
    assert "解决：暂停计时" in shown
    assert "首次响应" in shown
    assert "T-2  P2  待处理  客户服务  未指派" in tickets("list")
    assert shop.ticket(1).state == "waiting"


@pytest.mark.usefixtures("shop")
def test_what_cannot_be_done_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments, status, said in (
        (("close", "T-1"), 4, "Resolve it first"),
        (("resume", "T-1"), 4, "nothing to resume"),
        (("show", "T-9"), 2, "There is no ticket T-9"),
        (("show", "ticket"), 2, "There is no ticket ticket"),
        (("comment", "T-1", " "), 2, "needs some words"),
        (("assign", "T-1", "nobody"), 2, "Nobody called"),
        (("department", "T-1", "moon"), 2, "no department"),
        (("link", "T-1", "f99"), 2, "cannot be found"),
        (("merge", "T-1", "T-1"), 4, "into itself"),
        (("split", "T-1", "f1", "f2", "f3"), 4, "nothing would be left"),
    ):
        output = tickets(*arguments, status=status)
        assert said in output, arguments
        assert output.count("\n") == 1
    monkeypatch.delenv("FEEDBACK_TOKEN")
    assert tickets("start", "T-1", status=4).count("\n") == 1


def test_own_rules_are_read_from_a_file(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(
        '[hours.always]\nzone = "America/New_York"\nmon-sun = ["00:00-24:00"]\n', encoding="utf-8"
    )
    monkeypatch.setenv("FEEDBACK_TICKETS", str(rules))
    assert as_json("show", "T-1")["zone"] == "America/New_York"
    rules.write_text("[hours.always]\n", encoding="utf-8")
    assert "no open day" in tickets("list", status=2)
    assert shop.ticket(1).state == "open"
