"""Labels (values, months, moods) in words and in rows, in any usual spelling."""

import re
from calendar import day_name, month_name
from collections.abc import Iterable, Mapping
from typing import Any

SPELLINGS = {
    "negative": ("负面", "差评", "消极"),
    "positive": ("正面", "好评", "积极"),
    "neutral": ("中性", "中立", "中评"),
    "yes": ("是", "true"),
    "no": ("否", "false"),
} | {day.casefold(): (f"周{zh}", f"星期{zh}") for day, zh in zip(day_name, "一二三四五六日", strict=True)}

_FLAGS = {"true": "yes", "是": "yes", "false": "no", "否": "no"}
"""One spelling for what a column of yes and no holds."""

__all__ = ["first_named", "label_of", "labelled_rows", "place_of"]


def label_of(key: Any) -> str:
    """One spelling of a label: tuples joined, times of buckets cut to what they say, case folded."""
    if isinstance(key, tuple):
        return "|".join(label_of(each) for each in key)
    label = str(key).strip().removesuffix(" 00:00:00").casefold()
    return _FLAGS.get(label, label)


def labelled_rows(result: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """A result's rows as (label, numbers): the label joins the words of the row, as written or as a date."""
    rows = []
    groups = result.get("query", {}).get("group_by", ())
    weekdays = {place for place, group in enumerate(groups) if group.get("bucket") == "weekday"}
    for row in result["rows"]:
        named = [
            day_name[int(cell) - 1] if place in weekdays and cell is not None else cell
            for place, cell in enumerate(row)
        ]
        words = [str(cell) for cell in named if isinstance(cell, str | bool)]
        numbers = [
            float(cell) for cell in named if isinstance(cell, int | float) and not isinstance(cell, bool)
        ]
        rows.append(("|".join(label_of(word) for word in words), numbers))
    return rows


def first_named(labels: Iterable[str], text: str) -> str | None:
    """The label a text names first; of two that begin at the same place, the longer."""
    places = [(place, -len(label), label) for label in labels if (place := place_of(label, text)) is not None]
    return min(places)[2] if places else None


def place_of(label: str, text: str) -> int | None:
    """Where a text names a label first; months, days and sentiments in any spelling; pairs side by side."""
    folded = text.casefold()
    if "|" in label:
        pair = [_word(each) for each in label.split("|")]
        beside = (re.search(r"\W{1,6}".join(each), folded) for each in (pair, reversed(pair)))
        return min((found.start() for found in beside if found), default=None)
    spellings = [label, *SPELLINGS.get(label, ())]
    if parts := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", label):
        year, month, day = parts.groups()
        spellings.append(f"{year}年{int(month)}月" + (f"{int(day)}日" if day else ""))
        if not day:
            spellings.append(f"{month_name[int(month)]} {year}".casefold())
    places = [found.start() for each in spellings if (found := re.search(_word(each), folded))]
    return min(places) if places else None


def _word(label: str) -> str:
    """A short English label stands alone: "no" is not in "number"."""
    return rf"\b{re.escape(label)}\b" if label.isascii() and len(label) < 4 else re.escape(label)
