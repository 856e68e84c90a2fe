"""What a person wants: to complain, suggest, ask, have something done, praise, or none of these.

For each language, a linear model over n-grams and over cue words (`intent.toml`) by where they stand, since
speech acts stand at the beginning and the end. What the cue words mean by themselves is added to its scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.cues import INTENTS, Hits, find_cues, load_cues
from retrieval.understanding.linear import LinearModel, load_model
from retrieval.understanding.notes import Feeling

__all__ = ["INTENTS", "IntentModel", "intents", "labels_of", "prepare"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_END = 300
"""Characters that are read of the beginning, and of the end, of a long text."""
_CUES = 0.5
_SHORT = 40
"""How much the strengths of `intent.toml` count beside what is learned, in a text of so many
characters at most; less in longer ones, where any word may stand. Set on made-up lines."""
_FEELING = 1.0


@dataclass(frozen=True, slots=True)
class IntentModel:
    """A linear model whose last rows of weights belong to the cues and the places they stand in."""

    linear: LinearModel

    def scores(self, hits: Hits) -> Floats:
        """(texts, classes) for texts that were prepared."""
        total = self.linear.scores(self.linear.ngrams.counts(hits.texts))
        row, column = hits.columns()
        np.add.at(total, row, self.linear.weights[(1 << self.linear.ngrams.bits) + column])
        return total

    def combined(self, hits: Hits) -> Floats:
        """`scores`, and what the cues mean by themselves."""
        lengths = np.fromiter(map(len, hits.texts), np.float32, len(hits.texts))
        share = _CUES * np.minimum(1, _SHORT / np.maximum(lengths, 1))
        return np.asarray(self.scores(hits) + share[:, None] * hits.strengths(), np.float32)


def intents(batch: Batch, feelings: Sequence[Feeling] | None = None) -> list[Label]:
    """One of INTENTS for each text. `feelings`, where known, tell praise from complaint."""
    texts = [prepare(text) for text in batch.folded]
    labels = [Label("other", 1.0)] * len(texts)
    for name, rows in _by_language(texts):
        some = [feelings[row] for row in rows] if feelings else None
        model = IntentModel(load_model(name))
        for row, label in zip(rows, labels_of([texts[row] for row in rows], model, some), strict=True):
            labels[row] = label
    return labels


def prepare(folded: str) -> str:
    """What is read of a folded text: one line, plain apostrophes, the beginning and the end if it is long."""
    text = " ".join(folded.replace("\0", " ").replace("\u2019", "'").split())
    return text if len(text) <= 2 * _END else f"{text[:_END]} {text[-_END:]}"


def _by_language(texts: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Models and the rows they read: texts with Chinese in them, and the rest. Empty ones: neither."""
    parts: dict[str, list[int]] = {"intent-zh": [], "intent-en": []}
    for row, text in enumerate(texts):
        if text:
            chinese = sum("\u4e00" <= each <= "\u9fff" for each in text[:100])
            parts["intent-zh" if chinese * 6 >= min(len(text), 100) else "intent-en"].append(row)
    return [(name, rows) for name, rows in parts.items() if rows]


def labels_of(
    texts: Sequence[str], model: IntentModel, feelings: Sequence[Feeling] | None = None
) -> list[Label]:
    """What `model` says of texts that were prepared and are not empty."""
    hits = find_cues(texts, load_cues("intent"))
    scores = model.combined(hits)
    if feelings is not None:
        good = np.fromiter((each.score for each in feelings), np.float32, len(feelings))
        scores[:, INTENTS.index("praise")] += _FEELING * good
        scores[:, INTENTS.index("complaint")] -= _FEELING * good
    shares = model.linear.probabilities(scores)
    best = shares.argmax(axis=1)
    reasons = _reasons(model, hits, best)
    return [
        Label(INTENTS[intent], float(share), words)
        for intent, share, words in zip(best.tolist(), shares.max(axis=1), reasons, strict=True)
    ]


def _reasons(model: IntentModel, hits: Hits, best: Ints) -> list[tuple[str, ...]]:
    """Up to three cues of the chosen intent; without one, the n-gram that weighed most."""
    found: list[list[str]] = [[] for _ in hits.texts]
    for text, number in zip(hits.text.tolist(), hits.cue.tolist(), strict=True):
        cue = hits.cues[number]
        if cue.intent == best[text] and cue.strength > 0 and cue.text not in found[text]:
            found[text].append(cue.text)
    bare = np.flatnonzero([not words for words in found])
    strongest = _strongest(model.linear, [hits.texts[row][:120] for row in bare.tolist()], best[bare])
    for row, word in zip(bare, strongest, strict=True):
        found[row] = [word] if any(map(str.isalpha, word)) and not word.startswith("@") else []
    return [tuple(words[:3]) for words in found]


def _strongest(model: LinearModel, texts: list[str], best: Ints) -> list[str]:
    """The n-gram that speaks most for an intent in each text, widened to whole words; "" where none does."""
    words = [""] * len(texts)
    found = replace(model.ngrams, chars=(2, model.ngrams.chars[1])).occurrences(texts)
    weight = model.weights[found.column, best[found.text]]
    order = np.lexsort((weight, found.text))
    last = np.flatnonzero(np.diff(found.text[order], append=len(texts)))
    for place in order[last]:
        if weight[place] > 0:
            text, at = texts[found.text[place]], int(found.at[place])
            words[found.text[place]] = _widened(text, max(at, 0), at + int(found.length[place]))
    return words


def _widened(text: str, begin: int, end: int) -> str:
    while begin > 0 and _latin(text[begin - 1]) and _latin(text[begin]):
        begin -= 1
    while 0 < end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        end += 1
    return text[begin:end].strip(" .,!?;:，。！？；：、~")


def _latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "'")
