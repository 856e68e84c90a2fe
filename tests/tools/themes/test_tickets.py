"""The tickets of a theme: opened from it, or about its records more than chance would have it."""

from collections.abc import Sequence

import pytest

from retrieval.database import Store, feedback_table
from retrieval.themes.keeping import read_theme
from tests.tools.themes.planted import DAY, NOON, plant, record
from tests.tools.themes.test_fix import opened, resolve
from tools.themes.members import has_theme
from tools.themes.tickets import ThemeTicket, last_resolved, open_tickets, tickets_of


def tickets(store: Store, map_id: int, theme: int = 1) -> tuple[ThemeTicket, ...]:
    table = feedback_table()
    found = read_theme(store, theme)
    return tickets_of(store, table, {found.ref: has_theme(table, map_id, [found])})[found.ref]


def hundred(store: Store) -> int:
    """A hundred records, the first ten of theme 1."""
    return plant(store, [record(-n, 1 if n < 10 else None) for n in range(100)])


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"f{each}" for each in numbers)


@pytest.mark.parametrize(
    ("records", "linked"),
    [
        (ids(1, 2, 3, 4), True),
        (ids(1, 2, 3, 40, 41), True),
        (ids(1, 40, 41), False),
        (ids(1, 2, *range(40, 60)), False),
        (ids(50, 51, 52), False),
    ],
)
def test_a_ticket_is_of_a_theme_when_its_records_are_beyond_chance(
    shelf: Store, records: Sequence[str], linked: bool
) -> None:
    number = hundred(shelf)
    ticket = opened(shelf, None, tuple(records))
    found = {each.id: each for each in tickets(shelf, number)}
    assert (ticket in found) == linked
    if linked:
        assert found[ticket].of == len(records)
        assert not found[ticket].opened


def test_a_ticket_opened_from_the_theme_is_of_it_whatever_it_links(shelf: Store) -> None:
    number = hundred(shelf)
    ticket = opened(
        shelf, [{"field": "theme", "value": "TH-1"}, {"field": "sentiment", "value": "negative"}], ()
    )
    other = opened(shelf, [{"field": "theme", "value": "TH-2"}], ())
    names = open_tickets(tickets(shelf, number))
    assert f"T-{ticket}" in names
    assert f"T-{other}" not in names
    resolve(shelf, ticket, NOON - 3 * DAY)
    assert f"T-{ticket}" not in open_tickets(tickets(shelf, number))
    assert last_resolved(shelf, read_theme(shelf, 1)) == NOON - 3 * DAY
    assert last_resolved(shelf, read_theme(shelf, 3)) is None
