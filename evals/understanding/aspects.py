"""The feeling about an aspect, where a text praises one thing and damns another: by clause, and by text."""

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.understanding.figures import Figure, accuracy, bootstrap, macro_f1
from retrieval.understanding.aspects import clause_feelings, score_at
from retrieval.understanding.batch import Batch
from retrieval.understanding.sentiment import feelings

__all__ = ["measure"]

Find = Callable[[str, str], "re.Match[str] | None"]
_MILD = 0.15
"""Scores nearer to 0 are neutral."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """text[begin:end] is what is spoken of."""

    text: str
    begin: int
    end: int
    label: str


def measure(data: Path) -> Iterator[Figure]:
    """Only texts whose aspects have different labels; no model learned from those on laptops and food.

    The Chinese model knows texts of the car forum, those with several labels as neutral at most: its figures
    compare clause and text, no more. What neighbouring clauses do to each other was set on laptops.
    """
    quadruples = list(_rows(data / "en_acos_aspects.csv"))
    for domain in ("laptop", "restaurant"):
        rows = [row for row in quadruples if row["domain"] == domain]
        yield from _measured(f"aspects, {domain}", "en", _aspects(rows, "aspect_term", _term))
    themes = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["themes"]
    rows = list(_rows(data / "zh_car_themes.csv"))
    cars = _aspects(rows, "theme", lambda theme, text: re.search(themes[theme], text))
    yield from _measured("aspects, cars (forum seen)", "zh-Hans", cars)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _term(term: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) if term else None


def _aspects(rows: Sequence[dict[str, str]], column: str, find: Find) -> list[Aspect]:
    """Aspects with one label, found in their texts, of texts with several labels."""
    labels: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        labels.setdefault(row["text"], {}).setdefault(row[column], set()).add(row["sentiment"])
    found = []
    for text, named in labels.items():
        if len(set().union(*named.values())) > 1:
            found += [
                Aspect(text, *match.span(), *own)
                for name, own in named.items()
                if len(own) == 1 and (match := find(name, text))
            ]
    return found


def _measured(task: str, language: str, aspects: Sequence[Aspect]) -> Iterator[Figure]:
    texts = tuple(dict.fromkeys(aspect.text for aspect in aspects))
    batch = Batch(texts, (language,) * len(texts))
    wholes = feelings(batch)
    row_of = {text: row for row, text in enumerate(texts)}
    scored = clause_feelings(batch, wholes)
    gold = np.array([aspect.label for aspect in aspects])
    whole = np.array([wholes[row_of[aspect.text]].score for aspect in aspects])
    own = np.array([score_at(scored[row_of[aspect.text]], aspect.begin, aspect.end) for aspect in aspects])
    sided = gold != "neutral"
    for name, rows, mild in (("3 classes", np.full(len(gold), True), _MILD), ("good or bad", sided, 0.0)):
        said, baseline = _labels(own[rows], mild), _labels(whole[rows], mild)
        for figure, statistic in (("accuracy", accuracy), ("macro-F1", macro_f1)):
            low, high = bootstrap(statistic, gold[rows], said)
            yield Figure(
                f"{task}, {name}", language[:2], figure, statistic(gold[rows], said), len(said), low, high,
                statistic(gold[rows], baseline), "the whole text's",
            )  # fmt: skip


def _labels(scores: npt.NDArray[np.float64], mild: float) -> npt.NDArray[np.str_]:
    sides = np.where(scores > 0, "positive", "negative")
    return np.where(np.abs(scores) < mild, "neutral", sides)
