"""Accounts by which a person is reached: WeChat, QQ and others."""

import re
from collections.abc import Iterator
from functools import cache

from retrieval.understanding.privacy.context import labels
from retrieval.understanding.privacy.online import words
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_accounts", "find_qq"]

_WECHAT = re.compile(
    r"(?P<name>微\s?信|微❤|wei\s?信|v\s?❤️?|薇信|威信|徽信|维信|v信|薇\s?芯|we\s?chat|weixin|(?<![A-Za-z])(?:wx|vx)(?![A-Za-z]{2}\s)"
    r"|(?:加|➕|\+)\s?[v微薇威]|(?<![A-Za-z])v(?=\s?[:：])|[薇威](?=\s?[:：])|公众帐?号|卫星号)"
    r"(?P<link>(?:\s|[:：=\-—~\"“'「【(（]|号码?|號|帐号|账号|id(?![A-Za-z0-9])|同号|是|为|為|我|加|叫|搜索?"
    r"|(?:is|my|me|at)(?![A-Za-z0-9_])|公众|公共|名字?|[改换写填]成?了?|应该){0,8})"
    r"(?P<id>[A-Za-z][A-Za-z0-9_\-]{5,29}|[1-9]\d{4,11}|[A-Za-z0-9_\-]{6,20})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_WXID = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{6,32}", re.IGNORECASE)
_SAID = re.compile(r"[:：=]|号|號|id|搜|叫|是|为|為|is\b", re.IGNORECASE)
_COLLOQUIAL = re.compile(r"[加➕+]|\A[vw]x|薇|威|徽|维|v信|❤", re.IGNORECASE)
_LATIN_NAME = re.compile(r"we|wx|vx", re.IGNORECASE)
_LETTER_NAME = re.compile(r"[vw]x|[加➕+]\s?v|v", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_QQ = re.compile(
    r"(?<!\d)(?<![A-PR-Za-pr-z])[1-9](?:[ \t\u3000\-._·—–]?\d){4,11}(?!\d|[.]\d|\s*[年月日元块次个])"
)
_DAY = re.compile(r"(?:19|20)\d{2}[\-./]\d")


def find_accounts(text: str) -> Iterator[Span]:
    for match in _WXID.finditer(text):
        yield Span(*match.span(), "wechat", 0.98)
    for match in _WECHAT.finditer(text):
        if _is_wechat(match):
            yield Span(*match.span("id"), "wechat", 0.96)
    for match in _handles().finditer(text):
        yield Span(*match.span(match.lastgroup or 0), "account", 0.9)


def find_qq(text: str) -> Iterator[Span]:
    for match in _QQ.finditer(text):
        if "qq" in labels(text, match.start()) and not _DAY.match(match.group()):
            yield Span(*match.span(), "qq", 0.965)


def _is_wechat(match: re.Match[str]) -> bool:
    """A plain word after "WeChat" is an id only where something says so: "WeChat payment" is none.

    The short names (v, vx) are also letters of other things, so in a text without Chinese they need a mark
    between them and the id: "VX2450" is a screen.
    """
    name, link, value = match.group("name", "link", "id")
    chinese = _CHINESE.search(match.string) is not None
    if name[0].isascii() and not chinese and not _LATIN_NAME.match(name):
        return False
    if not link and _LETTER_NAME.match(name) and (value.isalpha() or not chinese):
        return False
    if any(map(str.isdigit, value)) or "_" in value:
        return True
    return bool(_SAID.search(link) or _COLLOQUIAL.search(name))


@cache
def _handles() -> re.Pattern[str]:
    latin, chinese = "|".join(words("services_en")), "|".join(words("services_zh"))
    return re.compile(
        rf"(?<![A-Za-z])(?:{latin}|line(?= id))(?: (?:id|handle|name|username|account|is))*"
        r"\s*[:：@]\s*@?(?P<one>[A-Za-z0-9][A-Za-z0-9._#\-]{3,30})"
        rf"|(?:{chinese})(?:账号|帐号|号|id|昵称)\s*(?:[:：]|是|为)?\s*@?(?P<two>[A-Za-z0-9][A-Za-z0-9._\-]{{3,30}})",
        re.IGNORECASE,
    )
