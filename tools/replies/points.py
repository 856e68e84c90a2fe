"""What a customer raised: the points of a message, each with the words it rests on."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from retrieval.understanding.aspects import clauses
from retrieval.understanding.notes import Note
from retrieval.understanding.reading import NoteReader

__all__ = ["POINT_KINDS", "Point", "PointKind", "read_points"]

PointKind = Literal["problem", "question", "request", "suggestion", "thanks"]
POINT_KINDS: tuple[PointKind, ...] = PointKind.__args__  # type: ignore[attr-defined]

MOST_POINTS = 6
"""More than a reply can answer one by one."""

_SURE = 0.6
_BAD, _GOOD = -0.25, 0.35
_OF_INTENT: dict[str, PointKind] = {
    "complaint": "problem",
    "question": "question",
    "request": "request",
    "suggestion": "suggestion",
    "praise": "thanks",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a customer raised. begin, end: where its words stand in the message.

    topic: by its id, None where it is about nothing the taxonomy has. intent: as notes have it. score: how
    the customer feels about it, from -1 to 1.
    """

    kind: PointKind
    begin: int
    end: int
    words: str
    topic: str | None
    intent: str
    score: float


def read_points(message: str, whole: Note, reader: NoteReader) -> tuple[Point, ...]:
    """The points of a message in the order they stand; one at least, for a message that says anything.

    whole: what was noted of all of it; it decides what its parts leave open.
    """
    spans = [(begin, end) for begin, end in _parts(message) if _says_something(message[begin:end])]
    if not spans:
        return ()
    notes = reader.read([message[begin:end] for begin, end in spans])
    found = [
        point
        for span, note in zip(spans, notes, strict=True)
        if (point := _point(message, span, note)) is not None
    ]
    if not found:
        found = [_of_whole(message, spans, whole)]
    return tuple(_joined(message, found))[:MOST_POINTS]


def _of_whole(message: str, spans: Sequence[tuple[int, int]], whole: Note) -> Point:
    kind = _OF_INTENT.get(whole.intent.value) or ("problem" if whole.feeling.score < 0 else "question")
    topic = whole.topics[0].topic if whole.topics else None
    begin, end = spans[0][0], spans[-1][1]
    return Point(kind, begin, end, message[begin:end].strip(), topic, whole.intent.value, whole.feeling.score)


def _point(message: str, span: tuple[int, int], note: Note) -> Point | None:
    """None for a part that only leads in, greets or tells what the rest is about."""
    words = message[span[0] : span[1]].strip()
    kind = _kind(words, note)
    if kind is None:
        return None
    begin = message.index(words, span[0])
    topic = note.topics[0].topic if note.topics else None
    return Point(kind, begin, begin + len(words), words, topic, note.intent.value, note.feeling.score)


def _kind(words: str, note: Note) -> PointKind | None:
    rules = _rules()
    if rules["aside"].fullmatch(words):
        return None
    for kind in ("request", "question", "suggestion", "thanks", "problem"):
        if rules[kind].search(words):
            return kind
    if note.feeling.score <= _BAD and note.feeling.label == "negative":
        return "problem"
    if note.feeling.score >= _GOOD and note.feeling.label == "positive":
        return "thanks"
    if note.intent.confidence >= _SURE:
        return _OF_INTENT.get(note.intent.value)
    return None


def _joined(message: str, points: Sequence[Point]) -> Iterator[Point]:
    """Neighbours that raise the same thing, as one."""
    last: Point | None = None
    for point in points:
        if last is None:
            last = point
        elif _same(last, point):
            words = message[last.begin : point.end]
            topic = last.topic or point.topic
            last = replace(last, end=point.end, words=words, topic=topic, score=min(last.score, point.score))
        else:
            yield last
            last = point
    if last is not None:
        yield last


def _same(one: Point, other: Point) -> bool:
    return one.kind == other.kind and (one.topic == other.topic or not one.topic or not other.topic)


def _parts(message: str) -> Iterator[tuple[int, int]]:
    """Sentences, and their clauses where a sentence is long."""
    yield from clauses(message)


def _says_something(words: str) -> bool:
    return len(re.findall(r"[^\W_]", words)) >= 2


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    """By kind of point: any of its expressions."""
    text = (resources.files(__package__) / "points.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    return {name: re.compile("|".join(f"(?:{each})" for each in said), re.I) for name, said in lists.items()}
