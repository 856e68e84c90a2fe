"""Where a text praises one thing and damns another: its clauses, and how each of them feels.

A topic takes the feeling of the clause its evidence stands in, see `score_at`.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from retrieval.understanding.batch import Batch
from retrieval.understanding.notes import Feeling
from retrieval.understanding.sentiment import feelings

__all__ = ["ClauseScore", "clause_feelings", "clauses", "score_at"]

ClauseScore = tuple[int, int, float]
"""Start and end in the text as it was written, and a score from -1 to 1."""

_MARKS = r"(?<=[。！？!?；;…\n，])|(?<=[.,])(?=\s|$)|(?<=\s)[-–—]+(?=\s)"
_READABLE = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f000-\U0001faff]")
_BLANK = re.compile(r"[\s,，\-–—]*")
_MILD = 0.15
"""A clause this near to 0 says nothing by itself and leans on its neighbour."""
_ONE_SIDED = 0.9
"""A text this far from 0 without a turn is of one mind."""
_CONTRAST = 0.3
"""How much of its neighbour's score a clause across a turn is pushed away by."""


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans that cover the text, cut at marks and before words that turn it ("but", "不过"); one for "" too.

    A piece without letters or emoji belongs to the clause before it.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for cut in [*_cuts(text), len(text)]:
        if cut <= begin:
            continue
        if not _READABLE.search(text, begin, cut):
            if not spans and cut < len(text):
                continue
            begin = spans.pop()[0] if spans else 0
        spans.append((begin, cut))
        begin = cut
    return spans or [(0, 0)]


def clause_feelings(batch: Batch, wholes: Sequence[Feeling] | None = None) -> list[list[ClauseScore]]:
    """The clauses of each text with their scores; the clauses of all texts are read at once.

    wholes: the feelings of the texts, when they are known already. All clauses of a text that is plainly good
    or bad and has no turn ("but") have the text's score: reading them would cost more than it tells.
    """
    wholes = feelings(batch) if wholes is None else wholes
    spans = [clauses(text) for text in batch.texts]
    turns = [
        [_turns(text, begin) for begin, _ in found] for text, found in zip(batch.texts, spans, strict=True)
    ]
    torn = [
        len(found) > 1 and (abs(whole.score) < _ONE_SIDED or any(turned))
        for whole, found, turned in zip(wholes, spans, turns, strict=True)
    ]
    parts = [(row, begin, end) for row, found in enumerate(spans) if torn[row] for begin, end in found]
    languages = tuple(batch.languages[row] for row, _, _ in parts) if batch.languages else ()
    read = iter(feelings(Batch(tuple(batch.texts[row][begin:end] for row, begin, end in parts), languages)))
    scored: list[list[ClauseScore]] = []
    for row, found in enumerate(spans):
        scores = [wholes[row].score] * len(found)
        if torn[row]:
            scores = _in_company([next(read).score for _ in found], turns[row])
        scored.append([(begin, end, score) for (begin, end), score in zip(found, scores, strict=True)])
    return scored


def score_at(scored: Sequence[ClauseScore], begin: int, end: int) -> float:
    """The score of the clause that holds most of text[begin:end]."""
    return max(scored, key=lambda clause: min(clause[1], end) - max(clause[0], begin))[2]


def _in_company(alone: Sequence[float], turns: Sequence[bool]) -> list[float]:
    """Scores of clauses beside their neighbours: alike with no turn between them, apart across one."""
    leant = list(alone)
    for at, score in enumerate(alone):
        if abs(score) < _MILD:
            before = [alone[at - 1]] if at and not turns[at] else []
            after = [alone[at + 1]] if at + 1 < len(alone) and not turns[at + 1] else []
            near = [each for each in before + after if abs(each) >= _MILD]
            leant[at] += 0.5 * max(near, key=abs) if near else 0
    apart = list(leant)
    for at, turned in enumerate(turns):
        other = at - 1 if at else 1  # "although ..., ...": the clause that follows
        if turned:
            apart[at] -= _CONTRAST * leant[other]
            apart[other] -= _CONTRAST * leant[at]
    return [round(max(-1.0, min(1.0, score)), 3) for score in apart]


def _turns(text: str, begin: int) -> bool:
    blank = _BLANK.match(text, begin)
    return _patterns()[1].match(text, blank.end() if blank else begin) is not None


def _cuts(text: str) -> list[int]:
    return [match.start() for match in _patterns()[0].finditer(text) if match.lastgroup != "within"]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a clause begins, and a turn."""
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    turns = rf"\b(?:{_any(lists['turns']['en'])})\b|(?:{_any(lists['turns']['zh'])})"
    links = rf"\b(?:{_any(lists['links']['en'])})\b|(?:{_any(lists['links']['zh'])})"
    within = rf"(?P<within>{_any(lists['within']['zh'])})"
    return re.compile(f"{_MARKS}|{within}|{turns}|{links}", re.IGNORECASE), re.compile(turns, re.IGNORECASE)


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
