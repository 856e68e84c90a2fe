"""The doctor names what is wrong, and a rebuilt index is sound."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval import vector_cache
from retrieval.database import Store, feedback_table, vector
from retrieval.doctor import examine, rebuild
from retrieval.indexing import Progress, collection_name, index_all
from retrieval.search import search
from retrieval.vectors import Vectors, open_vectors
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, many, texts

Damage = Callable[[Store, Vectors], object]


@pytest.fixture
def vectors(store: Store, tmp_path: Path) -> Iterator[Vectors]:
    """Chroma of a store with forty records, all indexed."""
    add_feedback(store, many(40))
    with open_vectors(tmp_path) as opened:
        index_all(store, LetterEmbedder(), opened)
        yield opened


def found(store: Store, vectors: Vectors | None) -> dict[str, int]:
    return {each.code: each.count for each in examine(store, "letters", vectors).findings}


def sql(statement: sa.Executable) -> Damage:
    def damage(store: Store, _vectors: Vectors) -> None:
        with store.write() as connection:
            connection.execute(statement)

    return damage


def lose_the_collection(_store: Store, vectors: Vectors) -> None:
    for name in vectors.names():
        vectors.drop(name)


def leave_a_collection(store: Store, vectors: Vectors) -> None:
    vectors.create(collection_name(store, 99), "letters")


def add_an_unknown_row(store: Store, vectors: Vectors) -> None:
    vectors.add(collection_name(store, 1), ["unknown"], LetterEmbedder().passages(["unknown"]))


def add_a_record(store: Store, _vectors: Vectors) -> None:
    add_feedback(store, texts("new and not indexed"))


def drop_a_word_entry(store: Store, _vectors: Vectors) -> None:
    key = "rowid" if store.dialect == "sqlite" else "seq"
    with store.write() as connection:
        connection.execute(sa.text(f"DELETE FROM feedback_words WHERE {key} = 3"))


facts = feedback_table()
DAMAGES: list[tuple[str, Damage, dict[str, int]]] = [
    ("collection lost", lose_the_collection, {"chroma_lost": 40}),
    ("old collection", leave_a_collection, {"collections_unused": 1}),
    ("unknown row", add_an_unknown_row, {"chroma_orphaned": 1}),
    ("not yet in Chroma", sql(sa.update(vector).values(generation=None)), {"chroma_waiting": 40}),
    ("not embedded", add_a_record, {"vectors_missing": 1}),
    ("word entry lost", drop_a_word_entry, {"words_missing": 1}),
    (
        "record gone",
        sql(sa.delete(facts).where(facts.c.seq == 5)),
        {"words_orphaned": 1, "vectors_orphaned": 1},
    ),
]


def test_a_sound_home_has_no_findings(store: Store, vectors: Vectors) -> None:
    examination = examine(store, "letters", vectors, full=True)
    assert examination.sound
    assert examination.asked == 40
    counts = examination.counts
    assert (counts.records, counts.texts, counts.vectors, counts.chroma) == (40, 40, {"letters": 40}, 40)


@pytest.mark.parametrize(("damage", "findings"), [each[1:] for each in DAMAGES], ids=[e[0] for e in DAMAGES])
def test_damage_is_named_and_mended(
    store: Store, vectors: Vectors, damage: Damage, findings: dict[str, int]
) -> None:
    damage(store, vectors)
    assert found(store, vectors) == findings
    rebuild(store, "letters", vectors)
    index_all(store, LetterEmbedder(), vectors)
    assert found(store, vectors) == {}
    assert len(vectors.names()) == 1


def test_a_row_chroma_answers_with_another_vector_is_unreachable(store: Store, vectors: Vectors) -> None:
    with store.write() as connection:  # as if Chroma had mixed its rows up
        first = connection.scalar(sa.select(sa.func.min(vector.c.text_hash)))
        far = LetterEmbedder().passages(["zzzzzzzzzzzzzzzz"])[0].tobytes()
        connection.execute(sa.update(vector).where(vector.c.text_hash == first).values(embedding=far))
    assert found(store, vectors) == {}  # forty rows: every one of them is asked for
    add_feedback(store, many(1200, start=40))
    index_all(store, LetterEmbedder(), vectors)
    assert {each.code for each in examine(store, "letters", vectors, full=True).findings} == {"unreachable"}


def test_rebuilding_embeds_nothing_and_search_is_right_meanwhile(store: Store, vectors: Vectors) -> None:
    reports: list[Progress] = []
    with store.write() as connection:
        vector_cache.begin_generation(connection, "letters")  # as after a crash before anything was added
    hits = search(store, LetterEmbedder(), vectors, "parcel 7 came", mode="vectors", limit=40, exact=0).hits
    assert len(hits) == 40
    assert rebuild(store, "letters", vectors, reports.append) == 40
    assert reports == [Progress(40, 40)]


def test_without_chroma_the_rest_is_still_checked(store: Store) -> None:
    add_feedback(store, many(3))
    examination = examine(store, "letters", None)
    assert [each.code for each in examination.findings] == ["vectors_missing"]
    assert examination.counts.chroma is None
