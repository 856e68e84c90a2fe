"""Telling customers that what they raised is resolved: one drafted message each, for a person to approve.

Nothing is sent by itself: each message is a proposal to send a reply, made once for a ticket and a customer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import opencc
import sqlalchemy as sa

from prompts import Language, text
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery, Conflict
from retrieval.people.roles import Actor
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask, Proposal
from tools.proposals.tables import proposal
from tools.replies.reply import ReplyDraft, Source
from tools.tickets import tables
from tools.tickets.drafting import topic_name
from tools.tickets.life import ENDED, Ticket
from tools.tickets.store import read_events, read_ticket
from tools.tickets.telltale import first_words, is_chinese

__all__ = ["TELLER", "Recipient", "Told", "message", "recipients", "tell"]

TELLER = Actor("system", "telling")

LONGEST_QUOTE = {"en": 120, "zh": 60}
"""Characters of what they wrote: so that they know what it is about."""

PAGE = 500


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell: a customer, by their latest record; or, when it names none, who wrote the record.

    time: UTC seconds. script: "zh-Hant" where they write traditional characters.
    """

    customer: str | None
    record: str
    channel: str | None
    time: int | None
    language: Language
    script: str
    said: str

    @property
    def key(self) -> str:
        return f"customer {self.customer}" if self.customer is not None else f"record {self.record}"


@dataclass(frozen=True, slots=True)
class Told:
    """proposals: of this call, one for each message. before: recipients that had theirs already.

    waiting: those for whom nothing says in their language what was done.
    """

    ticket: int
    proposals: tuple[Proposal, ...]
    before: int
    waiting: tuple[Recipient, ...]


def tell(desk: Desk, ticket: int, at: int, done: Mapping[Language, str] | None = None) -> Told:
    """Proposes a message to everybody who raised it and was not told yet. at: UTC seconds.

    done: what was done, by language, in a person's words; what they said when they resolved it stands for the
    language it is in. Raises Conflict while the ticket is not resolved, BadQuery when nobody says what was
    done.
    """
    store = desk.store
    with store.whole().read() as connection:
        found = read_ticket(connection, ticket, store.limit.key if store.limit else "")
        if found.state not in ENDED:
            raise Conflict("ticket_tell_unresolved", ticket=found.name)
        resolved = read_events(connection, ticket, ("resolved",))
    said = _said(resolved[-1].content.get("text", "") if resolved else "") | {
        language: words.strip() for language, words in (done or {}).items() if words.strip()
    }
    if not said:
        raise BadQuery("ticket_tell_done", ticket=found.name)
    known = _known(desk, ticket)
    everybody = recipients(store, found)
    new = [each for each in everybody if _key(ticket, each) not in known]
    catalog = load_catalog(store)
    proposals = [
        desk.propose(_ask(found, each, said[each.language], catalog, store.timezone, at))
        for each in new
        if each.language in said
    ]
    waiting = tuple(each for each in new if each.language not in said)
    return Told(ticket, tuple(proposals), len(everybody) - len(new), waiting)


def recipients(store: Store, ticket: Ticket) -> list[Recipient]:
    """Everybody whose feedback the ticket is about, each once, the latest first."""
    links = tables.ticket_feedback
    with store.whole().read() as connection:
        linked = list(connection.scalars(sa.select(links.c.record).where(links.c.ticket == ticket.id)))
    rows = [
        row for start in range(0, len(linked), PAGE) for row in _rows(store, linked[start : start + PAGE])
    ]
    rows.sort(key=lambda row: (-(row.time or 0), row.id))
    found: dict[str, Recipient] = {}
    for row in rows:
        each = _recipient(row)
        found.setdefault(each.key, each)
    return list(found.values())


def message(recipient: Recipient, done: str, topic: str, zone: ZoneInfo) -> str:
    """What they are told: what they raised, and what was done about it."""
    language = recipient.language

    def say(key: str, **details: object) -> str:
        return text("ticket_telling", key, language, **details)

    quote = first_words(recipient.said, LONGEST_QUOTE[language])
    key = "raised" if quote else "raised_about" if topic else "raised_plain"
    day = _day(recipient.time, language, zone)
    mark = "\x00"  # the quote stays as they wrote it, whatever happens to the script around it
    raised = say(key if day else f"{key}_undated", day=day, quote=mark, topic=topic)
    stop = "" if done.endswith(tuple("。.！!？?")) else "。" if language == "zh" else "."
    whole = say("message", greeting=say("greeting"), raised=raised, done=done + stop, close=say("close"))
    if recipient.script == "zh-Hant":
        whole = str(opencc.OpenCC("s2t").convert(whole))
    return whole.replace(mark, quote)


def _ask(ticket: Ticket, recipient: Recipient, done: str, catalog: Catalog, zone: ZoneInfo, at: int) -> Ask:
    topic = topic_name(catalog, ticket.topic, recipient.language)
    draft = ReplyDraft(
        record=recipient.record,
        language=recipient.language,
        length="short",
        topic=ticket.topic,
        text=message(recipient, done, topic.lower() if recipient.language == "en" else topic, zone),
        sources=(Source(kind="record", id=recipient.record),),
        ticket=ticket.id,
    )
    why = text("ticket_telling", "why", recipient.language, ticket=ticket.name)
    rests_on = {"ticket": ticket.id, "records": [recipient.record]}
    return Ask("send_reply", draft, _key(ticket.id, recipient), TELLER, why, at, rests_on=rests_on)


def _key(ticket: int, recipient: Recipient) -> str:
    return f"tell {ticket} {recipient.key}"


def _known(desk: Desk, ticket: int) -> set[str]:
    """The keys of the messages that were proposed before, whatever became of them."""
    with desk.store.whole().read() as connection:
        query = sa.select(proposal.c.key).where(
            proposal.c.asked_by_kind == TELLER.kind,
            proposal.c.asked_by == TELLER.name,
            proposal.c.key.startswith(f"tell {ticket} ", autoescape=True),
        )
        return set(connection.scalars(query))


def _said(words: str) -> dict[Language, str]:
    """What the resolution says, by the language it is in."""
    if not words.strip():
        return {}
    return {"zh" if is_chinese(words) else "en": words.strip()}


def _rows(store: Store, records: Sequence[str]) -> Iterator[Any]:
    table = feedback_table()
    query = (
        sa.select(
            *(table.c[name] for name in ("id", "customer", "channel", "time", "language")),
            feedback_text.c.title,
            feedback_text.c.text,
        )
        .outerjoin(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.id.in_(records))
    )
    with store.read() as connection:
        yield from connection.execute(query).all()


def _recipient(row: sa.Row[Any]) -> Recipient:
    """Their language is that of what they wrote; of a record without a text, what the record says."""
    kept = row._mapping
    said, noted = str(kept["text"] or kept["title"] or ""), str(kept["language"] or "")
    chinese = is_chinese(said) if said else noted.lower().startswith("zh")
    return Recipient(
        kept["customer"],
        kept["id"],
        kept["channel"],
        kept["time"],
        "zh" if chinese else "en",
        "zh-Hant" if chinese and noted == "zh-Hant" else "",
        said,
    )


def _day(seconds: int | None, language: Language, zone: ZoneInfo) -> str:
    if seconds is None:
        return ""
    local = datetime.fromtimestamp(seconds, zone)
    months = text("ticket_telling", "months", language).split()
    return text(
        "ticket_telling", "day", language, day=local.day, month=months[local.month - 1], year=local.year
    )
