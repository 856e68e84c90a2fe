"""A real browser, as tests of pages use it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.signing import COOKIE

__all__ = ["NEEDS_CHROMIUM", "launched", "opened_page"]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")

NEEDS_CHROMIUM = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ, reason="needs chromium (apt-get install chromium)"
)


@contextmanager
def launched() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def opened_page(
    browser: Browser,
    url: str,
    complaints: list[str],
    locale: str = "en-US",
    width: int = 390,
    token: str = "",
) -> Iterator[Page]:
    """A page in a browser profile of its own; what the browser complains about is added to the list.

    token: of whoever is signed in there.
    """
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    if token:
        context.add_cookies(
            [{"name": COOKIE, "value": token, "url": url, "httpOnly": True, "sameSite": "Strict"}]
        )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(url)
    yield page
    context.close()
