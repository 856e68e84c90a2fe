"""How customers' own words are asked for, in both languages: how many, of whom, in whose words."""

from collections.abc import Callable

import pytest

from assistant.offline.measures.quoting import asked_quotes, take_voices
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter

Reads = Callable[[str], Reading]


@pytest.mark.parametrize(
    "question",
    [
        "give me complaints from VIP customers, newest first",
        "show VIP complaints sorted by date",
        "list VIP complaints by date, most recent first",
        "按时间倒序列出VIP的差评",
        "VIP的差评从新到旧",
        "VIP的差评列几条",
    ],
)
def test_records_are_quoted_newest_first(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert (reading.problem, reading.intent, reading.topic) == (None, "quotes", "")
    assert {(each.field, each.value) for each in reading.query.filters} == {
        ("tier", "VIP"), ("sentiment", "negative")
    }  # fmt: skip


@pytest.mark.parametrize("question", ["complaints per month, newest first", "VIP complaints, oldest first"])
def test_another_order_is_no_quoting(reads: Reads, question: str) -> None:
    assert (reading := reads(question)).problem is not None or reading.intent != "quotes"


@pytest.mark.parametrize(
    "question",
    [
        "who are the customers with the lowest rating",
        "customers with the worst ratings",
        "the customers with the most complaints",
        "投诉最多的客户是谁",
    ],
)
def test_customers_are_ranked_by_what_they_gave(reads: Reads, question: str) -> None:
    assert [each.field for each in reads(question).query.group_by] == ["customer"]


@pytest.mark.parametrize(
    "question",
    [
        "what are VIPs saying about the kettle",
        "what have VIPs complained about in March 2024",
        "what have VIPs complained about lately",
        "what did people in North America tell us",
        "what exactly do VIPs say about the kettle",
        "what have VIP customers been writing about the lamp",
        "how do VIPs describe the kettle",
        "VIP customers: some real voices please",
        "the kettle: what's the word from customers",
        "let me hear from VIPs",
        "I'd like to read a few VIP comments",
        "can I see a VIP complaint",
        "VIPs: the harshest comments about the kettle",
        "VIP客户都写了些什么",
        "热水壶的用户是怎么讲的",
        "VIP客户对热水壶有什么不满",
        "华东的客户都说了点什么呀",
    ],
)
def test_what_customers_say_is_quoted(reads: Reads, question: str) -> None:
    reading = reads(question)
    assert (reading.problem, reading.intent, reading.topic) == (None, "quotes", "")
    assert reading.query.filters


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("read me two of the VIP complaints", 2),
        ("the latest two comments from VIPs", 2),
        ("let me hear three of its unhappy customers", 3),
        ("list 4 VIP reviews in full text", 4),
        ("挑最新的三条VIP评论", 3),
        ("the last two happy VIP comments", 2),
        ("two VIP complaints about delivery, please", 2),
        ("VIP客户的差评给我念四句", 4),
        ("read me the worst VIP ones, 3 is enough", 3),
        ("quotes from VIPs please, 2 will do", 2),
        ("4 happy comments from VIPs, newest first", 4),
        ("the exact wording of VIP complaints, max 3", 3),
        ("VIP客户的原话给我看看，最多4条", 4),
        ("最多给我三条VIP的差评原话", 3),
        ("VIP的差评原话，两条就够了", 2),
    ],
)
def test_so_many_are_quoted(reads: Reads, question: str, limit: int) -> None:
    reading = reads(question)
    assert (reading.problem, reading.intent, reading.limit) == (None, "quotes", limit)


@pytest.mark.parametrize(
    ("question", "bad"),
    [
        ("the worst things said about the kettle", True),
        ("quote the harshest comments on the lamp", True),
        ("骂得最狠的几条热水壶评论", True),
        ("read me the nicest comments about the kettle", False),
        ("热水壶夸得最好的两条", False),
    ],
)
def test_the_worst_are_those_of_the_unhappy(reads: Reads, question: str, bad: bool) -> None:
    reading = reads(question)
    felt = {each.value for each in reading.query.filters if each.field == "sentiment"}
    assert (reading.intent, felt) == ("quotes", {"negative" if bad else "positive"})
    assert any(meant.startswith("sentiment") for _, meant in reading.readings)


@pytest.mark.parametrize(
    "question",
    [
        "what share of people complain about the kettle",
        "what do people complain about most by region",
        "how many VIPs say refund",
        "which product has the worst reviews",
        "average rating of people who talk about refunds",
        "VIP客户有几条差评",
        "给了几条差评",
    ],
)
def test_figures_are_no_quotes(reads: Reads, question: str) -> None:
    assert reads(question).intent != "quotes"


def test_what_stands_between_is_read_by_itself() -> None:
    scan = Scan.of("what do customers in texas say about fees")
    assert take_voices(scan)
    assert [piece for piece in scan.rest() if piece] == ["in texas", "about fees"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("有哪些没解决的差评，挑三条给我", {("resolved", "false"), ("sentiment", "negative")}),
        ("I want to hear what unresolved VIP customers are saying", {("resolved", "false"), ("tier", "VIP")}),
        ("找几条用户表扬热水壶的原文给我看", {("sentiment", "positive"), ("product", "Kettle 热水壶")}),
    ],
)
def test_whose_words_are_wanted_is_no_split(reads: Reads, question: str, said: set[tuple[str, str]]) -> None:
    reading = reads(question)
    assert reading.intent == "quotes"
    assert {(each.field, each.value) for each in reading.query.filters} == said


def test_the_number_of_a_name_counts_nothing() -> None:
    question = "show me praise for the headphones one in their own words"
    assert asked_quotes(Scan.of(question), lambda words: words == "headphones one") is None


def test_marks_at_an_end_of_the_scale(reads: Reads) -> None:
    for question in ("低分有几条", "how many low ratings", "给低分的有多少"):
        told = [(each.field, each.op, each.value) for each in reads(question).query.filters]
        assert told == [("rating", "<=", 2.0)], question
    high = reads("高分评价有几条")
    assert [(each.op, each.value) for each in high.query.filters] == [(">=", 4.0)]
    assert high.readings == (("高分", "rating >= 4.0"),)


def test_part_of_a_name_is_that_value(reads: Reads) -> None:
    reading = reads("quote me two bad reviews of the kettle")
    told = {(each.field, each.value) for each in reading.query.filters}
    assert told == {("product", "Kettle 热水壶"), ("sentiment", "negative")}
    assert reads("examples from april").query.period is not None
    assert str(reads("examples from april").query.period.end) == "2024-05-01"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "felt"),
    [
        ("what are VIPs complaining about", ["negative"]),
        ("VIP客户都在抱怨什么", ["negative"]),
        ("what do happy VIPs complain about", ["positive"]),
        ("what are VIPs saying", []),
    ],
)
def test_the_asking_itself_tells_a_feeling(reads: Reads, question: str, felt: list[str]) -> None:
    query = reads(question).query
    assert [each.value for each in query.filters if each.field == "sentiment"] == felt


@pytest.mark.parametrize(
    "question", ["which region has the most negative comments", "the region with most negative feedback"]
)
def test_groups_with_the_most_of_it_are_ranked(reads: Reads, question: str) -> None:
    assert reads(question).intent == "count"


@pytest.mark.parametrize(
    ("question", "felt"),
    [
        ("what do VIPs like about the kettle", "positive"),
        ("what did people love about the lamp", "positive"),
        ("what do they hate about the kettle", "negative"),
        ("what don't VIPs like about the lamp", "negative"),
        ("what did the angriest customers say", "negative"),
    ],
)
def test_what_is_liked_is_quoted_with_its_feeling(reads: Reads, question: str, felt: str) -> None:
    reading = reads(question)
    assert (reading.problem, reading.intent) == (None, "quotes")
    assert Filter(field="sentiment", value=felt) in reading.query.filters


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("what did John Smith say", "personal"),
        ("张三说了什么", "personal"),
        ("what did Maria Lopez write about the kettle", "not_understood"),
        ("陈晓明说了什么", "not_understood"),
    ],
)
def test_whose_words_are_wanted_is_not_left_out(reads: Reads, question: str, problem: str) -> None:
    assert reads(question).problem == problem
