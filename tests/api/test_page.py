"""The chat page in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Settings
from tests.api.browsing import NEEDS_CHROMIUM, opened_page
from tests.api.conftest import serving
from tests.assistant.scripted import scripted_model
from tests.assistant.world import seed

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def page(browser: Browser, shop_url: str, complaints: list[str]) -> Iterator[Page]:
    with opened_page(browser, shop_url, complaints, "en-US") as opened:
        yield opened
    assert complaints == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article").last.locator("footer")).to_be_visible(timeout=30_000)


def test_a_question_gets_an_answer_with_its_table_and_how_it_was_counted(page: Page) -> None:
    ask(page, "How many records by region?")
    article = page.locator("article")
    expect(article.locator(".answer table").get_by_role("row", name="South 7")).to_be_visible()
    page.get_by_text("How was this counted").click()
    expect(article.locator("details")).to_contain_text("Speaks for 12 records; 0 could not be counted.")
    expect(article.locator("details pre").last).to_contain_text("SELECT")


def test_a_follow_up_keeps_the_thread_and_a_new_conversation_does_not(page: Page) -> None:
    for handle in ("r1", "r2"):
        ask(page, "How many records by region?")
        expect(page.locator("article").last.locator(".answer")).to_contain_text(f"[{handle}]")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("article")).to_have_count(0)
    ask(page, "How many records by region?")
    expect(page.locator("article .answer")).to_contain_text("[r1]")


def test_examples_come_from_the_data_and_can_be_asked(page: Page) -> None:
    page.get_by_role("button", name="How many records are there by region?").click()
    expect(page.locator("article footer")).to_be_visible(timeout=30_000)


def test_it_speaks_the_browsers_language_and_can_be_switched(
    browser: Browser, shop_url: str, complaints: list[str]
) -> None:
    with opened_page(browser, shop_url, complaints, "zh-CN") as page:
        expect(page.get_by_role("heading", name="向你的反馈提问")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("地区"))).not_to_have_count(0)
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="Ask your feedback")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.reload()
        expect(page.get_by_role("heading", name="Ask your feedback")).to_be_visible()
    assert complaints == []


def test_it_fits_a_phone_and_works_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("How many records by region?")
    page.keyboard.press("Enter")
    expect(page.locator("article footer")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> [click](javascript:alert(3)) "
    "![pixel](https://evil.example/p.png) **bold** | x\n\n| <b>a</b> | n |\n| --- | --- |\n| <i>b</i> | 1 |"
)


def test_what_strangers_wrote_stays_text(
    browser: Browser, complaints: list[str], empty_home: Settings
) -> None:
    seed(empty_home)
    with scripted_model(HOSTILE) as model:
        settings = empty_home.model_copy(update={"model": "scripted", "model_url": model.url})
        with serving(settings) as url, opened_page(browser, url, complaints, "en-US") as page:
            ask(page, "Show me <b>everything</b>: 1, 2 and 3")
            answer = page.locator("article .answer")
            expect(answer).to_contain_text("‹link removed›")  # what would fetch or run is not even text
            expect(answer.locator("th").first).to_have_text("<b>a</b>")
            expect(answer.locator("strong")).to_have_text("bold")
            expect(answer.locator("td").first).to_have_text("<i>b</i>")
            assert page.locator("article").locator("img, script, a, i, b").count() == 0
    assert complaints == []


def test_an_answer_can_be_stopped(browser: Browser, complaints: list[str], empty_home: Settings) -> None:
    seed(empty_home)
    with scripted_model("forever") as model:
        settings = empty_home.model_copy(update={"model": "scripted", "model_url": model.url})
        with serving(settings) as url:
            with opened_page(browser, url, complaints, "en-US") as page:
                page.get_by_label("Your question").fill("Go on")
                page.keyboard.press("Enter")
                expect(page.locator("article .answer")).to_contain_text("and on")
                page.get_by_role("button", name="Stop").click()
                expect(page.get_by_role("alert")).to_have_text("Stopped.")
            assert model.hung_up.wait(15)
