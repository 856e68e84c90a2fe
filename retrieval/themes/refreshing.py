"""Bringing a map of themes up to date: new feedback joins, and now and then all themes are found anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.database import Store, data_version
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.joining import can_place, gone_from, join, new_places
from retrieval.themes.keeping import read_map, scope_of
from retrieval.themes.naming.types import Namer
from retrieval.themes.reading import Records, read_corpus, read_records, read_topics
from retrieval.themes.segment import EVERYTHING, MapSegment
from retrieval.themes.settling import MARGIN
from retrieval.themes.standing import Standing, read_standing
from retrieval.themes.tables import theme_map
from retrieval.themes.theme import ThemeMap
from retrieval.themes.writing import Overtaken, mark_seen, write_found, write_joined

if TYPE_CHECKING:
    from retrieval.themes.anew import Finder

__all__ = ["due", "refresh"]

GROWN = 1.2
"""Themes are found anew when there is so much more feedback than when they were last found."""

MORE_UNASSIGNED = 0.1
"""Or when the share without a theme has grown by so much."""

TRIES = 5

Progress = Callable[[str, float], None]
Due = Literal["find", "join", "nothing"]


def refresh(
    store: Store,
    model: str,
    at: int,
    segment: MapSegment = EVERYTHING,
    *,
    again: bool = False,
    namer: Namer | None = None,
    progress: Progress | None = None,
    finder: "Finder | None" = None,
    margin: float = MARGIN,
) -> ThemeMap:
    """The map over a segment, brought up to date and written. model: of the vectors. at: UTC seconds.

    Without a map, with much new feedback or another model, or when asked (`again`), themes are found anew and
    matched to those there were; else new feedback joins them. Where nothing has changed, nothing is done. Two
    processes at once do not both write: the later one looks again. namer, finder: for the built-in ones.
    margin: how much nearer a text has to be to another theme to leave its own when themes are found anew.
    """
    told = progress or (lambda _step, _share: None)
    for attempt in range(TRIES):
        try:
            _refresh(store, model, at, segment, again, namer, told, finder, margin)
            break
        except Overtaken:
            if attempt == TRIES - 1:
                raise
            again = False  # whoever was quicker has just found them
    found = read_map(store, segment)
    if found is None:
        raise Overtaken
    return found


def due(store: Store, model: str, segment: MapSegment = EVERYTHING) -> Due:
    """What a refresh would do, at the cost of a look: nothing is read when nothing has changed."""
    if _unchanged(store, segment, model):
        return "nothing"
    standing = read_standing(store, segment)
    if standing is None:
        return "find"
    with store.read() as connection:
        todo = _due(standing, model, read_records(connection, segment, model))
    return "find" if todo == "join" and not can_place(standing) else todo


def _refresh(
    store: Store,
    model: str,
    at: int,
    segment: MapSegment,
    again: bool,
    namer: Namer | None,
    progress: Progress,
    finder: "Finder | None",
    margin: float,
) -> None:
    progress("reading", 0.0)
    look = _look(store, segment, model, again)
    if look is None:
        return
    standing, records = look.standing, look.records
    if standing is None or look.due == "find":
        from retrieval.themes.anew import find_anew

        found = find_anew(look.corpus, records, look.topics, standing, model, namer, progress, finder, margin)
        write_found(store, segment, model, standing, found, at)
    elif look.due == "join":
        joined = join(standing, records, look.new, look.texts, look.corpus, look.gone)
        write_joined(store, standing, joined, at)
    elif standing.seen != records.version:
        mark_seen(store, standing, records)


@dataclass(frozen=True, slots=True)
class _Look:
    """What was read, as one snapshot has it. new: places of records to place; texts: the corpus's texts."""

    standing: Standing | None
    records: Records
    due: Due
    corpus: Corpus
    topics: dict[str, NDArray[np.int32]]
    new: NDArray[np.int64]
    texts: NDArray[np.int64]
    gone: list[int]


def _look(store: Store, segment: MapSegment, model: str, again: bool) -> _Look | None:
    """Reads what there is to do and what it takes; None when nothing can have changed."""
    if not again and _unchanged(store, segment, model):
        return None
    standing = read_standing(store, segment)
    none = np.zeros(0, np.int64)
    with store.read() as connection:
        records = read_records(connection, segment, model)
        todo: Due = "find" if standing is None or again else _due(standing, model, records)
        if standing is not None and todo == "join" and not can_place(standing):
            todo = "find"
        if todo == "find" or standing is None:
            corpus = read_corpus(connection, records, model)
            topics = read_topics(connection, records)
            return _Look(standing, records, "find", corpus, topics, none, none, [])
        new = new_places(standing, records)
        texts = np.unique(records.text[new]).astype(np.int64)
        corpus = read_corpus(connection, records, model, texts.tolist())
        return _Look(standing, records, todo, corpus, {}, new, texts, gone_from(standing, records, new))


def _unchanged(store: Store, segment: MapSegment, model: str) -> bool:
    """Whether everything there is has been placed already."""
    own = (theme_map.c.scope == scope_of(store), theme_map.c.segment == segment.key)
    with store.whole().read() as connection:
        row = connection.execute(sa.select(theme_map.c.seen, theme_map.c.model).where(*own)).first()
        return row is not None and row.model == model and row.seen == data_version(connection)


def _due(standing: Standing, model: str, records: Records) -> Due:
    if standing.model != model or len(records.seqs) >= GROWN * max(standing.found_texts, 1):
        return "find"
    new = new_places(standing, records)
    if not len(new) and len(records.seqs) == len(standing.placed):
        return "nothing"
    assigned = len(np.unique(standing.rows.seq))
    looked = len(standing.placed)
    before = 1 - standing.found_assigned / max(standing.found_texts, 1)
    if looked and 1 - assigned / looked > before + MORE_UNASSIGNED:
        return "find"
    return "join"
