"""The last list or figure asked for otherwise, without its words being said again."""

import pytest

from assistant.offline.turns.before import Before
from assistant.offline.turns.lists import relisted
from assistant.offline.turns.together import asks_for_overlap, overlap
from tools.segments.query import Bound, Filter, GroupBy, Measure, Order, SegmentQuery

COUNTS = SegmentQuery(group_by=(GroupBy(field="region"),))
PRICES = SegmentQuery(measures=(Measure(op="average", field="price"),), group_by=(GroupBy(field="region"),))
DEAREST = SegmentQuery(
    measures=(Measure(op="max", field="price"),), filters=(Filter(field="tier", value="VIP"),)
)


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ("How about at least 50?", 50),
        ("which of those has at least 20?", 20),
        ("only those with more than 100", 101),
        ("50 or more", 50),
        ("超过100的有哪些", 101),
        ("至少50的呢", 50),
        ("那20条以上的有几个", 20),
    ],
)
def test_a_bare_number_after_a_list_is_the_least_a_group_has(asked: str, least: int) -> None:
    query = relisted(asked, Before(COUNTS))
    assert query is not None, asked
    assert (query.min_group, query.having) == (least, ())


@pytest.mark.parametrize(
    ("asked", "op"), [("and fewer than 50?", "<"), ("低于50的呢", "<"), ("at most 50", "<=")]
)
def test_a_bare_number_may_be_the_most_a_group_has(asked: str, op: str) -> None:
    query = relisted(asked, Before(COUNTS))
    assert query is not None, asked
    assert query.having == (Bound.model_validate({"op": op, "value": 50}),)


def test_groups_are_held_to_the_figure_that_was_told_of_them() -> None:
    query = relisted("which of those are over 500?", Before(PRICES))
    assert query is not None
    assert query.having == (Bound(op=">", value=500),)
    assert relisted("over 500?", Before(PRICES)) is None, "records above 500 may be meant as well"


@pytest.mark.parametrize(
    ("asked", "rows"), [("Limit it to one.", 1), ("cut the list down to the top 3", 3), ("只留三个", 3)]
)
def test_a_list_is_cut_to_its_first_ones(asked: str, rows: int) -> None:
    query = relisted(asked, Before(COUNTS))
    assert query is not None, asked
    assert (query.limit, query.order) == (rows, Order())


@pytest.mark.parametrize("asked", ["reverse it", "in reverse order", "反过来排", "倒过来看看"])
def test_a_list_is_told_from_its_other_end(asked: str) -> None:
    query = relisted(asked.removesuffix("看看"), Before(COUNTS))
    assert query is not None, asked
    assert query.order == Order(descending=False)


@pytest.mark.parametrize(
    ("asked", "op"),
    [
        ("and the lowest?", "min"),
        ("那最小值呢", "min"),
        ("最便宜的是多少", "min"),
        ("what is the highest?", "max"),
        ("what is the maximum there?", "max"),
    ],
)
def test_the_other_end_of_a_number_keeps_its_records(asked: str, op: str) -> None:
    query = relisted(asked, Before(DEAREST))
    assert query is not None, asked
    assert (query.measures[0].op, query.measures[0].field, query.filters) == (op, "price", DEAREST.filters)


@pytest.mark.parametrize("asked", ["Give me the average.", "and the overall average?", "总体均值呢"])
def test_the_average_after_averages_is_that_of_all(asked: str) -> None:
    query = relisted(asked, Before(PRICES))
    assert query is not None, asked
    assert (query.group_by, query.measures) == ((), PRICES.measures)


@pytest.mark.parametrize(
    "asked", ["at least 4 stars from Europe?", "only the top 3", "the median?", "more than that?"]
)
def test_what_asks_something_else_is_left_to_others(asked: str) -> None:
    assert relisted(asked, Before(PRICES)) is None


@pytest.mark.parametrize(
    "asked", ["How many are both?", "and both at once?", "同时满足的有多少", "两个条件都满足的"]
)
def test_both_conditions_at_once(asked: str) -> None:
    assert asks_for_overlap(asked)
    dear = SegmentQuery(filters=(Filter(field="price", op=">", value=500.0),))
    cheap = SegmentQuery(filters=(Filter(field="price", op="<", value=800.0),))
    both = overlap(cheap, dear)
    assert both is not None
    assert {each.op for each in both.filters} == {"<", ">"}


def test_nothing_is_two_values_at_once() -> None:
    north = SegmentQuery(filters=(Filter(field="region", value="North"),))
    south = SegmentQuery(filters=(Filter(field="region", value="South"),))
    assert overlap(north, south) is None


@pytest.mark.parametrize(
    "asked",
    [
        "what is the total number of reviews they have?",
        "how many reviews do they have in total?",
        "and all together, how many reviews?",
        "一共多少条评价",
        "加起来有几条",
    ],
)
def test_the_records_of_all_groups_are_counted_together(asked: str) -> None:
    query = relisted(asked, Before(COUNTS))
    assert query is not None, asked
    assert query.group_by == ()


@pytest.mark.parametrize("asked", ["How many are there?", "so how many is that", "count them"])
def test_the_things_of_a_list_are_counted_and_their_records(asked: str) -> None:
    query = relisted(asked, Before(COUNTS))
    assert query is not None, asked
    assert query == SegmentQuery(measures=(Measure(op="distinct", field="region"), Measure()))
    assert relisted(asked, Before(PRICES)) is None


@pytest.mark.parametrize("asked", ["both please", "show me the two of them", "Both of them together."])
def test_two_figures_of_the_same_records_are_told_at_once(asked: str) -> None:
    lowest = DEAREST.model_copy(update={"measures": (Measure(op="min", field="price"),)})
    query = relisted(asked, Before(lowest, earlier=DEAREST))
    assert query is not None, asked
    assert query.measures == (*DEAREST.measures, *lowest.measures)
