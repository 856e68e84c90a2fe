"""Trains the models of intent, one for each language: `python -m evals.training intent`.

Labelled sets know six intents only in parts (messages to a government have no praise, reviews hardly ask), so
sources are joined, and weighted so that no source stands for an intent. Made-up lines of everyday feedback
(`intent.toml`) stand against learning the source instead of the intent.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.understanding.cues import INTENTS, PLACES, find_cues, load_cues
from retrieval.understanding.intent import IntentModel, prepare
from retrieval.understanding.linear import LinearModel
from retrieval.understanding.ngrams import NGrams
from retrieval.words import fold

__all__ = ["RECIPES", "Example", "Recipe", "examples", "learn", "learn_all", "slope", "train", "weights"]

Floats = npt.NDArray[np.float32]
VERSION = "1"
_STATED = ("government", "apps", "made up")
"""Sources labelled by intent; the others are labelled by feeling, or by what was asked for."""
GOV = {
    "complaint": "complaint",
    "question": "question",
    "suggestion": "suggestion",
    "help_request": "request",
}
APP = {"bug report": "complaint", "feature request": "suggestion"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model of one language is learned. ratio: how much a second fit over log-count ratios counts.

    least: texts an n-gram must stand in. cost: C of the linear machines. cue: the value of a cue that stands.
    """

    ngrams: NGrams
    ratio: float
    least: int = 2
    cost: float = 0.3
    cue: float = 0.1


RECIPES = {
    "zh": Recipe(NGrams((1, 3), 0, 18), 0.0, cue=0.15),
    "en": Recipe(NGrams((1, 4), 2, 18), 1.0, cost=0.2, cue=0.05),
}


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str
    source: str


def train(data: Path) -> None:
    for language, recipe in RECIPES.items():
        every = list(examples(data, language))
        model = learn_all(recipe, every)
        path = replace(model.linear, slope=slope(recipe, every)).save(f"intent-{language}")
        print(f"{path.name}: {len(every)} texts, {path.stat().st_size / 1e6:.1f} MB")


def learn_all(recipe: Recipe, every: Sequence[Example]) -> IntentModel:
    """A model of all six intents."""
    texts, labels = [each.text for each in every], [each.intent for each in every]
    return learn(recipe, texts, labels, INTENTS, weights(every))


def slope(recipe: Recipe, every: Sequence[Example]) -> float:
    """What scores are multiplied with so that a fifth that was not learned from is least surprising."""
    chosen = np.random.default_rng(0).random(len(every)) < 0.2
    model = learn_all(recipe, [each for each, asked in zip(every, chosen, strict=True) if not asked])
    asked = [each for each, left in zip(every, chosen, strict=True) if left]
    hits = find_cues([prepare(fold(each.text)) or "-" for each in asked], load_cues("intent"))
    scores, gold = model.combined(hits), [INTENTS.index(each.intent) for each in asked]
    rows, given = np.arange(len(asked)), weights(asked)

    def surprise(factor: float) -> float:
        shares = replace(model.linear, slope=factor).probabilities(scores)[rows, gold]
        return float(-(np.log(np.maximum(shares, 1e-9)) * given).mean())

    return float(min(np.arange(0.5, 6.0, 0.1), key=surprise))


def weights(every: Sequence[Example]) -> Floats:
    """A rare intent's texts count more, by the root; those that say what they want, twice."""
    texts = {intent: sum(each.intent == intent for each in every) for intent in INTENTS}
    found = np.array([(1 + (each.source in _STATED)) / texts[each.intent] ** 0.5 for each in every])
    return np.asarray(found / found.mean(), np.float32)


def learn(
    recipe: Recipe,
    texts: Sequence[str],
    labels: Sequence[str],
    classes: Sequence[str],
    weight: Floats | None = None,
) -> IntentModel:
    """One linear machine a class over n-grams and cues; classes are balanced where no weights are given."""
    import scipy.sparse as sp

    prepared = [prepare(fold(text)) for text in texts]
    hits = find_cues(prepared, load_cues("intent"))
    counts = recipe.ngrams.counts(prepared)
    columns = 1 << recipe.ngrams.bits
    seen = np.bincount(counts.columns, minlength=columns)
    scale = np.where(seen >= recipe.least, np.log((1 + len(texts)) / (1 + seen)) + 1, 0).astype(np.float32)
    empty = LinearModel(
        recipe.ngrams, tuple(classes), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), scale, "log"
    )
    shape = (len(texts), columns)
    grams = sp.csr_matrix((empty.values(counts), counts.columns, counts.start), shape=shape)
    row, column = hits.columns()
    cues = sp.csr_matrix(
        (np.full(len(row), recipe.cue, np.float32), (row, column)), (len(texts), PLACES * len(hits.cues))
    )
    both = sp.hstack([grams, cues]).tocsr()
    kept = np.flatnonzero(both.getnnz(axis=0))
    given = np.asarray(labels)
    fitted = [_fit(recipe, both[:, kept], given == name, weight) for name in classes]
    matrix = np.zeros((both.shape[1], len(classes)), np.float32)
    matrix[kept] = np.stack([coefficients for coefficients, _ in fitted], axis=1)
    matrix[columns:] *= recipe.cue
    bias = np.array([each for _, each in fitted], np.float32)
    slope = 2.0
    return IntentModel(
        LinearModel(recipe.ngrams, tuple(classes), matrix, bias, scale, "log", slope, version=VERSION)
    )


def _fit(
    recipe: Recipe, matrix: Any, is_class: npt.NDArray[np.bool_], weight: Floats | None
) -> tuple[Any, float]:
    from sklearn.svm import LinearSVC

    def fit(inside: Any) -> tuple[Any, float]:
        machine = LinearSVC(C=recipe.cost, class_weight="balanced" if weight is None else None)
        machine.fit(inside, is_class, sample_weight=weight)
        return machine.coef_[0], float(machine.intercept_[0])

    coefficients, bias = fit(matrix)
    if recipe.ratio:
        import scipy.sparse as sp

        there = matrix > 0
        here = np.asarray(there[is_class].sum(axis=0)).ravel() + 1.0
        elsewhere = np.asarray(there[~is_class].sum(axis=0)).ravel() + 1.0
        ratio = np.abs(np.log(here / here.sum() / (elsewhere / elsewhere.sum()))) * 0.7
        more, other = fit(matrix @ sp.diags(ratio))
        coefficients = (coefficients + recipe.ratio * more * ratio) / (1 + recipe.ratio)
        bias = (bias + recipe.ratio * other) / (1 + recipe.ratio)
    return coefficients, bias


def examples(data: Path, language: str) -> Iterator[Example]:
    """Texts with one of INTENTS, from every source of a language."""
    yield from _made_up(language)
    yield from _chinese(data) if language == "zh" else _english(data)


def _made_up(language: str, each: int = 8) -> Iterator[Example]:
    """Every made-up line, with up to `each` ways to fill it."""
    written = _written()
    chance = random.Random(1)
    for intent in INTENTS:
        for line in written[intent]["lines"]:
            names = re.findall(r"{(\w+)}", line)
            filled = set()
            for _ in range(each if names else 1):
                chosen = {name: chance.choice(written["slots"][name]) for name in names}
                filled.add(line.format(**chosen))
            if (language == "zh") == bool(re.search(r"[\u4e00-\u9fff]", line)) or not re.search(r"\w", line):
                for text in sorted(filled):
                    yield Example(text, intent, "made up")


def _table(data: Path, name: str) -> Any:
    import pandas as pd

    return pd.read_csv(data / name)


def _some(table: Any, most: int) -> list[str]:
    chosen = table.text.astype(str)
    return list(chosen.sample(min(most, len(chosen)), random_state=0))


def _chinese(data: Path) -> Iterator[Example]:
    messages = _table(data, "zh_gov_intent_selfdeclared.csv")
    for text, intent in zip(messages.text, messages.intent, strict=True):
        yield Example(text, GOV.get(intent, intent), "government")
    for name, most in (("zh_online_shopping_9cats", 1500), ("zh_waimai_sentiment", 700)):
        table = _table(data, f"{name}.csv")
        for feeling, intent in (("positive", "praise"), ("negative", "complaint")):
            for text in _some(table[table.sentiment == feeling], most):
                yield Example(text, _by_words(text, intent, _rules("zh")), name)
    cars = _table(data, "zh_car_themes.csv")
    for feeling, intent in (("positive", "praise"), ("negative", "complaint"), ("neutral", "other")):
        for text in _some(cars[cars.sentiment == feeling], 500):
            yield Example(text, _by_words(text, intent, _rules("zh")), "cars")


def _english(data: Path) -> Iterator[Example]:
    yield from _app_reviews(data)
    yield from _english_feelings(data)
    for name, most in (("en_banking77_train", 1200), ("en_clinc150_valtest", 1000)):
        table = _table(data, f"{name}.csv")
        for text in _some(table, most):
            yield Example(text, _by_words(text, "", _rules("en")) or "other", name)


def _app_reviews(data: Path) -> Iterator[Example]:
    apps = _table(data, "en_app_review_intent.csv")
    for text, intent in zip(apps.text, apps.intent, strict=True):
        if intent in APP:
            yield Example(text, APP[intent], "apps")
        elif found := _polar(text):
            yield Example(text, _by_words(text, found, _rules("en")), "apps")


def _english_feelings(data: Path) -> Iterator[Example]:
    for name, most in (("en_acos_aspects", 700), ("en_airline_tweets", 900)):
        table = _table(data, f"{name}.csv").drop_duplicates("text")
        for feeling, intent in (("positive", "praise"), ("negative", "complaint"), ("neutral", "other")):
            for text in _some(table[table.sentiment == feeling], most):
                if name == "en_airline_tweets":
                    yield Example(text, _by_words(text, intent, _rules("en")), name)
                elif intent != "other":
                    yield Example(text, intent, name)


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _rules(language: str) -> list[tuple[str, str]]:
    return [(rule["intent"], rule["pattern"]) for rule in _written()["rules"][language]]


def _by_words(text: str, otherwise: str, rules: Sequence[tuple[str, str]]) -> str:
    """The intent the words of a text state, where feeling alone is known. Angry questions stay complaints."""
    plain = prepare(fold(text))
    for intent, pattern in rules:
        if otherwise in ("complaint", "praise") and intent != "suggestion":
            continue
        if re.search(pattern, plain):
            return intent
    return otherwise


def _polar(text: str) -> str:
    """Praise or complaint where the cues are all of one kind; "" where they are not."""
    hits = find_cues([prepare(fold(text))], load_cues("intent"))
    said = hits.strengths()[0]
    praise, complaint = said[INTENTS.index("praise")], said[INTENTS.index("complaint")]
    if praise >= 1 and complaint <= 0.3:
        return "praise"
    return "complaint" if complaint >= 1 and praise <= 0 else ""
