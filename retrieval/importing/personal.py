"""Columns that name or reach a person, told by their names."""

import re
from collections.abc import Collection

__all__ = ["is_personal", "looks_personal"]

_PERSONAL = re.compile(
    r"\b(e ?mails?|mail address|((cell|tele|home|work|mobile) ?)?phones?( ?no)?|mobiles?|mob|tel ?\d*|cell"
    r"|msisdn|whatsapp|fax|caller|openid|address(es)?|street|ssn|passport|id card"
    r"|(first|last|full|given|family|sur|contact|customer|user|client|buyer|recipient|receiver) ?names?"
    r"|identity|wechat|weixin|qq|iban|card number|account number|ip|birth(day| ?date)?|date of birth)\b"
    r"|邮箱|郵箱|邮件|电话|電話|手机号|手機號|联系方式|聯絡方式|姓名|联系人|收货人|收件人|地址|身份证|身份證|护照"
    r"|微信|银行卡|卡号|车牌|生日|座机|传真|紧急联系|信用卡"
)
_NUMBERS = re.compile(r"(?:(?:\+|00)?86[ -]?)?1[3-9]\d{9}(?:\.0)?|\d{17}[\dXx]")
_NOT_PERSONAL = re.compile(r"\b(type|model|brand|count|status|verified|version)\b|型号|品牌|类型|机型|数量")


def is_personal(name: str) -> bool:
    """Whether a column is named for what names or reaches a person."""
    folded = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)).strip().casefold()
    return _PERSONAL.search(folded) is not None and _NOT_PERSONAL.search(folded) is None


def looks_personal(values: Collection[str]) -> bool:
    """Whether most of some values are mobile or identity numbers, though nothing in the name says so."""
    found = sum(_NUMBERS.fullmatch(value.strip()) is not None for value in values)
    return found >= 3 and found > 0.6 * len(values)
