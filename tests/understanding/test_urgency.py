"""What is pressing, which words made it so, and what only looks like it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.heads import HeadIndex, heads
from retrieval.understanding.notes import Feeling
from retrieval.understanding.urgency import URGENCIES, urgencies

PRESSING = [
    ("充电宝突然冒烟，被子烧了个洞", "urgent", "safety: 冒烟"),
    ("The kettle caught fire this morning", "urgent", "safety: caught fire"),
    ("我的卡被盗刷了三千", "urgent", "fraud: 被盗刷"),
    ("Two payments I never made are on my statement", "urgent", "fraud: payments I never made"),
    ("限三天，不退就打12315", "urgent", "legal: 12315"),
    ("My attorney will be in touch", "urgent", "legal: attorney"),
    ("你们把我的身份证信息泄露了", "urgent", "breach: 信息泄露"),
    ("系统瘫痪，我们门店没法营业", "urgent", "outage: 系统瘫痪"),
    ("Grandma, 88 years old, has been without heat since Sunday", "urgent", "vulnerable: "),
    ("请把我的账号注销", "important", "leaving: "),
    ("We are switching to a competitor", "important", "leaving: switching to a competitor"),
    ("打了六次电话没人理", "important", "repeated: 打了六次"),
    ("I have emailed five times and heard nothing", "important", "repeated: emailed five times"),
]
LOOKALIKES = [
    "电脑老是死机",
    "吃完有点上火",
    "没有安全问题，从未起火",
    "这个爆炸好吃",
    "What a killer app",
    "fire deal, thank you",
    "I would never leave, you are the best",
    "Sue from the help desk was lovely",
    "We got home safe and sound",
    "No fraud, no outage, never a breach",
    "小说里的律师起诉了市长",
    "What if it catches fire? Only curious",
    "pursued a refund",
]


def said(text: str) -> Label:
    return urgencies(Batch.of([text]))[0]


@pytest.mark.parametrize(("text", "level", "reason"), PRESSING)
def test_what_presses_is_named(text: str, level: str, reason: str) -> None:
    label = said(text)
    assert label.value == level
    assert any(each.startswith(reason) for each in label.reasons), label.reasons


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_pressing_is_normal(text: str) -> None:
    assert said(text).value == "normal"
    assert said(text).reasons == ()


def test_reasons_are_words_of_the_text_as_it_was_written() -> None:
    label = said("我的信用卡被盜刷，已經找律師，THIRD TIME I ask")
    assert label.value == "urgent"
    assert "fraud: 被盜刷" in label.reasons
    assert "repeated: THIRD TIME I" in label.reasons


def test_kinds_come_before_repetition() -> None:
    label = said("冒烟，起火，漏电，触电，爆炸了，还有，我要注销账号")
    assert "leaving" in {reason.partition(":")[0] for reason in label.reasons}
    assert len(label.reasons) == 4


def test_a_happy_text_is_not_taken_for_a_deadline() -> None:
    texts = ["必须今天夸一下"]
    glad = Feeling("positive", 0.95, 0.9, 0.97)
    assert urgencies(Batch.of(texts))[0].value == "urgent"
    assert urgencies(Batch.of(texts), [glad])[0].value == "normal"
    praise = [Label("praise", 0.95)]
    assert urgencies(Batch.of(texts), None, praise)[0].value == "normal"
    assert urgencies(Batch.of(["起火了，真棒"]), [glad])[0].value == "urgent"


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_get_a_label_each(texts: list[str]) -> None:
    labels = urgencies(Batch.of(texts))
    assert [each.value in URGENCIES for each in labels] == [True] * len(texts)
    assert all(0 < each.confidence < 1 for each in labels)
    assert all((each.value == "normal") == (each.reasons == ()) for each in labels)


@given(st.sampled_from(PRESSING), st.text(alphabet="的了 哦。\n", max_size=20))
def test_what_stands_around_it_takes_nothing_away(line: tuple[str, str, str], around: str) -> None:
    text, level, _ = line
    assert said(f"{around}\n{text}\n{around}").value == level


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("火灾", {"火灾"}),
        ("(?:起|着)火", {"起火", "着火"}),
        ("很?危险", {"很危", "危险"}),
        ("[一二]次", {"一次", "二次"}),
        ("[1-3]次", {"1次", "2次", "3次"}),
        ("冒.{0,3}烟", {"冒"}),
        ("漏(?:煤|燃)?气", {"漏煤", "漏燃", "漏气"}),
    ],
)
def test_the_letters_a_pattern_begins_with(pattern: str, expected: set[str]) -> None:
    assert heads(pattern, 2) == expected


def test_a_pattern_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin with"):
        HeadIndex([("owner", r".*火")], 2, False)


_WORDS = st.lists(
    st.sampled_from(["ab", "abc", "(?:a|b)bc", "b?ca", "[abc]cb", "aab"]), min_size=1, max_size=4
)


@given(_WORDS, st.text(alphabet="abc ", max_size=30))
def test_an_index_finds_what_the_patterns_find(patterns: list[str], text: str) -> None:
    found = {
        (owner, begin, end)
        for owner, begin, end in HeadIndex([(p, p) for p in patterns], 2, False).find(text)
    }
    expected = {
        (pattern, begin, match.end())
        for pattern in patterns
        for begin in range(len(text))
        if (match := re.compile(pattern).match(text, begin))
    }
    assert found == expected


@given(_WORDS, st.lists(st.text(alphabet="abc \n火", max_size=12), max_size=6), st.booleans())
def test_places_of_many_texts_lose_nothing(patterns: list[str], texts: list[str], whole: bool) -> None:
    index = HeadIndex([(pattern, pattern) for pattern in patterns], 2, whole)
    places = index.places(texts)
    for row, text in enumerate(texts):
        assert list(index.find(text, places.get(row, ()))) == list(index.find(text))
