"""Who may come in: without accounts reading is open, with them everything asks for a sign-in."""

from collections.abc import Iterator

import httpx
import pytest

from api.signing import COOKIE
from assistant.settings import Settings
from tests.api.conftest import serving
from tests.api.staff import PASSWORD, hire, new_token, signed_in
from tests.assistant.world import seed


@pytest.fixture
def stranger(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client


READING = (
    ("GET", "/api/catalog"),
    ("GET", "/api/status"),
    ("GET", "/api/feedback/n1"),
    ("POST", "/api/search"),
    ("POST", "/api/segments/query"),
    ("POST", "/api/chat"),
    ("POST", "/api/import"),
    ("POST", "/api/feedback/n1/labels"),
    ("GET", "/api/proposals"),
    ("POST", "/api/proposals"),
    ("GET", "/api/rules"),
    ("GET", "/openapi.json"),
)


@pytest.mark.parametrize(("method", "path"), READING)
def test_with_accounts_everything_asks_for_a_sign_in(stranger: httpx.Client, method: str, path: str) -> None:
    answered = stranger.request(
        method, path, json={"question": "x", "text": "x"} if method == "POST" else None
    )
    assert answered.status_code == 401
    assert answered.json()["code"] == "sign_in_nobody"
    assert answered.json()["message"] == "Nobody is signed in. Sign in first."
    assert answered.headers["www-authenticate"] == "Bearer"


def test_every_route_but_the_open_ones_asks_for_a_sign_in(url: str, stranger: httpx.Client) -> None:
    with signed_in(url, "vic") as viewer:
        described = viewer.get("/openapi.json").json()["paths"]
    asked = 0
    for path, methods in described.items():
        for method in methods:
            if path != "/api/session":
                asked += 1
                assert stranger.request(method, path.replace("{", "").replace("}", "")).status_code == 401, (
                    path
                )
    assert asked > 10


def test_pages_and_the_sign_of_life_stay_open(stranger: httpx.Client) -> None:
    for path in ("/", "/sign-in", "/inbox", "/tickets", "/page/style.css", "/healthz", "/api/session"):
        assert stranger.get(path).status_code == 200


def test_a_browser_gets_a_cookie_that_no_script_reads_and_no_site_sends(stranger: httpx.Client) -> None:
    answered = stranger.post("/api/session", json={"name": "ann", "password": PASSWORD})
    assert answered.json() == {
        "name": "ann",
        "role": "agent",
        "may": ["read", "reply", "personal", "ticket"],
        "accounts": True,
        "token": None,
    }
    kept = answered.headers["set-cookie"].lower()
    assert kept.startswith(COOKIE)
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert "; secure" not in kept  # it would not come back over plain HTTP on this machine
    assert stranger.get("/api/status").status_code == 200
    assert stranger.get("/api/session").json()["name"] == "ann"
    assert stranger.delete("/api/session").status_code == 204
    assert stranger.get("/api/status").status_code == 401


def test_beyond_this_machine_the_cookie_goes_over_https_alone(empty_home: Settings) -> None:
    seed(empty_home)
    hire(empty_home)
    known = empty_home.model_copy(update={"allowed_hosts": ("desk.example",)})
    with serving(known) as url, httpx.Client(base_url=url) as client:
        given = {"name": "ann", "password": PASSWORD}
        answered = client.post("/api/session", json=given, headers={"host": "desk.example"})
    assert "; secure" in answered.headers["set-cookie"].lower()


def test_a_token_that_was_signed_out_is_worth_nothing_wherever_it_is_kept(url: str) -> None:
    token = new_token(url, "ben")
    with httpx.Client(base_url=url) as other:
        other.cookies.set(COOKIE, token)
        assert other.get("/api/status").status_code == 200
        httpx.delete(f"{url}/api/session", headers={"authorization": f"Bearer {token}"})
        assert other.get("/api/status").status_code == 401


@pytest.mark.parametrize(
    "given", [{"name": "ann", "password": "plum crumble"}, {"name": "nobody", "password": PASSWORD}]
)
def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nothing(
    stranger: httpx.Client, given: dict[str, str]
) -> None:
    answered = stranger.post("/api/session", json=given, headers={"accept-language": "zh"})
    assert (answered.status_code, answered.json()["code"]) == (401, "sign_in_wrong")
    assert "set-cookie" not in answered.headers
    assert given["password"] not in answered.text


def test_a_viewer_reads_and_changes_nothing(url: str) -> None:
    with signed_in(url, "vic") as viewer:
        assert viewer.post("/api/search", json={"text": "refund"}).status_code == 200
        given = {"labels": {"sentiment": ["neutral"]}}
        for answered in (
            viewer.post("/api/feedback/n1/labels", json=given),
            viewer.post("/api/import", files={"file": ("more.csv", b"text\nnew\n")}),
        ):
            assert (answered.status_code, answered.json()["code"]) == (403, "role_too_low")


def test_whoever_signed_in_is_the_one_who_corrected(url: str) -> None:
    with signed_in(url, "ann") as agent:
        given = {"labels": {"sentiment": ["neutral"]}, "by": "somebody else"}
        corrected = agent.post("/api/feedback/n3/labels", json=given).json()
        assert [each["made_by"] for each in corrected["corrections"]] == ["ann"]


def test_without_accounts_reading_is_open_and_deciding_is_not(client: httpx.Client) -> None:
    assert client.get("/api/session").json() == {
        "name": None,
        "role": None,
        "may": ["read"],
        "accounts": False,
        "token": None,
    }
    assert client.get("/api/proposals").json() == {"items": [], "next": None}
    assert client.post("/api/proposals/1/approve", json={"edition": 0}).status_code == 401


def test_a_correction_without_accounts_names_somebody(client: httpx.Client) -> None:
    answered = client.post("/api/feedback/n1/labels", json={"labels": {"sentiment": ["neutral"]}})
    assert (answered.status_code, answered.json()["code"]) == (400, "correction_by")


def test_another_site_cannot_sign_somebody_in(stranger: httpx.Client) -> None:
    given = {"name": "ann", "password": PASSWORD}
    answered = stranger.post("/api/session", json=given, headers={"origin": "https://evil.example"})
    assert answered.status_code == 403
    assert "set-cookie" not in answered.headers


def test_the_description_says_how_a_program_signs_in_and_shows_examples(url: str) -> None:
    with signed_in(url, "vic") as viewer:
        described = viewer.get("/openapi.json").json()
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path in ("/api/proposals", "/api/tickets/draft", "/api/replies/draft", "/api/tickets/{id}/changes"):
        body = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert body["examples"], path
    assert "409" in described["paths"]["/api/proposals/{id}/approve"]["post"]["responses"]
