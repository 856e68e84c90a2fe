"""What is a copy and what is not, how groups form, and that stored bands lead to the same answer."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.batch import Batch
from retrieval.understanding.duplicates import (
    BANDS,
    bands,
    exact_key,
    group,
    is_copy,
    long_enough,
    signatures,
    similar,
)

ZH = "昨天在你们店里买的电饭煲内胆掉漆，煮出来的米饭有一股塑料味，打了三次售后电话都没人接"
EN = "The rice cooker I bought last Tuesday smells of burnt plastic and nobody picks up the hotline"


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        (ZH, ZH + "！！！😡"),
        (ZH, "您好，" + ZH + "，请尽快处理，谢谢"),
        (ZH, "昨天在你们店里买的电饭煲内胆掉漆，煮出来的米饭有一股塑料味道，打了3次售后电话都没人接"),
        (ZH, "昨天在妳們店裡買的電飯煲內膽掉漆，煮出來的米飯有一股塑料味，打了三次售後電話都沒人接"),
        (ZH, "煮出来的米饭有一股塑料味，昨天在你们店里买的电饭煲内胆掉漆，打了三次售后电话都没人接"),
        (ZH, "昨天在你们店里买的电饭煲内胆掉漆，煮出来的米饭有一股塑料味"),
        (ZH + " 订单号20260311884412", ZH + " 订单号20260425190077"),
        (ZH, "转发：" + ZH),
        (EN, EN.upper() + "!!!"),
        (EN, "Hello, " + EN + ". Thanks, Ann"),
        (EN, "The rice cooker I bought last Tuesday smells of burned plastic and noone picks up the hotline"),
        (EN, "> " + EN + "\nany news?"),
        (EN + " order 88120044", EN + " order 91237765"),
        (EN + " https://example.com/a", EN + " https://example.com/b"),
    ],
)
def test_what_a_person_changes_in_passing_leaves_a_copy(original: str, copy: str) -> None:
    assert is_copy(original, copy)
    assert is_copy(copy, original)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("不错", "不错"),
        ("good", "good"),
        ("很好，物流快，下次还来", "很好，物流快，下次再来"),
        (ZH, "昨天在你们店里买的吸尘器充不进电，客服让我自己去修，打了三次售后电话都没人接"),
        (EN, "The vacuum cleaner I bought last Tuesday does not charge and nobody picks up the hotline"),
        (
            "您好，我要投诉：空调漏水把地板泡坏了。希望尽快处理，谢谢！",
            "您好，我要投诉：少发了一双袜子。希望尽快处理，谢谢！",
        ),
        ("", ""),
        ("", ZH),
    ],
)
def test_alike_is_not_copied(left: str, right: str) -> None:
    assert not is_copy(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "一共多扣了我58元，联系了客服也没有人给我退款说法",
            "一共多扣了我320元，联系了客服也没有人给我退款说法",
        ),
        (
            "My hoover X200 lost suction within a fortnight of buying it",
            "My hoover Z90 lost suction within a fortnight of buying it",
        ),
        (
            "The page at https://shop.example/pay freezes when I press confirm twice",
            "The page at https://other.example/pay freezes when I press confirm twice",
        ),
    ],
)
def test_other_amounts_models_and_sites_are_other_complaints(left: str, right: str) -> None:
    assert similar(left, right) > 0.7
    assert not is_copy(left, right)


def test_what_is_counted_while_waiting_makes_no_other_complaint() -> None:
    assert is_copy(
        "已经3天了，热水器维修师傅还是没有上门，家里老人没法洗澡",
        "已经8天了，热水器维修师傅还是没有上门，家里老人没法洗澡",
    )
    assert is_copy(
        "It has been 2 weeks and the boiler engineer still has not come to our flat",
        "It has been 3 weeks and the boiler engineer still has not come to our flat",
    )


def test_short_equal_texts_are_duplicates_only_of_one_customer() -> None:
    assert group(["不错", "不错", "不错"]) == [0, 1, 2]
    assert group(["不错", "不错！", "不错"], ["ann", "bob", "ann"]) == [0, 1, 0]
    assert not long_enough("不错")
    assert long_enough(ZH)


def test_long_equal_texts_are_duplicates_whoever_sent_them() -> None:
    assert group([ZH, "别的事情", ZH], ["ann", None, "bob"]) == [0, 1, 0]


def test_groups_point_to_their_first_text() -> None:
    texts = [EN, ZH, "在吗？" + ZH, "nothing to do with it", EN + "!!", ZH + "谢谢"]
    assert group(texts) == [0, 1, 1, 3, 0, 1]


def test_a_chain_of_changes_does_not_draw_different_texts_together() -> None:
    """Each text has one more word replaced; the last shares nothing with the first."""
    first = ["alpine", "lantern", "crooked", "velvet", "monsoon", "gravel", "harbour", "pepper", "tunnel"]
    last = ["saddle", "thimble", "quartz", "ribbon", "glacier", "mustard", "cobweb", "trumpet", "walnut"]
    chain = [" ".join([*last[:changed], *first[changed:]]) for changed in range(len(first) + 1)]
    firsts = group(chain)
    assert firsts[1] == 0
    assert firsts[-1] != 0
    assert all(similar(chain[at], chain[first]) > 0.5 for at, first in enumerate(firsts))


def test_a_group_of_many_copies_stays_one() -> None:
    assert group([ZH + "啊" * (number % 7) for number in range(500)]) == [0] * 500


def test_stored_bands_find_what_grouping_finds() -> None:
    copies = [ZH, "您好，" + ZH, ZH[:36], ZH.replace("塑料味", "塑胶味")]
    rows = signatures(Batch.of(copies))
    stored = set(enumerate(bands(rows[0])))
    assert all(stored & set(enumerate(bands(row))) for row in rows[1:])
    assert len(bands(rows[0])) == BANDS
    assert all(-(2**63) <= value < 2**63 for row in rows for value in bands(row))


def test_texts_that_say_too_little_have_no_bands() -> None:
    rows = signatures(Batch.of(["不错", "", "👍", "ok", ZH]))
    assert [len(bands(row)) for row in rows] == [0, 0, 0, 0, BANDS]


def test_signatures_do_not_depend_on_the_company() -> None:
    alone, together = signatures(Batch.of([EN])), signatures(Batch.of([ZH, "", EN]))
    assert bands(alone[0]) == bands(together[2])
    assert signatures(Batch.of([])).shape[0] == 0


def test_the_exact_key_overlooks_form_and_nothing_else() -> None:
    assert exact_key("東西壞了！") == exact_key("东西坏了") == exact_key("东西 坏了…😡")
    assert exact_key("ＡＢＣ coffee") == exact_key("abc Coffee.")
    assert exact_key("东西坏了") != exact_key("东西没坏")
    assert exact_key("😡") == exact_key("") == 0
    assert -(2**63) <= exact_key(ZH) < 2**63


WORDS = st.lists(
    st.sampled_from(["快递", "慢", "屏幕", "broken", "refund", "客服", "12", "iphone", "。", " ", "!"]),
    max_size=30,
)


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_likeness_is_between_0_and_1_and_the_same_both_ways(left: list[str], right: list[str]) -> None:
    one, other = "".join(left), "".join(right)
    assert 0 <= similar(one, other) <= 1
    assert similar(one, other) == pytest.approx(similar(other, one))
    assert is_copy(one, other) == is_copy(other, one)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), max_size=12), st.integers(0, 99))
def test_groups_are_stars(texts: list[str], seed: int) -> None:
    chosen = random.Random(seed).choices([*texts, ZH, ZH + "!", EN], k=12)
    firsts = group(chosen)
    assert all(firsts[first] == first <= at for at, first in enumerate(firsts))
