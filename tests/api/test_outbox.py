"""What leaves and what is written down, over HTTP: an admin's and a lead's to see and to mend."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from retrieval.audit.exporting import verify_file
from tests.api.conftest import serving
from tests.api.receiving import Receiver, receiver
from tests.api.staff import hire, signed_in
from tests.api.test_tickets import change, opened
from tests.assistant.world import seed

DAY = 86_400
NOW = 1_780_000_000.0


@pytest.fixture(scope="module")
def ada(url: str) -> Iterator[httpx.Client]:
    with signed_in(url, "ada") as client:
        yield client


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


def test_what_is_approved_leaves_signed_and_once(ada: httpx.Client, listening: Receiver) -> None:
    wanted = {"name": "desk", "kind": "webhook", "address": listening.url, "events": ["ticket.opened"]}
    added = ada.post("/api/destinations", json=wanted)
    assert added.status_code == 201, added.text
    assert added.json()["secret"].startswith("whsec_")
    ticket = opened(ada)
    got = listening.take()
    assert json.loads(got.body)["type"] == "ticket.opened"
    assert got.headers["webhook-signature"].startswith("v1,")
    said = ada.get("/api/outbox", params={"subject": f"ticket:{ticket}"}).json()
    assert got.headers["webhook-id"] in {each["id"] for each in said}
    shown = ada.get(f"/api/outbox/{got.headers['webhook-id']}").json()
    assert shown["deliveries"][0]["destination"] == "desk"
    assert added.json()["secret"] not in ada.get("/api/destinations").text
    assert ada.post("/api/destinations/desk/end").json()["ended_at"]


def test_an_address_nothing_may_be_sent_to_is_400(ada: httpx.Client) -> None:
    for address in ("http://169.254.169.254/", "ftp://127.0.0.1/", "file:///etc/passwd"):
        wanted = {"name": "inside", "kind": "webhook", "address": address}
        assert ada.post("/api/destinations", json=wanted).status_code == 400


def test_only_who_manages_changes_where_things_go(url: str) -> None:
    wanted = {"name": "mine", "kind": "webhook", "address": "https://127.0.0.1/"}
    with signed_in(url, "lee") as lee, signed_in(url, "ann") as ann:
        assert lee.post("/api/destinations", json=wanted).status_code == 403
        assert lee.get("/api/destinations").status_code == 200
        assert lee.post("/api/outbox/msg_1/resend").status_code == 403
        for path in ("/api/destinations", "/api/outbox", "/api/audit", "/api/audit/export"):
            assert ann.get(path).status_code == 403


def test_an_event_there_is_not_and_a_filter_there_is_not_are_400(ada: httpx.Client) -> None:
    assert ada.get("/api/outbox/msg_none").json()["code"] == "event_unknown"
    assert ada.post("/api/outbox/msg_none/resend").json()["code"] == "event_unknown"
    for path in ("/api/outbox", "/api/audit"):
        assert ada.get(path, params={"colour": "red"}).status_code == 400


def test_the_log_is_read_verified_and_exported(ada: httpx.Client, tmp_path: Path) -> None:
    ticket = opened(ada)
    kept = ada.post("/api/audit/checkpoint").json()
    change(ada, ticket, op="start")
    page = ada.get("/api/audit", params={"subject": f"ticket:{ticket}", "limit": 1}).json()
    assert page["items"][0]["action"] == "ticket.started"
    assert page["items"][0]["actor"] == "person:ada"
    rest = ada.get("/api/audit", params={"subject": f"ticket:{ticket}", "cursor": page["next"]}).json()
    assert "ticket.opened" in {each["action"] for each in rest["items"]}
    verdict = ada.post("/api/audit/verify", json=kept).json()
    assert (verdict["whole"], verdict["findings"]) == (True, [])
    (tmp_path / "audit.jsonl").write_bytes(ada.get("/api/audit/export").content)
    assert verify_file(tmp_path / "audit.jsonl", None).whole
    forged = ada.post("/api/audit/verify", json={**kept, "hash": "1" * 64}).json()
    assert not forged["whole"]
    none = ada.post("/api/audit/verify", json={**kept, "hash": "0" * 64})
    assert (none.status_code, none.json()["code"]) == (400, "audit_not_checkpoint")


def test_accounts_are_opened_changed_and_closed_by_an_admin(url: str, ada: httpx.Client) -> None:
    given = {"name": "Zoë", "role": "agent", "password": "a long enough sentence"}
    assert ada.post("/api/people", json=given).json()["role"] == "agent"
    assert ada.post("/api/people", json=given).status_code == 409
    sign_in = {"name": "zoë", "password": given["password"], "token": True}
    with httpx.Client(base_url=url, timeout=30) as zoe:
        zoe.headers["authorization"] = f"Bearer {zoe.post('/api/session', json=sign_in).json()['token']}"
        assert zoe.get("/api/session").json()["name"] == "Zoë"
        assert zoe.post("/api/people", json={**given, "name": "mine"}).status_code == 403
        assert ada.patch("/api/people/Zoë", json={"role": "lead"}).json()["role"] == "lead"
        assert zoe.get("/api/session").json()["name"] is None  # another role: sign in again
        assert ada.patch("/api/people/Zoë", json={"closed": True}).json()["ended_at"]
        assert zoe.post("/api/session", json=sign_in).status_code == 401
    assert ada.patch("/api/people/ada", json={"closed": True}).json()["code"] == "last_admin"
    assert given["password"] not in ada.get("/api/people").text


def test_a_ticket_past_its_time_is_noticed_while_serving_even_if_nothing_ran_then(
    empty_home: Settings,
) -> None:
    seed(empty_home)
    hire(empty_home)
    with serving(empty_home, clock=lambda: NOW) as url, signed_in(url, "ann") as ann:
        ticket = opened(ann)
        assert ann.get(f"/api/tickets/{ticket}").json()["overdue"] is False
    with serving(empty_home, clock=lambda: NOW + 60 * DAY) as url, signed_in(url, "lee") as lee:
        for _ in range(2_000):
            shown = lee.get(f"/api/tickets/{ticket}").json()
            if "breached" in {each["what"] for each in shown["history"]}:
                break
        assert shown["overdue"] is True
        assert {"breached", "escalated"} <= {each["what"] for each in shown["history"]}
        assert lee.get("/api/tickets", params={"overdue": True}).json()["items"][0]["id"] == ticket
