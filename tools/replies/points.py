"""What a customer raised: the points of a message, each with the words it rests on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from retrieval.understanding.notes import Note
from retrieval.understanding.reading import NoteReader
from tools.replies.wordlists import Rules, rules

__all__ = ["POINT_KINDS", "Point", "PointKind", "likely_topic", "read_points"]

PointKind = Literal["problem", "question", "request", "suggestion", "thanks"]
POINT_KINDS: tuple[PointKind, ...] = PointKind.__args__  # type: ignore[attr-defined]

MOST: dict[PointKind, int] = {"problem": 3, "question": 3, "request": 2, "suggestion": 2, "thanks": 2}
"""Of a kind: more than a reply can answer one by one."""

_READ = 40
"""Parts of a long message that are read."""
_SURE, _HAPPY, _LIKELY = 0.6, 0.8, 0.75
_BAD, _GOOD, _VERY_GOOD, _UPSET = -0.25, 0.4, 0.7, -0.4
_LONG_HAN = 5
"""Chinese characters from which a sentence is read clause by clause."""
_OF_INTENT: dict[str, PointKind] = {
    "complaint": "problem",
    "question": "question",
    "request": "request",
    "suggestion": "suggestion",
    "praise": "thanks",
}
_SENTENCE = re.compile(r"(?<=[。！？!?；;…\n])(?![。！？!?；;…])|(?<=[^\s.]\.)(?=\s)|(?<=\.\.)(?=\s|\w)")
_CLAUSE = re.compile(r"(?<=[，,])")
_TURN = re.compile(r"(?=\b(?:but|however|and also|also|yet)\b)", re.I)


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


def read_points(message: str, whole: Note, reader: NoteReader, title: str = "") -> tuple[Point, ...]:
    """The points of a message in the order they stand; one at least, for a message that says anything.

    whole: what was noted of all of it; it decides what its parts leave open. title: the message begins with
    it, where it has one: a title says the point of the whole.
    """
    spans = [span for span in _parts(message) if not _is_aside(message[span[0] : span[1]])][:_READ]
    if not spans:
        spans = [(0, len(message))] if _length(message) else []
    if not spans:
        return ()
    notes = reader.read([_plain(message[begin:end]) for begin, end in spans])
    read = [_point(message, span, note, whole) for span, note in zip(spans, notes, strict=True)]
    found = [each for each in read if each is not None and not (title and _beside(each, len(title)))]
    if title and (not found or found[0].begin >= len(title)):
        found.insert(0, _of_title(title, notes[0], whole))
    if not found:
        found = [_of_whole(message, spans, whole)]
    return _most_telling(list(_joined(message, found, len(title))), len(title))


def _beside(point: Point, title: int) -> bool:
    """Whether a point of a letter only tells how things came about: the title and the wishes say of what."""
    plain = point.kind in ("thanks", "problem") or not _rules()[point.kind].search(point.words)
    return point.begin >= title and plain


def _of_title(title: str, note: Note, whole: Note) -> Point:
    kind = _OF_INTENT.get(whole.intent.value, "problem")
    topic = likely_topic(note)
    return Point(kind, 0, len(title), title, topic, whole.intent.value, whole.feeling.score)


def _of_whole(message: str, spans: Sequence[tuple[int, int]], whole: Note) -> Point:
    kind = _OF_INTENT.get(whole.intent.value) or ("problem" if whole.feeling.score < 0 else "question")
    topic = likely_topic(whole)
    words = message[spans[0][0] : spans[-1][1]].strip()
    begin = message.index(words, spans[0][0])
    end = begin + len(words)
    return Point(kind, begin, end, words, topic, whole.intent.value, whole.feeling.score)


def _point(message: str, span: tuple[int, int], note: Note, whole: Note) -> Point | None:
    """None for a part that only leads in, greets or tells what the rest is about."""
    words = message[span[0] : span[1]].strip()
    kind = _kind(words, note, whole)
    if kind is None:
        return None
    begin = message.index(words, span[0])
    topic = likely_topic(note)
    return Point(kind, begin, begin + len(words), words, topic, note.intent.value, note.feeling.score)


def likely_topic(note: Note) -> str | None:
    """The strongest, where it is likely: what is said of a topic must be about it."""
    return note.topics[0].topic if note.topics and note.topics[0].confidence >= _LIKELY else None


def _kind(words: str, note: Note, whole: Note) -> PointKind | None:
    for kind in ("thanks", "suggestion", "request", "question", "problem"):
        if _rules()[kind].search(words):
            if kind == "thanks" and _ironic(words, whole):
                if _rules()["ironic"].search(words):
                    return "problem"
                continue
            return "problem" if kind == "question" and _rules()["rhetorical"].search(words) else kind
    if _length(words) < 3:
        return None
    if note.feeling.label == "negative" and note.feeling.score <= _BAD:
        happy = _praises(whole)
        return None if happy and not _rules()["turn"].match(words) else "problem"
    if note.feeling.label == "positive" and note.feeling.score >= _GOOD:
        upset = whole.intent.value == "complaint" and whole.feeling.score < _UPSET
        praised = not upset and note.intent.value == "praise" and note.feeling.confidence >= _HAPPY
        sure = praised and (likely_topic(note) is not None or note.feeling.score >= _VERY_GOOD)
        return "thanks" if _praises(whole) or sure else None
    if note.intent.confidence >= _SURE and (note.intent.value != "complaint" or note.feeling.score < 0):
        likely = _OF_INTENT.get(note.intent.value)
        return None if likely == "thanks" and not _praises(whole) else likely
    return None


def _ironic(words: str, whole: Note) -> bool:
    """Whether words of thanks only lead to a wish, or stand in a message that is angry as a whole."""
    if _rules()["ironic"].search(words):
        return True
    asks = any(_rules()[kind].search(words) for kind in ("request", "question"))
    return asks or (whole.feeling.label == "negative" and whole.feeling.score <= _BAD)


def _joined(message: str, points: Sequence[Point], title: int) -> Iterator[Point]:
    """Neighbours that raise the same thing, as one; a title stays by itself."""
    last: Point | None = None
    for point in points:
        if last is not None and last.begin >= title and _same(last, point):
            words = message[last.begin : point.end]
            topic = last.topic or point.topic
            last = replace(last, end=point.end, words=words, topic=topic, score=min(last.score, point.score))
        elif last is None or not _repeats(last, point):
            if last is not None:
                yield last
            last = point
    if last is not None:
        yield last


def _same(one: Point, other: Point) -> bool:
    if one.kind in ("question", "request") or other.begin - one.end > 2:
        return False
    return one.kind == other.kind and (one.topic == other.topic or not one.topic or not other.topic)


def _repeats(title: Point, point: Point) -> bool:
    """Whether a point says again what stands before it, as the first line of a letter repeats its title."""
    said, again = Counter(_letters(title.words)), Counter(_letters(point.words))
    shared = (said & again).total()
    return point.kind == title.kind and shared >= 0.8 * min(said.total(), again.total()) > 0


def _letters(words: str) -> list[str]:
    return re.findall(r"[a-z']+|\d+|[^\W\da-z_]", words.lower())


def _most_telling(points: Sequence[Point], title: int) -> tuple[Point, ...]:
    """The first questions, requests and thanks; the worst problems; each where it stands."""
    kept: list[Point] = []
    for kind, most in MOST.items():
        mine = [each for each in points if each.kind == kind]
        if kind == "problem":
            mine.sort(key=lambda each: (each.begin >= title, each.score))
        kept += mine[:most]
    return tuple(sorted(kept, key=lambda each: each.begin))


def _parts(message: str) -> Iterator[tuple[int, int]]:
    """Sentences; of a long one, its clauses in Chinese, and its sides in English ("..., but ...")."""
    for begin, end in _cut(message, 0, len(message), _SENTENCE):
        sentence = message[begin:end]
        if sum("\u4e00" <= each <= "\u9fff" for each in sentence) > _LONG_HAN:
            yield from _cut(message, begin, end, _CLAUSE)
        elif len(sentence.split()) > 8:
            yield from _cut(message, begin, end, _TURN)
        else:
            yield begin, end


def _cut(message: str, begin: int, end: int, marks: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    places = [begin, *(match.start() for match in marks.finditer(message, begin, end)), end]
    for one, two in pairwise(places):
        if two > one:
            yield one, two


def _is_aside(words: str) -> bool:
    plain = _plain(words)
    return _length(plain) < 2 or _rules()["aside"].fullmatch(plain) is not None


def _plain(words: str) -> str:
    """Without handles, links and the signs of tags."""
    return " ".join(_rules()["online"].sub(" ", words).split())


def _length(words: str) -> int:
    """Chinese characters and words."""
    return len(_letters(words))


def _rules() -> Rules:
    return rules("points")


def _praises(whole: Note) -> bool:
    """Whether a message praises as a whole: a word of praise in what is no pleasure to read is no praise."""
    return whole.intent.value == "praise" and whole.feeling.label == "positive"
