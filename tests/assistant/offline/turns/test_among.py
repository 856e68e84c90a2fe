"""Which of the things just told comes first, one more of them, and the groups that a limit kept."""

from dataclasses import replace

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY
from tools.segments.query import Filter, GroupBy, SegmentQuery


def asked(catalog: Catalog, *turns: str, shown: tuple[str, ...] = ()) -> SegmentQuery:
    """The query of the last turn; `shown`: the regions that the answer before it listed."""
    linker, before = Linker(catalog), None
    for place, question in enumerate(turns):
        reading = read_message(question, before, catalog, linker, TODAY)[0]
        assert not reading.problem, question
        before = Before(reading.query, earlier=before.query if before else None)
        if shown and place == len(turns) - 2:
            before = replace(before, first=shown[0], shown=shown, shown_by="region", listed=before.query)
    return reading.query


EAST_SOUTH = Filter(field="region", op="in", values=("华东", "华南"))


@pytest.mark.parametrize(
    ("turns", "descending"),
    [
        (("华东和华南的差评总共多少", "里面哪个少"), False),
        (("华东和华南的差评总共多少", "这两个哪个更多一点"), True),
        (("华东和华南的差评总共多少", "which of the two has more"), True),
        (("华南的平均分", "华东呢", "两个比哪个高"), True),
        (("华南的平均分", "华东呢", "其中最低的是谁"), False),
        (("华东和华南的差评总共多少", "哪个更少"), False),
        (("华东跟华南平均打多少分", "哪个高一些"), True),
    ],
)
def test_the_things_just_told_are_ranked(catalog: Catalog, turns: tuple[str, ...], descending: bool) -> None:
    query = asked(catalog, *turns)
    assert query.group_by == (GroupBy(field="region"),)
    assert set(next(each.values for each in query.filters if each.field == "region")) == {"华东", "华南"}
    assert query.order is not None
    assert query.order.descending is descending


@pytest.mark.parametrize(
    "added", ["华南的也加上", "把华南也加进来", "再加上华南", "华南的也一起看下", "把华南也列出来"]
)
def test_one_more_value_stands_beside_those_told(catalog: Catalog, added: str) -> None:
    query = asked(catalog, "华东的差评有多少", added)
    assert EAST_SOUTH in query.filters
    assert query.group_by == (GroupBy(field="region"),)


def test_two_sides_are_put_together(catalog: Catalog) -> None:
    query = asked(catalog, "华东和华南没解决的各有多少", "加一块是多少")
    assert EAST_SOUTH in query.filters
    assert query.compare is None
    assert not query.group_by


@pytest.mark.parametrize("question", ["有多少个", "一共几个", "是哪几个", "which ones"])
def test_groups_that_a_limit_kept_are_counted_and_listed_again(catalog: Catalog, question: str) -> None:
    before = asked(catalog, "差评率超过30%的地区有哪些")
    query = asked(catalog, "差评率超过30%的地区有哪些", question, shown=("华东", "华南"))
    assert query == before


@pytest.mark.parametrize("question", ["那它们的平均分呢", "按平均分排一下"])
def test_another_figure_of_groups_that_a_limit_kept_is_of_those(catalog: Catalog, question: str) -> None:
    query = asked(catalog, "差评超过3条的地区有哪些", question, shown=("华东", "华南"))
    assert EAST_SOUTH in query.filters
    assert query.min_group == 1
    assert not query.having
    assert query.group_by == (GroupBy(field="region"),)


def test_the_rest_of_groups_that_a_limit_kept_are_those_it_left_out(catalog: Catalog) -> None:
    query = asked(catalog, "差评超过3条的地区有哪些", "其余的分别是多少", shown=("华东", "华南"))
    assert Filter(field="region", op="not in", values=("华东", "华南")) in query.filters
    assert query.min_group == 1


def test_a_value_is_added_to_the_two_that_were_told_one_after_the_other(catalog: Catalog) -> None:
    query = asked(catalog, "华东的差评率", "华南呢", "North America也加上")
    every = Filter(field="region", op="in", values=("华东", "华南", "North America"))
    assert query.filters == (every,)


@pytest.mark.parametrize(
    "total", ["这些地区加起来有多少条反馈", "它们一共多少条", "这两个地区的反馈总共多少条"]
)
def test_groups_that_were_kept_are_counted_together(catalog: Catalog, total: str) -> None:
    query = asked(catalog, "差评率超过30%的地区有哪些", total, shown=("华东", "华南"))
    assert query == SegmentQuery(filters=(EAST_SOUTH,), unnamed=query.unnamed)


@pytest.mark.parametrize("rest", ["剩下没超过的是哪些", "没到的那些呢，各多少", "其余的分别多少条"])
def test_the_groups_that_a_limit_left_out(catalog: Catalog, rest: str) -> None:
    query = asked(catalog, "差评超过20条的地区有哪些", rest, shown=("华东", "华南"))
    assert Filter(field="region", op="not in", values=("华东", "华南")) in query.filters
    assert query.min_group == 1
