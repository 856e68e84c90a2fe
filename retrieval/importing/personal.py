"""Columns that name or reach a person, told by their names."""

import re

__all__ = ["is_personal"]

_PERSONAL = re.compile(
    r"\b(e ?mails?|mail address|phones?|mobiles?|telephone|tel|cell|address(es)?|street|ssn|passport|id card"
    r"|(first|last|full|given|family|sur|contact|customer|user|client|buyer|recipient|receiver) ?names?"
    r"|identity|wechat|weixin|qq|iban|card number|account number|ip|birth(day| ?date)?|date of birth)\b"
    r"|邮箱|郵箱|邮件|电话|電話|手机号|手機號|联系方式|聯絡方式|姓名|联系人|收货人|收件人|地址|身份证|身份證|护照"
    r"|微信|银行卡|卡号|车牌|生日"
)
_NOT_PERSONAL = re.compile(r"\b(type|model|brand|count|status|verified|version)\b|型号|品牌|类型|机型|数量")


def is_personal(name: str) -> bool:
    """Whether a column is named for what names or reaches a person."""
    folded = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)).strip().casefold()
    return _PERSONAL.search(folded) is not None and _NOT_PERSONAL.search(folded) is None
