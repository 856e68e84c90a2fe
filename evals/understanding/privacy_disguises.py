"""How numbers are written by people who do not want them found."""

import random
import string

__all__ = ["WIDE", "Rng", "disguised", "grouped", "pick", "some_digits"]

Rng = random.Random
WIDE = {ord(str(each)): chr(0xFF10 + each) for each in range(10)}
_BOLD = {ord(str(each)): chr(0x1D7CE + each) for each in range(10)}
_RING = {ord(str(each)): "⓪①②③④⑤⑥⑦⑧⑨"[each] for each in range(10)}
_SAID = {ord(str(each)): "零一二三四五六七八九"[each] for each in range(10)}
_SPOKEN = {ord(str(each)): "〇幺二三四五六七八九"[each] for each in range(10)}
_ARABIC = {ord(str(each)): chr(0x0660 + each) for each in range(10)}


def some_digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def pick(rng: Rng, *forms: tuple[str, ...]) -> str:
    return rng.choice([form for several in forms for form in several])


_FORMAL = {ord(str(each)): "零壹贰叁肆伍陆柒捌玖"[each] for each in range(10)}
_DEVANAGARI = {ord(str(each)): chr(0x0966 + each) for each in range(10)}


def disguised(number: str, split: str, rng: Rng, likely: float = 0.5) -> str:
    """The number as someone writes it who does not want it found."""
    if rng.random() > likely:
        return number
    way = pick(
        rng,
        ("wide", "hidden", "spaced", "said", "bold", "half"),
        ("ring", "spoken", "arabic", "keycap", "dots"),
    )
    if split == "held" and rng.random() < 0.5:
        return _newly_disguised(number, rng)
    if way == "hidden":
        return rng.choice("\u200b\u200d\u2060\ufeff").join(number)
    if way == "spaced":
        return " ".join(number)
    if way == "dots":
        return rng.choice((".", "-", "·", "_")).join(number)
    if way == "keycap":
        return "".join(each + "\ufe0f\u20e3" if each.isdigit() else each for each in number)
    if way == "half":
        return "".join(each.translate(rng.choice((_SAID, WIDE, {}))) for each in number)
    tables = {
        "wide": WIDE,
        "said": _SAID,
        "bold": _BOLD,
        "ring": _RING,
        "spoken": _SPOKEN,
        "arabic": _ARABIC,
    }
    return number.translate(tables[way])


def _newly_disguised(number: str, rng: Rng) -> str:
    """Ways that were thought of only after the detectors were written."""
    way = rng.choice(("formal", "devanagari", "soft", "marks", "wide gaps", "both"))
    if way == "formal":
        return number.translate(_FORMAL)
    if way == "devanagari":
        return number.translate(_DEVANAGARI)
    if way == "soft":
        return "\u00ad".join(number)
    if way == "marks":
        return "".join(each + rng.choice(("", "", "-", " ", ".", "—")) for each in number[:-1]) + number[-1]
    if way == "wide gaps":
        return "\u3000".join((number[:3], number[3:7], number[7:])).translate(WIDE)
    return "\u200b".join(number.translate(_SPOKEN))


def grouped(number: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return mark.join(part for part in (*parts, number[at:]) if part)
