"""A ranking is the same ranking however it is asked for: every way to ask, of every measure and field."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import GroupBy, Measure, SegmentQuery

Read = Callable[[str], Reading]

MEASURES = {
    "en": (
        (("share of negative feedback", "negative rate"), Measure(op="share_negative")),
        (("average star rating", "mean rating"), Measure(op="average", field="rating")),
        (("NPS",), Measure(op="nps")),
        (("number of records", "volume of feedback"), Measure()),
    ),
    "zh": (
        (("差评率", "负面占比"), Measure(op="share_negative")),
        (("平均评分", "评分均值"), Measure(op="average", field="rating")),
        (("NPS", "净推荐值"), Measure(op="nps")),
        (("反馈量", "反馈条数"), Measure()),
    ),
}
FIELDS = {"en": (("region", "regions", "region"), ("product", "products", "product")), "zh": (("地区", "", "region"), ("产品", "", "product"))}  # fmt: skip
HIGHEST = {
    "en": (
        "which {one} has the highest {m}?", "the {one} with the highest {m}", "name the {one} with the highest {m}",
        "which {one} ranks first in {m}", "which {one} comes out on top for {m}", "of all {many}, which has the highest {m}",
        "among the {many}, which one has the highest {m}", "which {one} scores highest on {m}", "{m}: which {one} is highest?",
        "number one {one} for {m}", "which {one} beats the others on {m}", "in which {one} is the {m} highest",
    ),
    "zh": (
        "哪个{one}的{m}最高", "{m}最高的{one}是哪个", "{one}里{m}最高的是谁", "所有{one}里谁的{m}最高", "{one}中{m}谁最高",
        "{m}最高的{one}叫什么", "按{m}看，哪个{one}最靠前", "论{m}，哪个{one}最高", "{m}居首的{one}", "{one}当中{m}最高的",
    ),
}  # fmt: skip
LOWEST = {
    "en": (
        "which {one} has the lowest {m}?", "which {one} ranks last in {m}", "bottom {one} by {m}",
        "which {one} comes last for {m}", "which {one} scores lowest on {m}", "for which {one} is {m} the lowest",
    ),
    "zh": ("哪个{one}的{m}最低", "{m}垫底的{one}", "按{m}排，哪个{one}在最后", "{one}中{m}谁最低", "所有{one}里谁的{m}最低"),
}  # fmt: skip
FIRST_TWO = {
    "en": (
        "top 2 {many} by {m}", "the two {many} with the highest {m}", "show me the two {many} with the highest {m}",
        "sort {many} by {m} and show the top 2", "{many} by {m}, top two",
    ),
    "zh": ("{m}最高的2个{one}", "{m}前2{one}", "{m}前两名的{one}", "{m}最高的前2个{one}", "哪两个{one}的{m}最高"),
}  # fmt: skip
ALL = {
    "en": (
        "rank the {many} by {m}", "{many} sorted by {m}, highest first", "rank {many} by {m}, who's first", "{m} by {one}, highest figure first", "list all {many} in descending order of {m}",
        "compare {many} by {m}, sorted descending", "{m} per {one} in descending order", "ranking of {many} by {m}",
    ),
    "zh": ("各{one}{m}排名", "把{one}按{m}排一下", "{one}{m}降序", "按{one}统计{m}并降序排列", "{one}维度{m}降序"),
}  # fmt: skip


def asked(ways: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, Measure, str]]:
    """Each question, with the measure and the field it ranks by."""
    for lang in ("en", "zh"):
        for way, (names, measure), (one, many, field) in product(ways[lang], MEASURES[lang], FIELDS[lang]):
            for name in names:
                yield way.format(one=one, many=many, m=name), measure, field


def misread(
    reads: Read, ways: dict[str, tuple[str, ...]], *, descending: bool, limit: int | None
) -> list[str]:
    return [
        question
        for question, measure, field in asked(ways)
        if not ranks(reads(question).query, measure, field, descending, limit)
    ]


def ranks(query: SegmentQuery, measure: Measure, field: str, descending: bool, limit: int | None) -> bool:
    return (
        query.measures == (measure,)
        and query.group_by == (GroupBy(field=field),)
        and query.filters == ()
        and query.order is not None
        and (query.order.descending, query.limit, query.offset) == (descending, limit, 0)
    )


@pytest.mark.parametrize(
    ("ways", "descending", "limit"),
    [(HIGHEST, True, None), (LOWEST, False, None), (FIRST_TWO, True, 2), (ALL, True, None)],
    ids=["highest", "lowest", "first two", "all"],
)
def test_a_ranking_is_read_alike_in_all_its_wordings(
    ways: dict[str, tuple[str, ...]], descending: bool, limit: int | None, reads: Read
) -> None:
    assert misread(reads, ways, descending=descending, limit=limit) == []
