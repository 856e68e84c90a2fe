"""Everything that is noted, brought up to date: after an import, in the background, or all of it anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from retrieval.database import Store, data_version, feedback_table
from retrieval.indexing import Progress, Report
from retrieval.noting.backlog import forget_notes, note_backlog, standing
from retrieval.noting.corrections import topic_examples
from retrieval.noting.names import name_values
from retrieval.noting.priorities import prioritise
from retrieval.noting.tables import feedback_topic
from retrieval.noting.writing import Filing
from retrieval.understanding.parallel import open_reader
from retrieval.understanding.priority import parse_weights
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.routing import load_routing
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy

__all__ = [
    "COUNTED",
    "Counts",
    "KeptNotes",
    "UnderstandingOptions",
    "counts",
    "relabel",
    "understand",
    "understood",
]

COUNTED = ("language", "sentiment", "intent", "urgency", "department", "follow_up", "topic")
"""Fields whose values are counted before and after all is noted anew."""

PRIORITY_STEP = 20
"""Priorities are counted in steps of so many."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class UnderstandingOptions:
    """taxonomy, routing: files of one's own. weights: of the priority, as a setting."""

    taxonomy: Path | None = None
    routing: Path | None = None
    weights: str = ""


def understand(
    store: Store,
    options: UnderstandingOptions,
    *,
    stopped: Callable[[], bool] = lambda: False,
    report: Report = lambda _: None,
) -> int:
    """Notes every text without a current note, and what follows from it. Returns how many it noted.

    Raises BadFile or BadSetting, with nothing changed, for a taxonomy, routing or weights it cannot use.
    """
    store.require_whole()
    weights = parse_weights(options.weights)
    filing = Filing(load_taxonomy(options.taxonomy), load_routing(options.routing))
    waiting = understood(store, options)
    with open_reader(waiting.total - waiting.done, options.taxonomy, topic_examples(store)) as reader:
        noted = note_backlog(store, reader, filing, stopped=stopped, report=report)
    if noted:
        name_values(store, filing.taxonomy, filing.routing)
    if not stopped():
        prioritise(store, weights)
    return noted


def understood(store: Store, options: UnderstandingOptions) -> Progress:
    """How many texts have a note that is current."""
    reader = NoteReader(TopicReader(load_taxonomy(options.taxonomy)))
    return standing(store, reader.version)


def relabel(store: Store, options: UnderstandingOptions, report: Report = lambda _: None) -> int:
    """Reads every text again: after corrections, or with another taxonomy or model. Returns how many.

    Stopped halfway it goes on where it was with the next `understand`.
    """
    load_taxonomy(options.taxonomy), load_routing(options.routing), parse_weights(options.weights)
    forget_notes(store)
    return understand(store, options, report=report)


def counts(store: Store) -> Counts:
    """How many records have each value of the fields that are noted."""
    table = feedback_table()
    found: dict[str, dict[str, int]] = {}
    with store.read() as connection:
        for name in COUNTED:
            column = feedback_topic.c.topic if name == "topic" else table.c[name]
            query = sa.select(column, sa.func.count()).where(column.is_not(None)).group_by(column)
            found[name] = dict(connection.execute(query).all())
        steps = sa.cast(table.c.priority / PRIORITY_STEP, sa.Integer) * PRIORITY_STEP
        query = sa.select(steps, sa.func.count()).where(table.c.priority.is_not(None)).group_by(steps)
        found["priority"] = {f"from {low}": count for low, count in connection.execute(query)}
    return found


class KeptNotes:
    """Notes what is new whenever the data has changed; what stays as it is costs one look at its version."""

    def __init__(self, store: Store, options: UnderstandingOptions) -> None:
        self._store, self._options = store, options
        self._done: int | None = None

    def __call__(self, stopped: Callable[[], bool]) -> int:
        if self._version() == self._done:
            return 0
        noted = understand(self._store, self._options, stopped=stopped)
        if not noted:  # nothing was left: what follows can only be new
            self._done = self._version()
        return noted

    def _version(self) -> int:
        with self._store.read() as connection:
            return data_version(connection)
