"""What figures are held against: limits, factors, what never happens, and the two parts of the week."""

from collections.abc import Callable, Sequence

import pytest

from assistant.offline.query.reading import Reading
from tools.segments.query import Bound, Filter, GroupBy, Measure

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("questions", "op", "value"),
    [
        (("regions over 30 % negative", "which regions have more than 30% negative reviews", "负面率超过30%的地区"), ">", 0.3),
        (("哪些地区差评率过三成", "差评率高于百分之三十的地区有哪些"), ">", 0.3),
        (("哪些地区差评率在50%以上", "regions with at least half negative"), ">=", 0.5),
        (("差评率不到一半的地区", "regions with less than half negative", "regions below 50% negative"), "<", 0.5),
    ],
)  # fmt: skip
def test_groups_are_held_against_a_share(
    reads: Read, questions: Sequence[str], op: str, value: float
) -> None:
    for question in questions:
        query = reads(question).query
        assert query.group_by == (GroupBy(field="region"),), question
        assert query.measures[0].op == "share_negative", question
        assert query.having == (Bound.model_validate({"op": op, "value": value}),), question


def test_groups_are_held_against_an_average_not_records(reads: Read) -> None:
    for question in (
        "products with an average rating below 3",
        "平均分低于3的产品",
        "which products average under 3 stars",
    ):
        query = reads(question).query
        assert query.having == (Bound(op="<", value=3.0),), question
        assert not query.filters, question


def test_the_least_size_of_a_group_is_no_average(reads: Read) -> None:
    for question in (
        "average rating by product, at least 20 reviews",
        "平均评分最高的产品（只看评论不少于20条的）",
    ):
        query = reads(question).query
        assert query.min_group == 20, question
        assert not query.having, question


def test_groups_are_asked_for_by_their_average_score(reads: Read) -> None:
    for question in ("which products score below 3 stars", "评分低于3的产品有哪些", "哪些产品评分低于3分"):
        query = reads(question).query
        assert query.having == (Bound(op="<", value=3.0),), question
        assert [(each.op, each.field) for each in query.measures] == [("average", "rating")], question
        assert not query.filters, question
    for question in ("how many reviews are below 3 stars by product", "评分低于3的评论有多少"):
        assert not reads(question).query.having, question


def test_a_part_is_held_against_its_whole(reads: Read) -> None:
    query = reads("is the Fan more than a fifth of all negative reviews?").query
    assert query.measures == (Measure(op="share", where=(Filter(field="product", value="Fan 风扇"),)),)
    assert query.filters == (Filter(field="sentiment", value="negative"),)


def test_a_rate_is_held_against_the_whole(reads: Read) -> None:
    query = reads("VIP的解决率比整体高吗").query
    assert query.compare is not None
    assert query.compare.labels == ("VIP", "整体")


def test_one_figure_is_held_against_a_share(reads: Read) -> None:
    questions = (
        "is more than half of VIP feedback negative?",
        "are most of the VIP reviews negative?",
        "VIP的差评率过半了吗",
        "do VIPs leave negative reviews more than half the time",
    )
    for question in questions:
        reading = reads(question)
        assert reading.claim is not None, question
        assert reading.claim.kind == "level", question
        assert reading.claim.bounds == (Bound(op=">", value=0.5),), question
        assert reading.query.filters == (Filter(field="tier", value="VIP"),), question
        assert not reading.query.group_by, question


def test_how_far_something_moved_is_no_limit(reads: Read) -> None:
    for question in ("did complaints fall by more than 10% in march?", "3月差评比2月涨了超过20%吗"):
        reading = reads(question)
        assert not reading.query.having, question
        assert reading.claim is not None, question
        assert reading.claim.kind == "change", question


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("why did complaints triple in March?", 3), ("3月差评为什么翻倍了", 2), ("why did complaints double in March", 2),
        ("why did complaints halve in March?", 0.5), ("3月差评怎么涨了两倍", 3),
        ("why were complaints in March four times February's", 4),
    ],
)  # fmt: skip
def test_how_many_times_as_much_is_claimed(reads: Read, question: str, times: float) -> None:
    claim = reads(question).claim
    assert claim is not None
    assert claim.times == times
    assert claim.up is (times > 1)


def test_what_never_happens_is_counted(reads: Read) -> None:
    questions = (
        "since nobody complains about the Fan, can we drop it from the report",
        "nobody complains about the Fan any more, do they",
        "the Fan has zero complaints so we're good?",
        "as the Fan gets no complaints let's skip it, right?",
        "既然没人投诉风扇，是不是可以不管了",
        "风扇没有差评吧",
    )
    wanted = {Filter(field="product", value="Fan 风扇"), Filter(field="sentiment", value="negative")}
    for question in questions:
        reading = reads(question)
        assert reading.problem is None, question
        assert reading.claim is not None, question
        assert reading.claim.kind == "absent", question
        assert set(reading.query.filters) == wanted, question


def test_advice_without_a_premise_is_still_declined(reads: Read) -> None:
    for question in ("should we drop the Fan?", "我们应该下架风扇吗"):
        assert reads(question).problem, question


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("weekend vs weekday negative share", ("weekend", "weekday")),
        ("weekday against weekend, share negative", ("weekday", "weekend")),
        ("is the negative share higher on weekends than weekdays?", ("weekends", "weekdays")),
        ("周末和工作日的差评率比一下", ("周末", "工作日")),
        ("周末差评率是不是比平时高", ("周末", "平时")),
    ],
)
def test_the_weekend_is_held_against_the_working_days(
    reads: Read, question: str, labels: tuple[str, str]
) -> None:
    query = reads(question).query
    assert query.measures[0].op == "share_negative"
    assert query.compare is not None
    assert query.compare.labels == labels
    assert not query.group_by


def test_the_weekend_of_a_period_is_held_against_its_working_days(reads: Read) -> None:
    query = reads("2024年3月周末和工作日的差评率").query
    assert query.period is not None
    assert query.compare is not None
    assert query.compare.period == query.period
