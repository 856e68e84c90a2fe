"""Words that tell a need, and those that only look like it. All texts are made up."""

import pytest

from tools.opportunities.needs import NEEDS, needs_of, where

TELLING = {
    "leaving": (
        "I will never order from you again.",
        "Please close my account, this is hopeless.",
        "We are switching to another provider next week.",
        "You just lost a loyal customer.",
        "再也不买你们家的东西了。",
        "太慢了，下次不订了",
        "以后不会再来了！",
        "怎么回事，我要注销账号",
    ),
    "pays_speed": (
        "I paid extra for next-day delivery.",
        "Ordered with express shipping on Monday.",
        "特意加急的，还是没到",
        "说好次日达，等了四天",
    ),
    "late": ("The parcel has not arrived.", "Two hours late!", "包裹还没收到", "外卖超时了半小时"),
    "charger": ("The charger burnt out.", "充电头坏了"),
    "missing_parts": ("It came without a cable or manual.", "漏发了一个"),
    "gift": ("The promised gift was not there.", "说好的赠品呢"),
}

NOT = {
    "leaving": (
        "I never order anything else, it is that good.",
        "Cancel my card, it was stolen.",
        "有了它再也不用带充电宝了",
        "预装的软件都可以卸载",
        "怎么注销账号？",
    ),
    "pays_speed": ("I paid with American Express.", "充电特快，很喜欢"),
    "late": ("You have the latest version.", "送货一点也不慢", "用了几天才来评价", "充电太慢了"),
    "charger": ("I was charged twice.",),
    "missing_parts": ("包装完好没漏发",),
    "gift": ("说好的送货上门呢",),
}


@pytest.mark.parametrize(
    ("need", "text"), [(need, text) for need, texts in TELLING.items() for text in texts]
)
def test_a_text_tells_a_need(need: str, text: str) -> None:
    assert need in needs_of(text)
    place = where(need, text)
    assert place is not None
    assert place[0] < place[1] <= len(text)


@pytest.mark.parametrize(("need", "text"), [(need, text) for need, texts in NOT.items() for text in texts])
def test_a_text_that_only_looks_like_it(need: str, text: str) -> None:
    assert need not in needs_of(text)


def test_traditional_characters_and_curly_apostrophes_are_read_alike() -> None:
    assert "leaving" in needs_of("再也不買了")
    assert "late" in needs_of("It hasn\u2019t arrived")


def test_nothing_tells_nothing() -> None:
    assert needs_of("") == ()
    assert set(NEEDS) >= set(TELLING)
