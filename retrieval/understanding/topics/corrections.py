"""What people said texts are about: the examples a reader learns from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.understanding.topics.taxonomy import Taxonomy

__all__ = ["Correction", "latest", "targets"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A text and the topics it is about, by id; none: it fits nowhere. vector: if it was embedded."""

    text: str
    topics: tuple[str, ...]
    vector: npt.NDArray[np.float32] | None = None


def latest(corrections: Iterable[Correction], taxonomy: Taxonomy) -> tuple[Correction, ...]:
    """The last word on each text, without topics the taxonomy no longer has.

    A correction that named only such topics is left out: it does not say that the text fits nowhere.
    """
    by_text = {each.text: each for each in corrections}
    known = []
    for each in by_text.values():
        topics = tuple(dict.fromkeys(topic for topic in each.topics if taxonomy.has(topic)))
        if topics or not each.topics:
            known.append(Correction(each.text, topics, each.vector))
    return tuple(known)


def targets(corrections: Sequence[Correction], taxonomy: Taxonomy) -> npt.NDArray[np.float32]:
    """(corrections, topics): 1 where a text is about a topic."""
    wanted = np.zeros((len(corrections), len(taxonomy.topics)), np.float32)
    for row, each in enumerate(corrections):
        for topic in each.topics:
            wanted[row, taxonomy.index(topic)] = 1
    return wanted
