"""Judging by the words alone, the same way for every system: peers have no results beside their words.

Kinder than the judges of `evals.scorers`, which also look at results: a figure may be said at the end as well
as at the beginning, a ranking is judged by its first name, and the language of the answer does not count.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from evals.cases import Turn
from evals.peers.naming import Names
from evals.scorers import Score
from evals.scorers.claimed_dates import dates_in
from evals.scorers.labels_said import label_of
from evals.scorers.numbers import matches, shown

FIRST_FIGURES = 8
"""So many figures of a paragraph can be its point: who lists everything has not said the answer."""

__all__ = ["CHECKS", "declines", "judge_words"]

CHECKS = ("number", "ranking", "table", "premise", "abstain")
"""What can be judged by words alone."""


def judge_words(turn: Turn, gold: Any, text: str) -> Score:
    """Whether a text answers the turn's question. gold: the value of `turn.gold`, None for abstain."""
    if not text.strip():
        return Score(False, "nothing is said")
    if turn.check == "number":
        return _number(_readings(gold), text)
    if turn.check == "premise":
        return _premise(_readings(gold), text)
    if turn.check == "abstain":
        return Score(declines(text), "declined" if declines(text) else "answered all the same")
    series = [
        {label_of(key): float(value) for key, value in each.items()}
        for each in (gold if isinstance(gold, list) else [gold])
    ]
    verdicts = [
        _ranking(each, text, turn.lowest) if turn.check == "ranking" else _table(each, text)
        for each in series
    ]
    return next((verdict for verdict in verdicts if verdict.right), verdicts[0])


def declines(text: str) -> bool:
    """Whether some sentence says that the data, or the speaker, cannot answer."""
    return _pattern("decline").search(text) is not None


def _number(wanted: Sequence[Sequence[float]], text: str) -> Score:
    """Every wanted number is said, the first one at the beginning or at the end."""
    claimed = [figure for each in _points(text) for figure in _figures(each)[:FIRST_FIGURES]]
    if not _said(wanted[0], claimed):
        return Score(False, f"{_either(wanted[0])} is not the point")
    return _all_said(wanted[1:], text)


def _premise(wanted: Sequence[Sequence[float]], text: str) -> Score:
    """Every number that shows it is said, and what the question states is denied."""
    said = _all_said(wanted, text)
    if said.right and not _pattern("deny").search(text):
        return Score(False, "the premise is not denied")
    return said


def _ranking(values: Mapping[str, float], text: str, lowest: bool) -> Score:
    """Of all labels, a first one is named first: at the beginning, or later where none is named there."""
    best = min(values.values()) if lowest else max(values.values())
    names = Names(values)
    named = next((each for part in (*_points(text)[:1], text) if (each := names.first(part))), None)
    right = named is not None and values[named] == best
    return Score(right, f"names {named} first")


def _table(values: Mapping[str, float], text: str) -> Score:
    """Every label is said with its value, behind it or before it throughout; of two kinds, in its row."""
    keys = {label: label for label in values}
    rows = {label: label.split("|")[0] for label in values}
    best = None
    for places in dict.fromkeys((tuple(keys.items()), tuple(rows.items()))):
        row_of = dict(places)
        for behind in (True, False):
            parts = Names(row_of.values()).parts(text, behind)
            said = {label: parts.get(row, ()) for label, row in row_of.items()}
            wrong = [label for label, value in values.items() if not _in_part(value, said[label])]
            if not wrong:
                return Score(True, "every row is said")
            best = best or wrong[0]
    return Score(False, f"{best} is not said with its value")


def _in_part(value: float, parts: Sequence[str]) -> bool:
    return any(_said([value], _figures(part)) for part in parts)


def _points(text: str) -> list[str]:
    """The first and the last paragraph that are no tables: where an answer says its point."""
    parts = [part.strip() for part in re.split(r"\n\s*\n|\n(?=\|)|(?<=\|)\n(?!\|)", text.strip())]
    words = [part for part in parts if part and not part.startswith("|")]
    return list(dict.fromkeys([words[0], words[-1]])) if words else [text]


def _figures(text: str) -> list[str]:
    """The numbers of a text as written, those in words (up to twelve) as digits; dates are none."""
    for written, _ in list(dates_in(text)):
        text = text.replace(written, " ", 1)
    for word, digits in _lists()["numerals"].items():
        text = re.sub(rf"(?<![A-Za-z]){word}(?![A-Za-z])", digits, text, flags=re.IGNORECASE)
    return shown(text)


def _said(choices: Sequence[float], figures: Sequence[str]) -> bool:
    return any(matches(choice, figure) for choice in choices for figure in figures)


def _all_said(wanted: Sequence[Sequence[float]], text: str) -> Score:
    unsaid = [choices for choices in wanted if not _said(choices, _figures(text))]
    return Score(not unsaid, f"{_either(unsaid[0])} is not said" if unsaid else "all said")


def _readings(gold: Any) -> list[list[float]]:
    """Each wanted number as the readings of it that are right."""
    wanted: Iterator[Any] = iter(gold if isinstance(gold, list) else [gold])
    return [[float(one) for one in (each if isinstance(each, list) else [each])] for each in wanted]


def _either(choices: Sequence[float]) -> str:
    return " or ".join(f"{choice:.6g}" for choice in choices)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{each})" for each in _lists()[name]["patterns"]), re.IGNORECASE | re.MULTILINE
    )


@cache
def _lists() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
