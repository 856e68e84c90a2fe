"""Whether a fix shows: how much feedback is about a ticket's issue before it was resolved, and after."""

from dataclasses import asdict, dataclass, fields
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
from tools.tickets.themed import is_there, theme_of

__all__ = [
    "LONGEST",
    "SHORTEST",
    "Around",
    "Effect",
    "Side",
    "Verdict",
    "around",
    "effect",
    "issue",
    "told",
    "written_so",
]

Verdict = Literal["fell", "rose", "no_clear_change", "too_early"]
Measured = Literal["theme", "segment", "topic", "linked"]

LONGEST = 90
SHORTEST = 7
"""Days on each side, at most and at least: a week has every weekday once."""

DAY = 86_400
LEVEL = 0.05
"""The p-value from which something is written more or less often."""

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
class Around:
    """A share before and after a moment, `days` each; None when it is too early to say.

    difference: of the shares, after less before, with its 95 % interval (Newcombe). verdict: follows the
    interval, where how often it is written moved the same way. share_only: it did not (other feedback grew or
    shrank), so that nothing is said to have changed. small: fewer than 30 records on a side, or fewer than 5
    about the issue.
    """

    verdict: Verdict
    days: int
    before: Side | None = None
    after: Side | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    small: bool = False
    share_only: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What `Around` says of a ticket's resolution.

    measured: by the theme the ticket was opened from ("TH-12" in `theme`), its segment, its topic, or the
    feedback linked to it.
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
    share_only: bool = False
    theme: str | None = None

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
    measured, meets = issue(store, catalog, table, found)
    sides = around(store, catalog, table, meets, resolved[-1], at)
    values = {each.name: getattr(sides, each.name) for each in fields(Around)}
    theme = theme_of(found.segment) if measured == "theme" else None
    return Effect(ticket=ticket, title=found.title, measured=measured, theme=theme, **values)


def around(
    store: Store,
    catalog: Catalog,
    table: sa.Table,
    meets: sa.ColumnElement[bool],
    moment: int,
    at: int,
    *,
    within: sa.ColumnElement[bool] | None = None,
    longest: int = LONGEST,
) -> Around:
    """The share of records that `meets` says, as many whole days before the moment as after it.

    within: the records it is a share of; all, when None. moment, at: UTC seconds; what comes after `at` does
    not count, nor does time after the newest feedback. longest: days on each side, at most.
    """
    days = _days(catalog, moment, at, longest)
    if days < SHORTEST:
        return Around("too_early", max(0, days))
    before, after = (
        _side(store, table, meets, within, start, start + days * DAY)
        for start in (moment - days * DAY, moment)
    )
    return _compared(days, before, after)


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
    counted = say(f"by_{found.measured}", theme=found.theme)
    parts = [say(found.verdict, days=found.days, **sides, interval=span), counted]
    if found.share_only:
        parts.append(say("share_only", before=found.before.part, after=found.after.part))
    if found.small:
        parts.append(say("small"))
    return (" " if language == "en" else "").join(parts)


def issue(
    store: Store, catalog: Catalog, table: sa.Table, ticket: Ticket
) -> tuple[Measured, sa.ColumnElement[bool]]:
    """The condition on a record that is about a ticket's issue.

    A theme that is no more says nothing about the time since: then the linked feedback does.
    """
    theme = theme_of(ticket.segment or ())
    if ticket.segment and (theme is None or is_there(catalog, theme)):
        filters = [Filter.model_validate(each) for each in ticket.segment]
        meets = segment_condition(catalog, table, filters, None, store.timezone)
        return "segment" if theme is None else "theme", meets
    if ticket.topic and catalog.field("topic"):
        filters = [Filter(field="topic", value=ticket.topic)]
        if catalog.field("sentiment"):
            filters.append(Filter(field="sentiment", op="!=", value="positive"))
        return "topic", segment_condition(catalog, table, filters, None, store.timezone)
    links = tables.ticket_feedback
    with store.whole().read() as connection:
        linked = list(connection.scalars(sa.select(links.c.record).where(links.c.ticket == ticket.id)))
    return "linked", table.c.id.in_(linked[:10_000])


def _days(catalog: Catalog, moment: int, at: int, longest: int) -> int:
    """As many whole days as there is feedback of on both sides, at most `longest`."""
    time = catalog.field("time")
    if time is None or time.lowest is None or time.highest is None:
        return 0
    after = min(at, int(time.highest) + 1) - moment
    return max(0, min(after, moment - int(time.lowest), longest * DAY) // DAY)


def _side(
    store: Store,
    table: sa.Table,
    meets: sa.ColumnElement[bool],
    within: sa.ColumnElement[bool] | None,
    start: int,
    end: int,
) -> Side:
    count = sa.func.count()
    query = sa.select(count, count.filter(meets)).where(table.c.time >= start, table.c.time < end)
    if within is not None:
        query = query.where(within)
    with store.read() as connection:
        records, part = (int(each) for each in connection.execute(query).one())
    low, high = wilson(part / records, records) if records else (0.0, 1.0)
    zone = store.timezone
    return Side(
        day(start, zone), day(end - 1, zone), part, records, part / records if records else 0.0, low, high
    )


def _compared(days: int, before: Side, after: Side) -> Around:
    few = before.part + after.part < FEW
    small = few or min(before.records, after.records) < SMALL
    if not before.records or not after.records:
        return Around("no_clear_change", days, before, after, small=True)
    difference = after.share - before.share
    low, high = newcombe(after.share, after.records, before.share, before.records)
    verdict: Verdict = "no_clear_change"
    clear = not few and (high < 0 or low > 0)
    share_only = clear and not written_so(before.part, after.part, 0.5, rose=low > 0)
    if clear and not share_only:
        verdict = "fell" if high < 0 else "rose"
    return Around(verdict, days, before, after, difference, low, high, small, share_only)


def written_so(before: int, after: int, part: float, *, rose: bool) -> bool:
    """Whether it is clearly written more often than before, or (rose: false) less often.

    By the exact binomial test, one-sided, at 5 %: of all its records, more (or fewer) are of the time after
    than `part`, that time's part of all the time.
    """
    from scipy.stats import binom

    mine, chance = (after, part) if rose else (before, 1 - part)
    return float(binom.sf(mine - 1, before + after, chance)) < LEVEL


def _shown(side: Side, say: Any) -> str:
    share = f"{100 * side.share:.1f}"
    return str(
        say("side", part=side.part, records=side.records, share=share, first=side.first, last=side.last)
    )
