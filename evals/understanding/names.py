"""Names and addresses: how many are found, how many of what is found are some, and what ordinary texts lose.

Models are trained without the texts they are measured on: five folds, by text in Chinese and by template in
English. Beside them: what rjieba tags as a name, words with capitals in
English. An entity is found when a span of its kind overlaps it; exact spans are given apart.
"""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.training import names as training
from evals.understanding.figures import Figure
from retrieval.understanding.privacy.characters import character_units
from retrieval.understanding.privacy.entities import find_entities, tidied
from retrieval.understanding.privacy.spans import Span
from retrieval.understanding.privacy.tokens import token_units, word_lists

__all__ = ["measure"]

Found = list[tuple[int, int]]
FOLDS = 5
RECALL, PRECISION, FALSE = 0.90, 0.85, 0.01
_TESTS = {
    "zh": {"zh_online_shopping_9cats": 1800, "zh_waimai_sentiment": 700},
    "en": {"en_airline_tweets": 1600, "en_app_review_intent": 900},
}
"""Ordinary texts, drawn with another seed than those of training."""


def measure(data: Path) -> Iterator[Figure]:
    for language in ("zh", "en"):
        labelled = training.chinese_set(data) if language == "zh" else training.english_set(data)
        said = _by_fold(data, language, labelled)
        plain = [_plain(language, each.text) for each in labelled]
        for kind in ("name", "address"):
            gold = [[(a, b) for a, b, k in each.spans if k == kind] for each in labelled]
            wanted = {kind, "place"} if kind == "address" and language == "zh" else {kind}
            found = [[(s.start, s.end) for s in spans if s.kind in wanted] for spans in said]
            beside = [plain_spans if kind == "name" else [] for plain_spans in plain]
            yield from _figures(f"{kind}, 5-fold", language, gold, found, beside, bars=True)
            if kind == "address" and language == "zh":
                yield from _exact_addresses(labelled, said)
        yield from _on_ordinary(data, language)


def _by_fold(data: Path, language: str, labelled: Sequence[training.Labelled]) -> list[list[Span]]:
    """What models say that saw nothing of a text's group."""
    folds = [int(hashlib.md5(each.group.encode()).hexdigest(), 16) % FOLDS for each in labelled]
    ordinary = training.ordinary_texts(data, language, training.ORDINARY[language])
    fit = training.fit_chinese if language == "zh" else training.fit_english
    units = character_units if language == "zh" else token_units
    said: list[list[Span]] = [[] for _ in labelled]
    for fold in range(FOLDS):
        tagger = fit([each for each, of in zip(labelled, folds, strict=True) if of != fold], ordinary, fold)
        held = [number for number, of in enumerate(folds) if of == fold]
        texts = [labelled[number].text for number in held]
        spans = tagger.spans(units(texts, tagger.bits), len(texts))
        for number, text, found in zip(held, texts, spans, strict=True):
            said[number] = tidied(text, found)
    return said


def _exact_addresses(
    labelled: Sequence[training.Labelled], said: Sequence[Sequence[Span]]
) -> Iterator[Figure]:
    """Without cities and countries alone, which are labelled as addresses and not redacted."""
    gold = [
        [
            (a, b)
            for a, b, kind in each.spans
            if kind == "address" and tidied(each.text, [Span(a, b, "address", 1.0)])[0].kind == "address"
        ]
        for each in labelled
    ]
    found = [[(span.start, span.end) for span in spans if span.kind == "address"] for spans in said]
    yield from _figures(
        "address with a road, place or number, 5-fold", "zh", gold, found, [[] for _ in gold], False
    )


def _figures(
    task: str, language: str, gold: list[Found], found: list[Found], beside: list[Found], bars: bool
) -> Iterator[Figure]:
    total = sum(map(len, gold))
    for name, rule, owed in (
        ("recall, overlap", _recall, RECALL),
        ("precision, overlap", _precision, PRECISION),
        ("F1, overlap", _f1, None),
        ("F1, exact span", _exact_f1, None),
    ):
        low, high = _interval(rule, gold, found)
        yield Figure(
            task, language, name, rule(gold, found), total, low, high,
            rule(gold, beside) if any(beside) else None, "rjieba nr" if language == "zh" else "capitals",
            owed if bars else None,
        )  # fmt: skip


def _recall(gold: Sequence[Found], found: Sequence[Found]) -> float:
    hits = [_overlaps(each, others) for mine, others in zip(gold, found, strict=True) for each in mine]
    return float(np.mean(hits)) if hits else 0.0


def _precision(gold: Sequence[Found], found: Sequence[Found]) -> float:
    return _recall(found, gold)


def _f1(gold: Sequence[Found], found: Sequence[Found]) -> float:
    recall, precision = _recall(gold, found), _precision(gold, found)
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def _exact_f1(gold: Sequence[Found], found: Sequence[Found]) -> float:
    same = sum(len(set(left) & set(right)) for left, right in zip(gold, found, strict=True))
    return 2 * same / max(sum(map(len, gold)) + sum(map(len, found)), 1)


def _overlaps(span: tuple[int, int], others: Found) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _interval(
    rule: Callable[[Sequence[Found], Sequence[Found]], float], gold: list[Found], found: list[Found]
) -> tuple[float, float]:
    """95 %, over texts drawn with replacement."""
    rng, values = np.random.default_rng(0), []
    for _ in range(200):
        chosen: npt.NDArray[np.int64] = rng.integers(0, len(gold), len(gold))
        values.append(rule([gold[i] for i in chosen], [found[i] for i in chosen]))
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def _plain(language: str, text: str) -> Found:
    """A name as somebody would find it without a model."""
    if language == "en":
        known = set(word_lists()["first_names"])
        runs = re.finditer(r"[A-Z\u00c0-\u00de][\w'-]+(?: [A-Z\u00c0-\u00de][\w'.-]*)*", text)
        return [run.span() for run in runs if run.group().split()[0].lower() in known]
    import rjieba

    words = rjieba.tag(text)
    edges = np.cumsum([0, *(len(word) for word, _ in words)])
    spans = []
    for (start, end), (_, speech) in zip(pairwise(edges.tolist()), words, strict=False):
        if speech.startswith("nr"):
            spans.append((start, end))
    return spans


def _on_ordinary(data: Path, language: str) -> Iterator[Figure]:
    """Texts that lose something, rightly or not: real names in them count too."""
    texts = training.ordinary_texts(data, language, _TESTS[language], seed=77, named=True)
    trained_on = set(training.ordinary_texts(data, language, training.ORDINARY[language], named=True))
    texts = [text for text in texts if text not in trained_on]
    random.Random(0).shuffle(texts)
    losing = [any(s.kind in ("name", "address") for s in spans) for spans in find_entities(texts)]
    share, spread = float(np.mean(losing)), 1.96 * float(np.std(losing)) / len(losing) ** 0.5
    yield Figure(
        "ordinary texts with a name or an address redacted", language, "share of texts", share, len(texts),
        max(share - spread, 0.0), share + spread, bar=FALSE, at_most=True,
    )  # fmt: skip
