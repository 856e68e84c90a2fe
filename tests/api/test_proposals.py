"""What waits for a decision, decided over HTTP: once, by somebody who may, and by nobody else."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api.staff import signed_in

REPLY = {"record": "s4", "language": "zh", "text": "我们已经收到，会尽快核实。"}
TICKET = {
    "title": "Parcels arrive late",
    "summary": "Two customers waited for more than a week.",
    "language": "en",
    "department": "logistics",
    "priority": "P2",
    "customers": 2,
    "records": ["n1", "n4"],
}


def propose(client: httpx.Client, payload: dict[str, Any], key: str = "") -> httpx.Response:
    kind = "send_reply" if "record" in payload else "open_ticket"
    body = {"kind": kind, "payload": payload, "why": "They asked.", "records": []}
    return client.post("/api/proposals", json=body, headers={"idempotency-key": key or uuid.uuid4().hex})


def proposed(client: httpx.Client, payload: dict[str, Any] = REPLY) -> str:
    answered = propose(client, payload)
    assert answered.status_code == 201, answered.text
    return f"/api/proposals/{answered.json()['id']}"


def test_a_wish_under_the_same_key_is_one_and_under_another_body_a_conflict(ann: httpx.Client) -> None:
    key = uuid.uuid4().hex
    first, second = propose(ann, REPLY, key), propose(ann, REPLY, key)
    assert first.json() == second.json()
    other = propose(ann, {**REPLY, "text": "Something else."}, key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert other.json()["details"]["id"] == first.json()["id"]


def test_a_wish_without_a_key_is_refused_with_a_sentence(ann: httpx.Client) -> None:
    answered = ann.post("/api/proposals", json={"kind": "send_reply", "payload": REPLY})
    assert (answered.status_code, answered.json()["code"]) == (400, "idempotency_key")
    assert "Idempotency-Key" in answered.json()["message"]


def test_an_approval_runs_once_however_often_it_is_sent(ann: httpx.Client) -> None:
    at = proposed(ann)
    first, second = (ann.post(f"{at}/approve", json={"edition": 0}) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["state"] == "executed"
    assert first.json()["decided_by"] == {"kind": "person", "name": "ann"}
    assert first.json()["outcome"]["event"].startswith("msg_")


def test_what_was_edited_runs_as_edited_and_keeps_what_was_asked_for(ann: httpx.Client) -> None:
    at = proposed(ann)
    changed = {**REPLY, "text": "款项今天退回。"}
    edited = ann.post(f"{at}/edit", json={"edition": 0, "payload": changed}).json()
    assert (edited["edition"], edited["payload"]["text"]) == (1, "款项今天退回。")
    stale = ann.post(f"{at}/approve", json={"edition": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "proposal_changed")
    done = ann.post(f"{at}/approve", json={"edition": 1}).json()
    assert (done["payload"]["text"], done["asked"]["text"]) == ("款项今天退回。", REPLY["text"])


def test_what_was_rejected_never_runs_and_says_who_and_when(url: str, ann: httpx.Client) -> None:
    at = proposed(ann)
    with signed_in(url, "ben") as ben:
        assert ben.post(f"{at}/reject", json={"reason": "Not ours."}).json()["state"] == "rejected"
    late = ann.post(f"{at}/approve", json={"edition": 0})
    assert (late.status_code, late.json()["code"]) == (409, "proposal_rejected")
    assert late.json()["details"]["by"] == "ben"
    assert late.json()["details"]["when"] in late.json()["message"]
    assert ann.post(f"{proposed(ann)}/reject", json={"reason": ""}).status_code == 400


def test_of_many_who_approve_at_once_one_does(url: str, ann: httpx.Client) -> None:
    at = proposed(ann, TICKET)
    with signed_in(url, "ben") as ben, signed_in(url, "lee") as lee, ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(each.post, f"{at}/approve", json={"edition": 0}) for each in (ann, ben, lee) * 2]
        answered = [each.result() for each in asked]
    assert sorted({each.status_code for each in answered}) == [200, 409]
    assert len({each.json()["decided_by"]["name"] for each in answered if each.status_code == 200}) == 1
    assert len({each.json()["outcome"]["ticket"] for each in answered if each.status_code == 200}) == 1


def test_a_viewer_sees_and_does_not_decide(url: str, ann: httpx.Client) -> None:
    at = proposed(ann)
    with signed_in(url, "vic") as vic:
        assert vic.get(at).json()["state"] == "proposed"
        for act, body in (
            ("approve", {"edition": 0}),
            ("edit", {"edition": 0, "payload": REPLY}),
            ("reject", {"reason": "no"}),
        ):
            answered = vic.post(f"{at}/{act}", json=body)
            assert (answered.status_code, answered.json()["code"]) == (403, "role_too_low")
    assert ann.get(at).json()["state"] == "proposed"


def test_a_page_elsewhere_decides_nothing(ann: httpx.Client) -> None:
    at = proposed(ann)
    for origin in ("https://evil.example", "null"):
        answered = ann.post(f"{at}/approve", json={"edition": 0}, headers={"origin": origin})
        assert (answered.status_code, answered.json()["code"]) == (403, "origin_refused")
    assert ann.get(at).json()["state"] == "proposed"


def test_a_placeholder_is_filled_before_sending_and_its_value_is_kept_nowhere(ann: httpx.Client) -> None:
    at = proposed(ann, {**REPLY, "text": "{{customer_name}}，您好。"})
    unfilled = ann.post(f"{at}/approve", json={"edition": 0})
    assert unfilled.status_code in (400, 409)
    assert "customer_name" in unfilled.json()["message"]
    done = ann.post(f"{at}/approve", json={"edition": 0, "fill": {"customer_name": "欧阳若兰"}})
    assert done.status_code == 200, done.text
    assert "欧阳若兰" not in done.text + ann.get(at).text + ann.get("/api/proposals").text


def test_the_list_goes_page_by_page_the_newest_first(ann: httpx.Client) -> None:
    made = [int(proposed(ann).rpartition("/")[2]) for _ in range(5)]
    seen: list[int] = []
    query: dict[str, str | int] = {"limit": 2, "kind": "send_reply", "state": "proposed"}
    while True:
        page = ann.get("/api/proposals", params=query).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen[:5] == made[::-1]
    assert len(seen) == len(set(seen))


UNSOUND = {**REPLY, "text": "您好，退款我们保证今天之内全额到账。"}


def test_a_line_says_what_the_reply_is_about_whatever_the_client_says(ann: httpx.Client) -> None:
    checks = [{"name": each, "passed": True} for each in ("promises", "claims")]
    proposed(ann, {**UNSOUND, "person_needed": ["refund"], "checks": checks})
    line = ann.get("/api/proposals", params={"limit": 1}).json()["items"][0]
    assert (line["title"], line["record"]) == ("退款等了一个月还没到账。", "s4")
    assert line["failed"] >= 1
    assert line["person_needed"] == []


def test_an_unsound_reply_leaves_only_with_a_reason(ann: httpx.Client) -> None:
    made = proposed(ann, UNSOUND)
    said = ann.post(f"{made}/approve", json={"edition": 0})
    assert (said.status_code, said.json()["code"]) == (409, "approval_needs_reason")
    body = {"edition": 0, "reason": "Finance has confirmed it."}
    assert ann.post(f"{made}/approve", json=body).json()["state"] == "executed"


def test_a_reply_goes_to_the_customer_it_was_proposed_for(ann: httpx.Client) -> None:
    made = proposed(ann, REPLY)
    body = {"edition": 0, "payload": {**REPLY, "record": "s2"}}
    said = ann.post(f"{made}/approve", json=body)
    assert (said.status_code, said.json()["code"]) == (400, "proposal_fixed")


@pytest.mark.parametrize("query", [{"colour": "red"}, {"state": "done"}, {"limit": 0}, {"cursor": "x"}])
def test_a_filter_there_is_not_is_400(ann: httpx.Client, query: dict[str, Any]) -> None:
    answered = ann.get("/api/proposals", params=query)
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_request")
    assert next(iter(query)) in answered.json()["message"]


def test_a_payload_that_is_none_of_its_kind_is_400(ann: httpx.Client) -> None:
    for body in (
        {"kind": "send_reply", "payload": {"record": "s4"}},
        {"kind": "drop_table", "payload": {}},
        {"kind": "open_ticket", "payload": REPLY},
    ):
        answered = ann.post("/api/proposals", json=body, headers={"idempotency-key": uuid.uuid4().hex})
        assert answered.status_code == 400, answered.text
        assert answered.json()["message"]


def test_a_rule_of_a_lead_opens_tickets_and_never_sends_replies(url: str, ann: httpx.Client) -> None:
    rule = {"kind": "open_ticket", "conditions": {"department": ["safety"]}}
    assert ann.post("/api/rules", json=rule).status_code == 403
    with signed_in(url, "lee") as lee:
        made = lee.post("/api/rules", json=rule)
        assert made.status_code == 201
        never = lee.post("/api/rules", json={"kind": "send_reply", "conditions": {"language": ["zh"]}})
        assert (never.status_code, never.json()["code"]) == (403, "rule_never")
        opened = propose(ann, {**TICKET, "department": "safety"}).json()
        assert (opened["state"], opened["decided_by"]["kind"]) == ("executed", "rule")
        lee.post(f"/api/rules/{made.json()['id']}/end")
    assert propose(ann, {**TICKET, "department": "safety"}).json()["state"] == "proposed"
    assert ann.get("/api/rules").json() == []
