"""The feeling of English texts: a learned linear model over n-grams and over what the lexicon reads.

The last rows of the model's weights, after those of the n-grams, belong to `lexicon_en.FEATURES`.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrieval.understanding.lexicon_en import FEATURES, Words, plain, read_words, shorten
from retrieval.understanding.linear import LinearModel, load_model, top_words
from retrieval.understanding.notes import Feeling
from retrieval.words import fold

__all__ = ["CLASSES", "LEXICON_SHARE", "english_feelings", "english_in_chinese", "form", "with_english"]

Floats = npt.NDArray[np.float32]
CLASSES = ("negative", "neutral", "positive")
LEXICON_SHARE = 0.5
"""What lexicon features are multiplied with, beside n-grams at length one: a setting, not learned."""
_NOTHING = (0.05, 0.9, 0.05)
"""The shares of a text without a word."""
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-z]{2}")
_MILD = 0.2
"""A score of a mixed text nearer to 0 is neutral."""
_CHINESE_NOT = re.compile(r"(?:不|没有|没|无)(?:是|很|太|够|那么|怎么)?\s*(?=[a-z])", re.IGNORECASE)
_CHINESE_VERY = re.compile(r"(?:太|很|真|超|好|特别|非常)\s*(?=[a-z])", re.IGNORECASE)
_CHINESE = re.compile(r"[㐀-鿿]+")
_LOOSE_MARK = re.compile(r"\s+(?=[.,!?;:)])")


def form(plain_text: str) -> str:
    """A `plain` text as n-grams are counted in it."""
    return _LOOSE_MARK.sub("", " ".join(fold(shorten(plain_text)).split()))


def english_feelings(texts: Sequence[str], reasons: bool = False) -> list[Feeling]:
    """The feeling of texts as they were written: capitals and emoji count.

    reasons: the words of the lexicon that speak for the label or, where it knows none, those that weigh most
    in the model.
    """
    model = load_model("sentiment-en")
    plains = [plain(text) for text in texts]
    forms = [form(each) for each in plains]
    words = read_words(plains)
    by_lexicon = LEXICON_SHARE * words.features @ model.weights[-len(FEATURES) :]
    shares = model.probabilities(
        np.asarray(model.scores(model.ngrams.counts(forms)) + by_lexicon, np.float32)
    )
    shares[[not _WORD.search(each) and not cues for each, cues in zip(plains, words.cues, strict=True)]] = (
        _NOTHING
    )
    scores = (shares[:, 2] - shares[:, 0]).tolist()
    strengths = _intensity(shares, words).tolist()
    labels, confidence = shares.argmax(axis=1).tolist(), shares.max(axis=1).tolist()
    found = []
    for row, label in enumerate(labels):
        why = _reasons(model, forms[row], words.cues[row], label) if reasons else ()
        found.append(
            Feeling(
                CLASSES[label],
                round(scores[row], 3),
                round(strengths[row], 3),
                round(confidence[row], 3),
                why,
            )
        )
    return found


def with_english(read: Sequence[Feeling], texts: Sequence[str]) -> list[Feeling]:
    """The feelings of Chinese texts, with what their English words say ("体验很bad").

    Of the two, what says more counts more.
    """
    found = list(read)
    rows = [row for row, text in enumerate(texts) if _LATIN.search(text)]
    for row, english in zip(rows, english_in_chinese([texts[row] for row in rows]), strict=True):
        if not english:
            continue
        own = found[row]
        score = (abs(own.score) * own.score + abs(english) * english) / (abs(own.score) + abs(english))
        label = "neutral" if abs(score) < _MILD else "positive" if score > 0 else "negative"
        strength = max(own.intensity, 0.7 * abs(score))
        sureness = (1 + abs(score)) / 2
        found[row] = Feeling(label, round(score, 3), round(strength, 3), round(sureness, 3), own.reasons)
    return found


def english_in_chinese(texts: Sequence[str]) -> list[float]:
    """What the English words of Chinese texts say, -1 to 1; 0 where none of them has a feeling."""
    left = [_CHINESE.sub(" ", _CHINESE_VERY.sub(" very ", _CHINESE_NOT.sub(" not ", text))) for text in texts]
    cues = read_words([plain(text) for text in left]).cues
    nets = [sum(value for word, value in found if word.isascii()) for found in cues]
    return [net / math.sqrt(net * net + 4) for net in nets]


def _intensity(shares: Floats, words: Words) -> Floats:
    """How sure the feeling is, made stronger by strong words, capitals, marks and lengthened letters."""
    sureness = np.abs(shares[:, 2] - shares[:, 0])
    return np.asarray(np.minimum(sureness * (0.35 + 0.65 * words.force) + 0.15 * words.force, 1), np.float32)


def _reasons(model: LinearModel, text: str, cues: Sequence[tuple[str, float]], label: int) -> tuple[str, ...]:
    side = label - 1
    said = [(abs(value), word) for word, value in cues if value * side > 0 or not side]
    if said:
        said.sort(key=lambda cue: -cue[0])
        return tuple(dict.fromkeys(word for _, word in said[:3]))
    strengths = model.by_character(text, model.weights[:, label])
    spans = [word.span() for word in _WORD.finditer(text)]
    return tuple(text[begin:end] for begin, end in top_words(strengths, spans))
