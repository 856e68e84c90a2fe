"""Of a similar case only what holds for everybody is told: steps and rules, nothing of that case itself."""

import pytest

from prompts import Language
from tests.tools.replies.briefs import brief
from tools.replies.brief import Brief, Ground
from tools.replies.checks import check, failed
from tools.replies.composing import compose

MESSAGE = "The lamp app crashes when I pair the bedroom lamp."
ASKED = "My lamp app keeps crashing as soon as I pair a lamp."
PETITION = "我们小区的物业服务很差，业主想更换物业服务企业，请问选聘物业服务企业需要什么手续？"
ASKED_ZH = "小区物业服务太差，业主想选聘新的物业服务企业，请问要办哪些手续？"


def given(reply: str, language: Language = "en") -> Brief:
    asked = ASKED if language == "en" else ASKED_ZH
    ground = Ground("case", "c-917", reply, language, "case", asked=asked)
    if language == "en":
        return brief(MESSAGE, cases=(ground,))
    return brief(PETITION, title="咨询更换物业服务企业的手续", cases=(ground,))


def test_steps_of_a_similar_case_are_told_and_cited() -> None:
    asked = given(
        "Hi Kim! Please restart the lamp and pair it again: https://help.example/pair "
        "We have refunded your order. Thanks ^KM"
    )
    composed = compose(asked)
    assert "Please restart the lamp and pair it again." in composed.text
    assert "similar" in composed.text
    assert [each.id for each in composed.sources] == ["c-917"]
    assert not any(each in composed.text for each in ("Kim", "^", "https", "refunded", "c-917"))
    assert failed(check(composed.text, asked)) == ()


@pytest.mark.parametrize(
    "reply",
    [
        "Please follow these steps: https://help.example/pair",
        "Your order was sent to the wrong branch.",
        "Please send the old lamp to Northgate Street and we will refund you.",
        "Keep us posted.",
        "Try the Orion hub instead of the lamp.",
    ],
)
def test_what_is_about_that_case_or_its_link_is_not(reply: str) -> None:
    composed = compose(given(reply))
    assert composed.sources == ()
    assert "similar" not in composed.text


@pytest.mark.parametrize(
    "reply",
    [
        "该项目三分之二业主已签名，正在选聘物业服务企业。",
        "企业反映，更换物业服务企业的手续资料不全。",
        "经核实，您反映的更换物业服务企业问题实属民事合同纠纷。",
        "下一步，辖区街道将督促物业服务企业改进物业服务。",
    ],
)
def test_findings_about_another_case_are_not_told(reply: str) -> None:
    asked = given(reply, "zh")
    composed = compose(asked)
    assert composed.sources == ()
    assert reply[:8] not in composed.text
    assert failed(check(composed.text, asked)) == ()


def test_a_rule_is_told_and_the_case_still_has_to_be_looked_at() -> None:
    rule = "根据物业管理条例的规定，选聘物业服务企业由业主共同决定。"
    composed = compose(given(f"您好！来信收悉。{rule}该小区已成立业主委员会。", "zh"))
    assert rule in composed.text
    assert "核实" in composed.text
    assert "业主委员会" not in composed.text


@pytest.mark.parametrize(
    ("message", "asked_for"),
    [
        ("The game server throws an error code and kicks me out.", "order"),
        ("我们小区门口的路灯坏了半年，一直没人修。", "order"),
        ("My flight was delayed and nobody at the gate would help.", "order"),
    ],
)
def test_an_order_number_is_only_asked_for_where_something_was_ordered(message: str, asked_for: str) -> None:
    assert asked_for not in brief(message).missing
    assert "after-sales" not in compose(brief(message)).text


@pytest.mark.parametrize(
    "message",
    [
        "Thanks for another fantastic day of non-functioning mail!",
        "Thanks for including the lamp, can you please tell me why it is broken?",
    ],
)
def test_irony_is_no_praise(message: str) -> None:
    asked = brief(message)
    assert "thanks" not in {each.kind for each in asked.points}
    assert "kind words" not in compose(asked).text
