"""Bank cards, accounts, IBANs and wallets; device numbers, whose check digit is that of cards."""

import re
from collections.abc import Iterator

from retrieval.understanding.privacy.checksums import is_iban, is_luhn
from retrieval.understanding.privacy.context import cued, labelled
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_money"]

_CARD = re.compile(r"(?<![\dA-Za-z])(?<!\d\.)\d(?:[\s\-._·—–,，、]{0,2}\d){11,18}(?!\d|[A-Za-z]{2,}\d)")
_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|62\d{14,17}|3[47]\d{13}|35\d{14}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d{2})\d{12}|9558\d{15}|60\d{17}|62\d{14})\Z"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[\s\-]?[A-Z0-9]){10,30}(?![A-Za-z0-9])", re.IGNORECASE)
_IBAN_LEAST = 15
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])\d(?:[\s\-]?\d){5,24}(?![A-Za-z0-9])")
_WALLET = re.compile(
    r"(?<![A-Za-z0-9])(?:bc1[ac-hj-np-z02-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}"
    r"|T[1-9A-HJ-NP-Za-km-z]{33})(?![A-Za-z0-9])"
)
_IMEI = re.compile(r"(?<!\d)\d{2}[\s\-]?\d{6}[\s\-]?\d{6}[\s\-]?\d{1,2}(?!\d)")


def find_money(text: str) -> Iterator[Span]:
    for find in (_cards, _ibans, _accounts, _wallets, _devices):
        yield from find(text)


def _cards(text: str) -> Iterator[Span]:
    """Sure by issuer and check digit; by what it is called, also with a digit mistyped."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        number = re.sub(r"\D", "", match.group())
        if is_luhn(number) and _ISSUERS.match(number):
            yield Span(start, end, "bank_card", 0.95)
        elif labelled("bank_card", text, start):
            yield Span(start, end, "bank_card", 0.955)
        elif len(number) >= 15 and cued("bank_card", text, start, end, before=16, after=8):
            yield Span(start, end, "bank_card", 0.9)
        elif _in_fours(match.group()) and number[0] in "3456":
            yield Span(start, end, "bank_card", 0.8)


def _in_fours(written: str) -> bool:
    sizes = [len(group) for group in re.findall(r"\d+", written)]
    return len(sizes) >= 4 and set(sizes[:4]) == {4}


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        start, end = match.span()
        written = match.group()
        for stop in _ends(written):
            code = re.sub(r"[\s\-]", "", written[:stop]).upper()
            if len(code) >= _IBAN_LEAST and is_iban(code):
                yield Span(start, start + stop, "iban", 0.98)
                break
        else:
            if labelled("iban", text, start):
                yield Span(start, end, "iban", 0.955)


def _ends(written: str) -> list[int]:
    """Where the code may stop: at its end, or before a word that happens to follow it."""
    return [len(written), *(match.start() for match in re.finditer(r"[\s\-]", written))][:1] + [
        match.start() for match in reversed(list(re.finditer(r"[\s\-]", written)))
    ]


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        start, end = match.span()
        if labelled("bank_account", text, start):
            yield Span(start, end, "bank_account", 0.945)
        elif labelled("tax_id", text, start):
            yield Span(start, end, "tax_id", 0.945)


def _wallets(text: str) -> Iterator[Span]:
    for match in _WALLET.finditer(text):
        written = match.group()
        if any(map(str.isdigit, written[1:])) and any(map(str.isalpha, written[1:])):
            if written.startswith(("0x", "bc1")) or (
                any(map(str.isupper, written)) and any(map(str.islower, written))
            ):
                yield Span(*match.span(), "crypto", 0.95)


def _devices(text: str) -> Iterator[Span]:
    for match in _IMEI.finditer(text):
        if labelled("device", text, match.start()):
            yield Span(*match.span(), "device", 0.975)
