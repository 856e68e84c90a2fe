"""Numbers as people write them: 3, 3,000, three, two hundred, a dozen, 三, 二十五, 1.2万; and shares: 30 %, 三成, 一半."""

import re

__all__ = ["NUMBER", "SHARE", "number", "share"]

_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_SUFFIXES = {"k": 1000, "w": 10_000, **_UNITS, **_MYRIADS}
_TENS = {"廿": "二十", "卅": "三十"}

_PLAIN = r"-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SUFFIXED = rf"{_PLAIN}(?:\s?(?:[百千万亿]|k(?![a-z0-9])|w(?![a-z0-9])))?"
_ONE_WORD = "|".join(sorted(_ONES, key=len, reverse=True))
_BIG_WORD = "|".join(_TIMES)
_LOW = rf"(?:{_ONE_WORD})(?:[ -](?:{_ONE_WORD}))?(?![a-z])"
_HIGH = rf"(?:(?:half )?an?|{_LOW})(?: (?:{_BIG_WORD}))+(?![a-z])"
_WORDS = rf"(?:(?:{_ONE_WORD}) and a half(?![a-z])|{_HIGH}(?:,? {_HIGH})*(?:,? (?:and )?{_LOW})?|{_LOW})"
_DIGIT = "零〇○一二两三四五六七八九十百千廿卅"
_CHINESE = rf"(?!百分)[{_DIGIT}]+(?:[万亿][零一二两三四五六七八九十百千]*)*(?![{_DIGIT}]|分[之比])"

NUMBER = rf"(?:{_SUFFIXED}|{_CHINESE}|(?<![a-z]){_WORDS})"
"""Pattern of one number in folded text; `number` gives its value."""

SHARE = (
    rf"(?:{_PLAIN}\s?%|(?:{_PLAIN}|{_LOW})\s?(?:per ?cent|pct)\b|百分之(?:{_CHINESE}|{_PLAIN})(?:点{_CHINESE})?"
    r"|(?:\d|[一两二三四五六七八九])成半?|[一两二三四五六七八九]分之[一两二三四五六七八九]|一半|半数"
    r"|(?:a |one )(?<!one and a )(?<!two and a )(?<!three and a )(?<!four and a )(?<!five and a )(?:half|third|quarter|fifth|tenth)"
    r"|(?<!one and a )(?<!two and a )(?<!three and a )(?<!four and a )(?<!five and a )half|two[- ]thirds|three[- ]quarters)"
)
"""Pattern of a part of a whole; `share` gives it between 0 and 1."""

_PARTS = {
    "half": 0.5,
    "third": 1 / 3,
    "thirds": 2 / 3,
    "quarter": 0.25,
    "quarters": 0.75,
    "fifth": 0.2,
    "tenth": 0.1,
}


def number(text: str) -> float:
    """Value of a text that matches NUMBER. Raises ValueError for anything else."""
    text = text.strip()
    if re.fullmatch(_PLAIN, text):
        return float(text.replace(",", ""))
    if text and text[-1] in _SUFFIXES and re.fullmatch(_PLAIN, text[:-1].strip()):
        return round(number(text[:-1]) * _SUFFIXES[text[-1]], 6)
    if re.fullmatch(_WORDS, text):
        return float(_english(text))
    return float(_chinese(text))


def share(text: str) -> float:
    """Value of a text that matches SHARE, between 0 and 1 unless it says more. Raises ValueError otherwise."""
    text = text.strip()
    if match := re.fullmatch(rf"({_PLAIN}|{_LOW})\s?(?:%|per ?cent|pct)", text):
        return number(match.group(1)) / 100
    if match := re.fullmatch(r"百分之([^点]+)(?:点(.+))?", text):
        rest = "".join(str(_DIGITS[each]) for each in match.group(2) or "")
        return float(f"{number(match.group(1)):g}{'.' if rest else ''}{rest}") / 100
    if match := re.fullmatch(r"(.)成(半?)", text):
        return number(match.group(1)) / 10 + (0.05 if match.group(2) else 0)
    if match := re.fullmatch(r"(.)分之(.)", text):
        return number(match.group(2)) / number(match.group(1))
    if text in ("一半", "半数"):
        return 0.5
    word = re.split(r"[ -]", text)[-1]
    if word not in _PARTS:
        raise ValueError(text)
    return _PARTS[word]


def _english(text: str) -> float:
    """ "two hundred and five", "a dozen", "half a million"."""
    if text.endswith(" and a half"):
        return _english(text.removesuffix(" and a half")) + 0.5
    total, part = 0.0, 0.0
    for word in re.split(r"[ ,-]+", text):
        if word == "half":
            part = 0.5
        elif word in ("a", "an"):
            part = part or 1
        elif word in _ONES:
            part += _ONES[word]
        elif word in ("thousand", "grand", "million"):
            total, part = total + part * _TIMES[word], 0.0
        elif word in _TIMES:
            part *= _TIMES[word]
    return total + part


def _chinese(text: str) -> int:
    """Chinese numerals, positional (二零二五) or with units (两千零二十五, 三千二, 一万五)."""
    for short, long in _TENS.items():
        text = text.replace(short, long)
    known = _DIGITS.keys() | _UNITS.keys() | _MYRIADS.keys()
    if not text or any(each not in known for each in text):
        raise ValueError(text)
    total, part, digit, unit = 0, 0, 0, 1
    for each in text:
        if each in _DIGITS:
            digit = digit * 10 + _DIGITS[each]
            unit = 1 if each in "零〇○" else unit
        elif each in _UNITS:
            part, digit, unit = part + (digit or 1) * _UNITS[each], 0, _UNITS[each]
        else:
            total, part, digit, unit = (total + part + digit) * _MYRIADS[each], 0, 0, _MYRIADS[each]
    colloquial = unit > 10 and 0 < digit < 10
    return total + part + (digit * unit // 10 if colloquial else digit)
