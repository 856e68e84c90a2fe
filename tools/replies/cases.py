"""How similar cases were answered and closed: what a new reply may learn from, and cite.

Three places hold answers: replies a person approved here, tickets that were resolved, and files that
came with their replies. Records are found as in any search, among those alone; what may not be seen is not
found.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
import sqlalchemy as sa

from prompts import Language
from retrieval import vector_cache
from retrieval.database import Attribute, Store, attributes, feedback_table, feedback_text
from retrieval.embedding import Embedder
from retrieval.knowledge.likeness import scale_of
from retrieval.records import text_hash, whole_text
from retrieval.search import Hit, Mode, Segment, search
from retrieval.words import fold
from tools.replies.tables import reply
from tools.tickets.tables import ticket, ticket_event, ticket_feedback

__all__ = ["Answered", "AnsweredHow", "similar_cases"]

AnsweredHow = Literal["approved", "closed", "imported"]
"""approved: a person approved the reply here. closed: its ticket was resolved. imported: the file had the
reply."""

NEWEST = 5_000
"""Approved replies and resolved tickets that are looked at, the newest first."""

FUSION, WORDS = 30, 0.3
"""A record at rank r of the vectors adds 1 / (FUSION + r), at rank r of the words WORDS / (FUSION + r):
messages are long, and their words tell less than those of a question. Chosen on the English file of
`python -m evals.loop.cases`; the Chinese one was left out of it."""

DEPTH = 60
"""Records that are ranked."""

ALIKE = 0.38
"""Likeness of two messages below which one teaches nothing about answering the other."""

OTHER_LANGUAGE = 0.1
"""By how much a case in another language has to be likelier than one in the reply's own."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A record that was answered. id: the record's. asked: what the customer wrote; reply: what they were
    told, "" where only the ticket says how it ended. outcome: how the ticket ended, "" without one.

    likeness: of its text with the text asked about, as `likeness.Scale` has it, at most 1. ticket: its
    number. at: when it was answered, seconds UTC; None where nothing says.
    """

    id: str
    how: AnsweredHow
    asked: str
    reply: str
    language: str
    likeness: float
    outcome: str = ""
    ticket: int | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is known of how one record was answered."""

    how: AnsweredHow
    reply: str = ""
    outcome: str = ""
    ticket: int | None = None
    at: int | None = None


def similar_cases(
    store: Store,
    embedder: Embedder,
    text: str,
    language: Language,
    limit: int = 3,
    exclude: Collection[str] = (),
    mode: Mode = "hybrid",
    alike: float = ALIKE,
) -> tuple[Answered, ...]:
    """Answered records that may be seen and whose customers said much the same, the likest first.

    exclude: ids of records that must not come back, such as the one that is answered. mode, alike: as they
    are unless something is measured. Raises ModelUnavailable when an embedding endpoint does not answer.
    """
    if not text.strip() or limit < 1:
        return ()
    answers = _answers(store)
    segment = _segment(store, answers, exclude)
    if segment is None:
        return ()
    hits = search(store, embedder, None, text, segment, DEPTH, mode).hits
    ranked = sorted(hits, key=_rank) if mode == "hybrid" else hits
    found = _read(store, segment, [hit.id for hit in ranked[: 3 * limit + 5]], answers)
    liked = _likeness(store, embedder, text, found)
    known = [replace(each, likeness=liked[each.id]) for each in found if each.id in liked]
    close = [each for each in known if each.likeness >= alike]
    return tuple(_ordered(close, language)[:limit])


def answers_to(store: Store, records: Sequence[str]) -> tuple[Answered, ...]:
    """How these records were answered; those that were not, or cannot be seen, are left out."""
    answers = _answers(store)
    segment = _segment(store, answers, ())
    return tuple(_read(store, segment, records, answers)) if segment else ()


def _rank(hit: Hit) -> float:
    """The smaller the better."""
    vectors = 1 / (FUSION + hit.vector_rank) if hit.vector_rank else 0.0
    return -vectors - (WORDS / (FUSION + hit.word_rank) if hit.word_rank else 0.0)


def _ordered(found: Sequence[Answered], language: Language) -> list[Answered]:
    """As they were found, those of another language behind their equals, and each reply once."""
    once = {each.reply or each.id: each for each in reversed(found)}
    kept = [each for each in found if once[each.reply or each.id] is each]
    best = max((each.likeness for each in kept), default=0.0)
    own = [each for each in kept if _in(each, language) or each.likeness >= best + OTHER_LANGUAGE]
    return own + [each for each in kept if each not in own]


def _in(each: Answered, language: Language) -> bool:
    return each.language.startswith(language) or each.language in ("", "mixed")


def _answers(store: Store) -> dict[str, _Answer]:
    """Of records by their id, what was approved here and how tickets ended. Replies win over tickets."""
    scope = store.limit.key if store.limit else None
    with store.whole().read() as connection:
        found = _resolved(connection, scope)
        newest = sa.select(reply).order_by(reply.c.at.desc()).limit(NEWEST)
        for row in reversed(connection.execute(newest).all()):
            before = found.get(row.record)
            outcome = before.outcome if before else ""
            found[row.record] = _Answer("approved", row.approved, outcome, row.ticket, row.at)
    return found


def _resolved(connection: sa.Connection, scope: str | None) -> dict[str, _Answer]:
    query = (
        sa.select(ticket_feedback.c.record, ticket.c.id, ticket_event.c.content, ticket_event.c.at)
        .join(ticket, ticket.c.id == ticket_feedback.c.ticket)
        .join(ticket_event, ticket_event.c.ticket == ticket.c.id)
        .where(ticket.c.state.in_(("resolved", "closed")), ticket_event.c.kind == "resolved")
        .order_by(ticket_event.c.at.desc(), ticket_event.c.id.desc())
        .limit(NEWEST)
    )
    if scope is not None:
        query = query.where(ticket.c.scope == scope)
    found: dict[str, _Answer] = {}
    for record, number, content, at in connection.execute(query):
        said = str(content.get("text") or content.get("reason") or "")
        if said:
            found.setdefault(record, _Answer("closed", "", said, number, at))
    return found


def _segment(store: Store, answers: Mapping[str, _Answer], exclude: Collection[str]) -> Segment | None:
    """The answered records; None when nothing holds an answer."""
    with store.read() as connection:
        known = attributes(connection)
    table = feedback_table(known)
    ways: list[sa.ColumnElement[bool]] = [
        sa.func.length(sa.func.trim(table.c[each.column])) > 0 for each in _reply_columns(known)
    ]
    if answers:
        ways.append(table.c.id.in_([*answers]))
    if not ways:
        return None
    without = (table.c.id.not_in([*exclude]),) if exclude else ()
    return Segment(table, (sa.or_(*ways), *without))


def _reply_columns(known: Sequence[Attribute]) -> list[Attribute]:
    return [
        each
        for each in known
        if each.kind in ("text", "category")
        and " ".join(fold(each.name).replace("_", " ").replace("-", " ").split()) in _names()
    ]


@cache
def _names() -> frozenset[str]:
    """What files call the column with the reply."""
    text = (resources.files(__package__) / "cases.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["reply"])


def _read(
    store: Store, segment: Segment, ids: Sequence[str], answers: Mapping[str, _Answer]
) -> list[Answered]:
    """The records of those ids with their answers, in that order."""
    with store.read() as connection:
        columns = _reply_columns(attributes(connection))
        table = segment.table
        query = (
            sa.select(table.c.id, table.c.language, feedback_text.c.title, feedback_text.c.text)
            .add_columns(*(table.c[each.column] for each in columns))
            .join(feedback_text, feedback_text.c.seq == table.c.seq)
            .where(table.c.id.in_(ids))
        )
        rows = {row["id"]: row for row in connection.execute(query).mappings()}
    return [_answered(rows[each], columns, answers.get(each)) for each in ids if each in rows]


def _answered(row: Mapping[Any, Any], columns: Sequence[Attribute], known: _Answer | None) -> Answered:
    imported = next((str(row[each.column]) for each in columns if str(row[each.column] or "").strip()), "")
    answer = known or _Answer("imported", imported)
    if answer.how == "closed" and imported:
        answer = replace(answer, reply=imported)
    asked = whole_text(row["title"], row["text"])
    return Answered(
        row["id"], answer.how, asked, answer.reply, row["language"] or "", 0.0,
        answer.outcome, answer.ticket, answer.at,
    )  # fmt: skip


def _likeness(store: Store, embedder: Embedder, text: str, found: Sequence[Answered]) -> dict[str, float]:
    """Of each with the text, by their vectors; records that have none yet are left out."""
    keys = [text_hash(each.asked, None) or "" for each in found]
    with store.read() as connection:
        vectors = dict(vector_cache.vectors_of(connection, embedder.name, keys))
    kept = [(each, vectors[key]) for each, key in zip(found, keys, strict=True) if key in vectors]
    if not kept:
        return {}
    rows = np.frombuffer(b"".join(row for _, row in kept), "<f4").reshape(len(kept), -1)
    likeness = scale_of(store, embedder, text).of(rows, [each.language for each, _ in kept])
    return {each.id: value for (each, _), value in zip(kept, likeness, strict=True)}
