"""Trains the taggers of names and addresses, Chinese and English, and the gate before the Chinese one."""

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from evals.training import made_up_en, made_up_zh
from evals.training.sequences import Rates, fit_tagger, tags_of
from retrieval.understanding.privacy.characters import character_units, plain_row
from retrieval.understanding.privacy.characters import gate_columns as character_gate
from retrieval.understanding.privacy.spans import Span
from retrieval.understanding.privacy.tagger import Gate, Tagger, Units
from retrieval.understanding.privacy.tokens import gate_columns as token_gate
from retrieval.understanding.privacy.tokens import token_units, word_lists

__all__ = [
    "ORDINARY",
    "Labelled",
    "chinese_set",
    "english_set",
    "fit_chinese",
    "fit_english",
    "fit_gate",
    "ordinary_texts",
    "train",
]

Spans = list[tuple[int, int, str]]
KINDS_ZH = ("name", "address", "organization", "work", "title", "scene")
KINDS_EN = ("name", "address", "place", "organization")
BITS = 18
_GATE_BITS = 16
_AS_ZH = {
    "company": "organization",
    "government": "organization",
    "game": "work",
    "movie": "work",
    "book": "work",
    "position": "title",
}
_AS_EN = {"PERSON": "name", "STREET_ADDRESS": "address", "GPE": "place", "ORGANIZATION": "organization"}
ORDINARY = {
    "zh": {"zh_online_shopping_9cats": 2000, "zh_waimai_sentiment": 800, "zh_car_themes": 300,
        "zh_jd_phone_reviews": 300},
    "en": {"en_airline_tweets": 5000, "en_app_review_intent": 1200, "en_acos_aspects": 3000,
        "en_subjqa_electronics_docs": 250,
        "en_subjqa_grocery_docs": 250, "en_banking77_train": 800, "en_nps_verbatims": 600},
}  # fmt: skip
_OF_PEOPLE = "书籍"
"""Reviews of books are full of names: they would teach that names are none."""
CAUTION = {"zh": (-0.4, -0.3, 0.0, 0.0, 0.0, 0.0), "en": (-1.2, -1.2, 0.0, 0.0)}
"""By kind: where recall and precision of the folds are nearest to what is owed of both."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """group: texts of one group are never divided between training and testing."""

    text: str
    spans: Spans
    group: str


def train(data: Path) -> None:
    """Writes names-zh, names-zh-gate and names-en; the cards beside them are written by hand."""
    labelled, ordinary = chinese_set(data), ordinary_texts(data, "zh", ORDINARY["zh"])
    tagger = fit_chinese(labelled, ordinary)
    tagger.save("names-zh")
    made = [text for text, _ in made_up_zh.made_up(3000, 1)]
    fit_gate(tagger, [each.text for each in labelled] + ordinary, made).save("names-zh-gate")
    labelled, ordinary = english_set(data), ordinary_texts(data, "en", ORDINARY["en"])
    tagger = fit_english(labelled, ordinary)
    tagger.save("names-en")
    made = [text for text, _ in made_up_en.made_up(6000, 1)]
    fit_gate(tagger, [each.text for each in labelled] + ordinary, made).save("names-en-gate")


def chinese_set(data: Path) -> list[Labelled]:
    """All labelled kinds, under the names of ours where we have one."""
    return _labelled(data / "zh_pii_datafountain472.csv", {each: each for each in KINDS_ZH} | _AS_ZH, "text")


def english_set(data: Path) -> list[Labelled]:
    """Grouped by the template that a text was made from."""
    return _labelled(data / "en_pii_presidio_synth.csv", _AS_EN, "template_id")


def ordinary_texts(
    data: Path, language: str, counts: dict[str, int], seed: int = 0, named: bool = False
) -> list[str]:
    """So many texts of each set, at most 400 characters of each. named: also those with names in them."""
    texts = []
    for name, count in counts.items():
        rows = [
            row for row in _rows(data / f"{name}.csv") if row.get("product_category") != _OF_PEOPLE or named
        ]
        texts += [row["text"][:400] for row in random.Random(seed).sample(rows, min(count, len(rows)))]
    return _without_names(texts) if language == "en" and not named else texts


def fit_chinese(labelled: Sequence[Labelled], ordinary: Sequence[str], seed: int = 0) -> Tagger:
    chance = random.Random(seed)
    texts: list[tuple[str, Spans]] = [(each.text, each.spans) for each in labelled]
    pool = {
        kind: [each.text[a:b] for each in labelled for a, b, k in each.spans if k == kind]
        for kind in KINDS_ZH
    }
    texts += [made_up_zh.renamed(text, spans, pool, chance) for _ in range(2) for text, spans in list(texts)]
    texts += made_up_zh.made_up(3000, seed)
    texts += [(text, []) for text in ordinary]
    units = character_units([text for text, _ in texts], BITS)
    tagger = fit_tagger(
        KINDS_ZH, units, tags_of(units, [spans for _, spans in texts], KINDS_ZH), BITS, Rates(epochs=4)
    )
    return replace(tagger, caution=CAUTION["zh"], version="1")


def fit_english(labelled: Sequence[Labelled], ordinary: Sequence[str], seed: int = 0) -> Tagger:
    chance = random.Random(seed)
    texts: list[tuple[str, Spans]] = [(each.text, each.spans) for each in labelled]
    texts += [made_up_en.renamed(text, spans, chance) for _ in range(2) for text, spans in list(texts)]
    texts += made_up_en.made_up(12_000, seed)
    texts += [(text, []) for text in ordinary]
    units = token_units([text for text, _ in texts], BITS)
    tagger = fit_tagger(
        KINDS_EN, units, tags_of(units, [spans for _, spans in texts], KINDS_EN), BITS, Rates(epochs=3)
    )
    return replace(tagger, caution=CAUTION["en"], version="1")


def fit_gate(tagger: Tagger, texts: Sequence[str], made: Sequence[str], kept: float = 0.99) -> Gate:
    """Learns from what the tagger finds: that share of names and addresses is let through."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    texts = [*texts, *made]
    if tagger.kinds == KINDS_ZH:
        columns, units = character_gate(*plain_row(texts), _GATE_BITS), character_units(texts, tagger.bits)
    else:
        columns, units = token_gate(texts, _GATE_BITS), token_units(texts, tagger.bits)
    places = _places(tagger.spans(units, len(texts)), units)
    wanted = np.zeros(len(units), bool)
    for start, end in places:
        wanted[start:end] = True
    stacked = np.stack(columns, axis=1)
    ends = np.arange(0, stacked.size + 1, len(columns))
    matrix = sparse.csr_matrix(
        (np.ones(stacked.size, np.float32), stacked.ravel(), ends), (len(units), 1 << _GATE_BITS)
    )
    weights = LogisticRegression(C=1.0, max_iter=60).fit(matrix, wanted).coef_[0].astype(np.float32)
    scores = np.asarray(matrix @ weights)
    best = np.sort([scores[start:end].max() for start, end in places])
    return Gate(weights, float(best[int((1 - kept) * len(best))]))


def _places(said: Sequence[Sequence[Span]], units: Units) -> list[tuple[int, int]]:
    """Names and addresses as runs of units."""
    first = np.searchsorted(units.text, np.arange(len(said) + 1))
    places = []
    for text, spans in enumerate(said):
        starts = units.start[first[text] : first[text + 1]]
        for span in spans:
            if span.kind in ("name", "address"):
                low, high = first[text] + np.searchsorted(starts, (span.start, span.end))
                places.append((int(low), int(high)))
    return places


def _without_names(texts: Sequence[str]) -> list[str]:
    """Leaves out texts with a first name in capitals within a sentence, unless it is a common word too."""
    small = Counter(word for text in texts for word in re.findall(r"[a-z]{2,}", text))
    names = set(word_lists()["first_names"])
    capital = partial(re.findall, r"(?<![.!?\n] )(?<!^)\b[A-Z][a-z]+")
    return [
        text
        for text in texts
        if not any(word.lower() in names and small[word.lower()] < 3 for word in capital(text))
    ]


def _labelled(path: Path, kinds: dict[str, str], group: str) -> list[Labelled]:
    return [
        Labelled(
            row["text"],
            [(start, end, kinds[kind]) for start, end, kind in json.loads(row["spans"]) if kind in kinds],
            row[group],
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
