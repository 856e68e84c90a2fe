"""The clause and the quotes that show what a group of texts has in common, word for word.

A word tells when more of these texts have it than of others: its weight is the logarithm of how many times
more, by the root of how many of these texts do. A clause is as telling as its words, a text as its best one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt

from retrieval.query_words import query_words
from retrieval.quotes import quote
from retrieval.words import cut
from tools.tickets.choosing import Piece

__all__ = ["Weights", "clause_of", "first_words", "is_chinese", "quoted", "telling_words"]

Weights = Mapping[str, float]

QUOTE = 160
"""Characters of a quote."""

_CLAUSE = re.compile(r"[^。！？!?；;，,\n…~～]+")
_SENTENCE = re.compile(r"[^.。！？!?；;\n…~～]+")
_HAN = re.compile(r"[㐀-鿿]")
_MASK = re.compile(r"[\[\]{}<>@#]|https?:")
"""Signs of what was taken out, links and tags: a title does without them."""


def is_chinese(text: str) -> bool:
    """Whether it reads as Chinese: a Chinese character says about as much as four letters."""
    return 4 * len(_HAN.findall(text)) > sum(each.isascii() and each.isalpha() for each in text)


def telling_words(texts: Sequence[str], others: Sequence[str]) -> Weights:
    """The weight of each word that more of the texts have than of the others."""
    here, there = _frequency(texts), _frequency(others)
    weights = {}
    for word, count in here.items():
        ratio = (count + 0.5) / (len(texts) + 1) / ((there[word] + 0.5) / (len(others) + 1))
        if ratio > 1:
            weights[word] = log(ratio) * sqrt(count / len(texts))
    return weights


def clause_of(pieces: Sequence[tuple[Piece, str]], weights: Weights, chinese: bool) -> str:
    """The most telling clause of a fit length in that language; empty when there is none.

    pieces: each with what is shown of it, in which the clause must stand. Of equals the one that comes first.
    """
    own = [each for each in pieces if each[0].whole and is_chinese(each[0].whole) == chinese]
    best, found = 0.0, ""
    for piece, shown in own:
        for clause in _clauses(piece.title or "", piece.text or "", chinese):
            score = _told(clause, weights)
            if score > best and clause in shown:
                best, found = score, clause
    return found


def quoted(pieces: Sequence[Piece], weights: Weights, most: int, chinese: bool) -> list[tuple[Piece, str]]:
    """Up to `most` pieces with a quote each: telling, different from each other, of different customers.

    Those in the asker's language come first, then the others; a quote is a part of the text, byte for byte.
    """
    ranked = sorted(
        (each for each in pieces if each.text or each.title),
        key=lambda each: (-_best(each, weights), each.seq),
    )
    found: list[tuple[Piece, str]] = []
    for piece in _mixed(ranked, chinese):
        if len(found) == most:
            break
        if any(_alike(piece, other) for other, _ in found):
            continue
        words = sorted(query_words(piece.whole), key=lambda word: -weights.get(word.forms[0], 0.0))[:5]
        found.append((piece, quote(piece.text or piece.title or "", words, QUOTE)))
    return found


def _best(piece: Piece, weights: Weights) -> float:
    """How telling the best clause is; less in a text that says much else, or had something taken out."""
    clauses = [each.group() for each in _CLAUSE.finditer(piece.whole[:1000])]
    best = max((_told(each, weights) for each in clauses), default=0.0)
    long = len(piece.whole) > (QUOTE if is_chinese(piece.whole) else 2 * QUOTE)
    return best * (0.6 if long else 1.0) * (0.6 if _MASK.search(piece.whole) else 1.0)


def _mixed(ranked: Sequence[Piece], chinese: bool) -> Iterator[Piece]:
    """Two of the asker's language, then one of the other, while there are both."""
    own = [each for each in ranked if is_chinese(each.whole) == chinese]
    other = [each for each in ranked if is_chinese(each.whole) != chinese]
    while own or other:
        yield from own[:2]
        yield from other[:1]
        own, other = own[2:], other[1:]


def _alike(piece: Piece, other: Piece) -> bool:
    same_customer = piece.customer is not None and piece.customer == other.customer
    copies = piece.copy_of is not None and piece.copy_of == other.copy_of
    if same_customer or copies or piece.text_hash == other.text_hash:
        return True
    left, right = _words(piece.whole), _words(other.whole)
    return len(left & right) > 0.6 * min(len(left), len(right))


def _clauses(title: str, text: str, chinese: bool) -> Iterator[str]:
    pattern, (low, high) = (_CLAUSE, (5, 26)) if chinese else (_SENTENCE, (3, 14))
    for part in (title, text):
        for match in pattern.finditer(part):
            for clause in _shortened(match.group().strip(" \t-—:：\"'“”‘’()（）"), chinese, high):
                size = len(clause) if chinese else len(clause.split())
                if low <= size <= high and not _MASK.search(clause) and _whole_quotations(clause):
                    yield clause


def _whole_quotations(clause: str) -> bool:
    """Whether a clause ends every quotation it begins: the marks around it would be read as its end."""
    return clause.count('"') % 2 == 0 and clause.count("“") == clause.count("”")


def _shortened(clause: str, chinese: bool, high: int) -> Iterator[str]:
    """An English sentence also by its parts between commas, when it is too long for a title."""
    if chinese or len(clause.split()) <= high:
        yield clause
    else:
        yield from (part.strip() for part in re.split(r",| - | because | and | but ", clause))


def _told(clause: str, weights: Weights) -> float:
    """The words' weights, each once, tempered by length: a long clause is not telling by being long."""
    words = _words(clause)
    return sum(weights.get(word, 0.0) for word in words) / sqrt(len(words) + 2) if words else 0.0


def _frequency(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _words(text))


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(cut(text[:2000]))


def first_words(text: str, most: int) -> str:
    """The beginning of a text up to a break, byte for byte; empty where something was taken out of it."""
    line = next((each.strip() for each in text.splitlines() if each.strip()), "")
    short = quote(line, (), most).rstrip("。.，,；;、 ")
    return "" if _MASK.search(short) else short
