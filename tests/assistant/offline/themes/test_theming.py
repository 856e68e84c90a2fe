"""Questions about themes: what is asked, of which feedback, in both languages."""

import pytest

from assistant.offline.themes.theming import Theming, place_of_theme, ranked_again, read_theming

THEMES = (
    ("What are people complaining about in the app this quarter, and is it getting worse?", "people in the app this quarter"),
    ("what are VIP customers complaining about", "vip customers"),
    ("Top 5 themes last month", "last month"),
    ("summarise the complaints from South China", "south china"),
    ("what are the main pain points for new customers", "new customers"),
    ("大家最近在抱怨什么？", "大家"),
    ("这个季度App上用户都在吐槽什么，是不是越来越严重了？", "这个季度app上用户"),
    ("华南的主要投诉主题有哪些", "华南"),
    ("总结一下上个月的差评", "上个月"),
    ("VIP客户的痛点是什么", "vip客户"),
    ("前三个主题是什么", ""),
    ("华东那边的客户主要对什么不满意", "华东那边的客户"),
    ("大家对退货都有些什么不满", "大家对退货"),
    ("五月大家最不满意的是什么", "五月大家"),
    ("物流方面的差评主要说了啥", "物流"),
    ("华北的差评总结", "华北"),
    ("East China: what are the complaints about and is it going downhill?", "east china"),
)  # fmt: skip


@pytest.mark.parametrize(("question", "rest"), THEMES)
def test_what_people_complain_about_is_asked_of_a_segment(question: str, rest: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.rest, theming.about) == ("themes", rest, "complaints")


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("what changed in complaints between April and May", "between april and may"),
        ("which complaints got worse this month", "this month"),
        ("any new complaints this week?", "this week"),
        ("投诉有什么变化", ""),
        ("哪些问题变多了", ""),
        ("which problems have been growing lately", ""),
        ("最近哪些问题越来越多", ""),
        ("what new problems came up this month", "this month"),
        ("what's new this month that we didn't see before", "this month"),
        ("这个月有没有以前没有的新问题", "这个月"),
        ("九月和十月相比，投诉有什么变化", "九月和十月相比"),
    ],
)
def test_what_changed_is_asked_of_two_periods(question: str, rest: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.rest) == ("changes", rest)


@pytest.mark.parametrize(
    ("question", "subject", "rest"),
    [
        ("did the login crash fix work?", "login crash", ""),
        ("Has the packaging fix in June helped?", "packaging", "june"),
        ("did the fix for login crash on 3 May work", "login crash", "3 may"),
        ("Did the fix of 2026-06-20 for the login crash help?", "login crash", "2026-06-20"),
        ("登录闪退修复之后有效果吗", "登录闪退", ""),
        ("6月20日登录闪退修复有效吗？", "登录闪退", "6月20日"),
        ("登录闪退的修复起作用了吗？", "登录闪退", ""),
    ],
)
def test_whether_a_fix_worked_names_what_was_fixed(question: str, subject: str, rest: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.subject, theming.rest) == ("fix", subject, rest)


@pytest.mark.parametrize(
    "question",
    [
        "which touchpoint is worst for getting stuff resolved",
        "what channel is best at having things fixed?",
        "which team is quickest to get complaints solved",
    ],
)
def test_who_gets_things_resolved_is_no_question_about_a_fix(question: str) -> None:
    theming = read_theming(question)
    assert theming is None or theming.doing != "fix"


@pytest.mark.parametrize("question", ["is the login crash fixed?", "Is the login crash really solved now?"])
def test_whether_something_is_fixed_is_one(question: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.subject) == ("fix", "login crash")


@pytest.mark.parametrize(
    "question",
    [
        "what opportunities do you see",
        "which problems often occur together",
        "any unmet needs?",
        "有哪些机会",
        "哪些问题经常一起出现",
    ],
)
def test_needs_are_asked_for(question: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert theming.doing == "opportunities"


def test_what_they_are_ranked_by_and_how_many() -> None:
    assert read_theming("哪些主题拉低NPS最多") == Theming("themes", "", order="impact", outright=True)
    assert read_theming("top three themes for VIP") == Theming("themes", "vip", limit=3, outright=True)
    praised = read_theming("top praise from vips")
    assert praised is not None
    assert praised.about == "praise"
    praised = read_theming("what do people like about it")
    assert praised is not None
    assert praised.about == "praise"


@pytest.mark.parametrize(
    "question",
    [
        "How many complaints last month?",
        "NPS by region",
        "上个月有多少条差评",
        "平均评分是多少",
        "draft a reply",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read_theming(question) is None


def test_a_theme_that_was_shown_is_pointed_at() -> None:
    assert place_of_theme("quotes for the second theme") == (2, 11, 27)
    assert place_of_theme("第一个主题的原话") == (1, 0, 5)
    assert place_of_theme("how many records") is None


def test_the_themes_that_were_shown_are_ranked_again() -> None:
    asked = (
        "Which three matter most?",
        "which of them are most urgent",
        "哪三个最重要？",
        "how many are there",
    )
    assert [ranked_again(each) for each in asked] == [3, 0, 3, None]


def test_whether_it_gets_worse_is_asked_beside() -> None:
    for question in (
        "这个季度大家在抱怨什么？是不是越来越严重？",
        "what do people complain about, is it getting worse",
    ):
        theming = read_theming(question)
        assert theming is not None
        assert (theming.worse, theming.order) == (True, "")


@pytest.mark.parametrize(
    ("question", "doing", "order"),
    [
        ("whats annoying users in may", "themes", ""),
        ("top complaints from VIPs last month", "themes", ""),
        ("which issues cost us the most nps", "themes", "impact"),
        ("what hurts NPS the most", "themes", "impact"),
        ("哪些问题最拉低评分", "themes", "impact"),
        ("对口碑影响最大的是哪个问题", "themes", "impact"),
        ("anything worse in May?", "changes", ""),
        ("which complaints moved in q2", "changes", ""),
        ("any new problems popping up this month", "changes", ""),
        ("本月新冒出的投诉有哪些", "changes", ""),
        ("有没有冒出什么新问题", "changes", ""),
        ("what makes customers quit", "opportunities", ""),
        ("用户为什么会流失", "opportunities", ""),
    ],
)
def test_what_a_product_manager_asks_in_passing(question: str, doing: str, order: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.order) == (doing, order)


@pytest.mark.parametrize(
    ("question", "subject", "rest"),
    [
        ("have the late parcels got any better since the update of 3 May?", "late parcels", "3 may"),
        ("3月5号修了支付卡顿，好点了吗", "支付卡顿", "3月5号"),
        ("支付卡顿2026年3月5日修复后有没有好转", "支付卡顿", "2026年3月5日"),
    ],
)
def test_whether_it_is_better_since_is_asked_of_a_fix(question: str, subject: str, rest: str) -> None:
    theming = read_theming(question)
    assert theming is not None
    assert (theming.doing, theming.subject, theming.rest) == ("fix", subject, rest)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("VIP客户最喜欢我们什么", "praise"),
        ("客户对我们哪些方面最满意", "praise"),
        ("客户对哪些方面不满", "complaints"),
    ],
)
def test_what_people_feel_is_asked_with_us_as_its_object(text: str, about: str) -> None:
    theming = read_theming(text)
    assert theming is not None
    assert theming.about == about


@pytest.mark.parametrize(
    "question", ["五月包装的槽点，最新的两条原文", "pain points of the app, two verbatims"]
)
def test_what_people_say_of_it_is_quoted(question: str) -> None:
    assert read_theming(question) is None
