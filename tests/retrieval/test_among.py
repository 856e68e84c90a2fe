"""Conditions on many records at once, alike on both databases."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.among import among
from retrieval.database import Store

numbers = st.lists(st.integers(1, 12), max_size=8)


def rows(*found: int) -> sa.FromClause:
    return sa.union_all(*(sa.select(sa.literal(each).label("number")) for each in found)).subquery()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=st.lists(st.integers(1, 12), min_size=1, max_size=8), wanted=numbers)
def test_records_are_found_by_their_numbers_and_by_not_having_them(
    store: Store, there: list[int], wanted: list[int]
) -> None:
    table = rows(*there)
    with store.read() as connection:
        found = list(connection.scalars(sa.select(table.c.number).where(among(table.c.number, wanted))))
        others = list(connection.scalars(sa.select(table.c.number).where(~among(table.c.number, wanted))))
    assert sorted(found) == sorted(each for each in there if each in wanted)
    assert sorted(others) == sorted(each for each in there if each not in wanted)


def test_there_may_be_more_numbers_than_a_statement_takes_parameters(store: Store) -> None:
    table = rows(1, 70_000, 100_001)
    query = sa.select(table.c.number).where(among(table.c.number, range(1, 100_001)))
    with store.read() as connection:
        assert sorted(connection.scalars(query)) == [1, 70_000]


def test_a_number_that_is_missing_is_among_none(store: Store) -> None:
    with store.read() as connection:
        nothing = sa.select(sa.null().cast(sa.Integer).label("number")).subquery()
        assert connection.execute(sa.select(nothing).where(among(nothing.c.number, [1]))).all() == []
