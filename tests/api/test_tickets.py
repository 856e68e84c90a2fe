"""The board and its tickets over HTTP: who may do what, when, and what is said where it cannot be done."""

import uuid
from typing import Any

import httpx
import pytest

from assistant.settings import Settings
from tests.api.conftest import serving
from tests.api.staff import hire, signed_in
from tests.assistant.world import seed

DRAFT = {
    "title": "Parcels arrive late",
    "summary": "Two customers waited for more than a week.",
    "language": "en",
    "department": "logistics",
    "priority": "P2",
    "customers": 2,
    "records": ["n1", "n4"],
}


def opened(client: httpx.Client, **other: Any) -> int:
    body = {"kind": "open_ticket", "payload": DRAFT | other}
    made = client.post("/api/proposals", json=body, headers={"idempotency-key": uuid.uuid4().hex}).json()
    done = client.post(f"/api/proposals/{made['id']}/approve", json={"edition": 0})
    assert done.status_code == 200, done.text
    return int(done.json()["outcome"]["ticket"])


def change(client: httpx.Client, ticket: int, **asked: Any) -> httpx.Response:
    return client.post(f"/api/tickets/{ticket}/changes", json=asked)


def allowed(shown: dict[str, Any]) -> set[str]:
    return {each["op"] for each in shown["actions"] if each["allowed"]}


def test_a_ticket_is_shown_with_its_feedback_its_deadlines_and_what_can_be_done(ann: httpx.Client) -> None:
    shown = ann.get(f"/api/tickets/{opened(ann)}").json()
    assert (shown["title"], shown["state"], shown["priority"]) == ("Parcels arrive late", "open", "P2")
    assert {each["record"]: each["text"] for each in shown["records"]} == {
        "n1": "The parcel came two weeks late.",
        "n4": "物流太慢，等了十天。",
    }
    assert shown["deadlines"]["response"]["state"] == "ok"
    assert shown["deadlines"]["response"]["remaining"] > 0
    assert [each["what"] for each in shown["history"]] == ["opened", "linked"]
    assert shown["history"][0]["by"] == "person:ann"
    assert {"start", "resolve", "comment"} <= allowed(shown)
    blocked = {each["op"]: each["why"] for each in shown["actions"] if not each["allowed"]}
    assert {"resume", "close", "reopen", "merge", "split"} == set(blocked)
    assert all(blocked.values())


def test_a_ticket_is_worked_on_resolved_and_reopened(ann: httpx.Client) -> None:
    ticket = opened(ann)
    started = change(ann, ticket, op="start").json()["ticket"]
    assert (started["state"], started["assignee"]) == ("in_progress", "ann")
    assert change(ann, ticket, op="wait", text="Which order?").json()["ticket"]["state"] == "waiting"
    assert change(ann, ticket, op="resume").json()["ticket"]["state"] == "in_progress"
    assert change(ann, ticket, op="resolve").status_code == 400  # what was done is to be said
    done = change(ann, ticket, op="resolve", text="Another courier.").json()["ticket"]
    assert done["state"] == "resolved"
    assert done["deadlines"]["resolution"]["state"] == "met"
    again = change(ann, ticket, op="start")
    assert (again.status_code, again.json()["code"]) == (409, "ticket_is_resolved")
    assert change(ann, ticket, op="reopen", text="Late again.").json()["ticket"]["state"] == "reopened"


def test_a_change_to_what_somebody_else_changed_is_a_conflict(ann: httpx.Client, lee: httpx.Client) -> None:
    ticket = opened(ann)
    edition = ann.get(f"/api/tickets/{ticket}").json()["edition"]
    assert change(lee, ticket, op="priority", priority="P1", edition=edition).status_code == 200
    late = change(ann, ticket, op="start", edition=edition)
    assert (late.status_code, late.json()["code"]) == (409, "ticket_edition")


def test_merging_and_splitting_take_a_lead(ann: httpx.Client, lee: httpx.Client) -> None:
    one, other = opened(ann), opened(ann, records=["n1", "s2"])
    assert change(ann, one, op="merge", into=other).status_code == 403
    split = change(lee, other, op="split", records=["s2"], title="Zips").json()
    assert lee.get(f"/api/tickets/{split['other']}").json()["title"] == "Zips"
    merged = change(lee, one, op="merge", into=other, text="The same.").json()
    assert (merged["ticket"]["state"], merged["other"]) == ("merged", other)
    assert allowed(lee.get(f"/api/tickets/{one}").json()) == set()


def test_the_board_is_filtered_by_state_department_and_assignee(ann: httpx.Client) -> None:
    ticket = opened(ann, department="care")
    change(ann, ticket, op="start")

    def ids(**query: Any) -> set[int]:
        return {each["id"] for each in ann.get("/api/tickets", params=query).json()["items"]}

    assert ids(department="care") == {ticket}
    assert ticket in ids(state=["in_progress", "waiting"])
    assert ticket not in ids(state="open")
    assert ticket in ids(assignee="ann")
    assert ticket not in ids(assignee="")
    assert ids(overdue=True) == set()
    first = ann.get("/api/tickets", params={"limit": 1}).json()
    assert len(first["items"]) == 1
    second = ann.get("/api/tickets", params={"limit": 1, "cursor": first["next"]}).json()
    assert second["items"][0]["id"] != first["items"][0]["id"]


@pytest.mark.parametrize("query", [{"colour": "red"}, {"state": "lost"}, {"cursor": -1}])
def test_a_filter_there_is_not_is_400(ann: httpx.Client, query: dict[str, Any]) -> None:
    assert ann.get("/api/tickets", params=query).status_code == 400


def test_a_ticket_is_drafted_from_words_and_changes_nothing(ann: httpx.Client) -> None:
    before = [(each["id"], each["edition"]) for each in ann.get("/api/tickets").json()["items"]]
    drafted = ann.post("/api/tickets/draft", json={"records": ["n1", "n4"]}).json()
    assert set(drafted["draft"]["records"]) == {"n1", "n4"}
    assert drafted["draft"]["title"]
    after = [(each["id"], each["edition"]) for each in ann.get("/api/tickets").json()["items"]]
    assert after == before
    assert ann.post("/api/tickets/draft", json={}).status_code == 400
    assert ann.post("/api/tickets/draft", json={"records": ["none"]}).status_code == 400


def test_a_viewer_sees_the_board_and_moves_nothing(url: str, ann: httpx.Client) -> None:
    ticket = opened(ann)
    with signed_in(url, "vic", "zh") as vic:
        shown = vic.get(f"/api/tickets/{ticket}").json()
        assert allowed(shown) == set()
        refused = change(vic, ticket, op="start")
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")


def test_what_was_made_over_everything_is_not_seen_in_a_segment(empty_home: Settings) -> None:
    seed(empty_home)
    hire(empty_home)
    with serving(empty_home) as whole, signed_in(whole, "ann") as ann:
        ticket = opened(ann)
        body = {"kind": "open_ticket", "payload": DRAFT}
        ann.post("/api/proposals", json=body, headers={"idempotency-key": "one"})
    north = empty_home.model_copy(update={"scope": "region=North"})
    with serving(north) as url, signed_in(url, "lee") as lee:
        assert lee.get("/api/tickets").json()["items"] == []
        assert lee.get("/api/proposals").json()["items"] == []
        for answered in (
            lee.get("/api/proposals/2"),
            lee.post("/api/proposals/2/approve", json={"edition": 0}),
            lee.get(f"/api/tickets/{ticket}"),
            change(lee, ticket, op="start"),
            lee.post("/api/tickets/draft", json={"records": ["s2"]}),
        ):
            assert answered.status_code == 400


def test_after_a_resolution_everybody_is_told_once_and_only_what_is_said_in_their_language(
    ann: httpx.Client,
) -> None:
    ticket = opened(ann)
    early = ann.post(f"/api/tickets/{ticket}/tell", json={})
    assert (early.status_code, early.json()["code"]) == (409, "ticket_tell_unresolved")
    assert ann.get(f"/api/tickets/{ticket}/effect").status_code == 409
    change(ann, ticket, op="resolve", text="Another courier.")
    people = ann.get(f"/api/tickets/{ticket}/recipients").json()
    assert {(each["record"], each["language"]) for each in people} == {("n1", "en"), ("n4", "zh")}
    first = ann.post(f"/api/tickets/{ticket}/tell", json={}).json()
    assert [each["record"] for each in first["waiting"]] == ["n4"]
    message = ann.get(f"/api/proposals/{first['proposals'][0]}").json()
    assert (message["kind"], message["state"]) == ("send_reply", "proposed")
    assert "Another courier." in message["payload"]["text"]
    second = ann.post(f"/api/tickets/{ticket}/tell", json={"done": {"zh": "已换快递公司。"}}).json()
    assert (len(second["proposals"]), second["before"], second["waiting"]) == (1, 1, [])
    assert ann.post(f"/api/tickets/{ticket}/tell", json={"done": {"zh": "再说一次。"}}).json()["before"] == 2


def test_the_effect_and_the_figures_are_told_with_what_they_are_of(ann: httpx.Client) -> None:
    ticket = opened(ann, department="app")
    change(ann, ticket, op="resolve", text="Done.")
    effect = ann.get(f"/api/tickets/{ticket}/effect", headers={"accept-language": "zh"}).json()
    assert effect["verdict"] == "too_early"
    assert "还太早" in effect["words"]
    lines = ann.get("/api/tickets/figures", params={"by_department": True}).json()
    own = next(each for each in lines if each["department"] == "app")
    assert (own["tickets"], own["resolved"]["part"], own["resolved"]["n"]) == (1, 1, 1)
    assert ann.get("/api/tickets/figures").json()[0]["tickets"] >= 1
    assert ann.get("/api/tickets/recurring").json() == []


def test_a_draft_is_checked_against_what_the_customer_wrote(ann: httpx.Client) -> None:
    drafted = ann.post("/api/replies/draft", json={"record": "s2"}).json()
    assert drafted["language"] == "en"
    promised = {"record": "s2", "text": "We promise you a full refund of 500 dollars within an hour."}
    told = ann.post("/api/replies/check", json=promised, headers={"accept-language": "zh"}).json()
    failed = {each["name"]: each["why"] for each in told["checks"] if not each["passed"]}
    assert "promises" in failed
    assert any("\u4e00" <= sign <= "\u9fff" for sign in failed["promises"])  # said in the reader's language
    assert told["points"][0]["words"]
    assert ann.post("/api/replies/draft", json={"record": "none"}).json()["code"] == "unknown_record"
    body = {"kind": "send_reply", "payload": drafted}
    made = ann.post("/api/proposals", json=body, headers={"idempotency-key": uuid.uuid4().hex}).json()
    ann.post(f"/api/proposals/{made['id']}/reject", json={"reason": "Too stiff."})
    lines = ann.get("/api/replies/figures").json()
    assert any(["Too stiff.", 1] in each["reasons"] for each in lines)


def test_a_draft_about_what_a_ticket_is_about_already_names_it(ann: httpx.Client) -> None:
    ticket = opened(ann, records=["s1", "s5"], title="Colours and fit")
    same = ann.post("/api/tickets/draft", json={"records": ["s1", "s5"]}).json()["same"]
    assert ticket in {each["ticket"] for each in same}
