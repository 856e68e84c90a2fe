"""From records to vectors: texts without a vector are embedded into SQL, then projected into Chroma.

Nothing is queued: the backlog is a query, so whatever is interrupted is simply found again. SQL is written
before Chroma, and a vector is marked as held by Chroma only after Chroma has it.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store
from retrieval.embedding import Embedder
from retrieval.errors import FeedbackError
from retrieval.vectors import Vectors

__all__ = [
    "BackgroundIndexer",
    "Progress",
    "Report",
    "collection_name",
    "collection_prefix",
    "embed_backlog",
    "index_all",
    "project",
    "standing",
]

BATCH = 64
"""Texts embedded at once."""

FLUSH = 1024
"""New vectors after which Chroma is brought up to date; larger adds are several times quicker."""

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Progress:
    """Texts done, of the texts there are to do."""

    done: int
    total: int


Report = Callable[[Progress], None]


def index_all(
    store: Store, embedder: Embedder, vectors: Vectors | None, report: Report | None = None
) -> Progress:
    """Gives every text a vector, and every vector its place in Chroma. Returns how it stands at the end.

    Without `vectors` only SQL is filled: who holds Chroma projects from there by itself.
    """
    store.require_whole()
    with store.write() as connection:
        vector_cache.forget_complete(connection, embedder.name)  # whoever asks for it wants to be sure
    embed_backlog(store, embedder, vectors, report=report)
    if vectors is not None:
        project(store, embedder.name, vectors)
    return standing(store, embedder.name)


def embed_backlog(
    store: Store,
    embedder: Embedder,
    vectors: Vectors | None = None,
    *,
    newest_first: bool = False,
    stopped: Stopped = lambda: False,
    report: Report | None = None,
) -> int:
    """Embeds texts without a vector until there are none, or until `stopped`. Returns how many it embedded.

    Another process may do the same from the other end: `newest_first`.
    """
    with store.read() as connection:
        if vector_cache.is_complete(connection, embedder.name):
            return 0
        total, left = vector_cache.texts_left(connection, embedder.name)
    embedded = pending = 0
    for batch in _backlog(store, embedder.name, newest_first):
        if stopped():
            break
        count = _embed(store, embedder, batch)
        embedded, pending = embedded + count, pending + count
        if report:
            report(Progress(min(total - left + embedded, total), total))
        if vectors is not None and pending >= FLUSH:
            project(store, embedder.name, vectors, stopped)
            pending = 0
    return embedded


def _backlog(store: Store, model: str, newest_first: bool) -> Iterator[list[tuple[str, str]]]:
    """Batches of (text hash, text) without a vector, until every text of the store has one."""
    after: int | None = None
    while True:
        with store.read() as connection:
            page = vector_cache.backlog(connection, model, after, newest_first)
        if page:
            after = page[-1][0]
            yield from _batches({text_hash: text for _, text_hash, text in page})
        elif vector_cache.mark_complete(store, model):
            return
        else:
            after = None  # records came in behind us: once more from the start


def project(
    store: Store,
    model: str,
    vectors: Vectors,
    stopped: Stopped = lambda: False,
    report: Report | None = None,
) -> int:
    """Adds to Chroma what its current generation does not hold yet. Returns how many rows were added."""
    generation, name = _current(store, model, vectors)
    with store.read() as connection:
        waiting = sa.select(sa.func.count()).where(vector_cache.not_held(model, generation))
        total = connection.scalar(waiting) or 0
    added = 0
    while not stopped():
        with store.read() as connection:
            hashes, matrix = vector_cache.unmarked(connection, model, generation)
        if not hashes:
            break
        vectors.add(name, hashes, matrix)
        with store.write() as connection:
            vector_cache.mark(connection, model, generation, hashes)
        added += len(hashes)
        if report:
            report(Progress(added, max(added, total)))
    return added


def collection_name(store: Store, generation: int) -> str:
    """The Chroma collection of a generation of this store."""
    return f"{collection_prefix(store)}{generation}"


def collection_prefix(store: Store) -> str:
    """What the names of this store's collections begin with; several stores can share a Chroma server."""
    return f"feedback-{vector_cache.store_id(store)}-"


class BackgroundIndexer:
    """Works off the backlog in a thread while something else, `feedback serve`, goes on.

    Embedder and Chroma are opened in the thread, so that nobody waits for them. It looks for new data every
    `interval` seconds, or when told to. `notes` reads new texts first, and says how many it read. A failure
    (an endpoint that is down) is kept in `failure` until a later look succeeds.
    """

    def __init__(
        self,
        store: Store,
        embedder: Callable[[], Embedder],
        vectors: Callable[[], Vectors | None],
        interval: float = 2.0,
        notes: Callable[[Stopped], int] = lambda _stopped: 0,
    ) -> None:
        self.failure: Exception | None = None
        self._notes = notes
        self._store, self._embedder, self._vectors, self._interval = store, embedder, vectors, interval
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._looks = threading.Condition()
        self._begun = self._found_nothing = 0
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the batch in hand, at most a few seconds, and waits for that."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def wait_idle(self, timeout: float) -> bool:
        """Waits until a look begun after this call finds nothing to do; False after `timeout` seconds."""
        with self._looks:
            next_look = self._begun + 1
            self._wake.set()
            return self._looks.wait_for(lambda: self._found_nothing >= next_look, timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            with self._looks:
                self._begun += 1
            worked = self._try()
            if not worked and not self.failure:
                with self._looks:
                    self._found_nothing = self._begun
                    self._looks.notify_all()
            if not worked and not self._stop.is_set():
                self._wake.wait(self._interval)

    def _try(self) -> int:
        """One look. The thread outlives what fails in it: the store or a server may come back."""
        try:
            worked = self._look()
        except (FeedbackError, sa.exc.SQLAlchemyError) as error:
            self.failure = error
            return 0
        self.failure = None
        return worked

    def _look(self) -> int:
        stopped = self._stop.is_set
        noted = self._notes(stopped)
        embedder, vectors = self._embedder(), self._vectors()
        embedded = embed_backlog(self._store, embedder, vectors, newest_first=True, stopped=stopped)
        added = project(self._store, embedder.name, vectors, stopped) if vectors is not None else 0
        return noted + embedded + added


def _embed(store: Store, embedder: Embedder, batch: Sequence[tuple[str, str]]) -> int:
    """Embeds and keeps one batch, but for what another process has done since. Returns how many."""
    with store.read() as connection:
        missing = vector_cache.without_vector(connection, embedder.name, [key for key, _ in batch])
    mine = [(key, text) for key, text in batch if key in missing]
    if mine:
        rows = embedder.passages([text for _, text in mine])
        with store.write() as connection:
            vector_cache.insert_vectors(
                connection, embedder.name, {key: row for (key, _), row in zip(mine, rows, strict=True)}
            )
    return len(mine)


def _batches(texts: dict[str, str]) -> list[list[tuple[str, str]]]:
    """Texts of like length together, so that no core waits long for another's longest text."""
    ordered = sorted(texts.items(), key=lambda item: len(item[1]))
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]


def _current(store: Store, model: str, vectors: Vectors) -> tuple[int, str]:
    """The current generation and its collection, made when there is none (or Chroma has lost it)."""
    with store.read() as connection:
        generation = vector_cache.current_generation(connection, model)
        held = generation is not None and vector_cache.holds_any(connection, model, generation)
    if generation is None or (held and not vectors.has(collection_name(store, generation), model)):
        with store.write() as connection:
            generation = vector_cache.begin_generation(connection, model)
    name = collection_name(store, generation)
    vectors.create(name, model)
    return generation, name


def standing(store: Store, model: str) -> Progress:
    """How many of the different texts have a vector."""
    with store.read() as connection:
        total, left = vector_cache.texts_left(connection, model)
    return Progress(total - left, total)
