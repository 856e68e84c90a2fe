"""Numbers as answers state them: 1,234.5, 61.8 %, 3.2 pp, 1.2万, 三成, 百分之四十二, two dozen, half of.

Ordinals, list marks, versions, and digits inside names are no numbers anyone claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from assistant.gate.words import any_of, table

__all__ = ["Number", "find_numbers"]

Unit = Literal["plain", "percent", "points"]
Bound = Literal["", "more", "less", "about"]

HALF_POINT = 0.5
"""三成, 一半 and "a third" are held to a percent."""


@dataclass(frozen=True, slots=True)
class Number:
    """A stated number: `value` in its unit (61.8 % is 61.8), give or take `half` a unit of its last digit.

    signed: written with + or −. bound: "more than half" and the like, which state a bound, not a value.
    """

    start: int
    end: int
    value: float
    half: float
    unit: Unit = "plain"
    signed: bool = False
    bound: Bound = ""

    def moved(self, by: int) -> "Number":
        """The same number, that many characters further on."""
        return Number(
            self.start + by, self.end + by, self.value, self.half, self.unit, self.signed, self.bound
        )


_LIST_MARK = re.compile(
    r"^[ \t]*(?:[-*+>][ \t]+)*(?:#{1,6}[ \t]+)?(?:\*\*)?"
    r"(?:\(?\d{1,2}[.):）](?=[\s*])|\d{1,2}、|[（(]\d{1,2}[）)])",
    re.MULTILINE,
)
_NAMED = re.compile(
    r"(?:第|#|(?<![A-Za-z])(?:top|bottom|no\.|step|version|ver\.|option|part|question|scale of)[ -]?"
    r"|[前后双])\s?$",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d+(?:\.\d+){2,}")
_DIGITS = re.compile(r"\d+(?:[,\u00a0\u2009\u202f']\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+")
_THOUSANDS = re.compile("[,\u00a0\u2009\u202f']")
_GLUED = re.compile(
    r"(?:k|K|M|mn|bn|pp|ppt|x|X|pct)?(?![A-Za-z_])|(?:records|reviews|customers|times|percent)\b"
)
_RANGE = re.compile(r"\s*(?:%|percent)?\s*(?:-|–|—|~|～|to|and|or|至|到|或|和)\s*$", re.IGNORECASE)
_CHINESE_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = re.compile(
    r"百分之(?P<percent>[零〇一二两三四五六七八九十百点]{1,8})"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<more>[一二三四五六七八九])?(?![为本立员功果长交])"
    r"|(?P<parts>[二两三四五六七八九十])分之(?P<part>[一二三四五六七八九])"
    r"|(?P<count>[一二两三四五六七八九十百千万亿零〇]{1,12}(?:点[零一二三四五六七八九]{1,4})?)"
)
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿]")
_CHINESE_COUNTED = re.compile(
    r"\s*(?:多)?(?:条|位|名|人|起|件|例|份|倍|次|个(?:客户|用户|百分点|顾客)|[亿萬万])"
)
_WHOLE_NUMERAL = re.compile(r"[一二两三四五六七八九]?[十百千万亿].*|[一二两三四五六七八九]{1,3}")
_NUMERAL_IDIOMS = re.compile(r"万一|千万|十分|百分|一一|一千零一夜|十一$")


def find_numbers(text: str) -> list[Number]:
    """Every stated number, in order; spans never overlap."""
    found = [*_arabic(text), *_words(text), *_chinese(text)]
    if not found:
        return found
    marks = [match.span() for match in _LIST_MARK.finditer(text)]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Number] = []
    for number in found:
        inside_mark = any(start <= number.start and number.end <= end for start, end in marks)
        if not inside_mark and (not kept or number.start >= kept[-1].end):
            kept.append(number)
    return _shared_units(text, kept)


def _arabic(text: str) -> Iterator[Number]:
    place = 0
    while match := _DIGITS.search(text, place):
        start, end = match.span()
        place = end
        if dotted := _DOTTED.match(text, start):
            place = dotted.end()  # a version, or an address
            continue
        before = text[max(start - 14, 0) : start]
        if before and (before[-1].isascii() and (before[-1].isalpha() or before[-1] == "_")):
            continue
        if _NAMED.search(before) or not _GLUED.match(text, end):
            continue
        signed, negative, inside_name = _sign(before)
        if inside_name:
            continue
        number = _with_unit(text, start, end, match[0])
        if number is not None and signed:
            value = -number.value if negative else number.value
            number = replace(number, value=value, signed=True, start=start - 1)
        if number is not None:
            yield number


def _sign(before: str) -> tuple[bool, bool, bool]:
    """Whether the number is signed, negative, or part of a hyphenated name."""
    if not before or before[-1] not in "-−–+":
        return False, False, False
    previous = before[-2] if len(before) > 1 else " "
    if previous.isdigit() or previous in "%）)万千k":
        return False, False, False  # a range
    if previous.isalpha() and previous.isascii():
        return False, False, before[-1] in "-–"
    return True, before[-1] != "+", False


@cache
def _unit_pattern() -> re.Pattern[str]:
    units, scales = table("units"), table("scales")
    latin = sorted((each for each in scales if each.isascii()), key=len, reverse=True)
    chinese = sorted((each for each in scales if not each.isascii()), key=len, reverse=True)
    return re.compile(
        rf"(?:\s?(?P<scale>{'|'.join(chinese)}|(?:{'|'.join(latin)})(?![A-Za-z])))?"
        rf"(?:\s?(?P<points>{any_of(units['points'])})|\s?(?P<percent>{any_of(units['percent'])})|(?P<mille>\s?‰))?"
    )


def _with_unit(text: str, start: int, end: int, digits: str) -> Number | None:
    plain = digits if digits.isdecimal() else _THOUSANDS.sub("", digits)
    if len(plain) > 18:
        return None  # an id, not a figure anyone states
    decimals = len(plain.partition(".")[2])
    value, half = float(plain), 0.5 * 10.0**-decimals
    said = _unit_pattern().match(text, end)
    unit: Unit = "plain"
    scale = 1.0
    if said is not None:
        end = said.end()
        scale = float(table("scales")[said["scale"]]) if said["scale"] else 1.0
        unit = "points" if said["points"] else "percent" if said["percent"] or said["mille"] else "plain"
        scale = scale / 10 if said["mille"] else scale
    exact = unit == "plain" and not decimals and (scale == 1 or value < 10)
    return Number(start, end, value * scale, 0.0 if exact else half * scale, unit)


@cache
def _word_pattern() -> re.Pattern[str]:
    small = "|".join(sorted(table("english"), key=len, reverse=True))
    tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    counted = any_of(each for each in table("phrases")["counted"] if each.isascii())
    fractions = any_of(each for each in table("fractions") if each.isascii())
    other = "|".join(each for each in table("fractions") if not each.isascii())
    bounds = {
        name: "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        for name, words in table("bounds").items()
    }
    bound = rf"(?:(?P<more>{bounds['more']})|(?P<less>{bounds['less']})|(?P<about>{bounds['about']}))\s*"
    return re.compile(
        rf"(?:{bound})?(?P<fraction>{fractions}(?=\s+(?:of|the|a|all|are|were|have|had)\b|\s*(?:[.,;:)]|$))|{other})"
        rf"|(?<![A-Za-z-])(?:"
        rf"(?:(?P<dozens>a|two|three|four|five|half a)\s+dozen)"
        rf"|(?:(?P<times>{small}|an?)[ -](?P<big>hundred|thousand|million))"
        rf"|(?P<tens>(?:{tens})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)"
        rf"(?P<tens_percent>\s+percent\b|\s+per cent\b)?"
        rf"|(?P<small>{small})(?=\s+(?:[A-Za-z]+\s+)?{counted}|\s+percent|\s+per cent)"
        rf"(?P<small_percent>\s+percent\b|\s+per cent\b)?"
        rf")(?![A-Za-z-])",
        re.IGNORECASE,
    )


_LETTERS = re.compile(r"[A-Za-z]+")


@cache
def _triggers() -> frozenset[str]:
    """Words without which a text spells out no number: most texts need not be searched for more."""
    spelled = " ".join((*table("english"), *table("fractions"), "dozen hundred thousand million"))
    return frozenset(_LETTERS.findall(spelled)) - {"a", "one", "in"} | {"one"}


def _words(text: str) -> Iterator[Number]:
    if "半" not in text and _triggers().isdisjoint(_LETTERS.findall(text.lower())):
        return
    english, fractions = table("english"), table("fractions")
    for match in _word_pattern().finditer(text):
        start, end = match.span()
        if said := match["fraction"]:
            bound: Bound = (
                "more" if match["more"] else "less" if match["less"] else "about" if match["about"] else ""
            )
            yield Number(start, end, fractions[said.lower()], HALF_POINT, "percent", bound=bound)
        elif dozens := match["dozens"]:
            yield Number(
                start, end, {"a": 12, "half a": 6}.get(dozens.lower(), 0) or 12 * english[dozens.lower()], 0.0
            )
        elif big := match["big"]:
            times = english.get(match["times"].lower(), 1)
            yield Number(
                start, end, times * {"hundred": 100, "thousand": 1e3, "million": 1e6}[big.lower()], 0.0
            )
        else:
            percent = bool(match["tens_percent"] or match["small_percent"])
            parts = re.split(r"[ -]", (match["tens"] or match["small"]).lower())
            value = float(sum(english.get(part, 1) for part in parts))
            yield Number(start, end, value, HALF_POINT if percent else 0.0, "percent" if percent else "plain")


def _chinese(text: str) -> Iterator[Number]:
    if text.isascii() or not _NUMERAL.search(text):
        return
    for match in _CHINESE.finditer(text):
        start, end = match.span()
        if match["percent"]:
            value = _numeral(match["percent"])
            decimals = len(match["percent"].partition("点")[2])
            if value is not None:
                yield Number(start, end, value, 0.5 * 10.0**-decimals, "percent")
        elif match["tenths"]:
            value = 10.0 * _CHINESE_DIGITS[match["tenths"]] + _CHINESE_DIGITS.get(match["more"] or "零", 0)
            yield Number(start, end, value, HALF_POINT, "percent")
        elif match["parts"]:
            parts = _numeral(match["parts"]) or 1
            yield Number(start, end, 100 * _CHINESE_DIGITS[match["part"]] / parts, HALF_POINT, "percent")
        else:
            yield from _chinese_count(text, start, end, match["count"])


def _chinese_count(text: str, start: int, end: int, numeral: str) -> Iterator[Number]:
    """一 says "a" more often than it counts, and small numerals count only before a measure word."""
    value = _numeral(numeral)
    named = text[max(start - 1, 0) : start] in ("第", "双", "周", "期", "年", "初", "礼")
    if value is None or value < 2 or named or _NUMERAL_IDIOMS.match(numeral):
        return
    if not _WHOLE_NUMERAL.fullmatch(numeral.partition("点")[0]):
        return
    if _CHINESE_COUNTED.match(text, end) or value >= 100:
        points = text.startswith("个百分点", end)
        half = 0.5 * 10.0 ** -len(numeral.partition("点")[2]) if "点" in numeral else 0.0
        yield Number(
            start, end, value, half or (HALF_POINT if points else 0.0), "points" if points else "plain"
        )


def _numeral(text: str) -> float | None:
    """Chinese numerals by position: 一万二千三百四十五, 四十二点五; None for what is none."""
    whole, _, decimals = text.partition("点")
    total, section, digit = 0.0, 0.0, 0.0
    for each in whole:
        if each in _CHINESE_DIGITS:
            digit = digit * 10 + _CHINESE_DIGITS[each]
        elif each in _CHINESE_UNITS:
            section += (digit or 1) * _CHINESE_UNITS[each]
            digit = 0
        elif each in "万亿":
            if not section + digit + total:
                return None
            total = (total + section + digit) * (1e4 if each == "万" else 1e8)
            section = digit = 0
    for place, each in enumerate(decimals, 1):
        digit += _CHINESE_DIGITS[each] * 10.0**-place
    return total + section + digit


def _shared_units(text: str, numbers: list[Number]) -> list[Number]:
    """In "59.0 to 64.0 %" the first number is a percentage too."""
    for place in range(len(numbers) - 2, -1, -1):
        first, second = numbers[place], numbers[place + 1]
        between = text[first.end : second.start + second.signed]
        inherits = first.unit == "plain" and second.unit != "plain" and not second.bound
        if inherits and len(between) < 9 and _RANGE.fullmatch(between):
            decimals = len(text[first.start : first.end].partition(".")[2])
            numbers[place] = replace(first, unit=second.unit, half=0.5 * 10.0**-decimals)
    return numbers
