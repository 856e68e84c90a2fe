"""Feelings of texts: both languages in one batch, what is told apart, and what must not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.batch import Batch
from retrieval.understanding.lexicon_zh import FEATURES, cues, read_words
from retrieval.understanding.notes import Feeling
from retrieval.understanding.sentiment import feelings
from retrieval.words import fold

GOOD = (
    "很好喝，推荐给大家",
    "房间很干净，服务态度好",
    "太好吃了！！！",
    "五星好评",
    "屏幕清晰，物流很快",
    "服務員很親切，很滿意",
)
BAD = (
    "太难吃了，再也不来",
    "酒店隔音太差，一晚没睡好",
    "客服已读不回",
    "转账老卡壳",
    "😡😡",
    "智商税",
    "價格太貴了，不推薦",
)
NEITHER = ("今天几点开门？", "请问怎么开发票", "油耗8.5左右", "发票抬头在哪里填")


def of(*texts: str, reasons: bool = False) -> list[Feeling]:
    return feelings(Batch.of(texts), reasons)


@pytest.mark.parametrize(("texts", "label"), [(GOOD, "positive"), (BAD, "negative"), (NEITHER, "neutral")])
def test_plain_cases_are_told_apart(texts: tuple[str, ...], label: str) -> None:
    assert {text: each.label for text, each in zip(texts, of(*texts), strict=True)} == dict.fromkeys(
        texts, label
    )


def test_each_text_of_a_batch_is_read_in_its_language() -> None:
    good, bad, chinese = of("Great service, love it", "Worst app ever", "质量太差了")
    assert (good.label, bad.label, chinese.label) == ("positive", "negative", "negative")


@pytest.mark.parametrize("slang", ["yyds", "666", "yyds!!!"])
def test_chinese_slang_in_letters_is_read_as_chinese(slang: str) -> None:
    assert of(slang)[0].label == "positive"


def test_traditional_characters_feel_like_simplified_ones() -> None:
    traditional, simplified = of("質量太差了，退貨", "质量太差了，退货")
    assert traditional == simplified


def test_a_negation_turns_a_word_and_a_degree_strengthens_it() -> None:
    ((_, _, good), *_), ((_, _, turned), *_), ((_, _, strong), *_) = cues(["满意", "不是很满意", "非常满意"])
    assert turned < 0 < good < strong


def test_words_inside_other_words_are_not_read() -> None:
    assert cues(["快递到了好几天"]) == [[]]


def test_what_is_put_more_strongly_is_more_intense() -> None:
    plain, strong = of("差", "太差了，垃圾！！！")
    assert plain.intensity < strong.intensity


def test_reasons_are_words_of_the_text_and_only_named_when_asked_for() -> None:
    text = "價格太貴了，客服態度惡劣"
    (silent,), (named,) = of(text), of(text, reasons=True)
    assert silent.reasons == ()
    assert "太貴" in named.reasons
    assert all(reason in text for reason in named.reasons)
    assert (silent.label, silent.score) == (named.label, named.score)


def test_nothing_said_is_neutral() -> None:
    for nothing in of("", "  ", "\n", "。。。"):
        assert (nothing.label, nothing.score, nothing.intensity) == ("neutral", 0.0, 0.0)


def test_no_texts_have_no_feelings() -> None:
    assert of() == []


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_text_gets_numbers_in_their_ranges(texts: list[str]) -> None:
    found = of(*texts, reasons=True)
    assert len(found) == len(texts)
    for each in found:
        assert each.label in ("positive", "negative", "neutral")
        assert -1 <= each.score <= 1
        assert 0 <= each.intensity <= 1
        assert 0 <= each.confidence <= 1


@given(st.lists(st.sampled_from([*GOOD, *BAD, *NEITHER]), min_size=2, max_size=8))
def test_a_text_is_read_the_same_in_any_company(texts: list[str]) -> None:
    together, alone = of(*texts), [of(text)[0] for text in texts]
    assert [each.label for each in together] == [each.label for each in alone]
    assert [each.score for each in together] == pytest.approx([each.score for each in alone], abs=2e-3)


@given(st.text(alphabet="不没很太好差满意失望快递，。 a\n", max_size=20))
def test_cues_lie_in_the_text_in_order(text: str) -> None:
    (found,) = cues([fold(text)])
    assert all(0 <= begin < end <= len(fold(text)) for begin, end, _ in found)
    assert [begin for begin, _, _ in found] == sorted(begin for begin, _, _ in found)
    assert read_words([fold(text)]).features.shape == (1, len(FEATURES))
