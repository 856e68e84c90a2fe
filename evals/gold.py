"""Gold answers, computed by pandas straight from the CSV: nothing of the assistant's own code takes part.

A case's `gold` is one expression over `d`, the file as a data frame with its time in `d.t`, and the helpers
of this module. It yields a number, a list of numbers (all wanted; a list inside it: any of them), or a series
by label.
"""

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evals.cases import Case, Check

if TYPE_CHECKING:
    from pandas.core.indexes.accessors import TimestampProperties

TIME_COLUMNS = ("created_at", "purchased_at", "time", "date")

__all__ = [
    "BadGold",
    "between",
    "big",
    "by",
    "day",
    "evaluate",
    "firsts",
    "gold_of",
    "known",
    "load",
    "month",
    "neg",
    "nps",
    "quarter",
    "year",
]

HELPERS = ("between", "big", "by", "day", "firsts", "known", "month", "neg", "nps", "quarter", "year")


class BadGold(Exception):
    """A gold cannot be computed, or is not what its check judges by; the message says which and why."""


def load(path: Path) -> pd.DataFrame:
    """The file, with its time column parsed as `t`; only empty cells are missing."""
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    for name in TIME_COLUMNS:
        if name in frame.columns:
            frame["t"] = pd.to_datetime(frame[name])
    return frame


def evaluate(expression: str, frame: pd.DataFrame) -> Any:
    """The value of a case's expression. Expressions are part of this repository, not input."""
    helpers = {name: globals()[name] for name in HELPERS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a renamed attribute changes no answer
        return eval(expression, helpers | {"d": frame, "pd": pd})


def gold_of(case: Case, place: int, frame: pd.DataFrame) -> Any:
    """What a turn's answer is judged by; None where nothing is computed. Raises BadGold."""
    turn = case.turns[place]
    if turn.gold is None:
        return None
    where = f"{case.id}, turn {place + 1}"
    try:
        value = evaluate(turn.gold, frame)
    except Exception as error:
        raise BadGold(f"{where}: the gold cannot be computed: {type(error).__name__}: {error}") from error
    if not _fits(turn.check, value):
        raise BadGold(f"{where}: the gold of a {turn.check} must not be {value!r:.60}")
    return value


def _fits(check: Check, value: Any) -> bool:
    """Whether a value is of the kind the check judges by, and not empty."""
    several = list(value) if isinstance(value, list | tuple) else [value]
    if not several:
        return False
    if check in ("ranking", "table"):
        return all(isinstance(each, pd.Series) and len(each) and each.notna().all() for each in several)
    if check in ("quotes", "proposal"):
        return isinstance(value, list) and all(isinstance(each, str | int | np.integer) for each in several)
    flat = [one for each in several for one in (each if isinstance(each, list) else [each])]
    return bool(flat) and all(np.isscalar(one) and math.isfinite(float(str(one))) for one in flat)


def by(frame: pd.DataFrame, key: Any, measure: Callable[[pd.DataFrame], Any]) -> "pd.Series[Any]":
    """A measure of each group, by label; rows without a label are left out."""
    return pd.Series({label: measure(group) for label, group in frame.groupby(key)})


def firsts(values: "pd.Series[Any]", n: int = 1, *, lowest: bool = False) -> "pd.Series[Any]":
    """Of a series over two labels, the first ones of each first label; equal values share a place."""
    places = values.dropna().groupby(level=0).rank(method="min", ascending=lowest)
    return values.dropna()[places <= n]


def big(frame: pd.DataFrame, key: str, least: int) -> pd.DataFrame:
    """The rows of groups that have at least so many."""
    return frame[frame.groupby(key)[key].transform("size") >= least]


def known(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a sentiment: shares of moods are of these."""
    return frame[frame["sentiment"].notna()]


def neg(frame: pd.DataFrame) -> float:
    """Share of negative rows, 0 to 1."""
    return float((frame["sentiment"] == "negative").mean())


def nps(frame: pd.DataFrame, column: str = "nps_score") -> float:
    """Promoters (9, 10) minus detractors (0 to 6) of those who gave a score, in points."""
    scores = frame[column].dropna()
    return float(100 * ((scores >= 9).mean() - (scores <= 6).mean()))


def between(frame: pd.DataFrame, start: str, end: str) -> "pd.Series[bool]":
    """Rows from the start (included) to the end (not included)."""
    return (frame["t"] >= start) & (frame["t"] < end)


def day(frame: pd.DataFrame) -> "pd.Series[str]":
    return _times(frame).strftime("%Y-%m-%d")


def month(frame: pd.DataFrame) -> "pd.Series[str]":
    return _times(frame).strftime("%Y-%m")


def quarter(frame: pd.DataFrame) -> "pd.Series[str]":
    return _times(frame).year.astype(str) + "-Q" + _times(frame).quarter.astype(str)


def year(frame: pd.DataFrame) -> "pd.Series[int]":
    return _times(frame).year


def _times(frame: pd.DataFrame) -> "TimestampProperties":
    times: pd.Series[pd.Timestamp] = frame["t"]
    return times.dt
