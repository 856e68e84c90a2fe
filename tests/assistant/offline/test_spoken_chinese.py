"""Chinese as it is typed in a chat: short follow-ups, slips, Cantonese, and values named loosely."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from assistant.offline.text.vague import is_vague, set_against
from assistant.offline.turns.before import Before
from assistant.offline.turns.dialogue import read_message
from assistant.offline.turns.pointing import first_named
from retrieval.catalog import Catalog
from tests.assistant.offline.conftest import TODAY, last
from tests.assistant.offline.names.test_linking import catalog_of, column

NEGATIVE = {"field": "sentiment", "value": "negative"}
OPEN = {"field": "resolved", "value": "false"}
VIP = {"field": "tier", "value": "VIP"}
NEW = {"field": "tier", "value": "new"}
EAST = {"field": "region", "value": "华东"}
FULL = {"field": "rating", "value": 5.0}
RATED = {"field": "rating", "op": "present"}
MAY = {"start": "2024-05-01", "end": "2024-06-01"}
AVERAGE = [{"op": "average", "field": "rating"}]
Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("五月有幾多個投訴未搞掂", [OPEN, NEGATIVE]),
        ("仲有幾多個未解決嘅VIP投訴", [OPEN, VIP, NEGATIVE]),
        ("满分的有几条", [FULL]),
        ("how many got full marks", [FULL]),
        ("只要new客户的数量", [NEW]),
        ("有没有人反馈五月差评的，几条", [NEGATIVE]),
        ("没搞定的几条", [OPEN]),
        ("华东的反馈涉及哪些产品", [EAST]),
        ("华东的投诉涉及哪些产品", [EAST, NEGATIVE]),
        ("状态未解决的，数一下", [OPEN]),
        ("一星却标成负面的有几条", [NEGATIVE, {"field": "rating", "value": 1.0}]),
        ("智能台灯的量", [{"field": "product", "value": "Lamp 台灯"}]),
        ("排除掉华东跟华南，剩下多少", [{"field": "region", "op": "not in", "values": ["华东", "华南"]}]),
        (
            "不是负面的几条（没标的不算）",
            [
                {"field": "sentiment", "op": "!=", "value": "negative"},
                {"field": "sentiment", "op": "present"},
            ],
        ),
        ("华东和华南加一块多少条", [{"field": "region", "op": "in", "values": ["华东", "华南"]}]),
        ("搜一下包含 退款 的评论，几条", [{"field": "text", "op": "contains", "value": "退款"}]),
        ("多少人提过退款问题，按条数", [{"field": "text", "op": "contains", "value": "退款"}]),
        ("多少人写到了退款两个字", [{"field": "text", "op": "contains", "value": "退款"}]),
        ("价格200以上（不含）的几条", [{"field": "price_cny", "op": ">", "value": 200.0}]),
        ("五星评论里，resolved字段为“否”的几条", [FULL, OPEN]),
        (
            "评分高于3或NPS高于8的，最低价格是多少",
            [
                {
                    "any_of": [
                        {"field": "rating", "op": ">", "value": 3.0},
                        {"field": "nps", "op": ">", "value": 8.0},
                    ]
                }
            ],
        ),
        ("新增差评几条", [NEGATIVE]),
        ("除了VIP以外的差评", [{"field": "tier", "op": "!=", "value": "VIP"}, NEGATIVE]),
        ("VIP以外的差评有几条", [{"field": "tier", "op": "!=", "value": "VIP"}, NEGATIVE]),
        (
            "评分3分以下、NPS也在6以下的客户有多少",
            [{"field": "rating", "op": "<=", "value": 3.0}, {"field": "nps", "op": "<=", "value": 6.0}],
        ),
        ("有几个客户给过5星", [FULL]),
        ("只有评分没有NPS的几条", [RATED, {"field": "nps", "op": "missing"}]),
        ("晚上10点过后的几条", [{"field": "time", "bucket": "hour", "op": "in", "values": [22, 23]}]),
    ],
)
def test_what_is_typed_for_a_condition(reads: Reads, question: str, filters: list[dict[str, Any]]) -> None:
    reading = reads(question)
    assert not reading.problem
    said = reading.query.model_dump(mode="json", exclude_defaults=True)["filters"]
    assert sorted(map(json.dumps, said)) == sorted(map(json.dumps, filters))


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        (("华东评分平均多少", "打错了 是VIP"), {"measures": AVERAGE, "filters": [EAST, VIP]}),
        (("华南的平均评分", "更正一下是华东才对"), {"measures": AVERAGE, "filters": [EAST]}),
        (("华南的平均评分", "不要评分 我要看NPS", "回到评分，华东多少"), {"measures": AVERAGE, "filters": [EAST]}),
        (("华东五月多少条", "5星占比"), {"measures": [{"op": "share", "where": [FULL]}], "filters": [EAST, RATED], "period": MAY}),
        (("华南五月多少条", "看看华东"), {"filters": [EAST], "period": MAY}),
        (("VIP的差评率", "standard的也看下"), {"measures": [{"op": "share_negative"}], "filters": [{"field": "tier", "value": "standard"}]}),
        (("VIP的差评率", "反馈量呢"), {"filters": [VIP]}),
        (("VIP的差评率", "有多少条"), {"filters": [VIP, NEGATIVE]}),
        (("五月VIP差评几条", "新客户同期的呢"), {"filters": [NEGATIVE, NEW], "period": MAY}),
        (("2024年5月华东差评几条", "换成华南", "回到华东，看4月"), {"filters": [NEGATIVE, EAST], "period": {"start": "2024-04-01", "end": "2024-05-01"}}),
        (("2024年5月3日差评几条", "那周四呢"), {"filters": [NEGATIVE], "period": {"start": "2024-05-02", "end": "2024-05-03"}}),
        (("VIP平均点赞数", "最高的那条多少"), {"measures": [{"op": "max", "field": "likes"}], "filters": [VIP]}),
        (("价格一百以上的差评几条", "2000以上的呢"), {"filters": [NEGATIVE, {"field": "price_cny", "op": ">=", "value": 2000.0}]}),
        (("VIP差评几条", "只看华东", "新客户呢，还是华东"), {"filters": [NEGATIVE, NEW, EAST]}),
        (("2024年5月VIP差评几条", "全年呢"), {"filters": [VIP, NEGATIVE], "period": {"start": "2024-01-01", "end": "2025-01-01"}}),
        (("各地区差评率", "高于50%的有哪些"), {"measures": [{"op": "share_negative"}], "group_by": [{"field": "region"}], "having": [{"value": 0.5}]}),
        (("VIP平均评分", "和整体比"), {"measures": AVERAGE, "filters": [VIP], "compare": {"without": ["tier"], "labels": ["VIP", "all"]}}),
        (("哪个月均价最高",), {"measures": [{"op": "average", "field": "price_cny"}], "group_by": [{"field": "time", "bucket": "month"}], "order": {}}),
        (("华东平均价格多少", "华南呢", "两个差多少", "哪个评分高"), {"measures": AVERAGE, "filters": [{"field": "region", "value": "华南"}], "compare": {"filters": [EAST], "without": ["region"], "labels": ["华南", "华东"]}}),
        (("VIP平均点赞数", "总额呢"), {"measures": [{"op": "sum", "field": "likes"}], "filters": [VIP]}),
        (("VIP平均点赞数", "不要平均，要总和"), {"measures": [{"op": "sum", "field": "likes"}], "filters": [VIP]}),
    ],
)  # fmt: skip
def test_short_turns_go_on_from_the_one_before(
    catalog: Catalog, turns: tuple[str, ...], query: dict[str, Any]
) -> None:
    assert last(catalog, turns) == query


@pytest.mark.parametrize(
    "asked", ["两个加起来呢", "这俩合计", "一共多少", "两个地区加总多少", "both together?"]
)
def test_the_last_two_answers_are_put_together(catalog: Catalog, asked: str) -> None:
    both = {"field": "region", "op": "in", "values": ["华东", "华南"]}
    assert last(catalog, ("华东差评几条", "华南呢", asked)) == {"filters": [NEGATIVE, both]}


def test_neighbouring_months_are_put_together_and_averages_are_not_added(catalog: Catalog) -> None:
    months = last(catalog, ("2024年4月差评几条", "5月呢", "两个月合计"))
    assert months["period"] == {"start": "2024-04-01", "end": "2024-06-01"}
    both = last(catalog, ("华东的平均评分", "华南呢", "两个加起来平均"))
    assert both["measures"] == AVERAGE


def test_three_answers_are_not_put_together_by_guessing(catalog: Catalog) -> None:
    linker = Linker(catalog)
    east, south = (
        read_message(f"{region}差评几条", None, catalog, linker, TODAY)[0].query
        for region in ("华东", "华南")
    )
    before = Before(south, earlier=east)
    assert read_message("三个合计", before, catalog, linker, TODAY)[0].problem == "not_understood"


def test_a_number_of_days_before_is_no_rank(reads: Reads) -> None:
    assert reads("前7天差评多吗").query.limit is None


@pytest.mark.parametrize(
    "asked", ["两个月差多少", "高多少", "差多少", "相差多少件", "差幾件", "两个月相比差了多少"]
)
def test_the_last_two_answers_are_held_against_each_other(catalog: Catalog, asked: str) -> None:
    query = last(catalog, ("2024年4月差评几条", "5月呢", asked))
    assert query["compare"]["period"] == {"start": "2024-04-01", "end": "2024-05-01"}


def test_the_part_of_a_share_is_what_was_done(reads: Reads) -> None:
    query = reads("VIP的差评搞定了几成").query
    assert [each.field for each in query.measures[0].where] == ["resolved"]
    assert {each.field for each in query.filters} == {"tier", "sentiment"}


@pytest.mark.parametrize("question", ["至少投诉过三回的客户几个", "投诉了3次及以上的客户几个"])
def test_how_often_somebody_wrote_may_be_said_around_the_verb(reads: Reads, question: str) -> None:
    query = reads(question).query
    assert (query.min_group, [each.field for each in query.group_by]) == (3, ["customer"])


def test_a_value_of_two_senses_is_one_beside_another_of_its_field() -> None:
    assert is_vague("new", Scan.of("how many new complaints"))
    assert not is_vague("new", Scan.of("new客户几个"))
    assert set_against("new", Scan.of("new vs standard")) == ("standard",)


@pytest.mark.parametrize(
    "question", ["VIP和整体的差评率", "VIP和全部客户的差评率", "negative share of VIP customers and overall"]
)
def test_one_value_beside_everything(reads: Reads, question: str) -> None:
    compare = reads(question).query.compare
    assert compare is not None
    assert (compare.filters, compare.without) == ((), ("tier",))


def test_this_one_quarter_is_the_running_one(reads: Reads) -> None:
    period = reads("这一季差评几条").query.period
    assert period is not None
    assert (str(period.start)[:10], str(period.end)[:10]) == ("2024-07-01", "2024-10-01")


def test_which_day_of_named_weekdays_is_a_day_of_the_week(reads: Reads) -> None:
    query = reads("周一和周五，哪天差评多").query
    assert [(each.field, each.bucket) for each in query.group_by] == [("time", "weekday")]


def test_a_guessed_cause_restricts_nothing(reads: Reads) -> None:
    query = reads("VIP打分比普通客户高，是物流好吗").query
    assert [each.field for each in query.filters] == ["tier"]


def test_the_rate_said_last_is_what_the_better_one_is_told_by(catalog: Catalog) -> None:
    asked = "新客户和普通客户谁的问题解决得好？解决率"
    readings = read_message(asked, None, catalog, Linker(catalog), TODAY)
    assert len(readings) == 1
    assert readings[0].query.measures[0].op == "share"


@pytest.mark.parametrize("place", ["排第二的是哪个", "那第二多的是哪个", "第二名是谁", "who's second?"])
def test_a_place_of_the_last_list_is_asked_for_after_one_row_of_it(catalog: Catalog, place: str) -> None:
    linker = Linker(catalog)
    listed = read_message("哪个地区差评最多", None, catalog, linker, TODAY)[0].query
    row = listed.model_copy(update={"group_by": (), "order": None})
    shown = Before(row, shown=("华东", "华南"), shown_by="region", listed=listed)
    query = read_message(place, shown, catalog, linker, TODAY)[0].query
    assert (query.group_by, query.offset, query.limit) == (listed.group_by, 1, 1)


def test_a_chinese_noun_that_ends_two_names_is_asked_about() -> None:
    names = ("Dot 2 挂件", "Ring One 大挂件")
    shelf = Linker(catalog_of(column("shelf", names)))
    assert shelf.heard_as("挂件") == (("shelf", names[0]), ("shelf", names[1]))


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("哪个地区差评率高，从高往低列出来", None),
        ("地区差评率排名第一第二", 2),
        ("哪类客户差评多？说前两个", 2),
    ],
)
def test_an_order_is_said_in_passing(catalog: Catalog, question: str, limit: int | None) -> None:
    readings = read_message(question, None, catalog, Linker(catalog), TODAY)
    assert [(each.query.order is not None, each.query.limit) for each in readings] == [(True, limit)]


@pytest.mark.parametrize("said", ["这俩谁的解决率高", "那它俩哪个的解决率更高"])
def test_the_last_two_are_ranked_by_a_named_figure(catalog: Catalog, said: str) -> None:
    query = last(catalog, ("华东的平均评分", "华南呢", said))
    assert (query["group_by"], query["order"]) == ([{"field": "region"}], {})
    assert query["measures"][0]["op"] == "share"


@pytest.mark.parametrize("said", ["哪种最高", "哪类客户给分最高", "which kind is highest?"])
def test_the_kind_that_was_spoken_of_is_ranked(catalog: Catalog, said: str) -> None:
    query = last(catalog, ("VIP的平均评分", "新客户呢", said))
    assert query == {"measures": AVERAGE, "group_by": [{"field": "tier"}], "order": {}}


@pytest.mark.parametrize("asked", ["差评里哪个地区最多，占多少", "哪个产品差评最多，占比是多少"])
def test_how_much_of_all_the_first_is(catalog: Catalog, asked: str) -> None:
    query = last(catalog, (asked,))
    assert query["measures"] == [{}, {"op": "share_of_total"}]
    assert query["filters"] == [NEGATIVE]
    assert last(catalog, tuple(asked.split("，"))) == query


def test_a_dear_place_is_one_of_prices(reads: Reads) -> None:
    query = reads("第二贵的产品是哪个").query
    assert (query.measures[0].field, query.offset, query.limit) == ("price_cny", 1, 1)


def test_numbers_of_two_values_are_told_for_each(reads: Reads) -> None:
    query = reads("华东和华南的价格分别多少").query
    assert (query.group_by, query.measures[0].field) == ((), "price_cny")
    assert query.compare is not None


def test_a_part_of_two_conditions_is_of_those_said_again(reads: Reads) -> None:
    query = reads("华东的VIP差评占华东总差评几成").query
    assert [each.field for each in query.measures[0].where] == ["tier"]


def test_how_far_is_asked_of_two_answers_only(catalog: Catalog) -> None:
    linker = Linker(catalog)
    first = Before(read_message("VIP的差评率", None, catalog, linker, TODAY)[0].query)
    assert read_message("差多少", first, catalog, linker, TODAY)[0].problem == "not_understood"
    again = last(catalog, ("VIP平均分", "新客户呢", "哪个高", "高多少"))
    assert (again["measures"], "compare" in again) == (AVERAGE, True)


def test_most_records_are_ranked_by_their_number(catalog: Catalog) -> None:
    query = last(catalog, ("各地区差评率", "反馈最多的是哪个地区"))
    assert "measures" not in query


@pytest.mark.parametrize("question", ["主要是什么问题", "都有哪些问题", "那主要集中在哪方面"])
def test_problems_are_those_of_what_came_first(catalog: Catalog, question: str) -> None:
    ranked = read_message("哪个地区差评最多", None, catalog, Linker(catalog), TODAY)[0].query
    assert first_named(question, Before(ranked, first="华东")) == ("华东 哪类问题最多", True)


def test_that_day_is_the_first_of_the_days(catalog: Catalog) -> None:
    ranked = read_message("5月哪天差评最多", None, catalog, Linker(catalog), TODAY)[0].query
    before = Before(ranked, first="2024-05-03", shown=("2024-05-03",))
    query = read_message("那天好评几条", before, catalog, Linker(catalog), TODAY)[0].query
    assert str(query.period and query.period.start) == "2024-05-03"


def test_how_much_of_all_each_of_the_first_is(reads: Reads, catalog: Catalog) -> None:
    query = last(catalog, ("差评最多的前两个地区分别占多少",))
    assert query["measures"] == [{}, {"op": "share_of_total"}]
    assert (query["filters"], query["limit"]) == ([NEGATIVE], 2)
    assert reads("差评最多的前两个地区").query.limit == 2
