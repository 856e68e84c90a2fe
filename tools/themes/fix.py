"""Whether a fix worked: the share of feedback about a theme or ticket before and after, and whom to tell.

A share of the feedback of the same days does not move with how much is written. But it does where a season
brings more of everything else; so a fix is said to show only where it is also written of less often.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.catalog import Catalog
from retrieval.database import Store, data_version, feedback_table
from retrieval.errors import BadQuery
from retrieval.themes.keeping import scope_of
from retrieval.themes.theme import Theme
from tools.segments.calendar import instant
from tools.segments.conditions import segment_condition
from tools.themes.changes import Fix, Told
from tools.themes.members import about_condition, current_map, has_theme
from tools.themes.report import Part
from tools.themes.request import FixRequest
from tools.themes.subject import themes_meant
from tools.themes.tickets import last_resolved
from tools.tickets.composing import day
from tools.tickets.effect import LONGEST, Around, Side, around, issue
from tools.tickets.shown import ticket_number
from tools.tickets.store import linked_records, read_events, read_ticket
from tools.toolbox import ToolContext

__all__ = ["MOST_TOLD", "fix_effect"]

MOST_TOLD = 200
"""Customers named; how many there are in all is said beside."""

RECORDS = 20
"""Records of one customer that are named."""


MOST_LINKED = 10_000
"""Records of a ticket that are looked at."""

_TICKET = re.compile(r"[Tt][-－]?\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Subject:
    """meets: records about it, a share of those `within`. raised: records whose customers are told.

    fixed: UTC seconds. how: the words that were said led to it.
    """

    ref: str
    title: str
    meets: sa.ColumnElement[bool]
    within: sa.ColumnElement[bool]
    raised: sa.ColumnElement[bool]
    fixed: int
    how: Literal["named", "read", "together"] = "named"


def fix_effect(context: ToolContext, request: FixRequest, at: int) -> Fix:
    """Compares as many days after the fix as before it. at: seconds UTC; what comes later does not count.

    Raises BadQuery for a subject there is not or that can be several, for a day that is still to come, and
    for a theme without a day or a ticket that was never resolved when no day is given.
    """
    if request.fixed is not None and instant(request.fixed, context.store.timezone) > at:
        raise BadQuery("fix_to_come", fixed=request.fixed.isoformat())
    catalog, store = context.catalog(), context.store
    table = feedback_table(catalog.attributes)
    subject = _subject(context, catalog, table, request, at)
    longest = request.days or LONGEST
    sides = around(
        store, catalog, table, subject.meets, subject.fixed, at, within=subject.within, longest=longest
    )
    with store.read() as connection:
        version = data_version(connection)
        early = sides.verdict == "too_early"  # nobody has had the time to raise it again
        told = [] if early else _to_tell(connection, table, subject, store.timezone, at)
    return _fix(request, subject, sides, told, day(subject.fixed, store.timezone), at, version)


def _fix(
    request: FixRequest, subject: _Subject, sides: Around, told: list[Told], fixed: str, at: int, version: int
) -> Fix:
    return Fix(
        request=request,
        language=request.language or "en",
        subject=subject.ref,
        title=subject.title,
        fixed=fixed,
        days=sides.days,
        verdict=sides.verdict,
        before=_part(sides.before),
        after=_part(sides.after),
        difference=sides.difference,
        low=sides.low,
        high=sides.high,
        small=sides.small,
        tell=tuple(told[:MOST_TOLD]),
        customers=len(told),
        made_at=at,
        data_version=version,
        share_only=sides.share_only,
        how=subject.how,
    )


def _subject(
    context: ToolContext, catalog: Catalog, table: sa.Table, request: FixRequest, at: int
) -> _Subject:
    """The ticket or theme that is meant."""
    store = context.store
    within = sa.and_(
        segment_condition(catalog, table, request.filters, None, store.timezone),
        about_condition(catalog, table, request.about),
    )
    number = _ticket_number(request.subject)
    if number is not None:
        return _of_ticket(store, catalog, table, request, number)
    found = current_map(context, at)
    language = request.language or "en"
    meant = themes_meant(context, found, request.subject, language)
    themes = meant.themes
    meets = sa.and_(within, has_theme(table, found.id, themes))
    fixed = _day_fixed(store, themes, request.fixed)
    ref, name = ", ".join(each.ref for each in themes), " + ".join(each.name(language) for each in themes)
    return _Subject(ref, name, meets, within, meets, fixed, meant.how)


def _of_ticket(store: Store, catalog: Catalog, table: sa.Table, request: FixRequest, number: int) -> _Subject:
    """A ticket is measured as it always is: by its theme, segment, topic or linked feedback, out of all."""
    with store.whole().read() as connection:
        ticket = read_ticket(connection, number, scope_of(store))
        resolved = [each.at for each in read_events(connection, number, ("resolved",))]
        linked = list(linked_records(connection, number))
    fixed = instant(request.fixed, store.timezone) if request.fixed else max(resolved, default=None)
    if fixed is None:
        raise BadQuery("fix_when_ticket", ticket=ticket.name)
    segment = segment_condition(catalog, table, request.filters, None, store.timezone)
    _, meets = issue(store, catalog, table, ticket)
    raised = table.c.id.in_(linked[:MOST_LINKED]) if linked else meets
    return _Subject(ticket.name, ticket.title, meets, segment, raised, fixed)


def _day_fixed(store: Store, themes: Sequence[Theme], said: date | None) -> int:
    """The beginning of the day that was said; else when a ticket opened from one was last resolved."""
    if said is not None:
        return instant(said, store.timezone)
    resolved = [each for each in (last_resolved(store, theme) for theme in themes) if each is not None]
    if not resolved:
        raise BadQuery("fix_when", theme=", ".join(each.ref for each in themes))
    return max(resolved)


def _to_tell(
    connection: sa.Connection, table: sa.Table, subject: _Subject, zone: ZoneInfo, at: int
) -> list[Told]:
    """Who raised it before the fix and has not since, those who raised it last first.

    Records that name no customer stand for themselves: whoever wrote one may have written again.
    """
    time, before = table.c.time, table.c.time < subject.fixed
    since = sa.and_(time >= subject.fixed, time < at, table.c.customer.is_not(None))
    again = sa.select(table.c.customer).where(sa.or_(subject.meets, subject.raised), since)
    query = (
        sa.select(table.c.id, table.c.customer, time)
        .where(subject.raised, before, sa.or_(table.c.customer.is_(None), table.c.customer.not_in(again)))
        .order_by(time.desc(), table.c.id)
    )
    return list(_told(connection.execute(query), zone))


def _told(rows: Iterable[sa.Row[Any]], zone: ZoneInfo) -> Iterable[Told]:
    by_customer: dict[str, list[sa.Row[Any]]] = {}
    for row in rows:
        key = f"record {row.id}" if row.customer is None else f"customer {row.customer}"
        by_customer.setdefault(key, []).append(row)
    for own in by_customer.values():
        yield Told(own[0].customer, tuple(row.id for row in own[:RECORDS]), day(own[0].time, zone))


def _part(side: Side | None) -> Part | None:
    return None if side is None else Part(side.part, side.records, side.share, side.low, side.high)


def _ticket_number(said: str) -> int | None:
    """The number in "T-12"; a bare number is a theme's."""
    plain = said.strip()
    return ticket_number(plain) if _TICKET.fullmatch(plain) else None
