"""From answers to records: each judged by the gold of its turn, computed once for all phrasings."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from evals.cases import Case
from evals.gold import gold_of, load
from evals.records import Asked, Record
from evals.scorers import Answer, scores
from evals.scorers.claimed_dates import days_of

FEW = 300
"""So many different values at most has a column of names."""

SHOWN = 12
"""How many rows of a gold are shown to people."""

__all__ = ["Judging", "gold_words"]


class Judging:
    """The cases of one file.

    texts: gives what records say, by id; called once, when a turn is judged by quotes.
    """

    def __init__(self, csv: Path, cases: Sequence[Case], texts: Callable[[], Mapping[str, str]]) -> None:
        """Computes all gold. Raises BadGold."""
        frame = load(csv)
        self._cases = {case.id: case for case in cases}
        self._gold = {
            (case.id, place): gold_of(case, place, frame)
            for case in cases
            for place in range(len(case.turns))
        }
        self._read_texts = texts
        self._names = _names(frame)
        self._earlier: dict[str, list[Answer]] = {}

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return self._read_texts()

    def record(self, line: Answer) -> Record:
        """An answer as `evals.command.ask` gives it, judged; answers of a conversation are given in order."""
        asked, place = Asked.of(line["id"]), line["turn"]
        case = self._cases[asked.case]
        turn, gold = case.turns[place], self._gold[asked.case, place]
        answer = {key: value for key, value in line.items() if key not in ("id", "turn")}
        earlier = self._earlier.setdefault(asked.id, [])
        texts = self._texts if turn.check == "quotes" else None
        found = scores(turn, case.lang, gold, answer, tuple(earlier), texts, self._names)
        earlier.append(answer)
        return Record(
            case=case.id,
            suite=case.suite,
            split=case.split,
            file=case.file,
            lang=case.lang,
            turn=place,
            turns=len(case.turns),
            phrasing=asked.phrasing,
            trial=asked.trial,
            check=turn.check,
            question=turn.phrasing(asked.phrasing),
            gold=gold_words(gold),
            answer=answer,
            scores=found,
        )


def _names(frame: pd.DataFrame) -> frozenset[str]:
    """Values with digits in them, of columns that have few different ones: names, whatever they look like."""
    found: set[str] = set()
    for column in frame.select_dtypes(include=["object", "string"]):
        values = frame[column].dropna().unique()
        if len(values) <= FEW:
            found |= {
                each for each in map(str, values) if any(map(str.isdigit, each)) and not days_of(each[:10])
            }
    return frozenset(found)


def gold_words(gold: Any) -> str | None:
    """A gold as people read it; of a long one the beginning."""
    if gold is None:
        return None
    if isinstance(gold, pd.Series):
        rows = [f"{_word(label)}: {_word(value)}" for label, value in gold.items()]
        return "; ".join(rows[:SHOWN]) + (f"; ... ({len(rows)} rows)" if len(rows) > SHOWN else "")
    if isinstance(gold, list):
        either = " or ".join if any(isinstance(each, pd.Series) for each in gold) else ", ".join
        words = [
            " or ".join(map(_word, each)) if isinstance(each, list) else gold_words(each) or ""
            for each in gold
        ]
        return either(words[:SHOWN]) + (f", ... ({len(words)})" if len(words) > SHOWN else "")
    return _word(gold)


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return " | ".join(map(_word, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)
