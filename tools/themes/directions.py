"""Which way a theme goes: within the period, and against the time before it."""

from typing import Literal

from tools.themes.report import Entry

__all__ = ["direction", "moves"]

_AGAINST = {"rose": "rising", "new": "new", "fell": "falling", "gone": "gone"}
_WAYS: dict[str, Literal["rising", "falling", "seasonal"]] = {
    "rising": "rising",
    "new": "rising",
    "falling": "falling",
    "gone": "falling",
    "seasonal": "seasonal",
}


def moves(entry: Entry) -> str:
    """The kind of the trend; of one that is none within the period, how it stands against the time before."""
    kind, before = entry.trend.kind, entry.against.verdict if entry.against else ""
    if entry.trend.last and kind != "gone":
        return "gone"
    if kind in ("steady", "too_few") and before in _AGAINST:
        return _AGAINST[before]
    return kind


def direction(entry: Entry) -> Literal["rising", "falling", "seasonal", ""]:
    """A new theme rises, one that is gone has fallen; "" for one that is steady or has too few records."""
    return _WAYS.get(moves(entry), "")
