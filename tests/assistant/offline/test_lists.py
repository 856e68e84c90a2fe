"""Values said side by side, halves of a period, and what a list begins with."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading
from assistant.offline.turns.before import Before
from assistant.offline.turns.pointing import of_listed_row, pointed, singled_out
from tools.segments.query import Filter, GroupBy, Order, SegmentQuery

Reads = Callable[[str], Reading]


@pytest.mark.parametrize("question", ["count everything except VIP + new", "除了VIP+new有多少条"])
def test_a_plus_goes_on_with_what_is_denied(reads: Reads, question: str) -> None:
    assert reads(question).query.filters == (Filter(field="tier", op="not in", values=("VIP", "new")),)


@pytest.mark.parametrize(
    "question",
    [
        "compare the first two months of 2024 for VIP customers",
        "how many more complaints in Q2 2024 than in Q1 2024",
    ],
)
def test_two_periods_are_set_against_each_other(reads: Reads, question: str) -> None:
    compare = reads(question).query.compare
    assert compare is not None
    assert compare.period is not None


def test_the_worst_may_come_first_in_other_words(reads: Reads) -> None:
    order = reads("rank the regions by average rating, rudest first").query.order
    assert order is not None
    assert not order.descending


LISTED = Before(
    SegmentQuery(
        filters=(Filter(field="product", value="Lamp"),), group_by=(GroupBy(field="region"),), order=Order()
    ),
    first="North",
    shown=("North", "South"),
    shown_by="region",
)


@pytest.mark.parametrize(
    "question", ["now by channel, lowest first", "best ones first", "list the worst first"]
)
def test_an_order_is_no_row_of_the_last_list(question: str) -> None:
    assert pointed(question, LISTED) is None


def test_the_first_row_is_spoken_of() -> None:
    assert pointed("and the first?", LISTED) is not None
    assert singled_out("它总共几条投诉")
    assert singled_out("what do the guests there say")
    assert not singled_out("are there any guests")
    assert singled_out("average rating there?")
    assert not singled_out("how many reviews are there?")


def test_a_row_of_the_list_keeps_what_the_list_was_of() -> None:
    south = Reading("en", "count", SegmentQuery(filters=(Filter(field="region", value="South"),)))
    assert of_listed_row("how many of the South ones were late", south, LISTED)
    assert of_listed_row("South: how many were late", south, LISTED)
    assert not of_listed_row("how many complaints came from South", south, LISTED)
    assert not of_listed_row("how many of the South ones were late", south, Before(SegmentQuery()))
