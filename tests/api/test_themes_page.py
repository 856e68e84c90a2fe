"""The page of themes in a real browser: the ranking, one theme, what a lead does to it, a phone."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.browsing import NEEDS_CHROMIUM, opened_page
from tests.api.staff import signed_in, token_of
from tests.tools.themes.showing.stall import MARKUP

pytestmark = NEEDS_CHROMIUM


@contextmanager
def themes(
    browser: Browser,
    url: str,
    complaints: list[str],
    at: str = "?about=all",
    name: str = "lee",
    locale: str = "en-US",
    width: int = 1280,
) -> Iterator[Page]:
    with opened_page(browser, f"{url}/themes{at}", complaints, locale, width, token_of(url, name)) as page:
        yield page


@pytest.fixture
def lee(stall_url: str) -> Iterator[httpx.Client]:
    with signed_in(stall_url, "lee") as client:
        yield client


def ref_of(client: httpx.Client, name: str) -> str:
    entries = client.get("/api/themes", params={"about": "all"}).json()["entries"]
    return str(next(each["theme"]["ref"] for each in entries if each["theme"]["name_en"] == name))


def test_the_ranking_follows_what_is_chosen(browser: Browser, stall_url: str, complaints: list[str]) -> None:
    with themes(browser, stall_url, complaints) as page:
        rows = page.locator(".ranked li")
        expect(rows).to_have_count(3)
        expect(rows.first).to_contain_text("Parcels arrive late")
        expect(rows.first).to_contain_text("48 of 104")
        expect(page.get_by_role("img", name="46.2% · 48 of 104")).to_be_visible()
        expect(page.locator(".overall")).to_have_count(0)
        page.get_by_label("Period").select_option("last month")
        expect(page.locator(".overall")).to_contain_text("More overall: 52 records in 25 days")
        expect(rows.first).to_contain_text("App crashes on login")
        page.get_by_label("Segment", exact=True).select_option("channel")
        page.get_by_label("Value of the segment").select_option("app")
        expect(rows).to_have_count(1)
        assert "period=last+month" in page.url
        assert "segment=channel%3Dapp" in page.url
        expect(page.get_by_role("link", name="CSV")).to_have_attribute(
            "href", "/api/themes.csv?" + _query("app")
        )
        page.reload()
        expect(rows).to_have_count(1)
    assert complaints == []


def _query(channel: str) -> str:
    chosen = f"segment=channel%3D{channel}&period=last+month&about=all&level=fine"
    return f"{chosen}&order=records&limit=10&language=en"


def test_one_theme_has_its_figures_its_weeks_and_customers_words(
    browser: Browser, stall_url: str, complaints: list[str]
) -> None:
    with themes(browser, stall_url, complaints, locale="zh-CN") as page:
        page.get_by_role("link", name="登录时闪退").click()
        expect(page.get_by_role("heading", name="登录时闪退")).to_be_visible()
        expect(page.locator(".factlist")).to_contain_text("30.8%（104 条中的 32 条；95% 区间")
        expect(page.locator("svg.large")).to_be_visible()
        page.get_by_text("查看数字").click()
        expect(page.get_by_role("cell", name="2026-08-31")).to_be_visible()
        expect(page.locator("blockquote").first).to_contain_text("crash")
        page.get_by_role("link", name="全部主题").click()
        expect(page.locator(".ranked li")).to_have_count(3)
    assert complaints == []


def test_a_lead_renames_a_theme_and_takes_it_back(
    browser: Browser, stall_url: str, complaints: list[str], lee: httpx.Client
) -> None:
    ref = ref_of(lee, "Parcels arrive late")
    with themes(browser, stall_url, complaints, f"?about=all#{ref}") as page:
        page.get_by_role("button", name="Rename").click()
        page.get_by_label("Name in English").fill("Late deliveries")
        page.locator("form").get_by_role("button", name="Rename").click()
        expect(page.get_by_role("heading", name="Late deliveries")).to_be_visible()
        expect(page.get_by_text("can be undone")).to_be_visible()
        page.get_by_role("button", name="Mute").click()
        expect(page.get_by_role("button", name="Unmute")).to_be_visible()
        for _ in range(2):
            page.get_by_role("button", name="Undo the last change").click()
            expect(page.get_by_text("can be undone")).to_be_visible()
        expect(page.get_by_role("heading", name="Parcels arrive late")).to_be_visible()
        expect(page.locator(".history")).to_contain_text("was renamed (taken back)")
        page.get_by_role("button", name="Undo the last change").click()
        expect(page.get_by_role("alert")).to_contain_text("Nobody has done anything")
    assert [each for each in complaints if "409" not in each] == []


def test_a_ticket_is_drafted_from_a_theme_and_waits_in_the_inbox(
    browser: Browser, stall_url: str, complaints: list[str], lee: httpx.Client
) -> None:
    ref = ref_of(lee, "App crashes on login")
    with themes(browser, stall_url, complaints, f"?about=all#{ref}", "ann") as page:
        expect(page.get_by_text("Leads can rename")).to_be_visible()
        page.get_by_role("button", name="Draft a ticket").click()
        page.wait_for_url("**/inbox#*")
        number = page.url.rpartition("#")[2]
    draft = lee.get(f"/api/proposals/{number}").json()
    assert (draft["kind"], draft["state"]) == ("open_ticket", "proposed")
    first = draft["payload"]["segment"][0]
    assert (first["field"], first["value"]) == ("theme", ref)
    assert complaints == []


def test_what_strangers_wrote_stays_text(browser: Browser, stall_url: str, complaints: list[str]) -> None:
    with themes(browser, stall_url, complaints) as page:
        row = page.locator(".ranked li", has_text="HYPERLINK")
        expect(row).to_contain_text(MARKUP)
        row.get_by_role("link").click()
        expect(page.locator("blockquote").first).to_contain_text("price")
        assert page.locator("main").locator("img, script, iframe").count() == 0
        assert page.title() != "owned"
    assert complaints == []


def test_a_viewer_reads_and_is_offered_nothing_to_do(
    browser: Browser, stall_url: str, complaints: list[str], lee: httpx.Client
) -> None:
    ref = ref_of(lee, "App crashes on login")
    with themes(browser, stall_url, complaints, f"#{ref}", "vic") as page:
        expect(page.get_by_text("Leads can rename")).to_be_visible()
        for name in ("Draft a ticket", "Rename", "Merge", "Mute"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert complaints == []


def test_a_period_or_theme_there_is_not_is_said(
    browser: Browser, stall_url: str, complaints: list[str]
) -> None:
    with themes(browser, stall_url, complaints, "?period=banana") as page:
        expect(page.get_by_role("alert")).to_contain_text("is no period")
        page.goto(f"{stall_url}/themes#TH-999")
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("TH-999")
    assert [each for each in complaints if "400" not in each] == []


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_everything_fits_a_phone(
    browser: Browser, stall_url: str, complaints: list[str], lee: httpx.Client, locale: str
) -> None:
    ref = ref_of(lee, "App crashes on login")
    with themes(browser, stall_url, complaints, locale=locale, width=360) as page:
        expect(page.locator(".ranked li")).to_have_count(3)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(f"{stall_url}/themes?about=all#{ref}")
        expect(page.locator(".factlist")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert complaints == []


def test_both_languages_say_the_same_things(browser: Browser, stall_url: str, complaints: list[str]) -> None:
    with themes(browser, stall_url, complaints) as page:
        keys = page.evaluate(
            """async () => {
              await import("/page/words-themes.js");
              return (await import("/page/words.js")).known();
            }"""
        )
    assert keys["en"] == keys["zh"]
    assert "act_merge" in keys["en"]
