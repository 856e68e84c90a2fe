"""A folder's passages brought into the store: what is new or changed is embedded, what is gone is dropped.

The vectors stand in the table of all vectors, under a model name of their own, so that no search of feedback,
no count and no Chroma collection ever meets them.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.audit.log import Entry, append
from retrieval.database import Store, vector
from retrieval.embedding import Embedder
from retrieval.errors import BadFile
from retrieval.knowledge.likeness import probe_hashes
from retrieval.knowledge.passages import Passage, read_folder
from retrieval.knowledge.tables import passage
from retrieval.people.roles import Actor
from retrieval.vector_cache import knowledge_model
from retrieval.words import cut

__all__ = ["Indexed", "Listed", "embed_passages", "forget_folder", "index_folder", "listed"]

BATCH = 32
"""Passages embedded, and then kept, at once."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many passages a folder has, and what has become of them since it was last read.

    embedded: texts that had no vector yet.
    """

    passages: int
    added: int
    changed: int
    removed: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage as it is listed, with the folder it came from."""

    id: str
    folder: str
    kind: str
    language: str
    heading: str
    characters: int


def index_folder(
    store: Store,
    embedder: Embedder,
    folder: Path,
    report: Callable[[int, int], None] | None = None,
    *,
    by: Actor | None = None,
    at: int = 0,
) -> Indexed:
    """Makes the store know what the folder's Markdown says now; other folders' passages stay as they are.

    report: told (embedded, of how many). by, at: who asked for it and when (seconds UTC), for the audit log,
    which says what changed; where nobody is named it says nothing.

    Raises BadFile for a folder that cannot be read, and for a file that another folder has under the same
    name: the ids of their passages would be the same.
    """
    where = str(folder.expanduser().resolve())
    found = read_folder(folder.expanduser())
    whole = store.whole()
    with whole.write() as connection:
        added, changed, removed = _write(connection, where, found)
        if by and (added or changed or removed):
            counts = {"added": added, "changed": changed, "removed": removed}
            _log(connection, "knowledge.added", where, counts, by, at)
    embedded = embed_passages(whole, embedder, report)
    return Indexed(len(found), added, changed, removed, embedded)


def forget_folder(store: Store, folder: Path, *, by: Actor | None = None, at: int = 0) -> int:
    """Drops the passages of a folder. Returns how many; raises BadFile when there are none.

    by, at: as of `index_folder`.
    """
    where = str(folder.expanduser().resolve())
    with store.whole().write() as connection:
        gone = connection.execute(sa.delete(passage).where(passage.c.folder == where)).rowcount
        _drop_vectors(connection)
        if by and gone:
            _log(connection, "knowledge.removed", where, {"removed": gone}, by, at)
    if not gone:
        raise BadFile("knowledge_not_added", folder=folder)
    return int(gone)


def listed(store: Store) -> tuple[Listed, ...]:
    """All passages, by id."""
    query = sa.select(passage).order_by(passage.c.id)
    with store.whole().read() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Listed(row.id, row.folder, row.kind, row.language, row.heading, len(row.text)) for row in rows
    )


def embed_passages(store: Store, embedder: Embedder, report: Callable[[int, int], None] | None = None) -> int:
    """Gives every passage a vector of this model. Returns how many it embedded."""
    whole, model = store.whole(), knowledge_model(embedder.name)
    with whole.read() as connection:
        rows = connection.execute(sa.select(passage.c.text_hash, passage.c.heading, passage.c.text)).all()
        texts = {row.text_hash: f"{row.heading}\n{row.text}" for row in rows}
        missing = sorted(vector_cache.without_vector(connection, model, list(texts)))
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        vectors = embedder.passages([texts[each] for each in part])
        with whole.write() as connection:
            vector_cache.insert_vectors(connection, model, dict(zip(part, vectors, strict=True)))
        if report:
            report(start + len(part), len(missing))
    return len(missing)


def _write(connection: sa.Connection, folder: str, found: Sequence[Passage]) -> tuple[int, int, int]:
    """(added, changed, removed)."""
    rows = {row.id: row for row in connection.execute(sa.select(passage))}
    for each in found:
        if each.id in rows and rows[each.id].folder != folder:
            raise BadFile("knowledge_twice", file=each.file, folder=rows[each.id].folder)
    before = {name: row for name, row in rows.items() if row.folder == folder}
    new = [each for each in found if each.id not in before]
    changed = [each for each in found if each.id in before and not _same(before[each.id], each)]
    gone = sorted(before.keys() - {each.id for each in found})
    for name in [*gone, *(each.id for each in changed)]:
        connection.execute(sa.delete(passage).where(passage.c.id == name))
    if written := [_row(folder, each) for each in (*new, *changed)]:
        connection.execute(sa.insert(passage), written)
    _drop_vectors(connection)
    return len(new), len(changed), len(gone)


def _log(
    connection: sa.Connection, action: str, folder: str, counts: dict[str, int], by: Actor, at: int
) -> None:
    subject = f"knowledge:{Path(folder).name}"
    append(connection, Entry(at, by, action, subject, {"folder": folder, **counts}))


def _same(row: sa.Row[tuple[object, ...]], each: Passage) -> bool:
    return all(getattr(row, name) == value for name, value in asdict(each).items())


def _row(folder: str, each: Passage) -> dict[str, str]:
    words = " ".join(cut(f"{each.heading}\n{each.text}"))
    return asdict(each) | {"folder": folder, "text_hash": each.text_hash, "words": words}


def _drop_vectors(connection: sa.Connection) -> None:
    """Those of texts that no passage has any more."""
    connection.execute(
        sa.delete(vector).where(
            ~vector_cache.of_feedback(),
            vector.c.text_hash.not_in(sa.select(passage.c.text_hash)),
            vector.c.text_hash.not_in(probe_hashes()),
        )
    )
