"""Webhooks by the Standard Webhooks specification, checked by its own library, over real HTTP."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from retrieval.errors import BadSetting
from retrieval.outbox.network import allowed_hosts
from retrieval.outbox.sender import Outcome, Outward, Parcel, Place
from retrieval.outbox.webhooks import WebhookSender, body_of, headers_of, new_secret, signature
from tests.retrieval.outbox.receiving import Hook, certificate, listening, status

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1_800_000_000


def parcel(url: str, secrets: tuple[str, ...] = (SECRET,), **values: object) -> Parcel:
    place = Place(1, "there", "webhook", url, secrets=secrets)
    told: dict[str, object] = {"kind": "ticket.opened", "subject": "ticket:12", "at": NOW - 60}
    content = {"title": "快递太慢 🚚", "priority": "high"}
    return Parcel("msg_1", content=content, place=place, **(told | values))  # type: ignore[arg-type]


def sender(*hosts: str, seconds: float = 5.0) -> WebhookSender:
    return WebhookSender(Outward(allowed_hosts(hosts or ("127.0.0.1",)), seconds=seconds))


def sent(way: WebhookSender, one: Parcel, at: int = NOW) -> Outcome:
    return asyncio.run(way.send(one, at))


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as found:
        yield found


def test_the_vector_of_the_specifications_libraries() -> None:
    body = b'{"test": 2432232314}'
    found = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@settings(max_examples=30)
@given(
    data=st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())),
    private=st.dictionaries(st.text(), st.text()),
)
def test_the_official_library_verifies_what_is_sent(data: dict[str, object], private: dict[str, str]) -> None:
    at, secret = int(time.time()), new_secret()
    place = Place(1, "there", "webhook", "https://example.com", secrets=(secret,))
    one = Parcel("msg_1", "ticket.opened", "ticket:1", NOW, data, place, private=private)
    body = body_of(one)
    told = Webhook(secret).verify(body, headers_of(one, body, at))
    assert told["type"] == "ticket.opened"
    assert told["timestamp"] == "2027-01-15T08:00:00Z"
    assert set(data) <= set(told["data"])


def test_a_request_says_what_the_specification_asks_for(hook: Hook) -> None:
    assert sent(sender(), parcel(hook.url)) == Outcome("arrived")
    (got,) = hook.got
    assert got.headers["webhook-id"] == "msg_1"
    assert got.headers["webhook-timestamp"] == str(NOW)
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-signature"] == signature(SECRET, "msg_1", NOW, got.body)
    assert got.headers["host"] in hook.url
    assert json.loads(got.body) == {
        "type": "ticket.opened",
        "timestamp": "2027-01-15T07:59:00Z",
        "data": {"subject": "ticket:12", "title": "快递太慢 🚚", "priority": "high"},
    }


def test_while_a_secret_is_changed_both_sign() -> None:
    at, old, new = int(time.time()), new_secret(), new_secret()
    one = parcel("https://example.com", (new, old))
    body = body_of(one)
    headers = headers_of(one, body, at)
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)
    assert len(headers["webhook-signature"].split(" ")) == 2


@pytest.mark.parametrize(
    ("code", "headers", "outcome"),
    [
        (204, {}, Outcome("arrived")),
        (299, {}, Outcome("arrived")),
        (400, {}, Outcome("failed", "status 400")),
        (404, {}, Outcome("failed", "status 404")),
        (410, {}, Outcome("gone", "status 410")),
        (500, {}, Outcome("failed", "status 500")),
        (502, {}, Outcome("away", "status 502")),
        (503, {}, Outcome("away", "status 503")),
        (503, {"retry-after": "120"}, Outcome("busy", "status 503", 120)),
        (429, {}, Outcome("busy", "status 429", 30)),
        (429, {"retry-after": "7"}, Outcome("busy", "status 429", 7)),
        (429, {"retry-after": "99999999999"}, Outcome("busy", "status 429", 86_400)),
        (429, {"retry-after": "Fri, 15 Jan 2027 08:02:00 GMT"}, Outcome("busy", "status 429", 120)),
        (429, {"retry-after": "Fri, 15 Jan 2021 08:02:00 GMT"}, Outcome("busy", "status 429", 0)),
        (429, {"retry-after": "soon"}, Outcome("busy", "status 429", 30)),
    ],
)
def test_what_a_status_means(hook: Hook, code: int, headers: dict[str, str], outcome: Outcome) -> None:
    hook.answers = [status(code, headers)]
    assert sent(sender(), parcel(hook.url)) == outcome


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(hook: Hook, code: int) -> None:
    hook.answers = [status(code, {"location": hook.url + "/elsewhere"})]
    assert sent(sender(), parcel(hook.url)) == Outcome("failed", f"status {code}")
    assert len(hook.got) == 1


def test_an_answer_without_end_does_not_hold_anybody_up(hook: Hook) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", str(10**12))
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)  # until the sender hangs up

    hook.answers = [endless]
    assert sent(sender(), parcel(hook.url)) == Outcome("arrived")


def test_who_hangs_or_dribbles_is_left_after_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and says nothing
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        began = time.monotonic()
        assert sent(sender(seconds=0.2), parcel(url)) == Outcome("away", "timeout 0.2")
        assert time.monotonic() - began < 5


def test_a_header_that_dribbles_is_left_too(hook: Hook) -> None:
    stop = time.monotonic() + 20

    def dribble(handler: BaseHTTPRequestHandler) -> None:
        while time.monotonic() < stop:
            handler.wfile.write(b"H")
            handler.wfile.flush()
            handler.connection.settimeout(0.05)
            try:
                if not handler.connection.recv(1):
                    return
            except TimeoutError:
                continue

    hook.answers = [dribble]
    assert sent(sender(seconds=0.3), parcel(hook.url)).ended == "away"
    assert time.monotonic() < stop


def test_nobody_there_is_an_outcome() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert sent(sender(), parcel(f"http://127.0.0.1:{port}/")).ended == "away"


def test_what_is_no_http_is_an_outcome(hook: Hook) -> None:
    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")

    hook.answers = [speak]
    assert sent(sender(), parcel(hook.url)).ended == "away"


def test_nothing_leaves_unless_it_is_allowed(hook: Hook) -> None:
    for way in (WebhookSender(Outward()), sender("*"), sender("hooks.example.com"), sender("10.0.0.0/8")):
        with pytest.raises(BadSetting, match="outbound_closed"):
            way.check(hook.url)
        assert sent(way, parcel(hook.url)).why.startswith("not_allowed")
    named = hook.url.replace("127.0.0.1", "localhost")
    assert sent(sender("localhost"), parcel(named)).why.startswith("not_allowed")
    assert hook.got == []
    way = sender("localhost", "127.0.0.1", "::1")  # also where localhost is ::1 first, and nobody there
    assert sent(way, parcel(named)) == Outcome("arrived")


@pytest.mark.parametrize(
    "address",
    [
        "hooks.example.com",
        "ftp://hooks.example.com",
        "https://",
        "https://ada:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "file:///etc/passwd",
        "https://hooks.example.com\n/x",
        "",
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused(address: str) -> None:
    with pytest.raises(BadSetting, match="webhook_address"):
        sender("*", "hooks.example.com").check(address)


def test_a_public_host_needs_encryption() -> None:
    address = "http://93.184.215.14/hook"
    way = sender("*")
    assert way.check(address) == address
    assert sent(way, parcel(address)) == Outcome("failed", "not_encrypted 93.184.215.14")


def test_tls_is_checked_against_the_name_though_the_address_is_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, ended in (("127.0.0.1", "arrived"), ("other.example", "away")):
        trusted, context = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with listening(context) as hook:
            assert sent(sender(), parcel(hook.url)).ended == ended
            assert len(hook.got) == (ended == "arrived")
