"""Mail: real servers, both languages, and nothing in an event can become a header."""

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import Language
from retrieval.errors import BadSetting
from retrieval.outbox.email import CUSTOMER, EmailSender, message_of, read_server
from retrieval.outbox.events import KINDS
from retrieval.outbox.sender import Outcome, Outward, Parcel, Place
from tests.retrieval.outbox.receiving import certificate

NOW = 1_800_000_000
OUTWARD = Outward(smtp_url="smtp://127.0.0.1", smtp_from="desk@shop.example")


class Mailbox:
    """Keeps what comes in; refuses whom it is told to."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.refuse: dict[str, str] = {}
        self.data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - what aiosmtpd calls it
        self, _: Any, __: Any, envelope: Any, address: str, ___: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.to.append(envelope.rcpt_tos)
        return self.data


def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box, number = Mailbox(), port()
    controller = Controller(box, hostname="127.0.0.1", port=number)
    controller.start()
    yield box, f"smtp://127.0.0.1:{number}?tls=off"
    controller.stop()


def parcel(to: str = "lead@shop.example", language: Language = "en", **values: Any) -> Parcel:
    told: dict[str, Any] = {"kind": "ticket.opened", "subject": "ticket:12", "at": NOW}
    content = {"title": "快递太慢", "priority": "P1", "department": "logistics", "due": NOW + 3_600}
    place = Place(3, "leads", "email", to, language)
    return Parcel("msg_1", content=values.pop("content", content), place=place, **(told | values))


def sent(url: str, one: Parcel) -> Outcome:
    return asyncio.run(EmailSender(Outward(smtp_url=url, smtp_from="desk@shop.example")).send(one, NOW))


def test_a_mail_arrives_and_its_id_is_the_events(mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    for _ in range(2):  # the answer to the first got lost
        assert sent(url, parcel()) == Outcome("arrived")
    first, second = box.got
    assert first["message-id"] == second["message-id"] == "<msg_1.3@shop.example>"
    assert box.to == [["lead@shop.example"], ["lead@shop.example"]]
    assert first["subject"] == "Ticket 12 was opened (快递太慢)"
    assert first["from"] == "desk@shop.example"
    assert first["date"].datetime.timestamp() == NOW
    assert first["auto-submitted"] == "auto-generated"
    text = first.get_content()
    assert "Priority: P1" in text
    assert "Title: 快递太慢" in text
    assert "Department: logistics" in text
    assert "Due: 2027-01-15 09:00 (UTC)" in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_its_words_in_both_languages(kind: str) -> None:
    english = message_of(parcel(kind=kind), "lead@shop.example", OUTWARD)
    chinese = message_of(parcel(kind=kind, language="zh"), "lead@shop.example", OUTWARD)
    assert "Ticket 12" in str(english["subject"])
    assert "工单 12" in str(chinese["subject"])
    assert "部门：物流" in chinese.get_content()
    assert "{" not in english.get_content() + chinese.get_content()


def test_a_customer_gets_what_was_approved_and_nothing_else(mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    reply = {"language": "zh", "text": "{{name}}，您好！订单 {{ order }} 已补发。", "proposal": 7}
    private = {"to": "kim@mail.example", "name": "王女士", "order": "A-17"}
    one = parcel(CUSTOMER, kind="reply.approved", content=reply, private=private)
    assert sent(url, one) == Outcome("arrived")
    assert box.to == [["kim@mail.example"]]
    assert box.got[0]["subject"] == "关于您的反馈"
    assert box.got[0].get_content().strip() == "王女士，您好！订单 A-17 已补发。"
    assert box.got[0]["auto-submitted"] is None
    assert "destination" not in box.got[0].as_string()


@pytest.mark.parametrize(
    ("private", "why"),
    [
        ({}, "no_address"),
        ({"to": "kim"}, "no_address"),
        ({"to": "kim@mail.example\nBcc: all@shop.example"}, "no_address"),
        ({"to": "kim@mail.example, eve@mail.example"}, "no_address"),
        ({"to": "kim@mail.example"}, "unfilled order"),
        ({"to": "kim@mail.example", "order": "1", "text": "  "}, "unfilled text"),
    ],
)
def test_no_customer_gets_half_a_message(
    mailbox: tuple[Mailbox, str], private: dict[str, str], why: str
) -> None:
    box, url = mailbox
    one = parcel(CUSTOMER, kind="reply.approved", content={"text": "Order {{order}}"}, private=private)
    assert sent(url, one) == Outcome("refused", why)
    assert box.got == []


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        ("450 4.2.1 later", "failed"),
        ("451 4.7.1 greylisted", "failed"),
        ("550 5.1.1 no such user", "refused"),
    ],
)
def test_what_a_refusal_means(mailbox: tuple[Mailbox, str], answer: str, ended: str) -> None:
    box, url = mailbox
    box.refuse = {"lead@shop.example": answer}
    assert sent(url, parcel()) == Outcome(ended, f"smtp {answer[:3]}")  # type: ignore[arg-type]
    box.refuse, box.data = {}, answer
    assert sent(url, parcel()) == Outcome(ended, f"smtp {answer[:3]}")  # type: ignore[arg-type]


def test_no_server_is_an_outcome(mailbox: tuple[Mailbox, str]) -> None:
    del mailbox
    assert sent(f"smtp://127.0.0.1:{port()}?tls=off", parcel()).ended == "away"
    assert asyncio.run(EmailSender(Outward()).send(parcel(), NOW)) == Outcome("failed", "smtp_missing")


@settings(max_examples=30)
@given(text=st.text(), title=st.text(), name=st.text())
def test_nothing_in_an_event_becomes_a_header(text: str, title: str, name: str) -> None:
    """However a value is made up, the message has the headers it should have, and is one message."""
    notice = parcel(content={"title": title, "by": name}, subject=f"ticket:{name}")
    reply = parcel(
        CUSTOMER,
        kind="reply.approved",
        content={"text": "{{name}}"},
        private={"to": "kim@mail.example", "subject": title, "text": text, "name": name},
    )
    for one in (notice, reply):
        made = message_of(one, "kim@mail.example", OUTWARD)
        parsed = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
        allowed = {"from", "to", "date", "message-id", "subject", "auto-submitted", "mime-version"}
        allowed |= {"content-type", "content-transfer-encoding"}
        assert {header.lower() for header, _ in parsed.items()} <= allowed
        assert not parsed.is_multipart()
        assert parsed["to"] == "kim@mail.example"
        assert [*parsed].count("Subject") == 1


def test_encryption_is_asked_for_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, ended in (("127.0.0.1", "arrived"), ("other.example", "away")):
        trusted, context = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        for whole in (False, True):
            assert _over_tls(context, whole).ended == ended


def _over_tls(context: ssl.SSLContext, whole: bool) -> Outcome:
    box, number = Mailbox(), port()
    more: dict[str, Any] = {"ssl_context": context} if whole else {"tls_context": context}

    def signs_in(_: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"desk", b"s/ecret"))

    if not whole:
        more |= {"require_starttls": True, "authenticator": signs_in, "auth_required": True}
    controller = Controller(box, hostname="127.0.0.1", port=number, **more)
    # Its own first connection would use the server's context, which no client can.
    controller._trigger_server = lambda: socket.create_connection(("127.0.0.1", number)).close()  # type: ignore[method-assign]
    controller.start()
    try:
        url = f"smtps://127.0.0.1:{number}" if whole else f"smtp://desk:s%2Fecret@127.0.0.1:{number}"
        outcome = sent(url, parcel())
        assert len(box.got) == (outcome.ended == "arrived")
        return outcome
    finally:
        controller.stop()


def test_a_server_without_encryption_is_not_given_a_password(mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    outcome = sent(url.replace("//", "//desk:secret@").removesuffix("?tls=off"), parcel())
    assert outcome.ended == "away"
    assert box.got == []


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtp://a?tls=on"]
)
def test_a_setting_that_cannot_be_read(url: str) -> None:
    with pytest.raises(BadSetting, match="smtp_url"):
        read_server(url)


def test_addresses_are_checked_when_a_destination_is_made() -> None:
    way = EmailSender(OUTWARD)
    assert way.check(" lead@shop.example ") == "lead@shop.example"
    assert way.check("customer") == CUSTOMER
    for address in ("lead", "a@b@c", "a b@shop.example", "a@shop.example\n", "<a@shop.example>", "@x", "a@"):
        with pytest.raises(BadSetting, match="email_address"):
            way.check(address + ("x\ny" if address.endswith("\n") else ""))
    with pytest.raises(BadSetting, match="smtp_missing"):
        EmailSender(Outward()).check("lead@shop.example")
    with pytest.raises(BadSetting, match="smtp_from"):
        EmailSender(Outward(smtp_url="smtp://127.0.0.1", smtp_from="nobody"))
