"""The commands of the outbox, as somebody who runs the service uses them, in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from evals.loop.trial import enrol
from prompts import sentences
from retrieval.database import open_store
from retrieval.outbox.events import Event, emit
from tests.retrieval.outbox.receiving import listening, status


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data home whose admin is signed in, with the network open to this machine."""
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}", "UTC")
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    monkeypatch.setenv("FEEDBACK_OUTBOUND_HOSTS", '["127.0.0.1"]')
    monkeypatch.setenv("FEEDBACK_TOKEN", enrol(store, {"ada": "admin"})["ada"])
    store.close()
    return tmp_path


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def read(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--json"))


def happen(home: Path) -> None:
    store = open_store(f"sqlite:///{home / 'feedback.db'}")
    with store.write() as connection:
        emit(connection, Event("ticket.opened", "ticket:12", 1_700_000_000, {"title": "快递太慢"}))
    store.close()


def test_an_event_on_its_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as hook:
        added = read("destinations", "add", "crm", hook.url, "--event", "ticket.opened")
        assert added["secret"].startswith("whsec_")
        assert "whsec_" not in said("destinations", "list")
        happen(home)
        hook.answers = [status(500)]
        assert read("outbox", "deliver")["again"] == 1
        assert "answered with status 500" in said("outbox", "list")
        monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
        assert "对方返回状态码 500" in said("outbox", "list", "--state", "waiting")
        assert "快递太慢" in said("outbox", "show", read("outbox", "list")[0]["id"])
        said("destinations", "pause", "crm")
        said("destinations", "resume", "crm")  # what waits is due at once
        assert read("outbox", "deliver")["arrived"] == 1
        assert "已送达" in said("outbox", "list", "--to", "crm", "--about", "ticket:12")
        assert said("outbox", "dead").strip() == sentences("outbox", "zh")["dead_none"]
        assert len(hook.got) == 2
    assert read("destinations", "rotate", "crm")["secret"] != added["secret"]
    assert "停用" in said("destinations", "end", "crm")
    assert "停用" in said("destinations", "list", "--ended")


def test_what_cannot_be_done_is_said_and_not_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    assert "FEEDBACK_OUTBOUND_HOSTS" in said("destinations", "add", "x", "https://hooks.example.com/", code=2)
    assert "FEEDBACK_SMTP_URL" in said("destinations", "add", "x", "lead@shop.example", code=2)
    said("outbox", "resend", code=2)
    said("outbox", "resend", "msg_0", code=2)
    monkeypatch.delenv("FEEDBACK_OUTBOUND_HOSTS")
    said("outbox", "deliver", code=2)
    monkeypatch.setenv("FEEDBACK_TOKEN", "nobody")
    for command in (("outbox", "list"), ("outbox", "dead"), ("destinations", "list")):
        said(*command, code=4)
    said("destinations", "add", "x", "https://hooks.example.com/", code=4)
    said("outbox", "drop", "msg_0", code=4)
