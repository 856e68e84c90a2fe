"""Sign-in, inbox and tickets in a real browser: two people, two languages, a phone and a desk."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.signing import COOKIE
from assistant.settings import Settings
from tests.api.browsing import NEEDS_CHROMIUM, opened_page
from tests.api.conftest import serving
from tests.api.staff import PASSWORD, token_of
from tests.assistant.world import seed

pytestmark = NEEDS_CHROMIUM

REPLY = {"record": "s4", "language": "zh", "text": "您好，我们已经收到，会尽快核实。"}
TICKET = {
    "title": "Parcels arrive late",
    "summary": "Two customers waited for more than a week.",
    "language": "en",
    "department": "logistics",
    "priority": "P2",
    "customers": 2,
    "records": ["n1", "n4"],
}
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script></textarea>"


@contextmanager
def desk(
    browser: Browser,
    url: str,
    complaints: list[str],
    at: str,
    name: str = "lee",
    locale: str = "en-US",
    width: int = 1440,
) -> Iterator[Page]:
    """A page of the desk that `name` has signed in to."""
    with opened_page(browser, url + at, complaints, locale, width, token_of(url, name)) as page:
        yield page


def proposed(client: httpx.Client, kind: str, payload: dict[str, Any]) -> int:
    body = {"kind": kind, "payload": payload, "why": "They asked."}
    made = client.post("/api/proposals", json=body, headers={"idempotency-key": uuid.uuid4().hex})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def opened_ticket(client: httpx.Client, **other: Any) -> int:
    number = proposed(client, "open_ticket", TICKET | other)
    done = client.post(f"/api/proposals/{number}/approve", json={"edition": 0}).json()
    return int(done["outcome"]["ticket"])


def test_signing_in_leads_back_to_where_it_was_asked_for(
    browser: Browser, url: str, complaints: list[str]
) -> None:
    with opened_page(browser, f"{url}/tickets#figures", complaints) as page:
        page.wait_for_url("**/sign-in?next=*")
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill("plum crumble")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).not_to_be_empty()
        complaints.clear()  # the browser reports the 401 that was meant to be
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/tickets#figures")
        expect(page.locator("#who")).to_contain_text("ann")
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in*")
        page.goto(f"{url}/inbox")
        page.wait_for_url("**/sign-in?next=*")
    assert complaints == []


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/sign-in"]
)
def test_signing_in_never_leads_to_another_site(
    browser: Browser, url: str, complaints: list[str], where: str
) -> None:
    with opened_page(browser, f"{url}/sign-in?next={where}", complaints) as page:
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")


def test_a_reply_is_edited_and_approved(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", REPLY)
    with desk(browser, url, complaints, f"/inbox#{number}") as page:
        expect(page.locator(".open")).to_contain_text("退款等了一个月还没到账。")
        page.get_by_label("The reply, as it will be sent").fill("您好，退款今天原路退回。")
        page.get_by_role("button", name="Save edit").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.get_by_role("button", name="Approve and send").click()
        expect(page.get_by_text("Approved by lee")).to_be_visible()
        expect(page.locator(f'.items a[href="#{number}"]')).to_have_count(0)
    done = ann.get(f"/api/proposals/{number}").json()
    assert (done["state"], done["payload"]["text"]) == ("executed", "您好，退款今天原路退回。")
    assert done["asked"]["text"] == REPLY["text"]
    assert complaints == []


def test_an_edit_that_was_not_saved_runs_as_it_stands_in_the_box_and_for_a_reason_where_it_is_unsound(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", REPLY)
    with desk(browser, url, complaints, f"/inbox#{number}") as page:
        page.get_by_label("The reply, as it will be sent").fill("您好，已转交财务。")
        page.get_by_role("button", name="Approve and send").click()
        unsound = page.get_by_role("alert").filter(has_text="is not sound as it stands")
        unsound.get_by_role("textbox").fill("Finance has it since this morning.")
        unsound.get_by_role("button", name="Approve with this reason").click()
        expect(page.get_by_text("Approved by lee")).to_be_visible()
    told = ann.get(f"/api/proposals/{number}").json()
    assert (told["payload"]["text"], told["reason"]) == (
        "您好，已转交财务。",
        "Finance has it since this morning.",
    )


def test_a_reply_is_rejected_by_keyboard_with_a_reason(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", REPLY)
    with desk(browser, url, complaints, f"/inbox#{number}", locale="zh-CN") as page:
        expect(page.get_by_role("button", name="批准并发送")).to_be_visible()
        page.keyboard.press("r")
        expect(page.get_by_label("为什么驳回？")).to_be_focused()
        page.keyboard.type("语气不对")
        page.keyboard.press("Enter")
        expect(page.get_by_text("驳回：语气不对")).to_be_visible()
    told = ann.get(f"/api/proposals/{number}").json()
    assert (told["state"], told["reason"]) == ("rejected", "语气不对")
    assert complaints == []


def test_a_placeholder_is_a_field_that_has_to_be_filled(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", {**REPLY, "text": "{{customer_name}}，您好。"})
    with desk(browser, url, complaints, f"/inbox#{number}") as page:
        page.get_by_role("button", name="Approve and send").click()
        expect(page.get_by_label("Customer’s name")).to_be_focused()
        page.keyboard.type("欧阳若兰")
        page.get_by_role("button", name="Approve and send").click()
        expect(page.get_by_text("Approved by lee")).to_be_visible()
        expect(page.locator(".open")).not_to_contain_text("欧阳若兰")
    assert complaints == []


def test_of_two_who_approve_one_is_told_who_was_faster_and_keeps_the_text(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", REPLY)
    at = f"/inbox#{number}"
    with (
        desk(browser, url, complaints, at, "ben") as first,
        desk(browser, url, complaints, at, "lee") as second,
    ):
        second.get_by_label("The reply, as it will be sent").fill("这是我写的。")
        first.get_by_role("button", name="Approve and send").click()
        expect(first.get_by_text("Approved by ben")).to_be_visible()
        second.get_by_role("button", name="Approve and send").click()
        told = second.get_by_role("alert")
        expect(told).to_contain_text("ben")
        expect(told).to_contain_text("这是我写的。")
        expect(second.get_by_text("Approved by ben,")).to_be_visible()
    assert ann.get(f"/api/proposals/{number}").json()["payload"]["text"] == REPLY["text"]
    assert [each for each in complaints if "409" not in each] == []


def test_a_reply_is_drafted_for_a_record_that_was_found(
    browser: Browser, url: str, complaints: list[str]
) -> None:
    with desk(browser, url, complaints, "/inbox") as page:
        expect(page.locator("#items")).not_to_be_empty()
        page.keyboard.press("/")
        page.keyboard.type("zip broke")
        page.keyboard.press("Enter")
        found = page.locator(".found", has_text="The zip broke after three days.")
        found.get_by_role("button", name="Draft a reply").click()
        expect(page.get_by_label("The reply, as it will be sent")).not_to_have_value("")
        expect(page.locator(".open")).to_contain_text("The zip broke after three days.")
        expect(page.get_by_text("What the customer raised")).to_be_visible()
    assert complaints == []


def test_a_ticket_is_opened_worked_on_and_resolved(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "open_ticket", TICKET)
    with desk(browser, url, complaints, f"/inbox#{number}") as page:
        page.get_by_label("Title").fill("Parcels in the North arrive late")
        page.get_by_label("Priority").select_option("P1")
        page.get_by_role("button", name="Approve and open").click()
        page.locator(".open").get_by_role("link", name="T-").click()
        expect(page.get_by_role("heading", name="Parcels in the North arrive late")).to_be_visible()
        page.get_by_role("button", name="Start work").click()
        page.locator("form").get_by_role("button", name="Start work").click()
        expect(page.locator(".facts").first).to_contain_text("In progress")
        page.get_by_role("button", name="Resolve").click()
        page.get_by_label("What was done").fill("Another courier.")
        page.locator("form").get_by_role("button", name="Resolve").click()
        expect(page.locator(".facts").first).to_contain_text("Resolved")
        page.get_by_text("Not possible now").click()
        expect(page.get_by_role("listitem").filter(has_text="Start work — ")).to_be_visible()
        page.get_by_role("link", name="Board").first.click()
        expect(page.locator(".column", has_text="Resolved")).to_contain_text("Parcels in the North")
    assert complaints == []


def test_the_board_shows_tickets_by_state_and_is_filtered(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    ticket = opened_ticket(ann, title="Invoices are wrong", department="billing")
    with desk(browser, url, complaints, "/tickets") as page:
        card = page.locator(".column", has_text="Open").locator(f'a[href="#{ticket}"]')
        expect(card).to_contain_text("P2")
        expect(card).to_contain_text("billing")
        expect(card).to_contain_text("2 customers")
        expect(card).to_contain_text("first answer in")
        page.get_by_label("Department").select_option("logistics")
        expect(card).to_have_count(0)
        page.get_by_label("Department").select_option("billing")
        expect(card).to_be_visible()
    assert complaints == []


def test_what_strangers_wrote_stays_text_in_every_field(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    reply = {
        **REPLY,
        "text": HOSTILE,
        "topic": HOSTILE,
        "intent": HOSTILE,
        "sources": [{"kind": "knowledge", "id": HOSTILE, "quote": HOSTILE}],
        "asks_for": [HOSTILE],
        "person_needed": [HOSTILE],
        "checks": [{"name": HOSTILE, "passed": False, "why": HOSTILE}],
    }
    ticket = {
        **TICKET,
        "title": HOSTILE,
        "summary": HOSTILE,
        "topic": HOSTILE,
        "product": HOSTILE,
        "department": HOSTILE,
        "factors": {HOSTILE: HOSTILE},
    }
    one, other = proposed(ann, "send_reply", reply), proposed(ann, "open_ticket", ticket)
    opened = opened_ticket(ann, **ticket)
    ann.post(f"/api/tickets/{opened}/changes", json={"op": "comment", "text": HOSTILE})
    places = (f"/inbox#{one}", f"/inbox#{other}", f"/tickets#{opened}", "/tickets")
    with desk(browser, url, complaints, places[0]) as page:
        for place in places:
            page.goto(url + place)
            expect(page.locator("main")).to_contain_text("onerror")
            page.wait_for_load_state("networkidle")
            assert page.locator("main").locator("img, script, iframe").count() == 0
            assert page.title() != "owned"
    for number in (one, other):
        ann.post(f"/api/proposals/{number}/reject", json={"reason": HOSTILE})
    assert complaints == []


def test_a_page_of_another_site_decides_nothing(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number = proposed(ann, "send_reply", REPLY)
    elsewhere = url.replace("127.0.0.1", "localhost")  # another site to a browser, that resolves to us
    with desk(browser, url, complaints, "/inbox") as page:
        page.goto(f"{elsewhere}/sign-in")
        sent = page.evaluate(
            """async (target) => {
              const asked = { method: "POST", credentials: "include", mode: "no-cors",
                headers: { "Content-Type": "text/plain" }, body: JSON.stringify({ edition: 0 }) };
              return fetch(target, asked).then(() => "sent", () => "refused");
            }""",
            f"{url}/api/proposals/{number}/approve",
        )
        assert sent == "refused"  # our own pages' policy; another's would get no further than the guard
    token = token_of(url, "lee")
    forged = httpx.post(
        f"{url}/api/proposals/{number}/approve",
        content='{"edition": 0}',
        headers={
            "cookie": f"{COOKIE}={token}",
            "origin": "https://evil.example",
            "sec-fetch-site": "cross-site",
            "content-type": "text/plain",
        },
    )
    assert (forged.status_code, forged.json()["code"]) == (403, "origin_refused")
    assert ann.get(f"/api/proposals/{number}").json()["state"] == "proposed"


def test_a_viewer_is_shown_no_buttons(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client
) -> None:
    number, ticket = proposed(ann, "send_reply", REPLY), opened_ticket(ann)
    with desk(browser, url, complaints, f"/inbox#{number}", "vic") as page:
        expect(page.get_by_text("Your role may look at this")).to_be_visible()
        expect(page.get_by_role("button", name="Approve and send")).to_have_count(0)
        page.goto(f"{url}/tickets#{ticket}")
        expect(page.get_by_text("Your role may look at this")).to_be_visible()
        expect(page.get_by_role("button", name="Start work")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_everything_fits_a_phone(
    browser: Browser, url: str, complaints: list[str], ann: httpx.Client, locale: str
) -> None:
    reply = proposed(ann, "send_reply", {**REPLY, "text": "x" * 300})
    draft = proposed(ann, "open_ticket", {**TICKET, "title": "y" * 150})
    ticket = opened_ticket(ann, title="z" * 150, summary="w" * 300)
    places = (
        f"/inbox#{reply}",
        f"/inbox#{draft}",
        "/inbox",
        "/tickets",
        f"/tickets#{ticket}",
        "/tickets#new",
    )
    with desk(browser, url, complaints, places[0], locale=locale, width=360) as page:
        for place in places:
            page.goto(url + place)
            page.reload()
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
    assert complaints == []


def test_both_languages_say_the_same_things(browser: Browser, url: str, complaints: list[str]) -> None:
    with desk(browser, url, complaints, "/tickets") as page:
        keys = page.evaluate(
            """async () => {
              await import("/page/words-desk.js");
              await import("/page/words-tickets.js");
              const { known } = await import("/page/words.js");
              return known();
            }"""
        )
    assert keys["en"] == keys["zh"]
    assert len(keys["en"]) > 150


def test_without_accounts_the_inbox_can_be_read_and_says_how_to_decide(
    browser: Browser, complaints: list[str], empty_home: Settings
) -> None:
    seed(empty_home)
    with serving(empty_home) as url, opened_page(browser, f"{url}/inbox", complaints) as page:
        expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
        expect(page.get_by_text("There are no accounts yet")).to_be_visible()
    assert complaints == []
