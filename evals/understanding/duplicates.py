"""How well copies are found: copies as people make them of real texts, against the nearest that are none."""

import csv
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.training.commonness import FIRST_HALF, SETS, texts_of
from evals.understanding.copies import Pair, copies, nearest, same_form
from evals.understanding.figures import Figure
from retrieval.understanding.batch import Batch
from retrieval.understanding.duplicates import bands, exact_key, group, is_copy, signatures
from retrieval.understanding.ngrams import NGrams

__all__ = ["measure", "pairs_of"]

UNSEEN = {
    "zh": ("zh_jd_phone_reviews", "zh_gov_messages", "zh_eprstmt_sentiment"),
    "en": ("en_app_review_intent", "en_subjqa_electronics_docs", "en_subjqa_grocery_docs"),
}
"""Sets that nothing was set on: not the threshold, not how common pieces are."""

BASES = 300
"""Texts of a set that are copied."""

POOL = 4000
LONGEST = 600
"""Characters; longer texts are measured by their beginning, where two edits are hardest to overlook."""

_HAN = re.compile(r"[一-鿿]")

_Flags = npt.NDArray[np.bool_]
Said = Callable[[Pair], float]


@dataclass(frozen=True, slots=True)
class _Set:
    name: str
    language: str
    pairs: list[Pair]


def measure(data: Path) -> Iterator[Figure]:
    """Yields precision and recall by kind of set and language, what each edit costs, and the speed."""
    seen = [_set(data, name, language, 1) for language, names in SETS.items() for name in names]
    unseen = [_set(data, name, language, 1) for language, names in UNSEEN.items() for name in names]
    chosen = [_set(data, name, language, FIRST_HALF) for language, names in SETS.items() for name in names]
    baselines = _baselines([pair for each in chosen for pair in each.pairs])
    for kind, sets in (("other halves", seen), ("unseen sets", unseen)):
        for language in ("zh", "en"):
            pairs = [pair for each in sets if each.language == language for pair in each.pairs]
            yield from _figures(f"copies, {kind}", language, pairs, baselines)
    yield from _by_edit([pair for each in (*seen, *unseen) for pair in each.pairs])
    yield from _other_meanings(data)
    yield from _speed(data)


def pairs_of(texts: Sequence[str], language: str, seed: int) -> list[Pair]:
    """Copies of texts long enough to copy, the nearest other text of each, and other texts in one form."""
    pool = [text[:LONGEST] for text in texts[:POOL]]
    chosen = [at for at, text in enumerate(pool) if _long(text, language)][:BASES]
    short = [text for text in pool if len(text) <= (60 if language == "zh" else 150)]
    found = list(copies([pool[at] for at in chosen], language, seed))
    found += nearest(pool, chosen)
    found += same_form(short, language, len(chosen), seed) if len(short) > 1 else ()
    return found


def _set(data: Path, name: str, language: str, half: int) -> _Set:
    return _Set(name, language, pairs_of(texts_of(data, name, half), language, seed=half))


def _long(text: str, language: str) -> bool:
    """The definition's own words: 15 Chinese characters or 8 words."""
    return len(_HAN.findall(text)) >= 15 if language == "zh" else len(text.split()) >= 8


def _found(pairs: Sequence[Pair]) -> list[bool]:
    """What the store finds: texts that share a band, and of these those that are copies."""
    left = signatures(Batch.of([pair.left for pair in pairs]))
    right = signatures(Batch.of([pair.right for pair in pairs]))
    said = []
    for pair, one, other in zip(pairs, left, right, strict=True):
        meet = any(a == b for a, b in zip(bands(one), bands(other), strict=False))
        said.append(meet and is_copy(pair.left, pair.right))
    return said


def _figures(
    task: str, language: str, pairs: Sequence[Pair], baselines: dict[str, tuple[Said, float]]
) -> Iterator[Figure]:
    gold = np.array([pair.copied for pair in pairs])
    said = np.array(_found(pairs))
    simple = {
        name: np.array([score(pair) >= least for pair in pairs]) for name, (score, least) in baselines.items()
    }
    for measured, rate, bar in (("precision", _precision, 0.95), ("recall", _recall, 0.90)):
        value, (low, high) = rate(gold, said), _interval(rate, gold, said)
        for number, (name, answers) in enumerate(simple.items()):
            owed = bar if number == 0 else None
            beside = rate(gold, answers)
            yield Figure(task, language, measured, value, len(pairs), low, high, beside, name, owed)


def _precision(gold: _Flags, said: _Flags) -> float:
    return float((gold & said).sum() / max(1, said.sum()))


def _recall(gold: _Flags, said: _Flags) -> float:
    return float((gold & said).sum() / max(1, gold.sum()))


def _interval(rate: Callable[..., float], gold: _Flags, said: _Flags) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(gold), len(gold)) for _ in range(300)]
    low, high = np.percentile([rate(gold[each], said[each]) for each in draws], (2.5, 97.5))
    return float(low), float(high)


def _baselines(pairs: Sequence[Pair]) -> dict[str, tuple[Said, float]]:
    """Each with the threshold that gives it the best F1 on the halves that were there to choose on."""
    scores: dict[str, Said] = {"exact": _exact, "simhash": _simhash, "difflib": _difflib}
    gold = np.array([pair.copied for pair in pairs])
    chosen = {}
    for name, score in scores.items():
        values = np.array([score(pair) for pair in pairs])
        steps = np.unique(np.round(values, 2))[1:]
        f1 = [2 * (gold & (values >= step)).sum() / ((values >= step).sum() + gold.sum()) for step in steps]
        chosen[name] = (score, float(steps[int(np.argmax(f1))]))
    return chosen


def _exact(pair: Pair) -> float:
    return float(exact_key(pair.left) == exact_key(pair.right))


def _difflib(pair: Pair) -> float:
    return SequenceMatcher(None, pair.left[:300], pair.right[:300], autojunk=False).quick_ratio()


def _simhash(pair: Pair) -> float:
    """The share of 64 bits in which the simhashes of character 2- and 3-grams agree."""
    counts = NGrams(chars=(2, 3), bits=40).occurrences([pair.left.lower(), pair.right.lower()])
    bits = (counts.column[:, None].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.arange(
        64, dtype=np.uint64
    )
    signs = np.where(bits & np.uint64(1), 1, -1)
    hashes = [signs[counts.text == text].sum(axis=0) > 0 for text in (0, 1)]
    return float((hashes[0] == hashes[1]).mean())


def _by_edit(pairs: Sequence[Pair]) -> Iterator[Figure]:
    """The share of copies found, by the edits in them: a copy with three edits counts for each."""
    made = [pair for pair in pairs if pair.copied]
    said = dict(zip(map(id, made), _found(made), strict=True))
    for edit in sorted({kind for pair in made for kind in pair.kind.split(" + ")}):
        own = [said[id(pair)] for pair in made if edit in pair.kind.split(" + ")]
        yield Figure(f"copies with: {edit}", "all", "recall", sum(own) / len(own), len(own))


def _other_meanings(data: Path) -> Iterator[Figure]:
    """Sets where "duplicate" means that two texts ask the same: not what is looked for here."""
    for name, language in (("zh_bustm_pairs", "zh"), ("en_gitbugs_seamonkey_pairs", "en")):
        with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        said = [is_copy(row["text_a"], row["text_b"]) for row in rows]
        same = [row["is_duplicate"] == "1" for row in rows]
        both = sum(s and g for s, g in zip(said, same, strict=True))
        yield Figure(f"same meaning, {name}", language, "called copies", both / sum(same), sum(same))


def _speed(data: Path) -> Iterator[Figure]:
    names = [name for each in (*SETS.values(), *UNSEEN.values()) for name in each]
    texts = list(islice((text for name in names for text in _all(data, name)), 100_000))
    random.Random(0).shuffle(texts)
    started = time.process_time()
    firsts = group(texts)
    seconds = time.process_time() - started
    copied = sum(first != at for at, first in enumerate(firsts)) / len(texts)
    yield Figure(
        "copies, grouping a whole corpus", "all", "seconds", seconds, len(texts), bar=60, at_most=True
    )
    yield Figure("copies, grouping a whole corpus", "all", "share of copies", copied, len(texts))


def _all(data: Path, name: str) -> list[str]:
    with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]
