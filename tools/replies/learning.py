"""What people make of drafts: replies approved before, what was changed in them, and how many were taken.

An approved reply is kept as a pair, as drafted and as approved. The next similar draft takes over the
sentences that a person added or changed, where they fit another case: none may be about one case alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from prompts import Language
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.records import whole_text
from retrieval.words import fold
from tools.proposals.tables import proposal
from tools.replies.answers import is_reusable, sentences_of
from tools.replies.brief import Approved
from tools.replies.tables import reply

__all__ = ["ReplyFigures", "approved_before", "dropped_of", "edits_of", "plain", "reply_figures"]

NEWEST = 500
"""Approved replies of a topic and language that are looked at, the newest first."""

MOST = 3
SEND = "send_reply"
STATES = ("accepted", "edited", "rejected", "waiting")


def approved_before(
    store: Store,
    message: str,
    language: Language,
    topic: str | None,
    intent: str,
    exclude: Collection[str] = (),
) -> tuple[Approved, ...]:
    """Replies approved for the same topic, intent and language, the likest message first; at most three.

    exclude: the records answered now. Through a limited store only what was approved under its limit.
    """
    known = _approved(store, language, topic, intent, exclude)
    asked = _messages(store, [row.record for row in known])
    wanted = Counter(_pieces(message))
    found = [
        Approved(row.record, row.drafted, row.approved, _likeness(wanted, asked[row.record]))
        for row in known
        if row.record in asked
    ]
    return tuple(sorted(found, key=lambda each: -each.likeness)[:MOST])


def edits_of(pair: Approved) -> tuple[str, ...]:
    """The sentences a person added or put otherwise, that may stand in a reply to somebody else."""
    before = [plain(each) for each in sentences_of(pair.drafted)]
    return tuple(
        each
        for each in sentences_of(pair.approved)
        if plain(each) not in before and is_reusable(each, by_a_person=True)
    )


def dropped_of(pair: Approved) -> tuple[str, ...]:
    """The sentences of a draft that a person took out or put otherwise, as they are compared: see `plain`."""
    after = {plain(each) for each in sentences_of(pair.approved)}
    return tuple(said for each in sentences_of(pair.drafted) if (said := plain(each)) not in after)


@dataclass(frozen=True, slots=True)
class ReplyFigures:
    """What became of the drafts of one topic and language. topic: None where the draft had none.

    accepted: as they were; edited: accepted with edits; waiting: nobody has decided. reasons: of rejections,
    with how often each was given, the commonest first.
    """

    topic: str | None
    language: str
    accepted: int
    edited: int
    rejected: int
    waiting: int
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def drafts(self) -> int:
        return self.accepted + self.edited + self.rejected + self.waiting


def reply_figures(store: Store) -> tuple[ReplyFigures, ...]:
    """By topic and language, the commonest first. Through a limited store only its own proposals count."""
    query = sa.select(proposal.c.state, proposal.c.payload, proposal.c.executed, proposal.c.reason).where(
        proposal.c.kind == SEND, *_seen(store)
    )
    counts: defaultdict[tuple[str | None, str], Counter[str]] = defaultdict(Counter)
    reasons: defaultdict[tuple[str | None, str], Counter[str]] = defaultdict(Counter)
    with store.whole().read() as connection:
        for row in connection.execute(query):
            key = (row.payload.get("topic"), row.payload["language"])
            counts[key][_became(row)] += 1
            if row.state == "rejected" and row.reason:
                reasons[key][row.reason] += 1
    figures = [
        _figures(topic, language, said, reasons[topic, language])
        for (topic, language), said in counts.items()
    ]
    return tuple(sorted(figures, key=lambda each: (-each.drafts, str(each.topic), each.language)))


def _figures(topic: str | None, language: str, said: Counter[str], why: Counter[str]) -> ReplyFigures:
    accepted, edited, rejected, waiting = (said[name] for name in STATES)
    return ReplyFigures(topic, language, accepted, edited, rejected, waiting, tuple(why.most_common()))


def _became(row: Any) -> str:
    if row.state != "executed":
        return "rejected" if row.state == "rejected" else "waiting"
    ran = row.executed if row.executed is not None else row.payload
    return "accepted" if ran["text"] == row.payload["text"] else "edited"


def _seen(store: Store) -> Iterator[sa.ColumnElement[bool]]:
    if store.limit is not None:
        yield proposal.c.scope == store.limit.key


def _approved(
    store: Store, language: Language, topic: str | None, intent: str, exclude: Collection[str]
) -> Sequence[sa.Row[Any]]:
    same_topic = reply.c.topic.is_(None) if topic is None else reply.c.topic == topic
    query = (
        sa.select(reply)
        .join(proposal, proposal.c.id == reply.c.proposal)
        .where(reply.c.language == language, same_topic, reply.c.intent == intent, *_seen(store))
        .where(reply.c.record.not_in([*exclude]))
        .order_by(reply.c.at.desc(), reply.c.proposal.desc())
        .limit(NEWEST)
    )
    with store.whole().read() as connection:
        return connection.execute(query).all()


def _messages(store: Store, records: Sequence[str]) -> dict[str, str]:
    """What the customers wrote, of records that may be seen."""
    if not records:
        return {}
    table = feedback_table()
    query = (
        sa.select(table.c.id, feedback_text.c.title, feedback_text.c.text)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.id.in_(set(records)))
    )
    with store.read() as connection:
        return {row.id: whole_text(row.title, row.text) for row in connection.execute(query)}


def _likeness(wanted: Counter[str], message: str) -> float:
    """Share of the pieces two messages have in common (Dice), from 0 to 1."""
    other = Counter(_pieces(message))
    whole = wanted.total() + other.total()
    return round(2 * (wanted & other).total() / whole, 4) if whole else 0.0


def _pieces(message: str) -> list[str]:
    said = "".join(each if each.isalnum() else " " for each in fold(message))
    return [said[at : at + 3] for at in range(len(said) - 2) if said[at : at + 3].strip()]


def plain(sentence: str) -> str:
    """A sentence as it is compared: letters and digits, folded."""
    return "".join(each for each in fold(sentence) if each.isalnum())
