"""Open tickets about the same issue as a draft or a text, with the reasons."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import groupby

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store, feedback_table, feedback_text, vector
from retrieval.embedding import Embedder
from retrieval.noting.tables import feedback_topic
from retrieval.records import whole_text
from retrieval.understanding.topics.meanings import load_meanings
from tools.tickets import tables
from tools.tickets.ground import Ground, fit_ground, unit
from tools.tickets.life import WORKING, Ticket
from tools.tickets.likeness import Account, compare, is_few, is_thin, probability
from tools.tickets.ticket import State, TicketDraft

__all__ = [
    "Match",
    "Matcher",
    "Said",
    "Thresholds",
    "nearest_to_first",
    "open_tickets",
    "read_said",
    "same_issue",
    "store_ground",
    "thresholds",
]

GROUND = 2_000
"""Texts the ground is learned from."""

MOST_READ = 30
"""Records that stand for a ticket or a draft, spread over all of its own by time."""

LINKED = 0.5
"""The part of a draft's records that are linked to a ticket already from which it is the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """A ticket that is likely about the same.

    score: the probability, 0 to 1. topics, words, codes: in common. nearest: the id and text of the nearest
    of its linked feedback. linked: how many of the draft's records it has already. likely: whether the score
    is high enough to offer the ticket, which takes more where one side says little; plain: to join by itself.
    """

    ticket: int
    title: str
    state: State
    score: float
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    nearest: tuple[str, str] | None = None
    linked: int = 0
    likely: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A record that stands for others. text: title and text."""

    id: str
    text: str
    text_hash: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """offer: from this probability a ticket is offered; offer_thin: where one side says little.

    join: from this one feedback joins by itself; join_few: a ticket of few records.
    """

    offer: float
    offer_thin: float
    join: float
    join_few: float


def same_issue(
    store: Store,
    embedder: Embedder,
    about: TicketDraft | str,
    tickets: Sequence[Ticket] | None = None,
    limit: int = 3,
) -> list[Match]:
    """The tickets that are about the same, the likeliest first; none where none is likely enough.

    tickets: to look through; those of this store that are worked on, when None. Raises ModelUnavailable when
    an embedding endpoint does not answer.
    """
    known = open_tickets(store) if tickets is None else tickets
    if not known:
        return []
    matcher = Matcher(store, embedder)
    found = matcher.matches(matcher.about(about), known)
    if isinstance(about, TicketDraft):
        found = _with_linked(store, about, known, found)
    likely = [each for each in found if each.likely]
    return sorted(likely, key=lambda each: (-each.score, each.ticket))[:limit]


def open_tickets(store: Store, states: Sequence[State] = WORKING) -> list[Ticket]:
    """The tickets in these states that this store shows, the oldest first."""
    query = sa.select(tables.ticket).where(tables.ticket.c.state.in_(states)).order_by(tables.ticket.c.id)
    if store.limit is not None:
        query = query.where(tables.ticket.c.scope == store.limit.key)
    with store.whole().read() as connection:
        return [Ticket(**row) for row in connection.execute(query).mappings()]


class Matcher:
    """Compares with many tickets, each read and embedded once. Through a limited store only its records."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder
        self.ground = store_ground(store, embedder)
        self._accounts: dict[int, tuple[list[Said], Account]] = {}

    def about(self, about: TicketDraft | str) -> Account:
        """What a draft's records say; what the draft or the text itself says, when it has none."""
        if isinstance(about, str):
            return self._of_text(about)
        said = self._read(about.records)
        return self.account(said) if said else self._of_text(f"{about.title}\n{about.summary}")

    def account(self, said: Sequence[Said]) -> Account:
        """What these records say."""
        texts, topics = tuple(each.text for each in said), tuple(each.topics for each in said)
        return Account(self.ground, texts, self._vectors(said), topics)

    def matches(self, account: Account, tickets: Sequence[Ticket]) -> list[Match]:
        """Each of the tickets with its score, in their order."""
        return [self._match(account, each) for each in tickets]

    def _match(self, account: Account, ticket: Ticket) -> Match:
        said, theirs = self._ticket(ticket)
        compared = compare(account, theirs)
        topics = {topic for each in account.topics for topic in each}
        nearest = said[compared.nearest[1]] if said else None
        score, least = probability(compared.features), thresholds()
        return Match(
            ticket.id,
            ticket.title,
            ticket.state,
            score,
            tuple(sorted(topics & {topic for each in theirs.topics for topic in each})),
            compared.words,
            compared.codes,
            (nearest.id, nearest.text) if nearest else None,
            likely=score >= (least.offer_thin if is_thin(compared.features) else least.offer),
            plain=score >= (least.join_few if is_few(compared.features) else least.join),
        )

    def _ticket(self, ticket: Ticket) -> tuple[list[Said], Account]:
        if ticket.id not in self._accounts:
            said = self._read(_linked(self._store, ticket.id))
            account = self.account(said) if said else self._of_text(f"{ticket.title}\n{ticket.summary}")
            self._accounts[ticket.id] = said, account
        return self._accounts[ticket.id]

    def _read(self, records: Sequence[str]) -> list[Said]:
        """The records that have a text and may be seen, at most MOST_READ of them."""
        return read_said(self._store, _spread(list(dict.fromkeys(records)), 4 * MOST_READ))[:MOST_READ]

    def _of_text(self, text: str) -> Account:
        return Account(self.ground, (text,), self._embedder.passages([text]))

    def _vectors(self, said: Sequence[Said]) -> npt.NDArray[np.float32]:
        """From the store where it has them."""
        hashes = list(dict.fromkeys(each.text_hash for each in said))
        with self._store.whole().read() as connection:
            kept = {
                text_hash: np.frombuffer(row, "<f4")
                for text_hash, row in vector_cache.vectors_of(connection, self._embedder.name, hashes)
            }
        missing = {each.text_hash: each.text for each in said if each.text_hash not in kept}
        if missing:
            kept |= zip(missing, self._embedder.passages(list(missing.values())), strict=True)
        return np.stack([kept[each.text_hash] for each in said])


def nearest_to_first(
    store: Store, embedder: Embedder, records: Sequence[str], first: int, share: float
) -> list[str]:
    """Those of the records near to the middle of the first ones: `share` as near as these usually are."""
    matcher = Matcher(store, embedder)
    said = read_said(store, records)
    if len(said) <= 2:
        return [each.id for each in said]
    turned = matcher.account(said).turned
    near = turned @ unit(turned[:first].mean(axis=0))
    least = share * float(np.median(near[:first]))
    return [each.id for each, nearness in zip(said, near.tolist(), strict=True) if nearness >= least]


def store_ground(store: Store, embedder: Embedder) -> Ground:
    """What the feedback of this store is like: a sample of its texts that have a vector, in no order."""
    table = feedback_table()
    query = (
        sa.select(vector.c.embedding, feedback_text.c.title, feedback_text.c.text)
        .join(table, table.c.text_hash == vector.c.text_hash)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(vector.c.model == embedder.name, table.c.text_hash.is_not(None))
        .order_by(table.c.text_hash, table.c.seq)
        .limit(GROUND)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    vectors = np.frombuffer(b"".join(row.embedding for row in rows), "<f4")
    vectors = vectors.reshape(len(rows), -1) if rows else np.zeros((0, embedder.dimensions), np.float32)
    return fit_ground(vectors, [whole_text(row.title, row.text) for row in rows], _general(embedder))


@cache
def thresholds() -> Thresholds:
    """Those learned with the coefficients."""
    table = tomllib.loads((resources.files(__package__) / "same_issue.toml").read_text(encoding="utf-8"))
    return Thresholds(*(float(table[name]) for name in ("offer", "offer_thin", "join", "join_few")))


def read_said(store: Store, records: Sequence[str]) -> list[Said]:
    """Those of the records that have a text and may be seen, in the order asked for."""
    table = feedback_table()
    query = (
        sa.select(
            table.c.id, table.c.text_hash, feedback_text.c.title, feedback_text.c.text, feedback_topic.c.topic
        )
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .outerjoin(feedback_topic, feedback_topic.c.seq == table.c.seq)
        .where(table.c.id.in_(records), table.c.text_hash.is_not(None))
        .order_by(table.c.id)
    )
    found = {}
    with store.read() as connection:
        for _, group in groupby(connection.execute(query).all(), key=lambda row: str(row.id)):
            rows = list(group)
            topics = tuple(sorted(row.topic for row in rows if row.topic))
            text = whole_text(rows[0].title, rows[0].text)
            found[rows[0].id] = Said(rows[0].id, text, rows[0].text_hash, topics)
    return [found[each] for each in records if each in found]


def _general(embedder: Embedder) -> list[npt.NDArray[np.float32]]:
    """The middles of Chinese and English feedback elsewhere, where they are of the same model."""
    meanings = load_meanings()
    if meanings.middle_of != embedder.name:
        return []
    return [meanings.middles["zh"], meanings.middles["en"]]


def _linked(store: Store, ticket: int) -> list[str]:
    """The records of a ticket, the newest link first."""
    table = tables.ticket_feedback
    query = sa.select(table.c.record).where(table.c.ticket == ticket)
    with store.whole().read() as connection:
        return list(connection.scalars(query.order_by(table.c.at.desc(), table.c.record)))


def _spread(records: list[str], most: int) -> list[str]:
    """At most so many, evenly over all."""
    step = max(1.0, len(records) / most)
    return [records[int(place * step)] for place in range(min(len(records), most))]


def _with_linked(
    store: Store, draft: TicketDraft, tickets: Sequence[Ticket], found: Sequence[Match]
) -> list[Match]:
    """The matches with how many of the draft's records each ticket has; with half of them it is the same."""
    table = tables.ticket_feedback
    counted: Mapping[int, int] = {}
    if draft.records:
        query = (
            sa.select(table.c.ticket, sa.func.count())
            .where(table.c.record.in_(draft.records[:5_000]), table.c.ticket.in_([t.id for t in tickets]))
            .group_by(table.c.ticket)
        )
        with store.whole().read() as connection:
            counted = {int(ticket): int(n) for ticket, n in connection.execute(query)}
    whole = min(len(draft.records), 5_000)
    return [_told(each, counted.get(each.ticket, 0), whole) for each in found]


def _told(match: Match, linked: int, whole: int) -> Match:
    if linked <= LINKED * whole:
        return replace(match, linked=linked)
    return replace(match, linked=linked, score=1.0, likely=True)
