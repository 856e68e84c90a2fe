"""Whether a fix shows: how much feedback is about a ticket's issue before it was resolved, and after."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import sqlalchemy as sa

from prompts import Language, text
from retrieval.catalog import Catalog, load_catalog
from retrieval.database import Store, feedback_table
from retrieval.errors import Conflict
from tools.segments.conditions import segment_condition
from tools.segments.intervals import SMALL, newcombe, wilson
from tools.segments.query import Filter
from tools.tickets import tables
from tools.tickets.composing import day
from tools.tickets.life import Ticket
from tools.tickets.store import read_events, read_ticket

__all__ = ["LONGEST", "Effect", "Side", "Verdict", "effect", "told"]

Verdict = Literal["fell", "rose", "no_clear_change", "too_early"]
Measured = Literal["segment", "topic", "linked"]

LONGEST = 90
SHORTEST = 7
"""Days on each side, at most and at least: a week has every weekday once."""

DAY = 86_400
FEW = 5
"""Records about the issue on both sides together, below which nothing is said but that they are few."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: `part` of `records` are about the issue. share with its 95 % interval (Wilson)."""

    first: str
    last: str
    part: int
    records: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """before, after: `days` each, up to the resolution and from it on; None when it is too early to say.

    measured: by the ticket's segment, its topic, or the feedback linked to it. difference: of the shares,
    after less before, with its 95 % interval (Newcombe). verdict: follows the interval. small: fewer than 30
    records on a side, or fewer than 5 about the issue.
    """

    ticket: int
    title: str
    measured: Measured
    verdict: Verdict
    days: int
    before: Side | None = None
    after: Side | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    small: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def effect(store: Store, ticket: int, at: int) -> Effect:
    """Compares the time since the last resolution with as many days before it. at: UTC seconds.

    Time after the newest feedback does not count: no feedback has come of it. Raises Conflict for a ticket
    that was never resolved, BadQuery for one that does not exist.
    """
    with store.whole().read() as connection:
        found = read_ticket(connection, ticket, store.limit.key if store.limit else "")
        resolved = [each.at for each in read_events(connection, ticket, ("resolved",))]
    if not resolved:
        raise Conflict("ticket_never_resolved", ticket=found.name)
    catalog = load_catalog(store)
    table = feedback_table(catalog.attributes)
    measured, meets = _issue(store, catalog, table, found)
    days = _days(catalog, resolved[-1], at)
    if days < SHORTEST:
        return Effect(ticket, found.title, measured, "too_early", max(0, days))
    sides = [
        _side(store, table, meets, start, start + days * DAY)
        for start in (resolved[-1] - days * DAY, resolved[-1])
    ]
    return _compared(found, measured, days, sides)


def told(found: Effect, language: Language) -> str:
    """The effect in words, every figure in it."""

    def say(key: str, **details: object) -> str:
        return text("ticket_effect", key, language, **details)

    if found.verdict == "too_early" or found.before is None or found.after is None:
        return say("too_early", days=found.days, least=SHORTEST)
    sides = {"before": _shown(found.before, say), "after": _shown(found.after, say)}
    span = (
        ""
        if found.low is None or found.high is None
        else say("interval", low=f"{100 * found.low:+.1f}", high=f"{100 * found.high:+.1f}")
    )
    parts = [say(found.verdict, days=found.days, **sides, interval=span), say(f"by_{found.measured}")]
    if found.small:
        parts.append(say("small"))
    return (" " if language == "en" else "").join(parts)


def _issue(
    store: Store, catalog: Catalog, table: sa.Table, ticket: Ticket
) -> tuple[Measured, sa.ColumnElement[bool]]:
    """The condition on a record that is about the issue."""
    if ticket.segment:
        filters = [Filter.model_validate(each) for each in ticket.segment]
        return "segment", segment_condition(catalog, table, filters, None, store.timezone)
    if ticket.topic and catalog.field("topic"):
        filters = [Filter(field="topic", value=ticket.topic)]
        if catalog.field("sentiment"):
            filters.append(Filter(field="sentiment", op="!=", value="positive"))
        return "topic", segment_condition(catalog, table, filters, None, store.timezone)
    links = tables.ticket_feedback
    with store.whole().read() as connection:
        linked = list(connection.scalars(sa.select(links.c.record).where(links.c.ticket == ticket.id)))
    return "linked", table.c.id.in_(linked[:10_000])


def _days(catalog: Catalog, resolved: int, at: int) -> int:
    """As many whole days as there is feedback of on both sides, at most LONGEST."""
    time = catalog.field("time")
    if time is None or time.lowest is None or time.highest is None:
        return 0
    after = min(at, int(time.highest) + 1) - resolved
    return max(0, min(after, resolved - int(time.lowest), LONGEST * DAY) // DAY)


def _side(store: Store, table: sa.Table, meets: sa.ColumnElement[bool], start: int, end: int) -> Side:
    count = sa.func.count()
    query = sa.select(count, count.filter(meets)).where(table.c.time >= start, table.c.time < end)
    with store.read() as connection:
        records, part = (int(each) for each in connection.execute(query).one())
    low, high = wilson(part / records, records) if records else (0.0, 1.0)
    zone = store.timezone
    return Side(
        day(start, zone), day(end - 1, zone), part, records, part / records if records else 0.0, low, high
    )


def _compared(ticket: Ticket, measured: Measured, days: int, sides: Sequence[Side]) -> Effect:
    before, after = sides
    few = before.part + after.part < FEW
    small = few or min(before.records, after.records) < SMALL
    if not before.records or not after.records:
        return Effect(ticket.id, ticket.title, measured, "no_clear_change", days, before, after, small=True)
    difference = after.share - before.share
    low, high = newcombe(after.share, after.records, before.share, before.records)
    verdict: Verdict = "no_clear_change"
    if not few and (high < 0 or low > 0):
        verdict = "fell" if high < 0 else "rose"
    return Effect(
        ticket.id, ticket.title, measured, verdict, days, before, after, difference, low, high, small
    )


def _shown(side: Side, say: Any) -> str:
    share = f"{100 * side.share:.1f}"
    return str(
        say("side", part=side.part, records=side.records, share=share, first=side.first, last=side.last)
    )
