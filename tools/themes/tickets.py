"""The tickets of a theme: opened from it, or about records of it more often than chance would have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.themes.keeping import scope_of
from retrieval.themes.theme import Theme
from tools.tickets import tables
from tools.tickets.life import WORKING, ticket_name
from tools.tickets.store import events_of
from tools.tickets.themed import theme_of

__all__ = ["ThemeTicket", "last_resolved", "open_tickets", "tickets_of"]

LEAST_LINKED, LEAST_SHARE = 2, 0.3
"""Of a ticket's records, how many must be of the theme at least, and what share of them."""

CHANCE = 0.01
"""The p-value from which that is more than chance: every open ticket is held against every theme."""

MOST_LINKED = 10_000


@dataclass(frozen=True, slots=True)
class ThemeTicket:
    """A ticket of a theme. opened: from it. linked, of: its records in the theme, and all that can be seen.

    resolved: when it was last, UTC seconds; None while it is open.
    """

    id: int
    state: str
    opened: bool
    linked: int
    of: int
    resolved: int | None = None

    @property
    def name(self) -> str:
        return ticket_name(self.id)

    @property
    def is_open(self) -> bool:
        return self.state in WORKING


def open_tickets(found: Iterable[ThemeTicket]) -> tuple[str, ...]:
    """The names of those that are worked on ("T-12"), those opened from the theme first."""
    working = sorted((each for each in found if each.is_open), key=lambda each: (not each.opened, each.id))
    return tuple(each.name for each in working)


def tickets_of(
    store: Store, table: sa.FromClause, themes: dict[str, sa.ColumnElement[bool]]
) -> dict[str, tuple[ThemeTicket, ...]]:
    """The tickets of each theme, by ref, whatever their state. themes: the condition on a record of each.

    A ticket is of a theme when it was opened from it; or when its records are in the theme more often than
    all records are (hypergeometric test), and no fewer than three in ten of them.
    """
    t = tables.ticket.c
    with store.whole().read() as connection:
        own = sa.select(t.id, t.state, t.segment).where(t.scope == scope_of(store), t.state != "merged")
        known = connection.execute(own.order_by(t.id)).all()
        events = events_of(connection, [each.id for each in known], ("resolved",))
        records = _records(connection, [each.id for each in known])
    if not known:
        return dict.fromkeys(themes, ())
    totals, linked = _counts(store, table, themes, records)
    found: dict[str, tuple[ThemeTicket, ...]] = {}
    for ref in themes:
        own_tickets = []
        for each in known:
            inside, of = linked[ref].get(each.id, 0), linked[""].get(each.id, 0)
            opened = theme_of(each.segment) == ref
            if opened or _beyond_chance(inside, of, totals[ref], totals[""]):
                at = events[each.id][-1].at if events[each.id] else None
                own_tickets.append(ThemeTicket(each.id, each.state, opened, inside, of, at))
        found[ref] = tuple(own_tickets)
    return found


def last_resolved(store: Store, theme: Theme) -> int | None:
    """When a ticket that was opened from the theme was last resolved, UTC seconds."""
    t = tables.ticket.c
    with store.whole().read() as connection:
        rows = connection.execute(sa.select(t.id, t.segment).where(t.scope == scope_of(store))).all()
        own = [each.id for each in rows if theme_of(each.segment) == theme.ref]
        resolved = events_of(connection, own, ("resolved",))
    return max((event.at for events in resolved.values() for event in events), default=None)


def _records(connection: sa.Connection, tickets: Sequence[int]) -> dict[int, list[str]]:
    links = tables.ticket_feedback.c
    found: dict[int, list[str]] = {each: [] for each in tickets}
    for ticket, record in connection.execute(sa.select(links.ticket, links.record)):
        if ticket in found and len(found[ticket]) < MOST_LINKED:
            found[ticket].append(record)
    return found


def _counts(
    store: Store,
    table: sa.FromClause,
    themes: dict[str, sa.ColumnElement[bool]],
    records: dict[int, list[str]],
) -> tuple[dict[str, int], dict[str, dict[int, int]]]:
    """Records of each theme in all and of each ticket; under "" of any theme and none."""
    count = sa.func.count()
    conditions = {"": sa.true(), **themes}
    columns = [count.filter(meets) for meets in conditions.values()]
    linked: dict[str, dict[int, int]] = {ref: {} for ref in conditions}
    with store.read() as connection:
        every = connection.execute(sa.select(*columns).select_from(table)).one()
        for ticket, ids in records.items():
            if not ids:
                continue
            row = connection.execute(sa.select(*columns).where(table.c.id.in_(ids))).one()
            for ref, n in zip(conditions, row, strict=True):
                linked[ref][ticket] = int(n)
    return dict(zip(conditions, map(int, every), strict=True)), linked


def _beyond_chance(inside: int, of: int, theme: int, everything: int) -> bool:
    if inside < LEAST_LINKED or inside < LEAST_SHARE * of:
        return False
    from scipy.stats import hypergeom

    return float(hypergeom.sf(inside - 1, everything, theme, of)) < CHANCE
