"""What a brief knows of a message: how to speak, what is missing, when a person must decide."""

import pytest

from tests.tools.replies.briefs import brief
from tools.replies.person import limit_of, why_a_person
from tools.replies.register import register_of

MANNERS = [
    ("尊敬的领导：我们小区门口的路灯坏了半年。", "petition"),
    ("反映社区公交站太少，希望政府重视居民出行", "petition"),
    ("贵公司的产品用了两天就坏了，敬请处理。", "formal"),
    ("东西坏了，退款吧", "informal"),
    ("Dear Sir or Madam, I am writing about my order.", "formal"),
    ("hey your app is down again", "informal"),
]
MISSING = [
    ("My parcel never arrived.", ("order",)),
    ("My parcel never arrived, order number 4711223.", ()),
    ("The app crashes on my iPhone when I open the camera.", ("step", "screenshot")),
    ("Thank you for the lovely service!", ()),
    ("You should add a dark mode.", ()),
    ("快递还没收到", ("order",)),
    ("订单88123456还没收到", ()),
    ("客服态度太差了", ("time", "place")),
    ("昨天在城南店，店员态度太差了", ()),
]
REASONS = [
    ("I will sue you if this goes on.", ("legal",)),
    ("The charger caught fire and burned my hand.", ("safety",)),
    ("Somebody hacked my account.", ("fraud",)),
    ("I am a journalist and will write about this.", ("media",)),
    ("My 9-year-old bought coins in the game.", ("minor",)),
    ("Please delete my personal data under GDPR.", ("data",)),
    ("再不处理我就找律师起诉你们", ("legal",)),
    ("吃完以后全家食物中毒住院了", ("safety",)),
    ("我的账号被盗了", ("fraud",)),
    ("孩子偷偷充值了", ("minor",)),
    ("请注销账号并删除我的信息", ("data",)),
    ("The colour is nice.", ()),
    ("灯很好看", ()),
]
RULES = ("Refunds above 200 dollars are decided by a supervisor.", "超过500元的退款由主管决定。")


@pytest.mark.parametrize(("message", "manner"), MANNERS)
def test_the_manner_a_message_is_written_in(message: str, manner: str) -> None:
    assert brief(message).register.manner == manner


def test_the_tone_file_decides_how_customers_are_spoken_to() -> None:
    assert register_of("东西坏了", "zh").you == "您"
    assert register_of("东西坏了", "zh", "语气轻松，称呼用“你”。").you == "你"
    assert register_of("hi there", "en", "Always formal, no slang.").manner == "formal"


@pytest.mark.parametrize(("message", "missing"), MISSING)
def test_what_was_not_said_is_asked_for(message: str, missing: tuple[str, ...]) -> None:
    assert brief(message).missing == missing


@pytest.mark.parametrize(("message", "reasons"), REASONS)
def test_when_a_person_must_decide(message: str, reasons: tuple[str, ...]) -> None:
    assert brief(message).person_needed == reasons


def test_money_back_above_the_companys_limit_needs_a_person() -> None:
    assert limit_of(RULES[:1]) == 200
    assert limit_of(RULES[1:]) == 500
    assert limit_of(("Refunds take 5 days and cost 20 dollars.",)) is None
    whole = brief("x").whole
    assert why_a_person("I want my $350 back, a refund please", whole, RULES[:1]) == ("refund",)
    assert why_a_person("I want my $150 back, a refund please", whole, RULES[:1]) == ()
    assert why_a_person("请退款 800元", whole, RULES[1:]) == ("refund",)
    assert why_a_person("请退款 800元", whole) == ()
