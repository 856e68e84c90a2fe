"""Texts cut into words for full-text search, and the word index on both databases.

Chinese has no spaces and a trigram index cannot find two-character words, so texts are cut (rjieba) before
they are indexed, and queries are cut the same way. Both are folded first, so that full-width digits and
traditional characters find their plain forms.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import opencc
import sqlalchemy as sa

__all__ = ["cut", "delete_words", "fold", "insert_words"]


def fold(text: str) -> str:
    """The text as it is compared: NFKC (plain widths), simplified characters, lower case."""
    if text.isascii():
        return text.lower()
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text))).lower()


def cut(text: str) -> list[str]:
    """The words of a text, folded, in order; punctuation and spaces left out."""
    folded = fold(text).replace("\0", " ")
    import rjieba  # reads its dictionary when imported

    return [word for word in rjieba.cut(folded) if word.isalnum() or any(map(str.isalnum, word))]


def insert_words(connection: sa.Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Indexes (seq, text) pairs that are not in the index yet."""
    rows = [{"seq": seq, "words": " ".join(cut(text))} for seq, text in texts]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO feedback_words (rowid, words) VALUES (:seq, :words)"
    else:
        statement = "INSERT INTO feedback_words (seq, words) VALUES (:seq, to_tsvector('simple', :words))"
    connection.execute(sa.text(statement), rows)


def delete_words(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Takes records out of the index."""
    if not seqs:
        return
    key = "rowid" if connection.dialect.name == "sqlite" else "seq"
    connection.execute(sa.text(f"DELETE FROM feedback_words WHERE {key} = :seq"), [{"seq": s} for s in seqs])  # noqa: S608


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
