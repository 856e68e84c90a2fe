"""Tables, months and limits on how many are the same question however they are asked for."""

from collections.abc import Callable

import pytest

from assistant.offline.query.reading import Reading
from tests.assistant.offline.test_ranking_wordings import FIELDS, MEASURES
from tools.segments.query import GroupBy, SegmentQuery

Read = Callable[[str], Reading]

TABLES = {
    "en": (
        "{m} by {one}", "what is the {m} for each {one}?", "show each {one} along with its {m}", "{many} with their {m}",
        "show all {many} and their {m}", "how does the {m} vary by {one}", "{m} broken down by {one}", "{m} across {many}",
    ),
    "zh": (
        "各{one}的{m}", "按{one}看{m}", "每个{one}的{m}", "列出每个{one}的{m}", "{m}按{one}分", "分{one}看{m}", "{m}在各{one}是多少",
        "按{one}拆一下{m}",
    ),
}  # fmt: skip
MONTHS = {
    "en": ("{m} by month", "monthly {m}", "{m} for every month", "what was the {m} in each month"),
    "zh": ("按月看{m}", "每个月的{m}", "月度{m}", "{m}每个月是多少", "逐月{m}", "每月{m}情况"),
}
MANY = {
    "en": (
        "which {many} have more than 30 records?", "{many} with over 30 records", "which {many} exceed 30 records",
        "{many} where the number of records is above 30",
    ),
    "zh": ("哪些{one}的反馈超过30条", "反馈数大于30的{one}", "反馈条数高于30的{one}有哪几个", "哪些{one}有超过30条反馈"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_table_is_read_alike_in_all_its_wordings(lang: str, reads: Read) -> None:
    wrong = [
        question
        for way in TABLES[lang]
        for names, measure in MEASURES[lang]
        for one, many, field in FIELDS[lang]
        for name in names
        if reads(question := way.format(one=one, many=many, m=name)).query
        != SegmentQuery(measures=(measure,), group_by=(GroupBy(field=field),))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_by_month_are_read_alike(lang: str, reads: Read) -> None:
    wrong = [
        question
        for way in MONTHS[lang]
        for names, measure in MEASURES[lang]
        for name in names
        if reads(question := way.format(m=name)).query
        != SegmentQuery(measures=(measure,), group_by=(GroupBy(field="time", bucket="month"),))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_groups_of_more_than_so_many_are_read_alike(lang: str, reads: Read) -> None:
    wrong = [
        question
        for way in MANY[lang]
        for one, many, field in FIELDS[lang]
        if reads(question := way.format(one=one, many=many)).query
        != SegmentQuery(group_by=(GroupBy(field=field),), min_group=31)
    ]
    assert wrong == []
