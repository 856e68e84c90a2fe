"""How people feel: a score from -1 to 1, a label, how strongly it is put, and the words that say so.

Each language has a learned linear model over n-grams of characters.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.understanding.batch import Batch
from retrieval.understanding.linear import LinearModel, load_model, top_words
from retrieval.understanding.notes import Feeling
from retrieval.understanding.sentiment_en import english_feelings, scores_of_english_in_chinese

__all__ = ["feelings"]

CLASSES = ("negative", "neutral", "positive")
_MODELS = {"zh": "sentiment-zh"}
_LATIN = re.compile("[a-z]{2}")
_MILD = 0.2
"""A score of a mixed text nearer to 0 is neutral."""
_NEUTRAL = Feeling("neutral", 0.0, 0.0, 0.0)


def feelings(batch: Batch, reasons: bool = False) -> list[Feeling]:
    """The feeling of each text. reasons: also name the words behind it, which costs more than the feeling."""
    found = [_NEUTRAL] * len(batch.texts)
    for language, rows in _by_language(batch).items():
        if language == "en":
            read = english_feelings([batch.texts[row] for row in rows], reasons)
            for row, feeling in zip(rows, read, strict=True):
                found[row] = feeling
            continue
        model = _model(language)
        if model is None:
            continue
        texts = [batch.folded[row] for row in rows]
        for row, feeling in zip(rows, _feel(model, texts), strict=True):
            found[row] = replace(feeling, reasons=_reasons(model, batch.folded[row])) if reasons else feeling
        both = [row for row in rows if _LATIN.search(batch.folded[row])]
        english = scores_of_english_in_chinese([batch.folded[row] for row in both])
        for row, score in zip(both, english, strict=True):
            found[row] = _with_english(found[row], score)
    return found


def _feel(model: LinearModel, texts: Sequence[str]) -> list[Feeling]:
    shares = model.probabilities(model.scores(model.ngrams.counts(texts)))
    best = shares.argmax(axis=1)
    score = shares[:, CLASSES.index("positive")] - shares[:, CLASSES.index("negative")]
    return [
        Feeling(model.classes[label], round(float(s), 3), round(abs(float(s)), 3), round(float(share), 3))
        for label, s, share in zip(best, score, shares.max(axis=1), strict=True)
    ]


def _with_english(feeling: Feeling, english: float) -> Feeling:
    """Of Chinese and of the English words in it, what says more counts more."""
    if not english:
        return feeling
    score = (abs(feeling.score) * feeling.score + abs(english) * english) / (
        abs(feeling.score) + abs(english)
    )
    label = "neutral" if abs(score) < _MILD else "positive" if score > 0 else "negative"
    sureness = round((1 + abs(score)) / 2, 3)
    return replace(feeling, label=label, score=round(score, 3), confidence=sureness)


def _reasons(model: LinearModel, text: str) -> tuple[str, ...]:
    import rjieba  # reads its dictionary when imported

    strengths = model.by_character(text, model.weights[:, CLASSES.index("positive")])
    sign = 1 if float(strengths.sum()) > 0 else -1
    words = [(begin, end) for word, begin, end in rjieba.tokenize(text) if word.isalnum()]
    return tuple(text[begin:end] for begin, end in top_words(sign * strengths, words))


def _by_language(batch: Batch) -> dict[str, list[int]]:
    """Rows by the language whose model reads them; texts that are mostly Chinese letters are Chinese."""
    rows: dict[str, list[int]] = {"zh": [], "en": []}
    for row, text in enumerate(batch.folded):
        language = batch.languages[row] if batch.languages else ""
        if language.startswith("zh") or (language != "en" and _chinese_share(text) > 0.2):
            rows["zh"].append(row)
        else:
            rows["en"].append(row)
    return {language: found for language, found in rows.items() if found}


def _chinese_share(text: str) -> float:
    letters = [each for each in text if each.isalpha()]
    return sum("一" <= each <= "鿿" for each in letters) / len(letters) if letters else 0.0


def _model(language: str) -> LinearModel | None:
    """None until there is a model for the language."""
    try:
        return load_model(_MODELS[language])
    except FileNotFoundError:
        return None
