"""Cells as typed values: numbers, scores, flags, sentiments, languages, categories."""

import math
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from retrieval.records import Value

__all__ = [
    "LANGUAGE_NAMES",
    "Reader",
    "category_reader",
    "flag_reader",
    "is_missing",
    "is_sentiment",
    "language_reader",
    "number_reader",
    "read_flag",
    "read_number",
    "read_score",
    "score_reader",
    "sentiment_reader",
]

Reader = Callable[[str], Value]
"""Reads one stripped, non-empty cell. Raises ValueError for one it cannot read; None means missing."""

_MISSING = frozenset(
    (
        *("n/a", "#n/a", "na", "nan", "nat", "null", "(null)", "none", "nil", "(blank)", "\\n", "?", "/"),
        *("-", "--", "---", "—", "——", "无", "無", "暂无", "空", "缺失", "#value!", "#ref!", "#div/0!"),
        *("0000-00-00", "0000-00-00 00:00:00"),
    )
)
_UNKNOWN = frozenset(("unknown", "未知", "不详", "未填", "未填写", "tbd", "not available", "not applicable"))

_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d*)?")
_DOT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?", re.I)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ’']\d{3})+|\d+)?(?:,\d*)?")
_AROUND = re.compile(
    r"(?P<sign>[+-]?)\s*(?:[¥$€£₩₹]|rmb|cny|usd|eur|gbp|hkd|(?:hk|us|nt)\$)?"
    r"\s*(?P<number>[+-]?[\d.,’' e+-]*\d[\d.,]*)"
    r"\s*(?P<scale>[万萬亿億]?)\s*(?:%|元|块|塊|[¥$€£]|rmb|cny|usd|eur|gbp|hkd)?",
    re.I,
)
_SCALES = {"": 1.0, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_SCORE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/\s*\d+|out of \d+|stars?|points?|星级?|分|颗星)", re.I)
_HAN_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_HAN_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_YES = frozenset(("yes", "y", "true", "t", "是", "有", "对", "√", "✓", "on", "1", "1.0"))
_NO = frozenset(("no", "n", "false", "f", "否", "没有", "错", "×", "✗", "off", "0", "0.0"))

_SENTIMENTS = {
    name: sentiment
    for sentiment, names in {
        "positive": "positive pos good 正面 正向 积极 好评 好評 正 褒义 满意 滿意",
        "neutral": "neutral neu mixed 中性 中评 中評 中立 一般",
        "negative": "negative neg bad 负面 負面 负向 消极 差评 差評 负 贬义 不满意 不滿意",
    }.items()
    for name in names.split()
}
LANGUAGE_NAMES = {
    name: code
    for code, names in {
        "zh": "中文 汉语 漢語 简体中文 繁體中文 繁体中文 chinese mandarin cn zh",
        "en": "英文 英语 英語 english eng en",
        "ja": "日文 日语 japanese",
        "ko": "韩文 韩语 korean",
        "fr": "法文 法语 french",
        "de": "德文 德语 german",
        "es": "西班牙文 西班牙语 spanish",
    }.items()
    for name in names.split()
}


def is_missing(value: str) -> bool:
    """Whether a stripped cell of a column that is not text says "nothing": empty, N/A, null, -, 无."""
    return not value or value.casefold() in _MISSING


def read_number(value: str, comma: bool = False) -> float | None:
    """A number with its signs, separators, currency or percent taken off (12% is 12); None when it is none.

    `comma`: the decimal mark is a comma, as in 1.234,50. Integers of 16 digits and more, and codes with
    leading zeros, are names and not numbers.
    """
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value).replace("−", "-").strip()
    negative = value.startswith("(") and value.endswith(")")
    found = _AROUND.fullmatch(value[1:-1] if negative else value)
    if not found:
        return None
    number = found["number"].replace(" ", " ").strip()
    if not (_COMMA if comma else _DOT).fullmatch(number) or re.match(r"[+-]?(?:0\d|\d{16})", number):
        return None
    if comma:
        number = re.sub(r"[. ’']", "", number).replace(",", ".")
    try:
        read = float(number.replace(",", "")) * _SCALES[found["scale"]]
    except ValueError:
        return None
    if not math.isfinite(read):
        return None
    return -read if negative or found["sign"] == "-" else read


def read_score(value: str, comma: bool = False) -> float | None:
    """A rating as people write it: 4, 4.5, "5/5", "4 stars", 五星, ★★★★."""
    stars = value.count("★") + value.count("⭐")
    if stars and not value.strip("★☆⭐ \ufe0f"):
        return float(stars)
    read = read_number(value, comma)
    if read is not None:
        return read
    folded = unicodedata.normalize("NFKC", value).strip()
    if found := _SCORE.fullmatch(folded):
        return float(found[1].replace(",", "."))
    if folded[:1] in _HAN_DIGITS and folded[1:] in ("星", "分", "星级", "颗星"):
        return float(_HAN_DIGITS[folded[0]])
    return None


def read_flag(value: str) -> int | None:
    """1 for yes, 0 for no, None for neither."""
    folded = value.casefold()
    return 1 if folded in _YES else 0 if folded in _NO else None


def number_reader(comma: bool = False) -> Reader:
    """Reads the numbers of one column."""

    def read(value: str) -> Value:
        if not comma and _PLAIN.fullmatch(value):
            return float(value)
        number = read_number(value, comma)
        return _or_missing(number, value)

    return read


def score_reader(lowest: float, highest: float, comma: bool = False) -> Reader:
    """Reads the scores of one column; one outside the possible range is an error."""

    @lru_cache(maxsize=1024)
    def read(value: str) -> Value:
        score = _or_missing(read_score(value, comma), value)
        if score is not None and not lowest <= score <= highest:
            raise ValueError(value)
        return score

    return read


def flag_reader() -> Reader:
    """Reads yes and no as 1 and 0."""

    @lru_cache(maxsize=1024)
    def read(value: str) -> Value:
        return _or_missing(read_flag(value), value)

    return read


def category_reader() -> Reader:
    """Keeps the words; N/A, null, - and 无 are missing."""

    @lru_cache(maxsize=4096)
    def read(value: str) -> Value:
        return None if is_missing(value) else value

    return read


def sentiment_reader(signed: bool = False) -> Reader:
    """Names sentiments positive, neutral, negative; keeps words it does not know.

    1 is positive; 0 is negative, or neutral where the column is `signed` and -1 is negative.
    """
    numbers = {1.0: "positive", 0.0: "negative"}
    if signed:
        numbers = {1.0: "positive", 0.0: "neutral", -1.0: "negative"}

    @lru_cache(maxsize=1024)
    def read(value: str) -> Value:
        if is_missing(value):
            return None
        number = read_number(value)
        return _SENTIMENTS.get(value.casefold(), value) if number is None else numbers.get(number, value)

    return read


def language_reader() -> Reader:
    """Names languages by their lower-case code; keeps words it does not know, in lower case."""

    @lru_cache(maxsize=1024)
    def read(value: str) -> Value:
        folded = value.casefold()
        return None if is_missing(value) else LANGUAGE_NAMES.get(folded, folded.replace("_", "-"))

    return read


def is_sentiment(value: str) -> bool:
    """Whether a value is a sentiment's name."""
    return value.casefold() in _SENTIMENTS


def _or_missing(read: float | None, value: str) -> float | None:
    if read is None and not is_missing(value) and value.casefold() not in _UNKNOWN:
        raise ValueError(value)
    return read
