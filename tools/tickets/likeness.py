"""How likely two accounts, of one or many pieces of feedback, are about the same issue."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from tools.tickets.ground import LEAST, Floats, Ground, unit

__all__ = ["FEATURES", "Account", "Compared", "compare", "is_few", "is_thin", "probability"]

FEATURES = (
    "near",
    "nearest",
    "beyond_chance",
    "words",
    "topic",
    "topic_unknown",
    "smaller",
    "larger",
    "near_smaller",
    "near_larger",
    "words_smaller",
    "words_larger",
    "said",
    "near_said",
    "words_said",
)
"""near: of the middles of both. nearest: of each text of the smaller to the nearest of the other, on average.
beyond_chance: how many standard deviations `near` is above what the larger has with any feedback. words:
cosine of the words by rarity. topic: cosine of how many have each; unknown: where one side has none. smaller
and larger: logarithm of how many texts. said: logarithm of how many different words the shorter side has.
Each also times `near` and `words`: what many texts, or long ones, have in common is surer."""

USUAL = (0.0, 0.1)
"""Mean and spread of the likeness of two pieces of feedback of one company, once the ground is taken away."""

FEW = 8
"""Texts."""

THIN = 50
"""Different words; a complaint in one sentence has fewer."""

_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9._-]*\d)[a-z0-9]+(?:[._-][a-z0-9]+)*", re.IGNORECASE)
"""Versions, error codes and models: signs with a digit among them."""


@dataclass(frozen=True)
class Account:
    """What a draft, a ticket or a record says: texts with their vectors (a row each) and topics."""

    ground: Ground
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.floating]
    topics: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def turned(self) -> Floats:
        return self.ground.turned(self.vectors, self.texts)

    @cached_property
    def middle(self) -> Floats:
        return unit(self.turned.mean(axis=0))

    @cached_property
    def by_chance(self) -> tuple[float, float]:
        """Mean and spread of the likeness of any feedback to this; usual ones where there is little."""
        if len(self.ground.vectors) < LEAST:
            return USUAL
        likeness = self.ground.vectors @ self.middle
        return float(likeness.mean()), float(likeness.std()) or 1.0

    @cached_property
    def bag(self) -> dict[str, float]:
        whole: Counter[str] = Counter()
        for text in self.texts:
            bag = self.ground.bag(text)
            length = sqrt(sum(each * each for each in bag.values())) or 1.0
            for word, weight in bag.items():
                whole[word] += weight / length  # type: ignore[assignment]
        return dict(whole)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for text in self.texts for code in _codes_of(text))


@dataclass(frozen=True, slots=True)
class Compared:
    """features: by `FEATURES`. words, codes: in common, the most telling first. nearest: places of the two
    nearest texts."""

    features: Floats
    words: tuple[str, ...]
    codes: tuple[str, ...]
    nearest: tuple[int, int]


def compare(left: Account, right: Account) -> Compared:
    """The same whichever side is left, but for `nearest`, which has the left one's place first."""
    near = float(left.middle @ right.middle)
    each = left.turned @ right.turned.T
    best = int(np.argmax(each))
    small, large = sorted((left, right), key=lambda account: len(account.texts))
    to_other = each.max(axis=1) if small is left else each.max(axis=0)
    mean, spread = large.by_chance
    topics = _cosine(_counted(left.topics), _counted(right.topics))
    smaller, larger = log(len(small.texts)), log(len(large.texts))
    said = log(1 + min(len(left.bag), len(right.bag)))
    words = _cosine(left.bag, right.bag) or 0.0
    features = (
        near,
        float(to_other.mean()),
        (near - mean) / spread,
        words,
        topics or 0.0,
        float(topics is None),
        smaller,
        larger,
        near * smaller,
        near * larger,
        words * smaller,
        words * larger,
        said,
        near * said,
        words * said,
    )
    shared = {word: left.bag[word] * right.bag[word] for word in left.bag.keys() & right.bag.keys()}
    shared = {word: told for word, told in shared.items() if len(word) > 2 or not word.isascii()}
    telling = sorted(shared, key=lambda word: (-shared[word], word))
    width = each.shape[1]
    codes = tuple(sorted(left.codes & right.codes))
    return Compared(np.array(features), tuple(telling[:5]), codes, (best // width, best % width))


def _codes_of(text: str) -> frozenset[str]:
    """Error codes, versions and numbers of at least three signs: "E502", "3.2.0"."""
    return frozenset(each.lower() for each in _CODE.findall(text) if len(each) >= 3)


def _counted(topics: Sequence[Sequence[str]]) -> dict[str, float]:
    return dict(Counter(topic for each in topics for topic in each))


def _cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float | None:
    """None where one side is empty."""
    if not left or not right:
        return None
    product = sum(weight * right.get(key, 0.0) for key, weight in left.items())
    lengths = sqrt(sum(v * v for v in left.values()) * sum(v * v for v in right.values()))
    return product / lengths if lengths else 0.0


def probability(features: Floats) -> float:
    """That both are about the same issue, as far as its learning set is like this data."""
    weights, intercept = _model()
    return float(1 / (1 + np.exp(-(features @ weights + intercept))))


def is_thin(features: Floats) -> bool:
    """Whether one side says so little that only a high probability is to be believed."""
    return bool(features[FEATURES.index("said")] < log(1 + THIN))


def is_few(features: Floats) -> bool:
    """Whether even the larger side has few texts: then only the plainest should join by itself."""
    return bool(features[FEATURES.index("larger")] < log(FEW))


@cache
def _model() -> tuple[Floats, float]:
    """The coefficients in `same_issue.toml`; its card is `same_issue.md`."""
    table = tomllib.loads((resources.files(__package__) / "same_issue.toml").read_text(encoding="utf-8"))
    return np.array([float(table["weights"][name]) for name in FEATURES]), float(table["intercept"])
