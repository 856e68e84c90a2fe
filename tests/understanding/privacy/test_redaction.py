"""What is found is masked, dropped or kept as the policy says; redacting again changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import BadSetting
from retrieval.understanding.privacy.policy import Policy, parse_policy
from retrieval.understanding.privacy.redaction import Redactor
from retrieval.understanding.privacy.spans import KINDS, PLACEHOLDER, Span, without_overlaps


def redact(text: str, policy: str = "") -> str:
    return Redactor(parse_policy(policy)).redact_all([text])[0].text


def test_a_placeholder_says_the_kind_and_the_text_around_it_stays() -> None:
    assert redact("请打13800138000，谢谢") == "请打[PHONE]，谢谢"
    assert redact("mail a.b@example.com or call 415-555-2671.") == "mail [EMAIL] or call [PHONE]."


def test_what_was_redacted_is_told_by_place_in_the_original_only() -> None:
    text = "打１３８\u200b００１３８０００吧"
    [redacted] = Redactor().redact_all([text])
    [span] = redacted.found
    assert text[: span.start] + "[PHONE]" + text[span.end :] == redacted.text == "打[PHONE]吧"


def test_the_policy_decides_kind_by_kind() -> None:
    text = "订单号20240305123456，IP 203.0.113.9 login"
    assert redact(text) == "订单号20240305123456，IP [IP] login"
    assert redact(text, "order=mask, ip=drop") == "订单号[ORDER]，IP login"
    assert redact(text, "ip=keep") == text


@pytest.mark.parametrize(
    ("setting", "code"),
    [("colour=mask", "privacy_kind"), ("ip=hide", "privacy_action"), ("ip", "privacy_action")],
)
def test_a_policy_that_cannot_be_meant_is_refused(setting: str, code: str) -> None:
    with pytest.raises(BadSetting) as refused:
        parse_policy(setting)
    assert refused.value.code == code


def test_every_kind_has_an_action_and_a_placeholder_of_its_own() -> None:
    assert len({each.placeholder for each in KINDS}) == len({each.name for each in KINDS}) == len(KINDS)
    assert all(PLACEHOLDER.fullmatch(each.placeholder) for each in KINDS)
    assert all(Policy().action(each.name) == each.usual for each in KINDS)


_NUMBERS = [
    "13800138000",
    "4111111111111111",
    "010-62345678",
    "call 415-555-2671",
    "IP 203.0.113.9",
    "7744748",
]
_ACCOUNTS = ["a@example.com", "微信：abc_123", "QQ 12345678", "订单号20240305123456"]
_AROUND = ["电话", "[PHONE]", "138****8000", "，", "。", " ", "\n", "is", "好"]
_PIECES = st.sampled_from([*_NUMBERS, *_ACCOUNTS, *_AROUND])


@given(
    st.lists(_PIECES, max_size=8).map("".join), st.sampled_from(["", "phone=drop,email=drop", "order=mask"])
)
@settings(max_examples=300, deadline=None)
def test_redacting_twice_changes_nothing(text: str, policy: str) -> None:
    once = redact(text, policy)
    assert redact(once, policy) == once


def test_of_overlapping_spans_the_surer_stays_with_what_stands_outside_it() -> None:
    phone, mail = Span(0, 12, "phone", 0.8), Span(6, 20, "email", 0.9)
    assert without_overlaps([phone, mail]) == [Span(0, 6, "phone", 0.8), mail]
    assert without_overlaps([phone, mail], whole=("email",)) == [mail]
