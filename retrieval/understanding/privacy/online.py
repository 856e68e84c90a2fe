"""Addresses on the net: e-mail, also spelled out; web pages; IP and hardware addresses."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from ipaddress import AddressValueError, IPv6Address

from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_emails", "find_hosts", "find_links", "find_spelled_emails", "words"]

_LOCAL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}"
_TOP = r"(?:[A-Za-z][a-z]{1,14}|[A-Z]{2,15})(?![a-z]*@)"
_DOT = r"\s*(?:\.|。|．|[\[({<（【]\s*(?:dot|点)\s*[\])}>）】]|\bdot\b|点)\s*"
_AT = r"\s*(?:@|[\[({<（【]\s*(?:at|@|艾特)\s*[\])}>）】]|艾特|\(a\))\s*"
_SPELLED_HINT = re.compile(
    r"艾特|[(\[{<（【]\s?at|#(?:qq|163|gmail)|点(?:com|cn)|\bat\s+\S|\bdot\b|\(a\)", re.IGNORECASE
)
_SPELLED_PLAINLY = re.compile(rf"\A{_LOCAL}\s+at\s+\S+\Z", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_PERSONAL_LINK = re.compile(
    r"@|/(?:u|user|users|people|in)/[^/]+|[?&#/](?:uid|user|userid|user_id|token|access_token|email|phone|mobile"
    r"|order_?id|session|auth|openid)=",
    re.IGNORECASE,
)
_OWN_PAGE = re.compile(
    r"(?:web ?site|home ?page|web ?page|portfolio|blog|my (?:own )?(?:site|page|profile|shop|store|channel))"
    r"\s*(?:[:：]|is\b|=|\n)\s*\Z|(?:posted|uploaded|shared)(?: \w+){0,3}\s*[:：]?\s*\Z"
    r"|(?:[个個]人(?:主[页頁]|[网網][页頁站]|空间|博客)|我的(?:博客|主页|网站|空间|店铺?|网店|相册|视频))"
    r"\s*(?:[:：]|是)?\s*\Z",
    re.IGNORECASE,
)
_TRAIL = ".,;:!?'\")]，。"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?<![\d.])(?<![A-Za-z]/)(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)")
_PRIVATE = re.compile(r"192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.0\.|10\.\d+\.\d+\.")
_HIGH = 60
"""Versions hardly have a part so high; addresses nearly always do."""

_IPV6 = re.compile(r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])")
_MAC = re.compile(
    r"(?<![0-9A-Za-z\-])(?<!\b[0-9A-Fa-f]{2}:)[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
    r"(?![0-9A-Za-z:\-])|(?<![0-9A-Za-z.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![0-9A-Za-z.])"
)
_MAC_WORDS = re.compile(r"mac|物理地址|网卡|hardware|wi-?fi|bluetooth|蓝牙", re.IGNORECASE)


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `online.toml`."""
    file = resources.files(__package__) / "online.toml"
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))[name])


def find_emails(text: str) -> Iterator[Span]:
    for match in _emails().finditer(text):
        yield Span(*match.span(), "email", 0.97)


def find_spelled_emails(text: str) -> Iterator[Span]:
    """abc (at) example (dot) com, abc艾特qq点com."""
    if not _SPELLED_HINT.search(text):
        return
    for match in _spelled().finditer(text):
        written = match.group()
        if _SPELLED_PLAINLY.match(written) and not _at_known_host().search(written):
            continue  # "meet me at example.com"
        yield Span(*match.span(), "email", 0.96)


def find_links(text: str) -> Iterator[Span]:
    """Links that lead to a person: to someone's own page, or with a user, an order or a token in them."""
    for match in _URL.finditer(text):
        written = match.group().rstrip(_TRAIL)
        address = re.sub(r"\Ahttps?://", "", written.lower())
        host = re.split(r"[/?#]", address, maxsplit=1)[0].rsplit("@")[-1]
        own = _OWN_PAGE.search(text, max(0, match.start() - 24), match.start())
        public = any(host == each or host.endswith("." + each) for each in words("public_hosts"))
        if "." in host and (_PERSONAL_LINK.search(written) or (own and not public)):
            yield Span(match.start(), match.start() + len(written), "url", 0.975)


def find_hosts(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text):
        start, end = match.span()
        if "code" in labels(text, start):
            continue
        high = max(map(int, match.group().split("."))) >= _HIGH
        if high or _PRIVATE.match(match.group()) or cued("net", text, start, end, after=14, clause=True):
            yield Span(start, end, "ip", 0.93)
    for match in _IPV6.finditer(text):
        if _is_ipv6(match.group()):
            yield Span(*match.span(), "ip", 0.95)
    for match in _MAC.finditer(text):
        timelike = re.fullmatch(r"[\d:]+", match.group())
        if not timelike or _MAC_WORDS.search(text, max(0, match.start() - 20), match.start()):
            yield Span(*match.span(), "mac", 0.96)


def _is_ipv6(written: str) -> bool:
    try:
        IPv6Address(written)
    except AddressValueError:
        return False
    return sum(map(str.isalnum, written)) >= 4


@cache
def _emails() -> re.Pattern[str]:
    return re.compile(
        rf"{_LOCAL}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+{_TOP}|{_LOCAL}@{_host()}(?![A-Za-z0-9])"
    )


@cache
def _spelled() -> re.Pattern[str]:
    top = r"(?:com|cn|net|org|edu|gov|io|info|biz|co|me|hk|tw|uk|de|fr)"
    name = r"[A-Za-z0-9\-]{2,}"
    return re.compile(
        rf"{_LOCAL}(?:#{_host()}\.(?:com|cn|net)|(?:{_AT}|\s+at\s+)(?:{_host()}(?:{_DOT}{top})+"
        rf"|{name}(?:{_DOT}{name})*?{_DOT}{top}))(?![A-Za-z0-9])",
        re.IGNORECASE,
    )


@cache
def _at_known_host() -> re.Pattern[str]:
    return re.compile(rf"\bat\s+{_host()}\.", re.IGNORECASE)


def _host() -> str:
    return "(?:" + "|".join(map(re.escape, words("mail_hosts"))) + ")"
