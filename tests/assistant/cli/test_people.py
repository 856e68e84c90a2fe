"""Accounts, sign-ins and the audit log on the command line, in both languages."""

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.settings import Settings
from retrieval.database import open_store

PASSWORD = "a long pass phrase"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an admin who has signed in on this machine."""
    monkeypatch.delenv("FEEDBACK_TOKEN", raising=False)
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    add(tmp_path, "林岚", "admin")
    run("sign-in", "林岚", "--password-stdin", home=tmp_path, said=PASSWORD)
    return tmp_path


def run(*arguments: object, home: Path, status: int = 0, said: str = "") -> Result:
    given = [*map(str, arguments), "--home", str(home)]
    result = CliRunner().invoke(app, given, input=said + "\n" if said else None)
    assert result.exit_code == status, result.output
    return result


def add(home: Path, name: str, role: str, status: int = 0) -> Result:
    return run(
        "people", "add", name, "--role", role, "--password-stdin", home=home, status=status, said=PASSWORD
    )


def test_the_first_account_is_an_admins_and_the_others_take_a_signed_in_admin(tmp_path: Path) -> None:
    assert "--role admin" in add(tmp_path, "Ann", "agent", status=2).output
    add(tmp_path, "林岚", "admin")
    assert "sign-in" in add(tmp_path, "Ann", "agent", status=4).output
    assert "sign-in" in run("people", "list", home=tmp_path, status=4).output
    run("sign-in", "林岚", "--password-stdin", home=tmp_path, said=PASSWORD)
    add(tmp_path, "Ann", "agent")
    run("sign-in", "Ann", "--password-stdin", home=tmp_path, said=PASSWORD)
    assert "may not" in add(tmp_path, "Mallory", "admin", status=4).output
    assert "may not" in run("people", "close", "林岚", home=tmp_path, status=4).output


def test_a_password_is_asked_for_twice(tmp_path: Path) -> None:
    result = run(
        "people",
        "add",
        "Ann",
        "--role",
        "admin",
        home=tmp_path,
        said=f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}",
    )
    assert PASSWORD not in result.output
    assert "Ann has an account now" in result.output


def test_a_sign_in_is_kept_for_its_owner_alone_and_ends(home: Path) -> None:
    token = home / "token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert json.loads(run("whoami", "--json", home=home).output)["role"] == "admin"
    kept = token.read_text(encoding="utf-8").strip()
    run("sign-out", home=home)
    assert not token.exists()
    assert "sign-in" in run("whoami", home=home, status=4).output
    token.write_text(kept, encoding="utf-8")
    assert "ended" in run("whoami", home=home, status=4).output


def test_a_token_in_the_environment_wins(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, "Ann", "viewer")
    shown = run("sign-in", "Ann", "--days", "30", "--print", "--password-stdin", home=home, said=PASSWORD)
    assert "林岚" in run("whoami", home=home).output
    monkeypatch.setenv("FEEDBACK_TOKEN", shown.output.strip())
    assert run("whoami", home=home).output == "Ann (viewer)\n"


def test_people_are_listed_changed_and_closed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, "Ann", "agent")
    run("people", "role", "ann", "lead", home=home)
    run("people", "close", "Ann", home=home)
    listed = json.loads(run("people", "list", "--json", home=home).output)
    assert [(each["name"], each["role"], each["ended_at"] is None) for each in listed] == [
        ("林岚", "admin", True),
        ("Ann", "lead", False),
    ]
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert "Ann  主管" in run("people", "list", home=home).output
    assert "最后一位管理员" in run("people", "close", "林岚", home=home, status=4).output
    assert "没有名为 Bob" in run("people", "role", "Bob", "lead", home=home, status=2).output


def test_ones_own_password_takes_the_old_one_and_ends_the_sign_in(home: Path) -> None:
    new = "another long phrase"
    wrong = run(
        "people", "password", "林岚", "--password-stdin", home=home, status=4, said=f"not the old one\n{new}"
    )
    assert "do not fit" in wrong.output
    run("people", "password", "林岚", "--password-stdin", home=home, said=f"{PASSWORD}\n{new}")
    assert "ended" in run("whoami", home=home, status=4).output
    run("sign-in", "林岚", "--password-stdin", home=home, status=4, said=PASSWORD)
    run("sign-in", "林岚", "--password-stdin", home=home, said=new)


def test_the_audit_log_is_listed_verified_and_taken_elsewhere(home: Path, tmp_path: Path) -> None:
    entries = json.loads(run("audit", "list", "--json", home=home).output)
    assert [each["action"] for each in entries] == ["person.signed_in", "person.added"]
    assert "person:林岚" in run("audit", "list", "--who", "林岚", "--since", "2020-01-01", home=home).output
    assert "no such entries" in run("audit", "list", "--since", "2999-01-01", home=home).output
    assert "not a time" in run("audit", "list", "--since", "soon", home=home, status=2).output
    point, log = tmp_path / "point.json", tmp_path / "log.jsonl"
    assert "2 entries" in run("audit", "checkpoint", point, home=home).output
    assert "whole" in run("audit", "verify", "--checkpoint", point, home=home).output
    run("audit", "export", log, home=home)
    assert "whole" in run("audit", "verify", "--file", log, home=home).output
    assert "without its key" in run("audit", "verify", "--file", log, home=tmp_path / "elsewhere").output
    assert json.loads(run("audit", "list", "--json", home=home).output)[0]["action"] == "audit.exported"


def test_a_log_that_was_tampered_with_fails_and_says_where(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=home)
    store = open_store(settings.store_url, None, settings.secret_file)
    with store.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(sa.text("UPDATE audit_entry SET actor = 'Mallory' WHERE seq = 2"))
    store.close()
    assert "Entry 2 was changed." in run("audit", "verify", home=home, status=1).output
    told = json.loads(run("audit", "verify", "--json", home=home, status=1).output)
    assert (told["whole"], told["findings"]) == (False, [{"kind": "changed", "seq": 2}])
    run("audit", "checkpoint", home / "point.json", home=home, status=1)
    assert not (home / "point.json").exists()
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "zh")
    assert "第 2 条被改动" in run("audit", "verify", home=home, status=1).output


def test_imports_and_corrections_bear_the_name_of_whoever_has_signed_in(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text("id,text\n1,very late parcel\n", encoding="utf-8")
    run("import", file, home=home)
    run("label", "1", "urgency=urgent", home=home)
    run("sign-out", home=home)
    run("label", "1", "urgency=normal", "--by", "林岚", home=home)
    run("sign-in", "林岚", "--password-stdin", home=home, said=PASSWORD)
    entries = json.loads(run("audit", "list", "--action", "feedback", "--json", home=home).output)
    assert [(each["actor"].partition(":")[0], each["action"]) for each in entries] == [
        ("system", "feedback.corrected"),
        ("person", "feedback.corrected"),
        ("person", "feedback.imported"),
    ]
    assert entries[0]["content"]["by"] == "林岚"
    assert entries[1]["actor"] == "person:林岚"
