"""How people feel: a score from -1 to 1, a label, how strongly it is put, and the words that say so.

Each language has a model of its own; a text goes to the one that can read it.
"""

from retrieval.understanding.batch import Batch
from retrieval.understanding.lexicon_zh import words_in_letters
from retrieval.understanding.notes import Feeling
from retrieval.understanding.sentiment_en import english_feelings, with_english
from retrieval.understanding.sentiment_zh import chinese_feelings

__all__ = ["feelings"]


def feelings(batch: Batch, reasons: bool = False) -> list[Feeling]:
    """The feeling of each text. reasons: also name the words behind it, which costs more than the feeling."""
    found = [Feeling("neutral", 0.0, 0.0, 1.0)] * len(batch.texts)
    chinese, english = _by_language(batch)
    if chinese:
        folded, written = ([texts[row] for row in chinese] for texts in (batch.folded, batch.texts))
        read = with_english(chinese_feelings(folded, written, reasons), written)
        for row, feeling in zip(chinese, read, strict=True):
            found[row] = feeling
    if english:
        read = english_feelings([batch.texts[row] for row in english], reasons)
        for row, feeling in zip(english, read, strict=True):
            found[row] = feeling
    return found


def _by_language(batch: Batch) -> tuple[list[int], list[int]]:
    """Rows that are read as Chinese, and as English.

    A text in both goes where more of its letters are: a Chinese character says about as much as four letters.
    """
    chinese, english = [], []
    for row, text in enumerate(batch.folded):
        language = batch.languages[row] if batch.languages else ""
        if language.startswith("zh") or (language != "en" and _is_chinese(text)):
            chinese.append(row)
        else:
            english.append(row)
    return chinese, english


def _is_chinese(text: str) -> bool:
    if text.isascii():
        return text.strip(" .!?~") in words_in_letters()
    characters = sum("一" <= each <= "鿿" for each in text)
    return 4 * characters >= sum("a" <= each <= "z" for each in text)
