"""Which language a text is said to be in, and that any text gets one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.language import LANGUAGES, languages


def language_of(text: str) -> str:
    return languages([text])[0].value


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("zh-Hans", "快递太慢了，等了一个星期"),
        ("zh-Hans", "不好用"),
        ("zh-Hans", "这个APP用iPhone登录总是闪退，WIFI没问题"),
        ("zh-Hans", "OK，VIP服务可以"),
        ("zh-Hans", "好の"),
        ("zh-Hans", "气死我了(°Д°)"),
        ("zh-Hant", "這個東西壞了，客服沒有回覆"),
        ("zh-Hant", "台灣的皇后很多"),
        ("zh-Hant", "佢哋啲嘢好難食"),
        ("zh-Hant", "唔好嘢"),
        ("en", "The parcel never arrived."),
        ("en", "meh"),
        ("en", "thx"),
        ("en", "ok"),
        ("en", "we met at a café and it was lovely"),
        (
            "en",
            "I bought a 小米 phone in May and it has been working without any problem ever since, so good",
        ),
        ("mixed", "这个service太差了，I want my money back"),
        ("mixed", "Where is my 快递?"),
        ("mixed", "我的order还没ship"),
        ("other", "No funciona la aplicación"),
        ("other", "Das Paket ist leider nicht angekommen"),
        ("other", "Le colis n'est jamais arrivé"),
        ("other", "barangnya tidak sampai, kecewa sekali"),
        ("other", "届いた商品が壊れていました"),
        ("other", "배송이 느려요"),
        ("other", "Всё сломалось"),
        ("other", "👍👍"),
        ("other", "12345"),
        ("other", "https://example.com"),
        ("other", "[PHONE] [EMAIL]"),
        ("zh-Hans", "我的手机[PHONE]，请联系[NAME]"),
        ("other", ""),
    ],
)
def test_the_language(expected: str, text: str) -> None:
    assert language_of(text) == expected


def test_a_mixed_text_names_the_words_that_made_it_so() -> None:
    (label,) = languages(["客服attitude很差，refund一直没有"])
    assert label.value == "mixed"
    assert label.reasons == ("attitude", "refund")


def test_less_evidence_is_less_sure() -> None:
    plain, marked = languages(["不好", "这个东西实在太难用了，还没发货"])
    assert plain.value == marked.value == "zh-Hans"
    assert plain.confidence < marked.confidence


def test_a_long_text_with_one_english_word_is_chinese() -> None:
    assert (
        language_of("用了几天，手机的续航很好，屏幕也清楚，就是拍照一般，售后的service没体验过，" * 2)
        == "zh-Hans"
    )


@given(st.lists(st.text(max_size=60), max_size=20))
def test_every_text_gets_a_language_that_does_not_depend_on_the_others(texts: list[str]) -> None:
    together = languages(texts)
    assert [languages([text])[0] for text in texts] == together
    assert all(label.value in LANGUAGES and 0 < label.confidence < 1 for label in together)


@given(st.text(alphabet="个这那里发东车风飞马鸟鱼龙齐門東車風飛馬鳥魚龍齊", min_size=1, max_size=30))
def test_chinese_is_never_taken_for_anything_else(text: str) -> None:
    assert language_of(text) in ("zh-Hans", "zh-Hant")
