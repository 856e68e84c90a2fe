"""Labels (values, months, moods) in words and in rows, in any usual spelling."""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from typing import Any

SPELLINGS = {"negative": ("负面", "差评", "消极"), "positive": ("正面", "好评", "积极")}

__all__ = ["first_named", "label_of", "labelled_rows", "place_of"]


def label_of(key: Any) -> str:
    """One spelling of a label: tuples joined, times of buckets cut to what they say, case folded."""
    if isinstance(key, tuple):
        return "|".join(label_of(each) for each in key)
    return str(key).strip().removesuffix(" 00:00:00").casefold()


def labelled_rows(result: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """A result's rows as (label, numbers): the label joins the words of the row, as written or as a date."""
    rows = []
    for row in result["rows"]:
        words = [str(cell) for cell in row if isinstance(cell, str)]
        numbers = [
            float(cell) for cell in row if isinstance(cell, int | float) and not isinstance(cell, bool)
        ]
        rows.append(("|".join(label_of(word) for word in words), numbers))
    return rows


def first_named(labels: Iterable[str], text: str) -> str | None:
    """The label a text names first; of two that begin at the same place, the longer."""
    places = [(place, -len(label), label) for label in labels if (place := place_of(label, text)) is not None]
    return min(places)[2] if places else None


def place_of(label: str, text: str) -> int | None:
    """Where a text names a label first; months, days and sentiments in any usual spelling."""
    folded = text.casefold()
    spellings = [label, *SPELLINGS.get(label, ())]
    if parts := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", label):
        year, month, day = parts.groups()
        spellings.append(f"{year}年{int(month)}月" + (f"{int(day)}日" if day else ""))
        if not day:
            spellings.append(f"{month_name[int(month)]} {year}".casefold())
    places = [place for each in spellings if (place := folded.find(each)) >= 0]
    return min(places) if places else None
