"""Mail over SMTP: one message an event, to staff in words, to a customer as it was approved."""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from prompts import LANGUAGES, Language, sentences
from retrieval.errors import BadSetting
from retrieval.outbox.sender import Outcome, Outward, Parcel

__all__ = ["CUSTOMER", "EmailSender", "Server", "message_of", "read_server"]

CUSTOMER = "customer"
"""The address of a destination that writes to whom the event itself names. Sealed with it: `to`, perhaps
`subject`, and what fills the placeholders ({{order}}) of its text."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PORTS = {"smtp": 587, "smtps": 465}
_TIMES = ("time", "due")
_STEPS = 10
"""Steps of a mail, each of which may take as long as the setting says."""


@dataclass(frozen=True, slots=True)
class Server:
    """tls: "start" (required, never skipped when a server does not offer it), "whole", or "off"."""

    host: str
    port: int
    tls: str
    name: str = ""
    password: str = ""


class EmailSender:
    """Message-ID and event id are one, so that a double can be dropped by whoever gets it."""

    kind: ClassVar[str] = "email"
    at_once: ClassVar[int] = 4
    signs: ClassVar[bool] = False
    ordered: ClassVar[bool] = False  # each mail is read by itself: one bad address holds up nobody else's

    def __init__(self, outward: Outward) -> None:
        self._outward = outward
        self._server = read_server(outward.smtp_url) if outward.smtp_url else None
        if self._server and not _ADDRESS.fullmatch(outward.smtp_from):
            raise BadSetting("smtp_from", address=outward.smtp_from)

    @property
    def longest(self) -> int:
        return int(self._outward.seconds * _STEPS) + 1

    def check(self, address: str) -> str:
        if self._server is None:
            raise BadSetting("smtp_missing")
        plain = address.strip().removeprefix("mailto:")
        if plain != CUSTOMER and not _ADDRESS.fullmatch(plain):
            raise BadSetting("email_address", address=address)
        return plain

    async def send(self, parcel: Parcel, at: int) -> Outcome:
        del at  # the message carries the time of its event, the same on every try
        if self._server is None:
            return Outcome("failed", "smtp_missing")
        to = parcel.private.get("to", "") if parcel.place.address == CUSTOMER else parcel.place.address
        if not _ADDRESS.fullmatch(to):
            return Outcome("refused", "no_address")
        if parcel.place.address == CUSTOMER and (open_ := _unfilled(parcel)):
            return Outcome("refused", f"unfilled {', '.join(open_)}")
        return await asyncio.to_thread(self._send, self._server, parcel, to)

    def _send(self, server: Server, parcel: Parcel, to: str) -> Outcome:
        message = message_of(parcel, to, self._outward)
        try:
            with _connected(server, self._outward.seconds) as connection:
                connection.send_message(message, self._outward.smtp_from, [to])
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal(*error.recipients[to])
        except smtplib.SMTPDataError as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:  # of the connection or the sign-in: may be mended
            return Outcome("failed", f"smtp {error.smtp_code}")
        except (smtplib.SMTPException, OSError) as error:
            return Outcome("away", f"unreachable {type(error).__name__}")
        return Outcome("arrived")


def read_server(url: str) -> Server:
    """smtp://name:password@host:587 (STARTTLS), smtps://host (TLS) or smtp://host?tls=off. Or BadSetting."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise BadSetting("smtp_url") from None
    if not parts.hostname or parts.query not in ("", "tls=off"):
        raise BadSetting("smtp_url")
    tls = "whole" if parts.scheme == "smtps" else "off" if parts.query else "start"
    return Server(parts.hostname, port, tls, unquote(parts.username or ""), unquote(parts.password or ""))


def _connected(server: Server, seconds: float) -> smtplib.SMTP:
    context = None if server.tls == "off" else ssl.create_default_context()
    if server.tls == "whole":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=seconds, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        if server.tls == "start":
            connection.starttls(context=context)
        if server.name:
            connection.login(server.name, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def message_of(parcel: Parcel, to: str, outward: Outward) -> EmailMessage:
    """The message of an event. No value can add a header or a line to one: they are put on one line."""
    message = EmailMessage(policy=SMTP_POLICY.clone(max_line_length=78))
    domain = outward.smtp_from.rpartition("@")[2]
    message["From"] = Address(addr_spec=outward.smtp_from)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(datetime.fromtimestamp(parcel.at, UTC))
    message["Message-ID"] = f"<{parcel.id}.{parcel.place.id}@{domain}>"
    if parcel.place.address == CUSTOMER:
        subject = parcel.private.get("subject") or sentences("outbox", _language(parcel))["reply_subject"]
        text = _PLACEHOLDER.sub(lambda name: parcel.private[name[1]], _text(parcel))
    else:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
        subject, text = _notice(parcel, outward)
    message["Subject"] = _one_line(subject)[:200]
    message.set_content(_clean(text) + "\n", cte="quoted-printable" if text.isascii() else "base64")
    return message


def _text(parcel: Parcel) -> str:
    return parcel.private.get("text") or str(parcel.content.get("text", ""))


def _unfilled(parcel: Parcel) -> list[str]:
    """Placeholders that nothing fills: such a message must not reach a customer."""
    return sorted({*_PLACEHOLDER.findall(_text(parcel))} - {*parcel.private}) or [
        "text" for _ in range(not _text(parcel).strip())
    ]


def _notice(parcel: Parcel, outward: Outward) -> tuple[str, str]:
    """Subject and text for staff: what happened, then what is told about it, one thing a line."""
    words = sentences("outbox", parcel.place.language)
    name = parcel.kind.replace(".", "_")
    notice = words[f"kind_{name}"].format_map({"subject": _named(parcel.subject, words)})
    title = parcel.content.get("title")
    subject = words["titled"].format_map({"notice": notice, "title": title}) if title else notice
    told = {"time": parcel.at, **parcel.content}
    lines = [f"{words[f'label_{key}']}{words['colon']}{value}" for key, value in _told(told, words, outward)]
    why = words["why_this_mail"].format_map({"place": parcel.place.name})
    return subject, "\n".join((f"{notice}{words['stop']}", "", *lines, "", why))


def _told(
    content: Mapping[str, Any], words: Mapping[str, str], outward: Outward
) -> Iterator[tuple[str, str]]:
    """What people read of an event's content: plain values that there are words for."""
    for key, value in content.items():
        if f"label_{key}" not in words or not isinstance(value, str | int) or value == "":
            continue
        if key in _TIMES and isinstance(value, int):
            when = datetime.fromtimestamp(value, outward.timezone)
            yield key, f"{when:%Y-%m-%d %H:%M} ({outward.timezone})"
        elif key != "what" or f"what_{value}" in words:  # what the notice itself says is not said twice
            yield key, words.get(f"{key}_{value}", _one_line(str(value)))


def _named(subject: str, words: Mapping[str, str]) -> str:
    """ "ticket:12" in words."""
    noun, _, name = subject.partition(":")
    form = words.get(f"subject_{noun}")
    return form.format_map({"name": _one_line(name)}) if form else _one_line(subject)


def _language(parcel: Parcel) -> Language:
    said = parcel.content.get("language")
    return next((each for each in LANGUAGES if each == said), parcel.place.language)


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _clean(text: str) -> str:
    """Without control characters and lone surrogates, which no message can carry."""
    kept = "".join(
        each if each.isprintable() or each in "\n\t" else " " for each in text.replace("\r\n", "\n")
    )
    return kept.encode("utf-8", "replace").decode("utf-8")


def _refusal(code: int, said: object) -> Outcome:
    """5xx is for good (RFC 5321, 4.2.1): trying again would only annoy the server."""
    del said  # whatever a server says is not kept: it likes to repeat the address
    return Outcome("refused" if 500 <= code < 600 else "failed", f"smtp {code}")
