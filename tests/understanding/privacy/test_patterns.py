"""Personal data that has a form is found however it is written; numbers about the product are not."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from retrieval.understanding.privacy.folding import fold_for_detection
from retrieval.understanding.privacy.patterns import find_patterns
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.redaction import Redactor


def found(text: str) -> list[tuple[str, str]]:
    """Kinds and values that are redacted without further settings."""
    policy = Policy()
    [spans] = find_patterns([text])
    return [(each.kind, text[each.start : each.end]) for each in spans if policy.acts_on(each.kind)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("请打我手机13800138000", "phone", "13800138000"),
        ("电话：+86 138-0013-8000，谢谢", "phone", "+86 138-0013-8000"),
        ("座机010-62345678转802", "phone", "010-62345678转802"),
        ("电话：7744748", "phone", "7744748"),
        ("打１３８００１３８０００", "phone", "１３８００１３８０００"),
        ("打幺三八零零幺三八零零零", "phone", "幺三八零零幺三八零零零"),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "phone", "①③⑧⓪⓪①③⑧⓪⓪⓪"),
        ("号码 l38OOl38OOO 找我", "phone", "l38OOl38OOO"),
        ("my cell is (415) 555-2671 x12", "phone", "(415) 555-2671 x12"),
        ("fax: +44 20 7946 0958", "phone", "+44 20 7946 0958"),
        ("身份证110105194912310021", "id_card", "110105194912310021"),
        ("身份证号：11010519491231002，少一位", "id_card", "11010519491231002"),
        ("工行卡6222 0212 3456 7890 128", "bank_card", "6222 0212 3456 7890 128"),
        ("card 4111 1111 1111 1111 was charged", "bank_card", "4111 1111 1111 1111"),
        ("refund to GB82 WEST 1234 5698 7654 32 please", "iban", "GB82 WEST 1234 5698 7654 32"),
        ("SSN 078-05-1120", "ssn", "078-05-1120"),
        ("社会信用代码91350100M000100Y43", "credit_code", "91350100M000100Y43"),
        ("车牌粤B·12345被划了", "plate", "粤B·12345"),
        ("护照号E12345678", "passport", "E12345678"),
        ("港澳通行证C12345678过期", "travel_permit", "C12345678"),
        ("加V：lucky_0086", "wechat", "lucky_0086"),
        ("微信号 wxid_abc123def456", "wechat", "wxid_abc123def456"),
        ("扣扣12345678", "qq", "12345678"),
        ("邮箱li.si@example.com", "email", "li.si@example.com"),
        ("写信 lisi艾特qq点com", "email", "lisi艾特qq点com"),
        ("john.doe (at) example (dot) com", "email", "john.doe (at) example (dot) com"),
        ("login from 203.0.113.195 was not me", "ip", "203.0.113.195"),
        ("MAC 00:1B:44:11:3A:B7 drops", "mac", "00:1B:44:11:3A:B7"),
        ("出生日期1990年3月7日", "birth_date", "1990年3月7日"),
        ("my driver's license number is F123-4567", "driver_license", "F123-4567"),
        ("zip code 94103", "postcode", "94103"),
        ("IMEI 490154203237518", "device", "490154203237518"),
        ("my blog: https://jane-writes.net/", "url", "https://jane-writes.net/"),
    ],
)
def test_each_kind_is_found_with_its_place(text: str, kind: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "订单号 13812345678 还没发货",
        "运单号SF1234567890123",
        "order 114-1234567-7654321 never came",
        "2024-03-05 12:30:45下单",
        "从2019-2023年一直用，花了12,345.00元",
        "iPhone 15 8GB+256GB 5000mAh",
        "升级到17.4.1.2就闪退",
        "version 10.2.30.4 crashes",
        "坐标39.904200, 116.407400",
        "打10086和95588都没用，400-820-8820也打不通",
        "我的号码138****8000，[PHONE]",
        "尺码 160 165 170 175 都没有",
        "ISBN 978-7-111-12345-6",
        "WeChat payment failed, wechat keeps crashing",
        "QQ音乐10000首歌",
        "@acme thanks for flight UA1234 on 12/25/2023",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "rated 4.5/5 by 1234567 people",
    ],
)
def test_what_is_about_the_product_stays(text: str) -> None:
    assert found(text) == []


_CARRIERS = st.sampled_from(["请打{}找我", "{}", "my phone {} thanks", "联系（{}）", "手机号：{}。"])
_HIDDEN = st.sampled_from(["", "", "\u200b", "\u2060", "\ufeff", "\u00ad", "\ufe0f\u20e3"])
_GAPS = st.sampled_from(["", "", "", " ", "-", ".", "·"])
_WRITINGS = [
    "0123456789",
    "０１２３４５６７８９",
    "零一二三四五六七八九",
    "〇幺二三四五六七八九",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_digit_of_a_mobile_number_survives_any_mix_of_disguises(data: st.DataObject) -> None:
    number = (
        "1" + data.draw(st.sampled_from("3456789")) + data.draw(st.from_regex(r"[0-9]{9}", fullmatch=True))
    )
    written = ""
    for digit in number:
        written += data.draw(st.sampled_from(_WRITINGS))[int(digit)] + data.draw(_HIDDEN) + data.draw(_GAPS)
    plain = fold_for_detection(written).text
    assume(
        not re.search(r"(?:19|20)\d\d\D?\d{1,2}\D?\d|\d\D\d{1,2}\D(?:19|20)\d\d", plain)
    )  # that would be a day
    text = data.draw(_CARRIERS).format(written.rstrip(" -.·"))
    [redacted] = Redactor().redact_all([text])
    assert not set(redacted.text) & {sign for writing in _WRITINGS for sign in writing}


@given(st.text(alphabet="电话微信订单号 0123456789１３８一二三-+.@:：xXaZ\u200bqQ\n,，()", max_size=60))
@settings(max_examples=300, deadline=None)
def test_places_are_in_the_original_and_do_not_overlap(text: str) -> None:
    [spans] = find_patterns([text])
    assert all(0 <= each.start < each.end <= len(text) for each in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_a_batch_finds_what_its_texts_alone_would() -> None:
    texts = ["", "打13800138000", "好吃", "a@b.com", "\n", "一三八零零一三八零零零", "V: abc_123", "\0"]
    assert find_patterns(texts) == [find_patterns([text])[0] for text in texts]
    assert find_patterns([]) == []
