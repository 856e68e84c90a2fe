"""The feeling of Chinese texts: what a learned model says and what a lexicon reads, weighed together."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.understanding.lexicon_zh import FEATURES, cues, read_words
from retrieval.understanding.linear import load_model, top_words
from retrieval.understanding.notes import Feeling

__all__ = ["CLASSES", "chinese_feelings"]

Floats = npt.NDArray[np.float32]
CLASSES = ("negative", "neutral", "positive")
_REASONS = 3

Cue = tuple[int, int, float]
"""Start and end of words in a folded text, and the feeling they say."""


def chinese_feelings(
    folded: Sequence[str], written: Sequence[str] | None = None, reasons: bool = False
) -> list[Feeling]:
    """The feeling of each folded text.

    reasons: also name the words behind it, as they stand in the text as it was `written`.
    """
    model, words = load_model("sentiment-zh"), read_words(folded)
    shares = model.probabilities(model.scores(model.ngrams.counts(folded), words.features))
    score = shares[:, 2] - shares[:, 0]
    strength = np.minimum(np.abs(score) * (0.4 + 0.6 * words.force), 1)
    columns = (shares.argmax(axis=1), score, strength, shares.max(axis=1))
    silent = words.features[:, FEATURES.index("nothing")] > 0
    said = cues(folded) if reasons else []
    found = []
    for row, (label, value, force, sure) in enumerate(zip(*(each.tolist() for each in columns), strict=True)):
        if silent[row] and not any(map(str.isalnum, folded[row])):
            found.append(Feeling("neutral", 0.0, 0.0, 1.0))
            continue
        why = _reasons(folded[row], (written or folded)[row], label - 1, said[row]) if reasons else ()
        found.append(Feeling(CLASSES[label], round(value, 3), round(force, 3), round(sure, 3), why))
    return found


def _reasons(text: str, written: str, side: int, said: Sequence[Cue]) -> tuple[str, ...]:
    """Words of the lexicon on the label's side, strongest first, then words that weigh most in the model.

    side: 1 for positive, -1 for negative, 0 for neutral, which no word is a reason for. said: what the
    lexicon reads in the text.
    """
    import rjieba  # reads its dictionary when imported

    if not side:
        return ()
    told = sorted(((value * side, begin, end) for begin, end, value in said), reverse=True)
    spans = [(begin, end) for value, begin, end in told if value > 0][:_REASONS]
    if not spans:
        strengths = load_model("sentiment-zh").by_character(text, side * _goodness())
        words = [(begin, end) for word, begin, end in rjieba.tokenize(text) if any(map(str.isalnum, word))]
        spans = top_words(np.asarray(strengths, np.float32), words, _REASONS)
    source = written if len(written) == len(text) else text
    return tuple(dict.fromkeys(source[begin:end] for begin, end in spans))


@cache
def _goodness() -> Floats:
    weights = load_model("sentiment-zh").weights
    return np.asarray(weights[:, 2] - weights[:, 0])
