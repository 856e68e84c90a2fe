"""Evidence for topics -> what is noted: which topics, how sure, and the words behind each."""

import numpy as np
import numpy.typing as npt

from retrieval.understanding.batch import Batch
from retrieval.understanding.notes import TopicNote
from retrieval.understanding.topics.taxonomy import Taxonomy
from retrieval.understanding.topics.terms import Found, Terms

__all__ = ["notes"]

Floats = npt.NDArray[np.float32]

_LEAST = 3.0
"""Evidence below this is none: the text fits nowhere. One keyword is more."""

_LEAST_WITHOUT_KEYWORDS = 1.0
"""Labels and descriptions say too little to tell what lies outside of them: only the clearly foreign does."""

_SHARE = 0.5
"""A further topic needs this share of the evidence that the strongest has."""

_MOST = 4
_REASONS = 3


def notes(
    taxonomy: Taxonomy, batch: Batch, evidence: Floats, ranking: Floats, terms: Terms, found: Found
) -> list[tuple[TopicNote, ...]]:
    """Topics of each text, strongest first."""
    least = _LEAST if any(topic.keywords for topic in taxonomy.topics) else _LEAST_WITHOUT_KEYWORDS
    best = evidence.max(axis=1, initial=0, keepdims=True)
    chosen = (evidence >= least) & (evidence >= _SHARE * best)
    if ranking is not evidence:
        first = ranking.argmax(axis=1)
        chosen[np.arange(len(first)), first] |= best[:, 0] >= least
    confidence = 1 / (1 + np.exp(least - evidence))
    texts, topics = np.nonzero(chosen)
    order = np.lexsort((-ranking[texts, topics], texts))
    texts, topics = texts[order], topics[order]
    hits = _Hits(batch, terms, found)
    noted: list[list[TopicNote]] = [[] for _ in batch.texts]
    for text, topic, sure in zip(
        texts.tolist(), topics.tolist(), confidence[texts, topics].tolist(), strict=True
    ):
        if len(noted[text]) < _MOST:
            noted[text].append(
                TopicNote(taxonomy.ids[topic], round(sure, 3), None, hits.reasons(text, topic))
            )
    return list(map(tuple, noted))


class _Hits:
    """The terms found, by text."""

    def __init__(self, batch: Batch, terms: Terms, found: Found) -> None:
        order = np.argsort(found.text, kind="stable")
        self.texts = batch.folded
        self.weights = terms.weights
        self.rows = found.row[order]
        self.begin = found.at[order]
        self.end = self.begin + found.length[order]
        self.starts = np.searchsorted(found.text[order], np.arange(len(batch.texts) + 1)).tolist()

    def reasons(self, text: int, topic: int) -> tuple[str, ...]:
        """The terms of a topic that the text holds, the strongest first, none inside another."""
        first, last = self.starts[text], self.starts[text + 1]
        if first == last:
            return ()
        weights = self.weights[self.rows[first:last], topic]
        words: list[str] = []
        for place in (first + np.argsort(-weights, kind="stable")[: 2 * _REASONS]).tolist():
            if weights[place - first] <= 0 or len(words) == _REASONS:
                break
            word = self.texts[text][self.begin[place] : self.end[place]]
            if not any(word in other for other in words):
                words.append(word)
        return tuple(words)
