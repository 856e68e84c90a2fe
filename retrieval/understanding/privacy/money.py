"""Bank cards, accounts, IBANs and wallets; device numbers, whose check digit is that of cards."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.checksums import is_iban, is_luhn
from retrieval.understanding.privacy.context import cued, labels
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_money", "find_wallets"]

_CARD = re.compile(r"(?<![\dA-Za-z])(?<!\d\.)\d(?:[\s\-._·—–,，、]{0,2}\d){11,18}(?!\d|[A-Za-z]{2,}\d)")
_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|62\d{14,17}|3[47]\d{13}|35\d{14}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d{2})\d{12}|9558\d{15}|60\d{17}|62\d{14})\Z"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[\s\-]?[A-Z0-9]){10,30}(?![A-Za-z0-9])", re.IGNORECASE)
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
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])\d(?:[\s\-]?\d){5,24}(?![A-Za-z0-9])")
_WALLET = re.compile(
    r"(?<![A-Za-z0-9])(?:bc1[ac-hj-np-z02-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}"
    r"|T[1-9A-HJ-NP-Za-km-z]{33})(?![A-Za-z0-9])"
)
_IMEI = re.compile(r"(?<!\d)\d{2}[\s\-]?\d{6}[\s\-]?\d{6}[\s\-]?\d{1,2}(?!\d)")


def find_money(text: str) -> Iterator[Span]:
    for find in (_cards, _ibans, _accounts, _devices):
        yield from find(text)


def _cards(text: str) -> Iterator[Span]:
    """Sure by issuer and check digit; by what it is called, also with a digit mistyped."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        number = re.sub(r"\D", "", match.group())
        if is_luhn(number) and _ISSUERS.match(number):
            yield Span(start, end, "bank_card", 0.95)
        elif "bank_card" in labels(text, start):
            yield Span(start, end, "bank_card", 0.955)
        elif _has_decimals(match.group()):
            continue
        elif len(number) >= 15 and cued("bank_card", text, start, end, before=16, after=8):
            yield Span(start, end, "bank_card", 0.9)
        elif _in_fours(match.group()) and number[0] in "3456":
            yield Span(start, end, "bank_card", 0.8)


def _has_decimals(written: str) -> bool:
    return "." in written and {len(group) for group in re.findall(r"\d+", written)} != {4}


def _in_fours(written: str) -> bool:
    sizes = [len(group) for group in re.findall(r"\d+", written)]
    return len(sizes) >= 4 and set(sizes[:4]) == {4}


def _ibans(text: str) -> Iterator[Span]:
    """By check digits and the length of the country; by what it is called, also with a sign mistyped."""
    for match in _IBAN.finditer(text):
        start, end = match.span()
        places = [match.start() + place for place, sign in enumerate(match.group()) if sign.isalnum()]
        length = _IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        code = re.sub(r"[\s\-]", "", match.group()).upper()[:length]
        if length and len(places) >= length and is_iban(code):
            yield Span(start, places[length - 1] + 1, "iban", 0.98)
        elif "iban" in labels(text, start):
            yield Span(start, end, "iban", 0.955)


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
        if any(map(str.isdigit, written[1:])) and any(map(str.isalpha, written[1:])):
            if written.startswith(("0x", "bc1")) or (
                any(map(str.isupper, written)) and any(map(str.islower, written))
            ):
                yield Span(*match.span(), "crypto", 0.95)


def _devices(text: str) -> Iterator[Span]:
    for match in _IMEI.finditer(text):
        if "device" in labels(text, match.start()):
            yield Span(*match.span(), "device", 0.975)
