"""A file's rows read without a store: labels for each, and the priority within the file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.embedding import Embedder
from retrieval.understanding.batch import Batch
from retrieval.understanding.files import FileRow, RowFile
from retrieval.understanding.notes import Note
from retrieval.understanding.priority import Weights, customer_value, priority
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import Taxonomy

__all__ = ["COLUMNS", "Classified", "classify_rows", "embedded_reader", "read_rows"]

COLUMNS = (
    "language",
    "sentiment",
    "sentiment_score",
    "intensity",
    "intent",
    "topics",
    "urgency",
    "priority",
    "confidence",
    "reasons",
)
"""What is added to each row, in this order."""

UNCLASSIFIED = "unclassified"
PAGE = 4_000


@dataclass(frozen=True, slots=True)
class Classified:
    """A row with what was noted about it. priority: from 0 to 100, among the rows of this file."""

    row: FileRow
    note: Note
    priority: float

    @property
    def confidence(self) -> float:
        """Of the label that is least sure."""
        note = self.note
        sure = (note.feeling.confidence, note.intent.confidence, note.urgency.confidence)
        return round(min(*sure, *(each.confidence for each in note.topics[:1])), 3)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(each.topic for each in self.note.topics) or (UNCLASSIFIED,)

    @property
    def reasons(self) -> dict[str, Sequence[str] | dict[str, Sequence[str]]]:
        """The words behind each label; labels without any are left out."""
        note = self.note
        said: dict[str, Sequence[str] | dict[str, Sequence[str]]] = {
            "sentiment": note.feeling.reasons,
            "intent": note.intent.reasons,
            "topics": {each.topic: each.reasons for each in note.topics if each.reasons},
            "urgency": note.urgency.reasons,
            "follow_up": (note.follow_up,) if note.follow_up else (),
        }
        return {label: words for label, words in said.items() if words}


def read_rows(given: RowFile) -> tuple[list[FileRow], list[str]]:
    """All rows, in order, and the text of each."""
    rows = list(given.rows)
    return rows, ["\n".join(filter(None, _cells(given, row))) for row in rows]


def embedded_reader(texts: Sequence[str], taxonomy: Taxonomy, embedder: Embedder) -> NoteReader:
    """A reader that knows the vectors of these texts, and learned from them how their topics sound."""
    vectors = dict(zip(texts, embedder.passages(texts), strict=True))
    topics = TopicReader(taxonomy, embedder=embedder)
    known = list(vectors)
    adapted = topics.adapted(Batch.of(known), np.stack([vectors[text] for text in known]))
    return NoteReader(adapted, lambda page: np.stack([vectors[text] for text in page]))


def classify_rows(
    given: RowFile,
    rows: Sequence[FileRow],
    texts: Sequence[str],
    read: Callable[[Sequence[str]], list[Note]],
    weights: Weights,
) -> Iterator[Classified]:
    """Every row, in order. All are read before the first is given: a priority depends on the others."""
    notes = [note for start in range(0, len(texts), PAGE) for note in read(texts[start : start + PAGE])]
    counted = Counter(each.topic for note in notes for each in note.topics)
    values = sorted(_numbers(_cell(given, row, "order_value") for row in rows))
    for row, note in zip(rows, notes, strict=True):
        reach = max((counted[each.topic] for each in note.topics), default=0) / len(rows)
        amount = next(_numbers([_cell(given, row, "order_value")]), None)
        value = customer_value(_cell(given, row, "tier"), amount, values)
        yield Classified(row, note, priority(note.urgency.value, value, reach, weights).score)


def _cells(given: RowFile, row: FileRow) -> list[str]:
    """Title and text; all there is of a row in which nobody knows which cell is which."""
    if not row.whole:
        return row.cells
    places = [given.text] if given.title is None else [given.title, given.text]
    return [row.cells[place] for place in places]


def _cell(given: RowFile, row: FileRow, field: str) -> str | None:
    place = given.fields.get(field)
    return (row.cells[place] or None) if place is not None and row.whole else None


def _numbers(cells: Iterable[str | None]) -> Iterator[float]:
    for cell in cells:
        try:
            yield float((cell or "").replace(",", "").strip("¥$€ "))
        except ValueError:
            continue
