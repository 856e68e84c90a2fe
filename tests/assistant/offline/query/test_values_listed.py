"""Questions for the values there are, values that are introduced, and periods that are one."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import Bound, Filter, GroupBy, Measure

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    "question",
    [
        "What are the different products?",
        "What are all the products?",
        "what are the names of all the products",
        "show me the distinct list of their products!",
        "list all of our products please",
        "what are the products",
        "不同的产品有哪些",
        "产品都有哪些",
    ],
)
def test_the_values_that_are_asked_for_are_listed(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert (query.group_by, query.measures) == ((GroupBy(field="product"),), (Measure(),))


@pytest.mark.parametrize(
    "question", ["how many different products are there?", "number of distinct products"]
)
def test_their_number_stays_a_number(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert (query.group_by, query.measures) == ((), (Measure(op="distinct", field="product"),))


def test_different_things_are_counted_for_each_group(reads: Reads) -> None:
    query = reads("How many products are there for each region?").query
    assert query.group_by == (GroupBy(field="region"),)
    assert query.measures == (Measure(op="distinct", field="product"),)


def test_a_figure_shown_for_all_is_shown_for_each(reads: Reads) -> None:
    assert reads("Show the average rating for all the regions.").query.group_by == (GroupBy(field="region"),)
    assert reads("average rating across all regions").query.group_by == ()


@pytest.mark.parametrize(
    "question",
    [
        "how many reviews of the product called Fan",
        'reviews of the product named "Fan"',
        "How many times does the product Fan show up in the table?",
        "产品是“Fan”的有多少条",
    ],
)
def test_an_introduced_value_is_the_value(reads: Reads, question: str) -> None:
    assert reads(question).query.filters == (Filter(field="product", value="Fan 风扇"),)


def test_words_in_marks_that_are_no_value_are_still_found_in_the_text(reads: Reads) -> None:
    said = reads('how many reviews say "refund"').query.filters
    assert said == (Filter(field="text", op="contains", value="refund"),)


@pytest.mark.parametrize(
    "question",
    [
        "reviews in April or May 2024",
        "total number of reviews in April and May 2024",
        "2024年4月和5月一共多少评论",
    ],
)
def test_months_side_by_side_that_are_one_are_added_up(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert query.compare is None
    assert query.period is not None
    assert (str(query.period.start), str(query.period.end)) == ("2024-04-01", "2024-06-01")


def test_months_that_are_compared_stay_two(reads: Reads) -> None:
    assert reads("Did we get more reviews in April or May 2024?").query.compare is not None
    assert reads("reviews in February and May 2024 in total").query.compare is not None


@pytest.mark.parametrize(
    "question",
    ["Which courier delivered the most damaged lamps?", "best delivery company", "哪家快递投诉最多"],
)
def test_couriers_are_not_recorded(reads: Reads, question: str) -> None:
    assert reads(question).problem == "not_recorded"


def test_an_extreme_of_two_values_is_one_of_each(reads: Reads) -> None:
    query = reads("the minimum price for the fan and the lamp").query
    assert query.measures[0] == Measure(op="min", field="price_cny")
    assert query.compare is not None


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("which two months had the fewest complaints", 2),
        ("top 3 months by number of complaints", 3),
        ("which month had the most complaints", None),
    ],
)
def test_as_many_months_are_ranked_as_are_asked_for(reads: Reads, question: str, limit: int | None) -> None:
    query = reads(question).query
    assert query.group_by == (GroupBy(field="time", bucket="month"),)
    assert (query.order is not None, query.limit) == (True, limit)


def test_both_ends_stand_beside_the_average(reads: Reads) -> None:
    measures = reads("minimum, maximum and average price").query.measures
    assert [each.op for each in measures] == ["average", "max", "min"]


def test_the_number_of_records_of_all_things_is_told_for_one(reads: Reads) -> None:
    query = reads("average number of complaints of all products").query
    assert query.measures == (Measure(op="count_per", field="product"),)


@pytest.mark.parametrize(
    ("question", "bound"),
    [
        ("products whose number of complaints is bigger than 20", Bound(op=">", value=20.0)),
        ("which products have at most 9 one-star ratings", Bound(op="<=", value=9.0)),
    ],
)
def test_so_many_records_are_a_bound_of_groups_and_no_price(
    reads: Reads, question: str, bound: Bound
) -> None:
    query = reads(question).query
    assert query.having == (bound,)
    assert "price_cny" not in {each.field for each in query.filters}


def test_stars_are_no_number_of_records(reads: Reads) -> None:
    assert reads("regions with over 4 star reviews").query.having == ()


@pytest.mark.parametrize(
    ("question", "examples"),
    [
        ("热水壶、台灯那些，平均价格各是多少", True),
        ("average price for kettle, lamp and so on, for each", True),
        ("热水壶、台灯的平均价格各是多少", False),
    ],
)
def test_values_named_as_examples_stand_for_all(
    reads: Callable[[str], Reading], question: str, examples: bool
) -> None:
    query = reads(question).query
    assert ([each.field for each in query.group_by] == ["product"] and not query.filters) is examples
    assert [(each.op, each.field) for each in query.measures] == [("average", "price_cny")]


@pytest.mark.parametrize(
    ("question", "op"),
    [
        ("华东和华南价格最高的是多少", "max"),
        ("what is the lowest price in 华东 and in 华南", "min"),
        ("华东和华南哪个价格最高", "average"),
    ],
)
def test_the_highest_of_two_is_a_maximum_unless_asked_which(
    reads: Callable[[str], Reading], question: str, op: str
) -> None:
    query = reads(question).query
    assert [each.op for each in query.measures] == [op]
    assert query.compare is not None
    assert not query.group_by
