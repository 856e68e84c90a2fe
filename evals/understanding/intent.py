"""How well intents are told: labelled sets in five folds, the shipped mixture, and hard lines of our own."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training.intent import APP, GOV, RECIPES, examples, learn, learn_all, slope
from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1
from retrieval.understanding.batch import Batch
from retrieval.understanding.cues import find_cues, load_cues
from retrieval.understanding.intent import IntentModel, intents, labels_of, prepare
from retrieval.words import fold

__all__ = ["expected_calibration_error", "measure"]

Words = npt.NDArray[np.str_]
_LINES = Path(__file__).parent / "labels" / "intent.csv"


def measure(data: Path) -> Iterator[Figure]:
    yield from _folded(data, "zh")
    yield from _folded(data, "en")
    yield from _shipped(data, "zh")
    yield from _shipped(data, "en")
    yield from _hard_lines()


def expected_calibration_error(right: npt.NDArray[np.bool_], sure: npt.NDArray[np.float64]) -> float:
    """Mean distance between how sure and how often right, over ten bands, weighted by their texts."""
    band = np.minimum((sure * 10).astype(int), 9)
    return float(
        sum(
            abs(right[band == each].mean() - sure[band == each].mean()) * np.mean(band == each)
            for each in np.unique(band)
        )
    )


def _labelled(data: Path, language: str) -> tuple[list[str], Words]:
    import pandas as pd

    name = "zh_gov_intent_selfdeclared.csv" if language == "zh" else "en_app_review_intent.csv"
    table = pd.read_csv(data / name)
    table = table[table.intent != "praise"]
    return [str(text) for text in table.text], table.intent.to_numpy().astype(str)


def _parts(gold: Words) -> Iterator[tuple[Any, Any]]:
    from sklearn.model_selection import StratifiedKFold

    yield from StratifiedKFold(5, shuffle=True, random_state=0).split(gold, gold)


def _folded(data: Path, language: str) -> Iterator[Figure]:
    """The set's own classes, learned on four fifths."""
    texts, gold = _labelled(data, language)
    classes = sorted(set(gold))
    said, plain = np.empty_like(gold), np.empty_like(gold)
    for train, test in _parts(gold):
        known, asked = [texts[each] for each in train], [texts[each] for each in test]
        model = learn(RECIPES[language], known, gold[train], classes)
        hits = find_cues([prepare(fold(text)) for text in asked], load_cues("intent"))
        said[test] = np.array(classes)[model.scores(hits).argmax(axis=1)]
        plain[test] = _plain(known, gold[train], asked, language)
    task = f"intent, {'government messages' if language == 'zh' else 'app reviews'}, 4 classes, 5-fold"
    for name, statistic in (("macro-F1", macro_f1), ("accuracy", accuracy), ("kappa", kappa)):
        bar = 0.66 if (language, name) == ("zh", "macro-F1") else None
        yield _figure(task, language, name, statistic, gold, said, plain, bar)
    bars = {"bug report": 0.80, "feature request": 0.73}
    for name in classes:
        yield _figure(task, language, f"F1 {name}", _f1_of(name), gold, said, plain, bars.get(name))


def _figure(
    task: str,
    language: str,
    name: str,
    statistic: Any,
    gold: Words,
    said: Words,
    plain: Words,
    bar: float | None,
) -> Figure:
    low, high = bootstrap(statistic, gold, said)
    beside = statistic(gold, plain)
    return Figure(
        task, language, name, statistic(gold, said), len(gold), low, high, beside, "n-gram SVM", bar
    )


def _f1_of(name: str) -> Any:
    from sklearn.metrics import f1_score

    return lambda gold, said: float(f1_score(gold == name, said == name))


def _plain(known: list[str], gold: Words, asked: list[str], language: str) -> Words:
    """TF-IDF of characters (Chinese) or words (English) and a linear SVM as it comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    kind = {"analyzer": "char", "ngram_range": (1, 3)} if language == "zh" else {"ngram_range": (1, 2)}
    machine = make_pipeline(TfidfVectorizer(**kind), LinearSVC())
    return np.asarray(machine.fit(known, gold).predict(asked)).astype(str)


def _shipped(data: Path, language: str) -> Iterator[Figure]:
    """Six intents learned from all sources but a fifth of this set, asked about that fifth."""
    texts, gold = _labelled(data, language)
    source, names = ("government", GOV) if language == "zh" else ("apps", APP)
    others = [each for each in examples(data, language) if each.source != source]
    mine = {each.text: each for each in examples(data, language) if each.source == source}
    said, sure = np.empty(len(gold), "<U12"), np.zeros(len(gold))
    slopes = 0.0
    for train, test in _parts(gold):
        every = others + [mine[texts[each]] for each in train if texts[each] in mine]
        model = learn_all(RECIPES[language], every)
        slopes = slopes or slope(RECIPES[language], every)
        model = IntentModel(replace(model.linear, slope=slopes))
        found = labels_of([prepare(fold(texts[each])) for each in test], model)
        said[test] = [label.value for label in found]
        sure[test] = [label.confidence for label in found]
    known = np.array([name in names for name in gold])
    meant = np.array([names[name] for name in gold[known]])
    task = f"intent, {'government messages' if language == 'zh' else 'app reviews'}, as shipped, 5-fold"
    for name, statistic in (("macro-F1", macro_f1), ("accuracy", accuracy), ("kappa", kappa)):
        low, high = bootstrap(statistic, meant, said[known])
        yield Figure(task, language, name, statistic(meant, said[known]), len(meant), low, high)
    error = expected_calibration_error(said[known] == meant, sure[known])
    yield Figure(task, language, "calibration error", error, len(meant))


def _hard_lines() -> Iterator[Figure]:
    with _LINES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "held"]
    labels = intents(Batch.of([row["text"] for row in rows]))
    for language in ("zh", "en"):
        chosen = [place for place, row in enumerate(rows) if row["language"] == language]
        gold = np.array([rows[place]["intent"] for place in chosen])
        said = np.array([labels[place].value for place in chosen])
        sure = np.array([labels[place].confidence for place in chosen])
        task = "intent, hard lines of our own, held"
        for name, statistic in (("macro-F1", macro_f1), ("accuracy", accuracy), ("kappa", kappa)):
            low, high = bootstrap(statistic, gold, said)
            yield Figure(task, language, name, statistic(gold, said), len(gold), low, high)
        yield Figure(
            task, language, "calibration error", expected_calibration_error(gold == said, sure), len(gold)
        )
