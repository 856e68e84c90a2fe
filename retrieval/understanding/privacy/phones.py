"""Phone numbers: of China and its neighbours, of North America, and whatever is called a phone number."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_disguised", "find_phones"]

_GAP = r"[ \t\u00a0\u3000\-._·•/()（）—–‐‑‒−﹣－,，、~～]"
_EXTENSION = (
    r"(?:\s*(?:转|轉|分机号?|分機號?|ext(?:ension)?\.?|x|#|-(?=\d{1,5}(?!\d)))\s*[:：]?\s*\d{1,6}(?!\d))?"
)
_OPEN = r"(?<!\d)(?<!\d\.)"
_CHINA = r"(?:(?:\+|00)?[（(]?\+?86[)）]?[ \t\u00a0\u3000\-]{0,3})?"

_AMERICAN_SIZES = [1, 3, 3, 4]
_DASH = r"[ \t\u00a0\u3000\-]?"
_US_GAP = r"(?:\.|[ \t\u00a0\u3000\-–]{1,3})"

_MOBILE = re.compile(rf"{_OPEN}{_CHINA}(1(?:{_GAP}{{0,3}}\d){{10}})(?!\d)")
_DISGUISED = re.compile(rf"(?<![A-Za-z\d])[1Il][3-9](?:{_GAP}?[\dOoIl]){{9}}(?![A-Za-z\d])")
_GLUED = re.compile(r"(?<!\d)(?:1[3-9]\d{9}){2,3}(?!\d)")
_LANDLINE = re.compile(
    rf"{_OPEN}{_CHINA}[（(]?(0(?:10|2[0-9]|[3-9]\d{{2}}))[)）]?([ \t\u00a0\u3000\-—–‐‑‒−﹣－·.]{{0,3}})"
    rf"([1-9](?:[ \t\u00a0\u3000\-]?\d){{6,7}})(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(
    rf"{_OPEN}[（(]?(?:\+|00)?[（(]?(852|853|886)[)）]?([ \t\u00a0\u3000\-—–‐‑‒−﹣－]{{0,3}})"
    rf"(\(?\d(?:[ \t\u00a0\u3000\-()）]{{0,2}}\d){{6,9}})(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_TAIWAN = re.compile(
    rf"{_OPEN}(?:09\d{{2}}{_DASH}\d{{3}}{_DASH}\d{{3}}|0[2-8][ \t\u00a0\u3000\-]\d{{4}}{_DASH}\d{{4}})(?!\d)"
)
_INTERNATIONAL = re.compile(
    r"(?<![\d+/])(?:\+\s?|00(?=[1-9])|00[1-9]{1,3}[ \-])[(（]?[1-9]"
    rf"(?:(?:\.|[ \t\u00a0\-()]{{0,3}})\d){{6,14}}(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"(?<![\d.\-])(?:(?:\+|00)?1{_US_GAP}?)?(?:\([2-9]\d{{2}}\){_US_GAP}?|[2-9]\d{{2}}{_US_GAP})"
    rf"[2-9]\d{{2}}{_US_GAP}\d{{4}}(?!\d|[\-.]\d){_EXTENSION}",
    re.IGNORECASE,
)
_TRUNK = re.compile(
    r"(?<![\d.,\-/])(?:\(0\d{1,4}\)\s?|0\d{1,4}[ \t\u00a0\u3000\-.])"
    r"\d{2,6}(?:[ \t\u00a0\u3000\-.]\d{2,4}){0,3}(?!\d|[\-.,/:]\d)"
)
_ANY = re.compile(
    r"(?<![\d.,:/vV])(?:\+|\(\+?)?\d(?:[ \t\u00a0\u3000\-.()/]{0,3}\d){5,21}"
    rf"(?!\d|:\d|[.,]\d){_EXTENSION}",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    rf"(?<![\d\-+])(?<!\d[ .])(?:[48]00(?:{_DASH}\d){{7}}"
    r"|\+?1[ \-.]?\(?8(?:00|88|77|66|55|44|33)\)?[ \-.]\d{3}[ \-.]\d{4}"
    rf"|0800[ \-]\d{{3}}{_DASH}\d{{3,4}}|1800[ \-]\d{{3}}[ \-]\d{{3}})(?![\d\-])"
)
_BARE = re.compile(r"(?<![\dA-Za-z.\-])\d{7,12}(?![\dA-Za-z.\-])")
_CONTACT = re.compile(r"(?:qq|扣扣)\s?[:：]?\s?\d{5,12}", re.IGNORECASE)
_LEAST_ALONE = 10
_LIST_MARKS = re.compile(r"\s?[，,、/／]\s?")
_LIST_LINK = re.compile(r"\s?[，,、/／]\s?|[^\d。！!？?；;，,]{0,12}")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:[\-./年]\s?[01]?\d(?:[\-./月]\s?[0-3]?\d)?(?!\d)|[01]\d[0-3]\d(?!\d{2})"
    r"|\s?[\-–—~～/]\s?(?:19|20)\d{2})|(?<!\d)\d{1,2}[\-./]\d{1,2}[\-./](?:19|20)\d{2}"
    r"|(?<!\d)(?:19|20)\d{2}[)）]|\A\d+\.\d+\Z"
)
_DAY = re.compile(
    r"(?<!\d)(?:19|20)\d{2}[\-./][01]?\d[\-./][0-3]?\d(?!\d)|(?<!\d)\d{1,2}[\-./]\d{1,2}[\-./](?:19|20)\d{2}(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}[01]\d[0-3]\d(?!\d)"
)
_DAY_GROUPS = 4
_MONEY_BEFORE = re.compile(r"(?:[$¥￥€£]|RMB|USD|CNY|HK\$|NT\$|[a-z]{2}\$)\s*\Z", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"\s*(?:元|块|万|亿|％|%|°|℃|次|人|条|件|个|分钟|公里|毫安|(?:mah|[mgt]b|km|kg|ml|usd|dollars?|pounds?|euros?|points?"
    r"|miles?|steps|views)\b)",
    re.IGNORECASE,
)


def find_phones(text: str) -> Iterator[Span]:
    """Numbers one could call. Sure without a word beside them where the form says enough."""
    found: list[Span] = []
    for find in (_service_lines, _mobiles, _landlines, _neighbours, _american, _abroad, _called):
        found += find(text)
    yield from found
    yield from _listed(text, found)


def _service_lines(text: str) -> Iterator[Span]:
    """Numbers of companies and offices that anyone may know."""
    for match in _SERVICE.finditer(text):
        yield Span(*match.span(), "service_line", 0.935)


def _listed(text: str, found: list[Span]) -> Iterator[Span]:
    """A bare number of the right length close after a phone number: the next of a list of contacts."""
    ends = [each.end for each in found] + [match.end() for match in _CONTACT.finditer(text)]
    for match in _BARE.finditer(text):
        start, end = match.span()
        link = _LIST_LINK if end - start >= _LEAST_ALONE else _LIST_MARKS
        near = any(link.fullmatch(text, stop, start) for stop in ends if stop <= start)
        if near and not _is_date(match.group()):
            yield Span(start, end, "phone", 0.7)


def _mobiles(text: str) -> Iterator[Span]:
    for match in _GLUED.finditer(text):
        yield Span(*match.span(), "phone", 0.92)
    for match in _MOBILE.finditer(text):
        start, end = match.span()
        number = match.group(1)
        sizes = [len(group) for group in re.findall(r"\d+", number)]
        if re.sub(r"\D", "", number)[1] < "3" or (sizes == _AMERICAN_SIZES and _AMERICAN.match(text, start)):
            continue
        if number.isdigit():
            if not _is_glued_code(text, end) and not _counts_something(text, start, end):
                yield Span(start, end, "phone", 0.93)
        elif _plausible_groups(number) or cued("phone", text, start, end):
            yield Span(start, end, "phone", 0.9)


def _is_glued_code(text: str, end: int) -> bool:
    """Part of a code such as AB13812345678CD; words and names may stand right beside a number."""
    after = text[end : end + 2]
    return after[:1].isascii() and after[:1].isalpha() and after[:1].isupper() and not after[1:].islower()


def _plausible_groups(number: str) -> bool:
    """Not a list of sizes, an amount with thousands marked, or a day beside another number."""
    sizes = tuple(map(len, re.findall(r"\d+", number)))
    if "," in number and sizes[1:] == (3,) * (len(sizes) - 1):
        return False
    if set(sizes[:-1]) == {3} and sizes[-1] < 3 and not re.search(r"[^\d ]", number):
        return False
    if "、" in number or "，" in number or "," in number:
        return sizes == (3, 4, 4) or set(sizes) == {1}
    return len(sizes) > _DAY_GROUPS or not _DAY.search(number)


def find_disguised(text: str) -> Iterator[Span]:
    """Letters for digits: I38OOl38OOO."""
    for match in _DISGUISED.finditer(text):
        if sum(map(str.isdigit, match.group())) >= 4 and not match.group().isdigit():
            yield Span(*match.span(), "phone", 0.85)


def _landlines(text: str) -> Iterator[Span]:
    for match in _LANDLINE.finditer(text):
        start, end = match.span()
        if not _counts_something(text, start, end):
            yield Span(start, end, "phone", 0.9 if match.group(2) else 0.8)


def _neighbours(text: str) -> Iterator[Span]:
    """Hong Kong, Macao and Taiwan; with a plus, a mark after the code, or a word for a phone before it."""
    for match in _NEIGHBOURS.finditer(text):
        start, end = match.span()
        digits = sum(map(str.isdigit, match.group(3)))
        marked = not text[start].isdigit() or text.startswith("00", start) or bool(match.group(2))
        if (digits == 8 or match.group(1) == "886") and (marked or cued("phone", text, start, end)):
            yield Span(start, end, "phone", 0.88)
    for match in _TAIWAN.finditer(text):
        yield Span(*match.span(), "phone", 0.8)


def _american(text: str) -> Iterator[Span]:
    for match in _AMERICAN.finditer(text):
        start, end = match.span()
        if not _counts_something(text, start, end):
            yield Span(start, end, "phone", 0.86)


def _abroad(text: str) -> Iterator[Span]:
    """A plus or two zeros and a country's number; or the zero that many countries dial first, and groups."""
    for match in _INTERNATIONAL.finditer(text):
        start, end = match.span()
        if not _counts_something(text, start, end) and (
            text[start] == "+" or cued("phone", text, start, end) or _grouped(match.group())
        ):
            yield Span(start, end, "phone", 0.84)
    for match in _TRUNK.finditer(text):
        start, end = match.span()
        if 8 <= sum(map(str.isdigit, match.group())) <= 12 and not _is_date(match.group()):
            yield Span(start, end, "phone", 0.82)


def _grouped(number: str) -> bool:
    return len(re.findall(r"\d+", number)) >= 3


def _called(text: str) -> Iterator[Span]:
    """Whatever is called a phone number, in the groups of any country."""
    for match in _ANY.finditer(text):
        start, end = match.span()
        digits = sum(map(str.isdigit, match.group()))
        if digits < 7 and not (digits == 6 and "phone" in labels(text, start)):
            continue
        if _is_date(match.group()) or _counts_something(text, start, end):
            continue
        if "phone" in labels(text, start) or (digits in range(8, 14) and "callee" in labels(text, start)):
            yield Span(start, end, "phone", 0.87)
        elif (digits <= 13 and cued("phone", text, start, end, before=30, clause=True)) or (
            digits in range(8, 13) and cued("callee", text, start, end, before=12, clause=True)
        ):
            yield Span(start, end, "phone", 0.75)


def _is_date(number: str) -> bool:
    return _DATE.search(number) is not None


def _counts_something(text: str, start: int, end: int) -> bool:
    """Money or a quantity: a currency before it, a unit after it."""
    return bool(_MONEY_BEFORE.search(text, max(0, start - 5), start) or _UNIT_AFTER.match(text, end))
