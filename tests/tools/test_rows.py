"""Which rows a segment query has: some passed over, none without a name; and records for each value."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog import load_catalog
from retrieval.database import Store
from tests.tools.feedback_data import put
from tools.results import Result
from tools.segments.query import GroupBy, Measure, Order, SegmentQuery
from tools.segments.run import run_query

REGION = (GroupBy(field="region"),)
regions = st.lists(st.sampled_from(("a", "b", "c", None)), max_size=12)


def ask(store: Store, given_regions: Sequence[str | None], query: SegmentQuery) -> Result:
    put(store, [{"region": each} for each in ("a", *given_regions)])
    return run_query(store, load_catalog(store), query)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=regions, offset=st.integers(0, 5))
def test_an_offset_passes_over_the_first_rows(store: Store, found: list[str | None], offset: int) -> None:
    whole = ask(store, found, SegmentQuery(group_by=REGION, order=Order(), unnamed=False))
    rest = ask(store, found, SegmentQuery(group_by=REGION, order=Order(), unnamed=False, offset=offset))
    assert rest.rows == whole.rows[offset:]
    assert rest.covered == whole.covered
    assert rest.facts["groups_kept"] == len(whole.rows)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=regions)
def test_records_without_a_name_have_no_row_when_not_wanted(store: Store, found: list[str | None]) -> None:
    named = ask(store, found, SegmentQuery(group_by=REGION, unnamed=False))
    assert {row[0]: row[1] for row in named.rows} == Counter(each for each in ("a", *found) if each)
    assert named.missing == found.count(None)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=regions)
def test_records_for_each_value_are_counted_on_average(store: Store, found: list[str | None]) -> None:
    result = ask(store, found, SegmentQuery(measures=(Measure(op="count_per", field="region"),)))
    named = [each for each in ("a", *found) if each]
    assert result.rows == ((len(named) / len(set(named)),),)
