"""Where personal data stands in a text, the kinds of it, and what stands in its place."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["KINDS", "PLACEHOLDER", "Action", "Kind", "Span", "kind_named", "without_overlaps"]

Action = Literal["mask", "drop", "keep"]


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] of the original text is personal data of a kind. confidence: 0 to 1."""

    start: int
    end: int
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of personal data.

    placeholder: what stands in its place; the same in every language, so that it can be searched, counted and
    told from the text around it. en, zh: what people call it. usual: what is done unless set otherwise.
    """

    name: str
    placeholder: str
    en: str
    zh: str
    usual: Action = "mask"


KINDS: tuple[Kind, ...] = (
    Kind("name", "[NAME]", "name of a person", "姓名"),
    Kind("address", "[ADDRESS]", "address", "地址"),
    Kind("postcode", "[POSTCODE]", "postal code", "邮政编码"),
    Kind("phone", "[PHONE]", "phone number", "电话号码"),
    Kind("service_line", "[SERVICE_LINE]", "public service number", "客服热线", "keep"),
    Kind("email", "[EMAIL]", "e-mail address", "电子邮箱"),
    Kind("wechat", "[WECHAT]", "WeChat id", "微信号"),
    Kind("qq", "[QQ]", "QQ number", "QQ号"),
    Kind("account", "[ACCOUNT]", "account on another service", "其他平台账号"),
    Kind("id_card", "[ID_CARD]", "Chinese resident identity number", "身份证号"),
    Kind("ssn", "[SSN]", "social security or national insurance number", "社会保障号"),
    Kind("passport", "[PASSPORT]", "passport number", "护照号"),
    Kind("travel_permit", "[TRAVEL_PERMIT]", "travel permit number", "通行证号"),
    Kind("driver_license", "[DRIVER_LICENSE]", "driving licence number", "驾驶证号"),
    Kind("bank_card", "[BANK_CARD]", "bank or credit card number", "银行卡号"),
    Kind("bank_account", "[BANK_ACCOUNT]", "bank account number", "银行账号"),
    Kind("iban", "[IBAN]", "IBAN", "国际银行账号"),
    Kind("credit_code", "[CREDIT_CODE]", "unified social credit code", "统一社会信用代码"),
    Kind("tax_id", "[TAX_ID]", "tax number", "纳税人识别号"),
    Kind("plate", "[PLATE]", "number plate", "车牌号"),
    Kind("birth_date", "[BIRTH_DATE]", "date of birth", "出生日期"),
    Kind("ip", "[IP]", "IP address", "IP地址"),
    Kind("mac", "[MAC]", "hardware address", "MAC地址"),
    Kind("device", "[DEVICE]", "device number (IMEI)", "设备号"),
    Kind("crypto", "[CRYPTO]", "cryptocurrency wallet", "加密货币钱包"),
    Kind("url", "[URL]", "personal web address", "个人网址"),
    Kind("order", "[ORDER]", "order or tracking number", "订单号或运单号", "keep"),
    Kind("place", "[PLACE]", "place", "地点", "keep"),
    Kind("organization", "[ORGANIZATION]", "organization", "机构", "keep"),
    Kind("title", "[TITLE]", "title or position", "称谓或职位", "keep"),
    Kind("age", "[AGE]", "age", "年龄", "keep"),
    Kind("group", "[GROUP]", "nationality, religion or political group", "国籍、宗教或政治团体", "keep"),
)

PLACEHOLDER = re.compile("|".join(re.escape(each.placeholder) for each in KINDS))
"""Finds what redaction left in a text."""

_LEAST_REST = 4
"""Characters of a span outside another that are worth a placeholder of their own."""

_BY_NAME = {each.name: each for each in KINDS}


def kind_named(name: str) -> Kind:
    """Raises KeyError for a name that is not in KINDS."""
    return _BY_NAME[name]


def without_overlaps(spans: Iterable[Span], whole: Collection[str] = ()) -> list[Span]:
    """In order of place. Of two that overlap the surer one stays, of equally sure ones the longer.

    What of the other stands outside it stays too, or is added to it when it is short, so that no half of a
    number shows; unless the surer one is of a kind in `whole`.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (-each.confidence, each.start - each.end, each.start)):
        over = [each for each in kept if each.start < span.end and span.start < each.end]
        if any(each.kind in whole for each in over):
            continue
        pieces = [span]
        for other in over:
            pieces = [part for piece in pieces for part in _outside(piece, other)]
        kept += [piece for piece in pieces if not over or piece.end - piece.start >= _LEAST_REST]
        for piece in pieces if over else ():
            if piece.end - piece.start < _LEAST_REST:
                kept = [_with(each, piece) for each in kept]
    return sorted(kept, key=lambda each: each.start)


def _outside(span: Span, other: Span) -> list[Span]:
    if span.end <= other.start or other.end <= span.start:
        return [span]
    before = Span(span.start, other.start, span.kind, span.confidence)
    after = Span(other.end, span.end, span.kind, span.confidence)
    return [each for each in (before, after) if each.start < each.end]


def _with(span: Span, piece: Span) -> Span:
    """The span with a piece that ends or begins where it begins or ends."""
    if piece.end == span.start:
        return Span(piece.start, span.end, span.kind, span.confidence)
    if piece.start == span.end:
        return Span(span.start, piece.end, span.kind, span.confidence)
    return span
