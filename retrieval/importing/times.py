"""Times as people export them, read as whole seconds since 1970 UTC.

One form can mean two days: 05/03/2024. Which it is, is settled over the whole column (`Evidence` counts the
orders that read each value); a single value never decides for itself.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ["ORDERS", "Order", "is_numeric_date", "read_time", "text_of_time", "time_reader", "to_seconds"]

Order = Literal["dmy", "mdy", "ymd"]
"""Order of day, month and year in all-digit dates whose year is not written first with four digits."""

ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
_YEAR_FIRST = re.compile(
    r"(\d{4}|\d{2}(?=年))\s*([-/.年])\s*(\d{1,2})(?:\s*[-/.月]\s*(?:(\d{1,2})\s*[日号號]?)?)?"
)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_NAME = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([a-z]{3,9})\.?[,\s-]+(\d{4}|\d{2})(?!\d)", re.I
)
_NAME_DAY = re.compile(
    _WEEKDAY + r"([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?!\d)", re.I
)
_NAME_YEAR = re.compile(r"([a-z]{3,9})\.?[\s-]+(\d{4})", re.I)
_YEAR_LAST = re.compile(
    _WEEKDAY + r"([a-z]{3} +\d{1,2}) (\d{1,2}:\d\d:\d\d) ([+-]\d{4}|utc|gmt) (\d{4})", re.I
)
_CLOCK = re.compile(
    r"(?:\s*(?:星期|周|週)[一二三四五六日天])?(?:[T\s,]*(?:at\s+)?"
    r"(凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|am|pm)?\s*"
    r"(\d{1,2})\s*[:时時点點]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})\s*秒?)?)?)?(?:[.,]\d+)?"
    r"\s*([ap]\.?m\.?)?\s*(z|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d\d)?|utc|gmt)?(?:\s*\([^)]*\)|\s+[a-z]{3,4})?)?\s*",
    re.I,
)
_DIGITS = re.compile(r"(\d{4,19})(?:\.(\d+))?")
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)


def read_time(value: str, order: Order = "dmy", digits: bool = False) -> datetime | None:
    """The time a value says, aware only when it names a zone; None when it is not a time.

    `digits` also allows bare numbers: 20240305, epochs in seconds to nanoseconds, Excel's day numbers.
    """
    value = value.strip()
    if ((value[4:5] == "-" and len(value) >= 10) or value[8:9] == "T") and value.isascii():
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value)
    try:
        if digits and (bare := _DIGITS.fullmatch(value)):
            return _from_digits(bare[1], bare[2])
        return _from_words(value, order)
    except (ValueError, OverflowError):
        return None


def is_numeric_date(value: str) -> bool:
    """Whether the value's meaning depends on the order of day and month."""
    return _NUMERIC.match(unicodedata.normalize("NFKC", value).strip()) is not None


def to_seconds(time: datetime, zone: ZoneInfo) -> int:
    """Whole seconds since 1970 UTC; `zone` is where a time that names none was read off the wall.

    Where clocks were turned back, the first of the two; where they jumped, as far past the jump.
    """
    return int((time if time.tzinfo else time.replace(tzinfo=zone)).timestamp() // 1)


def text_of_time(seconds: int, zone: str) -> str:
    """A stored time as words: "2024-03-05 14:30:00" on the zone's clock, the day alone at midnight."""
    return (
        datetime.fromtimestamp(seconds, ZoneInfo(zone))
        .strftime("%Y-%m-%d %H:%M:%S")
        .removesuffix(" 00:00:00")
    )


def time_reader(zone: ZoneInfo, order: Order = "dmy", digits: bool = False) -> Callable[[str], int]:
    """A reader for one column. It raises ValueError for a value that is not a time."""

    def read(value: str) -> int:
        time = read_time(value, order, digits)
        if time is None:
            raise ValueError(value)
        try:
            return to_seconds(time, zone)
        except OverflowError:  # the year 1 somewhere east of here
            raise ValueError(value) from None

    return read


def _from_words(value: str, order: Order) -> datetime | None:
    if value[:1].isalpha() and (found := _YEAR_LAST.fullmatch(value)):
        value = f"{found[1]} {found[4]} {found[2]} {found[3]}"
    for pattern, date in (
        (_YEAR_FIRST, _year_first),
        (_NUMERIC, lambda m: _ordered(int(m[1]), int(m[3]), m[4], order)),
        (_DAY_NAME, lambda m: (_year(m[3]), _month(m[2]), int(m[1]))),
        (_NAME_DAY, lambda m: (_year(m[3]), _month(m[1]), int(m[2]))),
        (_NAME_YEAR, lambda m: (_year(m[2]), _month(m[1]), 1)),
    ):
        if found := pattern.match(value):
            clock = _CLOCK.fullmatch(value, found.end())
            return _clocked(datetime(*date(found)), clock) if clock else None
    return None


def _year_first(found: re.Match[str]) -> tuple[int, int, int]:
    year, mark, month, day = _year(found[1]), found[2], int(found[3]), found[4]
    if day is None and (mark == "." or not 1900 <= year <= 2100):
        raise ValueError(found[0])  # 2024.5 and 1234-5 are numbers and codes, not months
    return year, month, int(day or 1)


def _ordered(first: int, second: int, last: str, order: Order) -> tuple[int, int, int]:
    if order == "dmy":
        return _year(last), second, first
    if order == "mdy":
        return _year(last), first, second
    if len(last) == 4:
        raise ValueError(last)
    return _year(f"{first:02}"), second, int(last)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _clocked(day: datetime, clock: re.Match[str]) -> datetime:
    before, hour, minute, second, after, zone = clock.groups()
    if hour is None:
        return day
    half = (before or after or "").lower().replace(".", "")
    hours = int(hour)
    if half and (hours > 12 and half in ("am", "pm")):
        raise ValueError(hour)
    if (half in ("pm", "下午", "傍晚", "晚上") and hours < 12) or (half == "中午" and hours < 3):
        hours += 12
    elif half in ("am", "凌晨", "清晨", "早上", "上午") and hours == 12:
        hours = 0
    extra = 0
    if hours == 24 and not int(minute or 0) and not int(second or 0):
        hours, extra = 0, 1
    time = day.replace(hour=hours, minute=int(minute or 0), second=min(int(second or 0), 59))
    return (time + timedelta(days=extra)).replace(tzinfo=_zone(zone) if zone else None)


def _zone(name: str) -> timezone:
    shift = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", name)
    if not shift:
        return UTC
    minutes = int(shift[2]) * 60 + int(shift[3] or 0)
    return timezone(timedelta(minutes=minutes if shift[1] == "+" else -minutes))


def _from_digits(whole: str, fraction: str | None) -> datetime | None:
    length = len(whole)
    if length in (8, 12, 14) and not fraction and "1900" <= whole[:4] <= "2100":
        form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}[length]
        try:
            return datetime.strptime(whole, form)
        except ValueError:
            pass
    if length == 6 and not fraction and "1900" <= whole[:4] <= "2100":
        return datetime(int(whole[:4]), int(whole[4:]), 1)
    if length == 5:
        days = int(whole) + float(f"0.{fraction or 0}")
        return _EXCEL_DAY_ZERO + timedelta(seconds=round(days * 86400))
    if 9 <= length <= 19:
        return datetime.fromtimestamp(int(whole) // 10 ** max(0, (length - 8) // 3 * 3), UTC)
    return None
