"""Numbers of documents: identity cards, passports, permits, licences, plates; and days of birth."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.checksums import is_credit_code, is_resident_id, looks_like_resident_id
from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_births", "find_papers", "find_plates", "find_postcodes"]

_S = r"[ \t\u00a0\u3000\-._·—–,，、]{0,2}"
_RESIDENT = re.compile(
    rf"(?<![\dA-Za-z])[1-8](?:{_S}\d){{16}}{_S}[\dXx](?![\dA-Za-z])|(?<![\dA-Za-z])[1-8]\d{{16}}[\dXx](?!\d)"
)
_RESIDENT_15 = re.compile(r"(?<![\dA-Za-z])[1-8]\d{14}(?![\dA-Za-z])")
_NEAR_RESIDENT = re.compile(rf"(?<!\d)\d(?:{_S}[\dXx]){{13,18}}(?!\d)")
_CREDIT_CODE = re.compile(
    r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{2}\d{6}[0-9A-Za-z]{10}(?![A-Za-z0-9])"
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[EGDSPHK][A-HJ-NP-Z]?\s?\d(?:\s?\d){6,7}|(?:[A-Z]{1,2}\s?)?\d(?:\s?\d){5,8}[A-Z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:[CWHMTL][A-Z]?\s?)?\d{7,10}(?:\s?[(（]?[A-Z0-9]{1,2}[)）]?)?|[CW]\d[A-Z]\d{6})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9](?:-?[A-Za-z0-9]){4,19}(?![A-Za-z0-9])")
_SSN = re.compile(r"(?<![\d\-])(?!000|666)\d{3}([\-\s–.])(?!00)\d{2}\1(?!0000)\d{4}(?![\d\-])")
_SSN_BARE = re.compile(
    r"(?<![\dA-Za-z\-])\d{3}[ \t\u00a0\u3000\-]?\d{2}[ \t\u00a0\u3000\-]?\d{4}(?![\dA-Za-z\-])"
)
_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])\s?([A-HJ-NP-Za-hj-np-z])"
    r"[ \t\u00a0\u3000·.•\-]?"
    r"([A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳][A-HJ-NP-Za-hj-np-z0-9]?)(?![A-Za-z0-9])"
)
_PLATE_WORDS = re.compile(r"plate|[Rr]eg|[车車牌]")
_PLATE_ABROAD = re.compile(
    r"(?<![A-Za-z0-9])[A-Z0-9]{1,4}[\- ]?[A-Z0-9]{2,4}(?:[\- ][A-Z0-9]{1,4})?(?![A-Za-z0-9])"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:19|20)\d{2}"
_DATE = (
    rf"(?:{_YEAR}\s?[\-./年]\s?\d{{1,2}}\s?[\-./月]\s?\d{{1,2}}日?号?|{_YEAR}\d{{4}}|{_YEAR}年\d{{1,2}}月"
    rf"|\d{{1,2}}[\-./]\d{{1,2}}[\-./](?:{_YEAR}|\d{{2}})|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}\.?,?\s{_YEAR}"
    rf"|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR})"
)
_BIRTH = re.compile(rf"(?<!\d){_DATE}(?![\d:])", re.IGNORECASE)
_BORN_AFTER = re.compile(r"\s?(?:出生|生人|生的)")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{2,5}[\- ]\d{2,4}|\d{4} ?[A-Z]{2}|\d{4,6}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def find_postcodes(text: str) -> Iterator[Span]:
    """Only where they are called so; those inside an address belong to the address."""
    for match in _POSTCODE.finditer(text):
        if "postcode" in labels(text, match.start()):
            yield Span(*match.span(), "postcode", 0.96)


def find_papers(text: str) -> Iterator[Span]:
    for find in (_resident_ids, _credit_codes, _travel, _licences, _social):
        yield from find(text)


def _resident_ids(text: str) -> Iterator[Span]:
    for match in _RESIDENT.finditer(text):
        start, end = match.span()
        number = re.sub(r"[^\dX]", "", match.group().upper())
        if is_resident_id(number):
            yield Span(start, end, "id_card", 0.99)
        elif looks_like_resident_id(number):
            yield Span(start, end, "id_card", 0.93 if "id_card" in labels(text, start) else 0.91)
    for match in _RESIDENT_15.finditer(text):
        if looks_like_resident_id(match.group()):
            yield Span(*match.span(), "id_card", 0.95 if cued("id_card", text, *match.span()) else 0.7)
    for match in _NEAR_RESIDENT.finditer(text):
        if "id_card" in labels(text, match.start()) or cued("id_card", text, *match.span(), before=12):
            yield Span(*match.span(), "id_card", 0.95)


def _credit_codes(text: str) -> Iterator[Span]:
    for match in _CREDIT_CODE.finditer(text):
        start, end = match.span()
        code = match.group().upper()
        if is_credit_code(code) and (code[0] in "159Y" or cued("credit_code", text, start, end)):
            yield Span(start, end, "credit_code", 0.985)
        elif "credit_code" in labels(text, start):
            yield Span(start, end, "credit_code", 0.95)


def _travel(text: str) -> Iterator[Span]:
    for kind, pattern in (("passport", _PASSPORT), ("travel_permit", _PERMIT)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind in labels(text, start):
                yield Span(start, end, kind, 0.96)
            elif text[start].isalpha() and cued(kind, text, start, end, before=24, after=12, clause=True):
                yield Span(start, end, kind, 0.9)


def _licences(text: str) -> Iterator[Span]:
    for match in _LICENCE.finditer(text):
        start, end = match.span()
        if sum(map(str.isdigit, match.group())) >= 4 and "driver_license" in labels(text, start):
            yield Span(start, end, "driver_license", 0.96)


def _social(text: str) -> Iterator[Span]:
    for match in _SSN.finditer(text):
        start, end = match.span()
        if match.group(1) == "-" or "ssn" in labels(text, start):
            yield Span(start, end, "ssn", 0.95 if cued("ssn", text, start, end) else 0.85)
    for match in _SSN_BARE.finditer(text):
        if "ssn" in labels(text, match.start()):
            yield Span(*match.span(), "ssn", 0.95)
    for match in _INSURANCE.finditer(text):
        start, end = match.span()
        even = match.group().count(" ") in (0, 4)
        if (even and match.group().isupper()) or cued("ssn", text, start, end):
            yield Span(start, end, "ssn", 0.9)


def find_plates(text: str) -> Iterator[Span]:
    """Plates, which have few digits."""
    for match in _PLATE.finditer(text):
        start, end = match.span()
        body = match.group(3)
        if sum(map(str.isdigit, body)) >= 3 and (
            match.group().isupper() or cued("plate", text, start, end, after=10) or body.isdigit()
        ):
            yield Span(start, end, "plate", 0.92)
    for match in _PLATE_ABROAD.finditer(text) if _PLATE_WORDS.search(text) else ():
        if any(map(str.isdigit, match.group())) and "plate" in labels(text, match.start()):
            yield Span(*match.span(), "plate", 0.85)


def find_births(text: str) -> Iterator[Span]:
    for match in _BIRTH.finditer(text):
        if (
            cued("birth", text, *match.span(), before=16)
            or "birth" in labels(text, match.start())
            or _BORN_AFTER.match(text, match.end())
        ):
            yield Span(*match.span(), "birth_date", 0.9)
