"""What in a text's vector tells of its form, not of its subject, and is taken off.

The script it is written in, whom it mentions ("@VirginAmerica"), links, its length: each moves the vector,
and groups found in the vectors would be groups of companies or of lengths. How far each moves it is learnt
from the texts (ridge regression), so the same feedback in Chinese and in English comes to lie together.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["HAN", "LINK", "MENTION", "Markers", "fit_markers", "no_markers", "scripts"]

Floats = NDArray[np.float32]

MENTION = re.compile(r"@\w+", re.ASCII)
LINK = re.compile(r"https?://\S+|www\.\S+", re.ASCII)
HAN = re.compile(r"[\u3400-\u9fff]")
LEAST = 20
LEAST_SHARE = 0.005
"""Mentions are told apart from so many texts on, and so large a share of them."""
HELD_BACK = 5.0
"""Strength of the ridge, in texts: what few texts show is believed little."""


@dataclass(frozen=True, slots=True)
class Markers:
    """mentions: those told apart. middle, scale: of the markers. effect: markers x dimensions."""

    mentions: tuple[str, ...]
    middle: NDArray[np.float64]
    scale: NDArray[np.float64]
    mean: Floats
    effect: Floats

    def taken_off(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """The vectors without what their form explains; zero where the vector is zero."""
        marked = (_marked(texts, self.mentions) - self.middle) / self.scale
        rest = np.asarray(vectors - self.mean - (marked @ self.effect).astype(np.float32), np.float32)
        rest[~vectors.any(axis=1)] = 0
        return rest

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "mentions": np.array(self.mentions, dtype=np.str_),
            "marker_middle": self.middle,
            "marker_scale": self.scale,
            "mean": self.mean,
            "effect": self.effect,
        }

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> "Markers":
        return Markers(
            tuple(arrays["mentions"].tolist()),
            arrays["marker_middle"],
            arrays["marker_scale"],
            arrays["mean"],
            arrays["effect"],
        )


def fit_markers(texts: Sequence[str], vectors: Floats) -> Markers:
    counted = Counter(each for text in texts for each in set(MENTION.findall(text.lower())))
    least = max(LEAST, LEAST_SHARE * len(texts))
    mentions = tuple(sorted(each for each, times in counted.items() if times >= least))
    marked = _marked(texts, mentions)
    middle, scale = marked.mean(axis=0), marked.std(axis=0)
    # A marker that never changes says nothing: its effect comes out as zero.
    scale = np.where(scale > 1e-9, scale, 1.0)
    even = (marked - middle) / scale
    mean = np.asarray(vectors.mean(axis=0), np.float32)
    held = even.T @ even + HELD_BACK * np.eye(even.shape[1])
    effect = np.linalg.solve(held, even.T @ (vectors - mean)).astype(np.float32)
    return Markers(mentions, middle, scale, mean, effect)


def no_markers(markers: Markers) -> Markers:
    """That leave vectors as they are."""
    return replace(markers, mean=np.zeros_like(markers.mean), effect=np.zeros_like(markers.effect))


def scripts(texts: Sequence[str]) -> NDArray[np.int64]:
    """1 for texts with a Chinese character, 0 for others."""
    return np.fromiter((HAN.search(text) is not None for text in texts), np.int64, len(texts))


def _marked(texts: Sequence[str], mentions: Sequence[str]) -> NDArray[np.float64]:
    marked = np.zeros((len(texts), 5 + len(mentions)))
    place = {each: 5 + at for at, each in enumerate(mentions)}
    for row, text in enumerate(texts):
        length = np.log1p(len(text))
        marked[row, :5] = (
            HAN.search(text) is not None,
            text.startswith("@"),
            LINK.search(text) is not None,
            length,
            length * length,
        )
        if place and "@" in text:
            for each in MENTION.findall(text.lower()):
                if each in place:
                    marked[row, place[each]] = 1
    return marked
