import httpx
import pytest
from starlette.datastructures import Headers

from api.guard import Guard
from api.serving import preferred_language


async def nothing(*_: object) -> None:
    """An application that is never reached."""


GUARD = Guard(nothing, names=("feedback.example",))


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("feedback.example", True),
        ("evil.example:8000", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_only_our_names_are_answered_to(host: str, passes: bool) -> None:
    assert (GUARD.refusal("GET", Headers({"host": host})) is None) == passes


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "http://127.0.0.1:9000"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
    ],
)
def test_only_our_own_page_and_programs_may_change_things(headers: dict[str, str], passes: bool) -> None:
    sent = Headers({"host": "127.0.0.1:8000", **headers})
    assert (GUARD.refusal("POST", sent) is None) == passes


def test_a_page_elsewhere_cannot_ask_or_import(client: httpx.Client) -> None:
    elsewhere = {"origin": "https://evil.example", "accept-language": "zh"}
    for path in ("/api/chat", "/api/import", "/api/search"):
        answered = client.post(path, headers=elsewhere, json={"question": "x"})
        assert (answered.status_code, answered.json()["code"]) == (403, "origin_refused")
        assert "别的网站" in answered.json()["message"]
    assert client.get("/api/catalog", headers={"host": "evil.example"}).status_code == 403


def test_every_answer_forbids_foreign_content(client: httpx.Client) -> None:
    for path in ("/", "/page/app.js", "/api/status", "/nothing"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,en;q=0.5", "zh"),
        ("en;q=0.4, zh;q=0.9", "zh"),
        ("de, en;q=0.1", "en"),
        ("", "en"),
        ("zh;q=nonsense, en;q=0.2", "en"),
    ],
)
def test_the_callers_language_is_followed(header: str, language: str) -> None:
    assert preferred_language(header, "en") == language
