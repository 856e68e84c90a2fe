"""Bank cards, accounts, IBANs and wallets; device numbers, whose check digit is that of cards."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.checksums import is_iban, is_luhn
from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_money", "find_wallets"]

_CARD = re.compile(
    r"(?<![\dA-Za-z])(?<!\d\.)\d(?:[ \t\u00a0\u3000\-._·—–,，、]{0,2}\d){11,40}(?![A-Za-z]{2,}\d)"
)
_GROUP = re.compile(r"\d+")
_LEAST, _MOST = 12, 19
_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|62\d{14,17}|3[47]\d{13}|35\d{14}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d{2})\d{12}|9558\d{15}|60\d{17}|62\d{14})\Z"
)
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \t\u00a0\u3000\-]?[A-Z0-9]){10,30}(?![A-Za-z0-9])", re.IGNORECASE
)
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        ("15", "NO"),
        ("16", "BE"),
        ("18", "DK FI FO GL NL"),
        ("19", "MK SI"),
        ("20", "AT BA EE KZ LT LU XK"),
        ("21", "CH HR LI LV"),
        ("22", "BG BH CR DE GB GE IE ME RS VA"),
        ("23", "AE GI IL IQ OM TL"),
        ("24", "AD CZ ES MD PK RO SA SE SK TN VG"),
        ("25", "LY PT ST"),
        ("26", "IS TR"),
        ("27", "BI DJ FR GR IT MC MR SM"),
        ("28", "AL AZ BY CY DO EG GT HU LB NI PL SV"),
        ("29", "BR PS QA UA"),
        ("30", "JO KW MU"),
        ("31", "MT SC"),
    )
    for country in countries.split()
}
"""Places of an IBAN by country: the SWIFT registry of ISO 13616."""
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])\d(?:[ \t\u00a0\u3000\-]?\d){5,24}(?![A-Za-z0-9])")
_WALLET = re.compile(
    r"(?<![A-Za-z0-9])(?:bc1[ac-hj-np-z02-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}"
    r"|T[1-9A-HJ-NP-Za-km-z]{33})(?![A-Za-z0-9])"
)
_LEAST_TURNS = 8
"""Changes between capitals, small letters and digits in a wallet's address; words have few."""

_SAME_SORT = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")

_IMEI = re.compile(
    r"(?<!\d)\d{2}[ \t\u00a0\u3000\-]?\d{6}[ \t\u00a0\u3000\-]?\d{6}[ \t\u00a0\u3000\-]?\d{1,2}(?!\d)"
)


def find_money(text: str) -> Iterator[Span]:
    for find in (_cards, _ibans, _accounts, _devices):
        yield from find(text)


def _cards(text: str) -> Iterator[Span]:
    """Sure by issuer and check digit; by what it is called, also with a digit mistyped."""
    for match in _CARD.finditer(text):
        groups = [each.span() for each in _GROUP.finditer(text, *match.span())]
        found = _checked(text, groups)
        if found:
            yield Span(*found, "bank_card", 0.95)
        start, end = _first_number(groups)
        if found and start < found[1] and found[0] < end:
            continue
        digits = sum(map(str.isdigit, text[start:end]))
        if not _LEAST <= digits <= _MOST or _has_decimals(text[start:end]):
            continue
        if "bank_card" in labels(text, start):
            yield Span(start, end, "bank_card", 0.955)
        elif digits >= 15 and cued("bank_card", text, start, end, before=16, after=8):
            yield Span(start, end, "bank_card", 0.9)
        elif _in_fours(text[start:end]) and text[start] in "3456":
            yield Span(start, end, "bank_card", 0.8)


def _checked(text: str, groups: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The longest row of groups that an issuer may have given out and whose check digit is right."""
    for first in range(len(groups)):
        for last in range(len(groups) - 1, first - 1, -1):
            start, end = groups[first][0], groups[last][1]
            number = "".join(text[begin:stop] for begin, stop in groups[first : last + 1])
            fits = _LEAST <= len(number) <= _MOST and _ISSUERS.match(number) and is_luhn(number)
            if fits and not _has_decimals(text[start:end]):
                return start, end
    return None


def _first_number(groups: list[tuple[int, int]]) -> tuple[int, int]:
    """A long first group is a number of its own; shorter ones belong together while there is room."""
    start, end = groups[0]
    digits = end - start
    if digits < _LEAST:
        for begin, stop in groups[1:]:
            if digits + stop - begin > _MOST:
                break
            end, digits = stop, digits + stop - begin
    return start, end


def _has_decimals(written: str) -> bool:
    if len(_GROUP.findall(written)) > 5:
        return False
    return written.count(".") == 1 or re.search(r"\.\d+[ \t\u00a0\u3000,，、]", written) is not None


def _in_fours(written: str) -> bool:
    sizes = [len(group) for group in re.findall(r"\d+", written)]
    return len(sizes) >= 4 and set(sizes[:4]) == {4}


def _ibans(text: str) -> Iterator[Span]:
    """By check digits and the length of the country; by what it is called, also with a sign mistyped."""
    for match in _IBAN.finditer(text):
        start, end = match.span()
        places = [match.start() + place for place, sign in enumerate(match.group()) if sign.isalnum()]
        length = _IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        code = re.sub(r"[ \t\u00a0\u3000\-]", "", match.group()).upper()[:length]
        fits = length and len(places) >= length and is_iban(code)
        if fits and _in_groups(text[start : places[length - 1] + 1]):
            yield Span(start, places[length - 1] + 1, "iban", 0.98)
        elif "iban" in labels(text, start):
            yield Span(start, end, "iban", 0.955)


def _in_groups(written: str) -> bool:
    """In one piece or in fours: not a short code and the words behind it."""
    *groups, last = re.split(r"[ \t\u00a0\u3000\-]", written)
    return not groups or ({len(each) for each in groups} == {4} and len(last) <= 4)


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        start, end = match.span()
        if "bank_account" in labels(text, start):
            yield Span(start, end, "bank_account", 0.945)
        elif "tax_id" in labels(text, start):
            yield Span(start, end, "tax_id", 0.945)


def find_wallets(text: str) -> Iterator[Span]:
    for match in _WALLET.finditer(text):
        written = match.group()
        if written.startswith(("0x", "bc1")) or len(_SAME_SORT.findall(written)) > _LEAST_TURNS:
            yield Span(*match.span(), "crypto", 0.95)


def _devices(text: str) -> Iterator[Span]:
    for match in _IMEI.finditer(text):
        if "device" in labels(text, match.start()):
            yield Span(*match.span(), "device", 0.975)
