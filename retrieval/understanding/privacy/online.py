"""Addresses and accounts on the net: e-mail, web, IP, hardware, WeChat, QQ and others."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_accounts", "find_emails", "find_hosts", "find_links", "find_qq", "find_spelled_emails"]

_TLD = r"(?:[A-Za-z][a-z]{1,14}|[A-Z]{2,15})(?![a-z]*@)"
_PROVIDER = r"(?:qq|vip\.qq|foxmail|163|126|139|189|yeah|sina|vip\.sina|sohu|tom|aliyun|gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|proton|protonmail|gmx|mail|naver|hanmail)"
_LOCAL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}"
_EMAIL = re.compile(
    rf"{_LOCAL}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+{_TLD}|{_LOCAL}@{_PROVIDER}(?![A-Za-z0-9])"
)
_DOT = r"\s*(?:\.|。|．|[\[({<（【]\s*(?:dot|点)\s*[\])}>）】]|\bdot\b|点)\s*"
_AT = r"\s*(?:@|[\[({<（【]\s*(?:at|@|艾特)\s*[\])}>）】]|艾特|\(a\))\s*"
_SPELLED = re.compile(
    rf"{_LOCAL}(?:#{_PROVIDER}\.(?:com|cn|net)|(?:{_AT}|\s+at\s+)(?:{_PROVIDER}(?:{_DOT}(?:com|cn|net|org|co|me|hk|tw|uk|de|fr))+"
    rf"|[A-Za-z0-9\-]{{2,}}(?:{_DOT}[A-Za-z0-9\-]{{2,}})*?{_DOT}(?:com|cn|net|org|edu|gov|io|info|biz|hk|tw|uk|de|fr)))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPELLED_HINT = re.compile(
    r"艾特|[(\[{<（【]\s?at|#(?:qq|163|gmail)|点(?:com|cn)|\bat\s+\S|\bdot\b|\(a\)", re.IGNORECASE
)
_SPELLED_PLAINLY = re.compile(rf"\A{_LOCAL}\s+at\s+\S+\Z", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_IPV4 = re.compile(
    r"(?<![\d.])(?<![A-Za-z]/)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d]|\.\d)"
)
_IPV6 = re.compile(r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])")
_MAC = re.compile(
    r"(?<![0-9A-Za-z\-])(?<!\b[0-9A-Fa-f]{2}:)[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:\-])|(?<![0-9A-Za-z.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![0-9A-Za-z.])"
)
_MAC_WORDS = re.compile(r"mac|物理地址|网卡|hardware|wi-?fi|bluetooth|蓝牙", re.IGNORECASE)
_PRIVATE = re.compile(r"192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.0\.|10\.\d+\.\d+\.")
_HIGH = 60

_WECHAT_NAMES = r"微\s?信|微❤|薇信|威信|徽信|维信|v信|薇\s?芯|we\s?chat|weixin|(?<![A-Za-z])(?:wx|vx)(?![A-Za-z]{2}\s)|(?:加|➕|\+)\s?[v微薇威]|(?<![A-Za-z])v(?=\s?[:：])|[薇威](?=\s?[:：])|公众帐?号|卫星号"
_WECHAT = re.compile(
    rf"(?:{_WECHAT_NAMES})(?P<link>(?:\s|[:：=\-—~\"“'「【(（]|号码?|號|帐号|账号|id(?![A-Za-z0-9])|同号|是|为|為|我|加|叫|搜索?|(?:is|my|me|at)(?![A-Za-z0-9_])|公众|公共|名字?|[改换写填]成?了?|应该){{0,8}})"
    r"(?P<id>[A-Za-z][A-Za-z0-9_\-]{5,29}|[1-9]\d{4,11}|[A-Za-z0-9_\-]{6,20})(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_WXID = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{6,32}", re.IGNORECASE)
_STRONG_LINK = re.compile(r"[:：=]|号|號|id|搜|叫|是|为|為|is\b", re.IGNORECASE)
_COLLOQUIAL = re.compile(r"[加➕+]|\A[vw]x|薇|威|徽|维|v信|❤", re.IGNORECASE)
_QQ = re.compile(
    r"(?<!\d)(?<![A-PR-Za-pr-z])[1-9](?:[ \t\u3000\-._·—–]?\d){4,11}(?!\d|[.]\d|\s*[年月日元块次个])"
)
_DAY = re.compile(r"(?:19|20)\d{2}[\-./]\d")
_HANDLE = re.compile(
    r"(?<![A-Za-z])(?:telegram|tg|skype|line(?= id)|instagram|insta|ig|twitter|snapchat|snap|facebook|fb|tiktok|discord|whatsapp|msn)"
    r"(?: (?:id|handle|name|username|account|is))*\s*[:：@]\s*@?([A-Za-z0-9][A-Za-z0-9._#\-]{3,30})"
    r"|(?:抖音|小红书|微博|快手|支付宝|淘宝|旺旺|陌陌|b站|脸书|推特|人人)(?:账号|帐号|号|id|昵称)\s*(?:[:：]|是|为)?\s*@?([A-Za-z0-9][A-Za-z0-9._\-]{3,30})",
    re.IGNORECASE,
)
_PUBLIC = frozenset(
    [
        "t.co",
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "youtu.be",
        "youtube.com",
        "google.com",
        "apple.com",
        "microsoft.com",
        "amazon.com",
        "amzn.to",
        "ebay.com",
        "facebook.com",
        "twitter.com",
        "instagram.com",
        "wikipedia.org",
        "reddit.com",
        "github.com",
        "netflix.com",
        "paypal.com",
        "t.cn",
        "dwz.cn",
        "url.cn",
        "baidu.com",
        "taobao.com",
        "tmall.com",
        "jd.com",
        "weibo.com",
        "weibo.cn",
        "qq.com",
        "163.com",
        "sina.com.cn",
        "zhihu.com",
        "bilibili.com",
        "douyin.com",
        "meituan.com",
        "ele.me",
        "dianping.com",
        "pinduoduo.com",
        "suning.com",
        "alipay.com",
        "12306.cn",
        "gov.cn",
        "xinhuanet.com",
        "people.com.cn",
        "w3.org",
        "mozilla.org",
    ]
)
_PERSONAL_LINK = re.compile(
    r"@|/(?:u|user|users|people|in)/[^/]+|[?&#/](?:uid|user|userid|user_id|token|access_token|email|phone|mobile|order_?id|session|auth|openid)=",
    re.IGNORECASE,
)
_OWN_PAGE = re.compile(
    r"(?:website|web ?site|home ?page|web ?page|portfolio|blog|my (?:own )?(?:site|page|profile|shop|store|channel|link))"
    r"\s*(?:[:：]|is\b|=|\n)\s*\Z|(?:posted|uploaded|shared)(?: \w+){0,3}\s*[:：]?\s*\Z"
    r"|(?:[个個]人(?:主[页頁]|[网網][页頁站]|空间|博客)|我的(?:博客|主页|网站|空间|店铺?|网店|相册|视频))\s*(?:[:：]|是)?\s*\Z",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TRAIL = ".,;:!?'\")]，。"


def find_emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield Span(*match.span(), "email", 0.97)


def find_spelled_emails(text: str) -> Iterator[Span]:
    """abc (at) example (dot) com, abc艾特qq点com."""
    if not _SPELLED_HINT.search(text):
        return
    for match in _SPELLED.finditer(text):
        written = match.group()
        if _SPELLED_PLAINLY.match(written) and not re.search(
            rf"\bat\s+{_PROVIDER}\.", written, re.IGNORECASE
        ):
            continue  # "meet me at example.com"
        yield Span(*match.span(), "email", 0.96)


def find_links(text: str) -> Iterator[Span]:
    """Links that lead to a person: to someone's own page, or with a user, an order or a token in them."""
    for match in _URL.finditer(text):
        written = match.group().rstrip(_TRAIL)
        host = re.split(r"[/?#]", re.sub(r"\Ahttps?://", "", written.lower()), maxsplit=1)[0].rsplit("@")[-1]
        own = _OWN_PAGE.search(text, max(0, match.start() - 24), match.start())
        public = any(host == each or host.endswith("." + each) for each in _PUBLIC)
        if "." in host and (_PERSONAL_LINK.search(written) or (own and not public)):
            yield Span(match.start(), match.start() + len(written), "url", 0.975)


def find_hosts(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text):
        start, end = match.span()
        if "code" in labels(text, start):
            continue
        octets = [int(each) for each in match.group().split(".")]
        if (
            cued("net", text, start, end, after=24, clause=True)
            or _PRIVATE.match(match.group())
            or max(octets) >= _HIGH
        ):
            yield Span(start, end, "ip", 0.93)
    for match in _IPV6.finditer(text):
        if _is_ipv6(match.group()):
            yield Span(*match.span(), "ip", 0.95)
    for match in _MAC.finditer(text):
        if not re.fullmatch(r"[\d:]+", match.group()) or _MAC_WORDS.search(
            text, max(0, match.start() - 20), match.start()
        ):
            yield Span(*match.span(), "mac", 0.96)


def _is_ipv6(written: str) -> bool:
    try:
        IPv6Address(written)
    except AddressValueError:
        return False
    return sum(map(str.isalnum, written)) >= 4


def find_accounts(text: str) -> Iterator[Span]:
    for match in _WXID.finditer(text):
        yield Span(*match.span(), "wechat", 0.98)
    for match in _WECHAT.finditer(text):
        if _is_wechat(match):
            yield Span(*match.span("id"), "wechat", 0.96)
    for match in _HANDLE.finditer(text):
        yield Span(*match.span(1 if match.group(1) else 2), "account", 0.9)


def find_qq(text: str) -> Iterator[Span]:
    for match in _QQ.finditer(text):
        if "qq" in labels(text, match.start()) and not _DAY.match(match.group()):
            yield Span(*match.span(), "qq", 0.965)


def _is_wechat(match: re.Match[str]) -> bool:
    """A plain word after "WeChat" is an id only where something says so: "WeChat payment" is none."""
    name, link = match.group()[: match.start("link") - match.start()], match.group("link")
    value = match.group("id")
    if (
        name[0].isascii()
        and not re.match(r"we|wx|vx", name, re.IGNORECASE)
        and not _CHINESE.search(match.string)
    ):
        return False
    if (
        re.match(r"[vw]x|[加➕+]\s?v|v", name, re.IGNORECASE)
        and not link
        and (value.isalpha() or not _CHINESE.search(match.string))
    ):
        return False
    if any(map(str.isdigit, value)) or "_" in value:
        return True
    return bool(_STRONG_LINK.search(link) or _COLLOQUIAL.search(name))
