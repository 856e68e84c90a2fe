"""Whether a reply answers what the customer raised, point by point."""

import re
from functools import cache

from retrieval.query_words import query_words
from retrieval.understanding.topics.taxonomy import load_taxonomy
from retrieval.words import cut, fold
from tools.replies.brief import Brief
from tools.replies.points import Point
from tools.replies.sentences import bare, sentences
from tools.replies.wordlists import rules, toml_of

__all__ = ["unanswered"]

SHARE = 0.25
"""Of a point's telling words that a reply which takes it up repeats, at least."""

ENOUGH = 2
"""So many of them are enough, however long the point is."""


def unanswered(text: str, brief: Brief) -> tuple[Point, ...]:
    """The points of the brief that the reply does not take up.

    It takes a point up when it repeats its telling words, speaks of its topic, says what a source found for
    it says, or asks back about it; thanks are taken up by thanking.
    """
    words = set(cut(text))
    return tuple(
        each for number, each in enumerate(brief.points) if not _is_taken_up(each, number, text, words, brief)
    )


def _is_taken_up(point: Point, number: int, text: str, words: set[str], brief: Brief) -> bool:
    if point.kind == "thanks":
        return rules("covering")["thanks"].search(text) is not None
    telling = [word.forms for word in query_words(point.words)]
    repeated = sum(1 for forms in telling if words & {*forms})
    repeated += sum(1 for each in _same_thing() if each.search(point.words) and each.search(text))
    if repeated >= min(ENOUGH, max(1, SHARE * len(telling))):
        return True
    if point.topic and any(_mentions(text, words, each) for each in _keywords().get(point.topic, ())):
        return True
    if _asks_for_action(point) and rules("covering")["acting"].search(text):
        return True
    plain = bare(text)
    return any(
        len(bare(said)) >= 8 and bare(said) in plain
        for each in brief.knowledge
        if each.point in (number, None)
        for said in sentences(each.text)
    )


def _asks_for_action(point: Point) -> bool:
    """Whether a point only says that something should be done, whatever it is: "please help me", "求处理"."""
    left = rules("covering")["only_asks"].sub(" ", point.words)
    return point.kind in ("request", "question", "problem") and not re.search(r"[^\W\d_]{2,}", left)


@cache
def _same_thing() -> tuple[re.Pattern[str], ...]:
    """What customers and companies call by different words."""
    return tuple(
        re.compile("|".join(f"(?:{each})" for each in said), re.I)
        for said in toml_of("covering")["same"].values()
    )


def _mentions(text: str, words: set[str], keyword: str) -> bool:
    if keyword.isascii():
        parts = cut(keyword)
        forms = [word.forms for word in query_words(keyword)]
        return len(forms) == len(parts) and all(words & {*each} for each in forms)
    return fold(keyword) in fold(text)


@cache
def _keywords() -> dict[str, tuple[str, ...]]:
    """What the taxonomy says of each topic: its keywords and its names."""
    return {topic.id: (*topic.keywords, *topic.names.values()) for topic in load_taxonomy().topics}
