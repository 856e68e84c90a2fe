"""Personal data that belongs to nobody, for texts that give some away.

Phones: Chinese numbers begin with 154, a prefix given to no network; North American ones are 555-0100 to
555-0199 and British ones 07700 900000 to 900999, both kept for fiction. Mail addresses are at example.com,
example.org and example.net (RFC 2606). Identity numbers have a right check digit and an area code (1100xx)
no county has; cards are the payment industry's public test numbers; places and names are placeholders.
"""

import random

from retrieval.sample.phrases import expand, phrases

__all__ = ["Span", "personal_sentence", "spans_of"]

Span = tuple[int, int, str]
"""Half-open range of characters, and what it holds: phone, email, order, name, ..."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def personal_sentence(
    rng: random.Random, language: str, region: str, theme: str
) -> tuple[str, dict[str, str]]:
    """A sentence that goes with the theme, and the kind of each piece of personal data in it."""
    chinese = language != "en"
    suffix = "zh" if chinese else "en"
    slots = {
        "phone": _phone(rng, chinese, region),
        "email": f"{_one(rng, 'mail_users')}@example.{rng.choice(('com', 'com', 'org', 'net'))}",
        "order": f"WR{rng.randrange(10**9, 10**10)}",
        "wechat": _one(rng, "wechat_ids"),
        "id_number": _id_number(rng),
        "card": _one(rng, "cards"),
        "name": _one(rng, f"names_{suffix}"),
        "address": _one(rng, f"addresses_{suffix}"),
    }
    sections = phrases("personal")
    own = sections.get(f"{suffix}_{theme.removesuffix('_crisis')}", ())
    pool = own if own and rng.random() < 0.5 else sections[suffix]
    sentence = expand(rng.choice(pool).text, rng, slots, chinese)
    return sentence, {value: kind for kind, value in slots.items() if value in sentence}


def spans_of(text: str, pieces: dict[str, str]) -> tuple[Span, ...]:
    """Where each piece stands in the text. Raises ValueError when one is missing."""
    return tuple(
        sorted((text.index(piece), text.index(piece) + len(piece), kind) for piece, kind in pieces.items())
    )


def _one(rng: random.Random, section: str) -> str:
    return rng.choice(phrases("personal")[section]).text


def _phone(rng: random.Random, chinese: bool, region: str) -> str:
    if chinese:
        return f"154{rng.randrange(10**8):08d}"
    if region == "Europe":
        return f"07700 900{rng.randrange(1000):03d}"
    return rng.choice(("({area}) 555-01{n}", "{area}-555-01{n}", "+1 {area} 555 01{n}")).format(
        area=rng.choice((212, 415, 617, 312)), n=f"{rng.randrange(100):02d}"
    )


def _id_number(rng: random.Random) -> str:
    born = f"{rng.randint(1960, 2001)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    digits = f"110099{born}{rng.randrange(1000):03d}"
    return (
        digits
        + _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]
    )
