"""What a customer raised is found point by point, with the words it rests on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.replies.briefs import brief
from tools.replies.points import MOST

RAISED = [
    ("My kettle arrived broken. Can I return it?", ["problem", "question"]),
    ("The app keeps crashing and support never answered. Please refund my order.", ["problem", "request"]),
    ("How long is the warranty?", ["question"]),
    ("It would be nice if you could add a dark mode.", ["suggestion"]),
    ("Thank you for the quick delivery!", ["thanks"]),
    ("Love the colour, but the zip broke after a week.", ["thanks", "problem"]),
    ("@shop hey there! where is my parcel?", ["question"]),
    ("快递一周了还没到，请尽快处理我的退款。", ["problem", "request"]),
    ("请问保修期多久？可以开发票吗？", ["question", "question"]),
    ("味道很好，就是送得太慢了。", ["thanks", "problem"]),
    ("建议增加夜间模式。", ["suggestion"]),
    ("感谢客服小王耐心的解答！", ["thanks"]),
    ("您好，在吗？灯泡坏了，怎么换？", ["problem", "question"]),
]


@pytest.mark.parametrize(("message", "kinds"), RAISED)
def test_the_kinds_of_what_is_raised(message: str, kinds: list[str]) -> None:
    assert [each.kind for each in brief(message).points] == kinds


def test_points_name_their_topic() -> None:
    points = brief(
        "The delivery driver, your courier, was rude. My refund, the money back, has not arrived."
    ).points
    assert [each.topic for each in points] == ["logistics.courier", "billing.refund"]


def test_a_question_that_only_blames_asks_nothing() -> None:
    assert {each.kind for each in brief("等了三个小时才送到，难道你们没有人管吗？").points} == {"problem"}


def test_a_title_says_the_point_of_a_letter() -> None:
    points = brief(
        "我家住在河边。晚上总有卡车，声音很大。希望有关部门限制夜间行车。", title="反映河边路噪音扰民"
    ).points
    assert (points[0].kind, points[0].words) == ("problem", "反映河边路噪音扰民")
    assert points[1].kind == "request"


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=160)
    | st.text("我们的坏了吗？。，!?. abc请退款but", max_size=120)
)
def test_points_stand_in_the_message_in_order_and_are_few(message: str) -> None:
    points = brief(message).points
    for each in points:
        assert message[each.begin : each.end] == each.words
    assert [each.begin for each in points] == sorted(each.begin for each in points)
    assert all(sum(each.kind == kind for each in points) <= most for kind, most in MOST.items())
    if any(character.isalnum() for character in message.strip("_")) and "_" not in message:
        assert points
