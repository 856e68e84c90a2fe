"""Texts read for their topics: by their words, by what words mean, and by vectors where they are there.

Evidence for a topic is a sum on one scale: terms of the taxonomy found in the text, likeness of the text's
words to the topic's, likeness of their embeddings; then what corrections taught, which counts more the
more there are. A text reads alike in any batch. `adapted` gives a reader that has also looked through a
company's own texts, unlabelled: it reads them better, and depends on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from retrieval.embedding import Embedder
from retrieval.understanding.batch import Batch
from retrieval.understanding.ngrams import Occurrences
from retrieval.understanding.notes import TopicNote
from retrieval.understanding.topics.corrections import Correction, latest, targets
from retrieval.understanding.topics.labels import LabelVectors, label_vectors, word_label_vectors
from retrieval.understanding.topics.learned import Features, Learned, features, fit
from retrieval.understanding.topics.meanings import load_meanings, unit
from retrieval.understanding.topics.noting import notes
from retrieval.understanding.topics.taxonomy import Taxonomy
from retrieval.understanding.topics.terms import Found, Terms, occurrences, topic_terms

__all__ = ["TopicReader"]

Floats = npt.NDArray[np.float32]

_TERMS, _WORDS, _VECTORS = 0.27, 0.15, 0.12
"""Spreads (standard deviations over texts and topics) that bring each kind of evidence to the same scale."""

_WORDS_BESIDE_VECTORS = 0.5
_HALF = 4
"""Corrections of a topic at which they count as much as what its name and description say."""

_HALF_WORDS = 8
_LEAST_SPREAD = 0.03
_MIDDLE = 50
"""Corrections at which their own middle counts as much as that of feedback in general."""

_SHARPNESS = 2.0
_MOST_ADAPTED = 20_000
_LANGUAGE = {"en": False, "zh": True}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A batch as evidence is taken from it."""

    found: Occurrences
    terms: Found
    words: Floats
    vectors: Floats | None
    chinese: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Taught:
    """What was learned, how strongly each topic takes it, and the spread of what it says of unseen texts."""

    learned: Learned
    strength: Floats
    spread: float


class TopicReader:
    """Reads texts against one taxonomy. Corrections teach it when it is made: seconds for thousands of them.

    embedder: makes vectors of the taxonomy, and of corrections that bring none; without one, vectors of texts
    are not used. They must be its passages.
    """

    def __init__(
        self, taxonomy: Taxonomy, corrections: Iterable[Correction] = (), embedder: Embedder | None = None
    ) -> None:
        self.taxonomy = taxonomy
        self.corrections = latest(corrections, taxonomy)
        self._embedder = embedder
        self._meanings = load_meanings()
        self._terms = Terms.of(topic_terms(taxonomy, self._meanings.worth))
        self._word_labels = word_label_vectors(taxonomy, self._meanings)
        self._middles: dict[bool, Floats] | None = None
        self._adapted: dict[bool, Learned] = {}

    def topics(self, batch: Batch, vectors: Floats | None = None) -> list[tuple[TopicNote, ...]]:
        """Topics of each text, strongest first; none for a text that fits nowhere. vectors: of the texts."""
        reading = self._read(batch, vectors)
        evidence = self._evidence(reading)
        return notes(
            self.taxonomy, batch, evidence, self._ranking(reading, evidence), self._terms, reading.terms
        )

    def ranking(self, batch: Batch, vectors: Floats | None = None) -> Floats:
        """(texts, topics): the higher the likelier, when a text must be about one of them."""
        reading = self._read(batch, vectors)
        return self._ranking(reading, self._evidence(reading))

    def adapted(self, batch: Batch, vectors: Floats | None = None) -> "TopicReader":
        """A reader that learned from these texts what else their topics sound like, and how common each is.

        It takes its own reading of them as if it were labels; corrected texts stand as they were corrected.
        """
        chosen = np.random.default_rng(0).permutation(len(batch.texts))[:_MOST_ADAPTED]
        sample = Batch.of([batch.texts[place] for place in chosen])
        rows = None if vectors is None or self._embedder is None else vectors[chosen]
        other = TopicReader(self.taxonomy, self.corrections, self._embedder)
        if len(chosen) < 2 * len(self.taxonomy.topics):
            return other
        if rows is not None:
            other._middles = _middles(rows, _chinese(sample))
        reading = other._read(sample, rows)
        guess = _shares(other._evidence(reading))
        known = {
            each.text: row
            for each, row in zip(self.corrections, targets(self.corrections, self.taxonomy), strict=True)
        }
        for place, text in enumerate(sample.texts):
            if text in known and known[text].any():
                guess[place] = known[text] / known[text].sum()
        learned, _ = fit(other._features(reading), guess, ridge=3.0)
        other._adapted[rows is not None] = learned
        return other

    def _read(self, batch: Batch, vectors: Floats | None) -> _Reading:
        found = occurrences(batch.folded)
        chinese = _chinese(batch)
        rows = None
        if vectors is not None and self._embedder is not None:
            rows = self._centred(vectors, chinese)
        words = self._meanings.of(found, len(batch.texts))
        return _Reading(found, self._terms.find(found), words, rows, chinese)

    def _centred(self, vectors: Floats, chinese: npt.NDArray[np.bool_]) -> Floats:
        middles = self._middles or self._default_middles
        rows = np.empty_like(vectors)
        for language, mine in ((True, chinese), (False, ~chinese)):
            rows[mine] = vectors[mine] - middles[language]
        return unit(rows)

    def _evidence(self, reading: _Reading) -> Floats:
        evidence = np.sqrt(self._terms.scores(reading.terms, len(reading.chinese))) / _TERMS
        likeness = self._word_labels.likeness(reading.words, reading.chinese) / _WORDS
        if reading.vectors is None:
            evidence += likeness
        else:
            evidence += _WORDS_BESIDE_VECTORS * likeness
            evidence += self._labels.likeness(reading.vectors, reading.chinese) / _VECTORS
        taught = None if not self.corrections else self._taught[reading.vectors is not None]
        if taught is not None:
            evidence += taught.learned.scores(self._features(reading)) * (taught.strength / taught.spread)
        return np.asarray(evidence, np.float32)

    def _ranking(self, reading: _Reading, evidence: Floats) -> Floats:
        learned = self._adapted.get(reading.vectors is not None)
        return evidence if learned is None else learned.scores(self._features(reading))

    def _features(self, reading: _Reading) -> Features:
        rows = reading.words if reading.vectors is None else reading.vectors
        return features(reading.found, self._meanings.bucket_rarity, len(reading.chinese), rows)

    @cached_property
    def _labels(self) -> LabelVectors:
        assert self._embedder is not None  # noqa: S101 - vectors are dropped without one
        return label_vectors(self.taxonomy, self._embedder)

    @cached_property
    def _default_middles(self) -> dict[bool, Floats]:
        """Where the vectors of feedback lie when nothing is known of this company's."""
        known = self._meanings.middles
        if self._embedder is None or self._embedder.name != self._meanings.middle_of:
            known = self._labels.middle
        first = next(iter(known.values()))
        middles = {chinese: known.get(language, first) for language, chinese in _LANGUAGE.items()}
        return self._nearer(middles)

    def _nearer(self, middles: dict[bool, Floats]) -> dict[bool, Floats]:
        """Moved to where the corrected texts lie, the more the more there are."""
        rows = self._corrected_vectors
        chinese = _chinese(Batch.of([each.text for each in self.corrections]))
        moved = {}
        for language, middle in middles.items():
            mine = rows[chinese == language]
            moved[language] = (middle * _MIDDLE + mine.sum(axis=0)) / (_MIDDLE + len(mine))
        return moved

    @cached_property
    def _corrected_vectors(self) -> Floats:
        """(corrections, dimensions): as they were given, else made now."""
        assert self._embedder is not None  # noqa: S101 - asked for only where vectors are
        missing = [each.text for each in self.corrections if each.vector is None]
        made = iter(self._embedder.passages(missing))
        rows = [next(made) if each.vector is None else each.vector for each in self.corrections]
        return np.array(rows, np.float32).reshape(len(rows), self._embedder.dimensions)

    @cached_property
    def _taught(self) -> dict[bool, _Taught]:
        """By whether vectors are there."""
        taught = {False: self._teach(None)}
        if self._embedder is not None:
            taught[True] = self._teach(self._corrected_vectors)
        return taught

    def _teach(self, vectors: Floats | None) -> _Taught:
        wanted = targets(self.corrections, self.taxonomy)
        reading = self._read(Batch.of([each.text for each in self.corrections]), vectors)
        zero = np.zeros(wanted.shape[1], np.float32)
        learned, unseen = fit(self._features(reading), wanted, ridge=1.0, shift=zero)
        strength = np.sqrt(wanted.sum(axis=0) / (_HALF if vectors is not None else _HALF_WORDS))
        return _Taught(learned, np.asarray(strength, np.float32), max(float(unseen.std()), _LEAST_SPREAD))


def _chinese(batch: Batch) -> npt.NDArray[np.bool_]:
    """Whether a text has Chinese characters."""
    return np.array(
        [not text.isascii() and any("\u3400" <= each <= "\u9fff" for each in text) for text in batch.texts],
        bool,
    )


def _middles(vectors: Floats, chinese: npt.NDArray[np.bool_]) -> dict[bool, Floats]:
    """The mean of each language's texts; of all, for a language with too few."""
    found = {}
    for language, mine in ((True, chinese), (False, ~chinese)):
        found[language] = vectors[mine if mine.sum() >= 50 else slice(None)].mean(axis=0)
    return found


def _shares(evidence: Floats) -> Floats:
    """Evidence as shares of one for each text."""
    powers = np.exp(_SHARPNESS * (evidence - evidence.max(axis=1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
