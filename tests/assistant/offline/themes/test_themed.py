"""Questions about themes as calls: the theme, the segment and the period that are meant, in a conversation too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.offline.conditions.stated import theme_conditions
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from assistant.offline.themes.themed import (
    continued,
    focused_again,
    is_about_themes,
    no_such_theme,
    pointed,
    theming_readings,
)
from assistant.offline.themes.theming import read_theming
from retrieval.catalog import Catalog, CatalogField, ValueCount
from tests.assistant.offline.conftest import TODAY
from tools.segments.query import Filter, GroupBy, SegmentQuery

Ask = Callable[[str], Reading]
REFS = ("TH-12", "TH-19", "TH-34")
FIX = ("check_fix", {"subject": "TH-12", "fixed": "2024-05-02", "language": "en"})
THEMES = ("summarize_themes", {"period": {"start": "2024-04-01", "end": "2024-07-01"}, "language": "en"})


@pytest.fixture(scope="module")
def mapped(catalog: Catalog) -> Catalog:
    """The data with three themes found in it."""
    values = tuple(ValueCount(each, 5, en=f"Theme {each}", zh=f"主题 {each}") for each in REFS)
    theme = CatalogField(
        name="theme", kind="category", column="theme", known=True, en="theme", zh="主题", aliases=(), present=15,
        distinct=3, values=values, derived=True, many=True, map_id=1,
    )  # fmt: skip
    return replace(catalog, fields=(*catalog.fields, theme))


def calls(question: str, catalog: Catalog, reads: Ask) -> list[tuple[str, dict[str, Any]]]:
    theming = read_theming(question)
    assert theming is not None, question
    assert is_about_themes(theming, catalog, reads), question
    return [
        (each.intent, dict(each.asked)) for each in theming_readings(theming, "en", catalog, TODAY, reads)
    ]


@pytest.mark.parametrize("question", ["TH-19的原话", "quotes for th-19", "TH-19有多少条", "给TH-19开工单"])
def test_a_theme_is_meant_by_its_number(question: str, mapped: Catalog) -> None:
    scan = Scan.of(question)
    found = theme_conditions(scan, mapped)
    assert [each.filter for each in found] == [Filter(field="theme", value="TH-19")]
    assert "19" not in scan.free


def test_a_number_is_no_theme_where_the_data_has_none(catalog: Catalog) -> None:
    assert theme_conditions(Scan.of("quotes for TH-19"), catalog) == []


@pytest.mark.parametrize(
    "question",
    [
        "what should we do next",
        "what should we fix first?",
        "which of them should we fix first?",
        "which of these problems needs to be fixed first",
        "next steps",
        "where should we start",
        "any recommendations",
        "下一步该做什么",
        "我们应该先解决什么问题",
        "有什么改进建议",
        "接下来该怎么办",
    ],
)
def test_what_to_do_is_told_by_priority(question: str, mapped: Catalog, reads: Ask) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.focus, theming.bare) == ("next", True)
    (intent, asked), *_ = calls(question, mapped, reads)
    assert (intent, asked["order"], asked["limit"]) == ("themes", "priority", 3)


@pytest.mark.parametrize(
    "question",
    ["who is affected", "who does this affect?", "影响了哪些客户", "谁受影响最大", "哪些用户受到影响"],
)
def test_who_is_affected(question: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.focus, theming.bare) == ("themes", "affected", True)


@pytest.mark.parametrize(
    "question",
    [
        "whom should we tell",
        "who should be notified",
        "which customers should we contact?",
        "该通知谁",
        "哪些客户需要回访",
    ],
)
def test_whom_to_tell(question: str, mapped: Catalog, reads: Ask) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.focus, theming.bare) == ("fix", "tell", True)
    assert theming_readings(theming, "en", mapped, TODAY, reads)[0].problem == "tell_whom"
    again = focused_again(question, theming, FIX)
    assert again is not None
    assert (again.intent, again.topic, again.asked["subject"]) == ("fix", "tell", "TH-12")
    assert again.asked["fixed"] == "2024-05-02"


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("how is TH-19 doing?", ""),
        ("tell me about th-19", ""),
        ("TH-19怎么样了", ""),
        ("TH-19", ""),
        ("what's the next step for TH-19", "next"),
        ("TH-19影响了哪些客户", "affected"),
        ("who is affected by TH-19", "affected"),
    ],
)
def test_one_theme_is_asked_of_by_its_number(question: str, focus: str, mapped: Catalog, reads: Ask) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert theming.focus == focus
    intent, asked = calls(question, mapped, reads)[0]
    assert (intent, asked["themes"], asked["limit"]) == ("themes", ["TH-19"], 1)


@pytest.mark.parametrize(
    "question",
    ["show me quotes for TH-19", "看看TH-19的原话", "how many complaints about TH-19", "TH-19有多少条投诉"],
)
def test_feedback_of_a_theme_is_read_as_any_other(question: str) -> None:
    assert read_theming(question) is None


@pytest.mark.parametrize(
    "question",
    ["what changed the most in price", "影响哪些产品", "how many customers are affected by late parcels"],
)
def test_what_only_sounds_alike_is_not_taken(question: str) -> None:
    theming = read_theming(question)
    assert theming is None or theming.focus == ""


@pytest.mark.parametrize(
    ("question", "limit"), [("top 3", 3), ("just top five", 5), ("前三", 3), ("前5个", 5)]
)
def test_only_how_many_means_the_themes_just_shown(question: str, limit: int) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert theming.bare
    again = focused_again(question, theming, THEMES)
    assert again is not None
    assert again.asked == {**THEMES[1], "limit": limit, "language": again.language}
    assert focused_again(question, theming, FIX) is None


def test_what_to_do_in_a_conversation_is_of_its_segment() -> None:
    theming = read_theming("what should we do next")
    assert theming is not None
    again = focused_again("what should we do next", theming, THEMES)
    assert again is not None
    assert (again.asked["period"], again.asked["order"]) == (THEMES[1]["period"], "priority")
    of_fix = focused_again("what should we do next", theming, FIX)
    assert of_fix is not None
    assert (of_fix.intent, of_fix.asked["themes"]) == ("themes", ["TH-12"])
    assert "fixed" not in of_fix.asked


def test_only_data_with_themes_is_asked_without_naming_them(
    catalog: Catalog, mapped: Catalog, reads: Ask
) -> None:
    complaints, named = read_theming("what are people complaining about"), read_theming("top 5 themes")
    assert complaints is not None
    assert named is not None
    assert not is_about_themes(complaints, catalog, reads)
    assert is_about_themes(complaints, mapped, reads)
    assert is_about_themes(named, catalog, reads)


def test_data_whose_themes_can_be_found_is_asked_without_naming_them(catalog: Catalog, reads: Ask) -> None:
    complaints = read_theming("what are people complaining about")
    figures = read_theming("what are people complaining about by region")
    assert complaints is not None
    assert figures is not None
    assert is_about_themes(complaints, catalog, reads, findable=lambda: True)
    assert not is_about_themes(complaints, catalog, reads, findable=lambda: False)
    assert not is_about_themes(figures, catalog, reads, findable=lambda: True)


@pytest.mark.parametrize("question", ["did the login crash fix work?", "登录闪退修复之后有效果吗"])
@pytest.mark.parametrize("findable", [True, False])
def test_whether_a_fix_worked_is_always_asked_of_themes(
    question: str, findable: bool, catalog: Catalog, reads: Ask
) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert is_about_themes(theming, catalog, reads, findable=lambda: findable)
    assert theming_readings(theming, "en", catalog, TODAY, reads)[0].intent == "fix"


def test_a_column_that_is_called_themes_is_not_the_themes_found(catalog: Catalog, reads: Ask) -> None:
    own = CatalogField(
        "themes", "category", "themes", known=False, en="themes", zh="", aliases=(), present=9, distinct=2
    )
    named = read_theming("top 5 themes")
    assert named is not None
    assert not is_about_themes(named, replace(catalog, fields=(*catalog.fields, own)), reads)


def test_a_figure_that_is_asked_for_is_no_question_of_themes(mapped: Catalog, reads: Ask) -> None:
    theming = read_theming("what are people complaining about by region")
    assert theming is not None
    assert not is_about_themes(theming, mapped, reads)


@pytest.mark.parametrize("question", ["and since 2024-06-20?", "那2024年6月20日呢"])
def test_a_day_after_a_fix_is_the_day_of_the_fix(question: str, reads: Ask) -> None:
    again = continued(question, FIX, reads)
    assert again is not None
    assert (again.intent, again.asked["fixed"], again.asked["subject"]) == ("fix", "2024-06-20", "TH-12")
    assert "period" not in again.asked


def test_a_period_after_themes_is_another_period(reads: Ask) -> None:
    again = continued("and in May 2024?", THEMES, reads)
    assert again is not None
    assert again.asked["period"] == {"start": "2024-05-01", "end": "2024-06-01"}


def test_another_segment_goes_to_the_same_tool(reads: Ask) -> None:
    again = continued("and for VIP?", FIX, reads)
    assert again is not None
    assert again.intent == "fix"
    assert [each["value"] for each in again.asked["filters"]] == ["VIP"]
    assert again.asked["fixed"] == "2024-05-02"


@pytest.mark.parametrize("question", ["how many records are there?", "average stars by region", "谢谢"])
def test_a_question_of_its_own_goes_on_nothing(question: str, reads: Ask) -> None:
    assert continued(question, THEMES, reads) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("quotes for the second theme", "TH-19"),
        ("第二个主题的原话", "TH-19"),
        ("tell me about that theme", "TH-12"),
        ("这个主题怎么样", "TH-12"),
        ("the third theme", "TH-34"),
    ],
)
def test_a_theme_shown_before_is_pointed_at(text: str, shown: str) -> None:
    assert shown in pointed(text, REFS)


@pytest.mark.parametrize("text", ["quotes for the fifth theme", "what are people complaining about"])
def test_what_points_at_none_stays_as_it_is(text: str) -> None:
    assert pointed(text, REFS) == text
    assert pointed("the second theme", ()) == "the second theme"


def test_a_theme_there_never_was_is_looked_up(mapped: Catalog) -> None:
    def of(ref: str) -> Reading:
        return Reading("zh", "quotes", query=SegmentQuery(filters=(Filter(field="theme", value=ref),)))

    assert no_such_theme([of("TH-19")], mapped) is None
    unknown = no_such_theme([of("TH-19"), of("TH-999")], mapped)
    assert unknown is not None
    assert (unknown.intent, unknown.asked["themes"], unknown.language) == ("themes", ["TH-999"], "zh")


def test_a_fix_by_name_keeps_its_day(mapped: Catalog, reads: Ask) -> None:
    intent, asked = calls("did the fix for app crashing on login on 20 June 2024 work", mapped, reads)[0]
    assert (intent, asked["subject"], asked["fixed"]) == ("fix", "app crashing on login", "2024-06-20")
    assert asked.get("filters", []) == []
    assert date.fromisoformat(asked["fixed"]) < TODAY


def test_a_theme_the_segment_names_is_asked_about_among_all(mapped: Catalog) -> None:
    named = SegmentQuery(filters=(Filter(field="theme", value="TH-12"), Filter(field="region", value="华东")))
    theming = read_theming("summarize the complaints about late parcels in 华东")
    assert theming is not None
    asked = theming_readings(theming, "en", mapped, TODAY, lambda _: Reading("en", "count", query=named))[
        0
    ].asked
    assert (asked["themes"], asked["limit"]) == (["TH-12"], 1)
    assert asked["filters"] == [{"field": "region", "value": "华东"}]


@pytest.mark.parametrize(
    ("question", "across"), [("themes by product", "product"), ("各产品的主题", "product")]
)
def test_themes_stand_beside_a_field_that_is_named(
    question: str, across: str, mapped: Catalog, reads: Ask
) -> None:
    (intent, asked), *_ = calls(question, mapped, reads)
    assert (intent, asked["across"]) == ("themes", across)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("do new customers and VIPs complain about the same things", "tier"),
        ("VIP和新客户抱怨的是不是同样的问题", "tier"),
    ],
)
def test_whether_two_complain_of_the_same_is_told_side_by_side(
    question: str, said: str, mapped: Catalog
) -> None:
    both = SegmentQuery(filters=(Filter(field=said, op="in", values=("new", "VIP")),))
    (intent, asked), *_ = calls(question, mapped, lambda _rest: Reading("en", "count", query=both))
    assert (intent, asked["across"]) == ("themes", said)


def test_a_field_that_a_ranking_only_implies_is_not_set_beside_themes(mapped: Catalog) -> None:
    query = SegmentQuery(group_by=(GroupBy(field="product"),))
    implied = Reading("en", "count", query=query, explicit=frozenset({"order"}))
    (intent, asked), *_ = calls("biggest themes", mapped, lambda _rest: implied)
    assert (intent, asked.get("across")) == ("themes", None)
