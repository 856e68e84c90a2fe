"""Search: by words, by vectors and by both, inside any segment, with and without Chroma."""

from pathlib import Path

import pytest

from retrieval.database import Store, feedback_table
from retrieval.errors import BadQuery
from retrieval.indexing import embed_backlog, index_all
from retrieval.search import Mode, Segment, search
from retrieval.vector_cache import Coverage
from retrieval.vectors import open_vectors
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, many, texts

facts = feedback_table()
NORTH = Segment(facts, (facts.c.region == "North",))


@pytest.fixture
def complaints(store: Store) -> Store:
    """A handful of records in two languages, all embedded."""
    add_feedback(
        store,
        texts(
            "The parcel was delayed by a week",
            "Delivery delays, again",
            "屏幕碎了，客服不理人",
            "快遞太慢，等了兩週",
            "Lovely colours",
            None,
            "Lovely colours",
        ),
    )
    embed_backlog(store, LetterEmbedder())
    return store


def ids(store: Store, query: str, mode: Mode = "hybrid", limit: int = 10) -> list[str]:
    return [hit.id for hit in search(store, LetterEmbedder(), None, query, limit=limit, mode=mode).hits]


def test_words_find_other_forms_of_english_words(complaints: Store) -> None:
    assert sorted(ids(complaints, "delayed", "words")) == ["made-up-1", "made-up-2"]


def test_simplified_words_find_traditional_texts(complaints: Store) -> None:
    assert ids(complaints, "哪些用户抱怨快递慢？", "words") == ["made-up-4"]


def test_a_rare_word_counts_more_than_a_frequent_one(store: Store) -> None:
    add_feedback(store, texts(*[f"battery number {n}" for n in range(20)], "hinge of number 7", "the hinge"))
    assert set(ids(store, "battery hinge", "words", limit=2)) == {"made-up-21", "made-up-22"}


def test_vectors_find_what_shares_no_word(complaints: Store) -> None:
    assert ids(complaints, "delivering", "words") == []
    assert ids(complaints, "delivering", "vectors")[0] == "made-up-2"


def test_records_of_one_text_are_all_found_and_share_their_ranks(complaints: Store) -> None:
    hits = search(complaints, LetterEmbedder(), None, "lovely colours").hits
    assert [hit.id for hit in hits[:2]] == ["made-up-5", "made-up-7"]
    assert (hits[0].word_rank, hits[0].vector_rank) == (hits[1].word_rank, hits[1].vector_rank) == (1, 1)


def test_both_ways_agreeing_come_before_either_alone(complaints: Store) -> None:
    found = search(complaints, LetterEmbedder(), None, "parcel delayed").hits
    assert found[0].id == "made-up-1"
    assert found[0].score > found[1].score


@pytest.mark.parametrize("mode", ["words", "vectors", "hybrid"])
def test_only_records_of_the_segment_are_found(store: Store, mode: Mode) -> None:
    add_feedback(store, many(60))
    embed_backlog(store, LetterEmbedder())
    answer = search(store, LetterEmbedder(), None, "parcel days late", NORTH, limit=50, mode=mode)
    assert len(answer.hits) == 30
    assert all(int(hit.id.removeprefix("many-")) % 2 for hit in answer.hits)
    assert answer.coverage == Coverage(30, 30)


@pytest.mark.parametrize("segment", [Segment(), NORTH, Segment(facts, (facts.c.id == "many-500",))])
def test_chroma_gives_what_exact_comparison_gives(store: Store, tmp_path: Path, segment: Segment) -> None:
    add_feedback(store, many(700))
    embedder = LetterEmbedder()
    with open_vectors(tmp_path) as vectors:
        index_all(store, embedder, vectors)
        add_feedback(store, many(50, start=700))
        embed_backlog(store, embedder)  # in SQL, not yet in Chroma
        query = "parcel 723 came 2 days late in box 215"
        through = search(store, embedder, vectors, query, segment, 20, "vectors", exact=0)
        exact = search(store, embedder, None, query, segment, 20, "vectors")
    assert [(hit.id, hit.vector_rank) for hit in through.hits] == [
        (hit.id, hit.vector_rank) for hit in exact.hits
    ]
    if not segment.conditions:
        assert exact.hits[0].id == "many-723"


def test_search_goes_on_when_chroma_has_lost_its_collection(store: Store, tmp_path: Path) -> None:
    add_feedback(store, many(30))
    with open_vectors(tmp_path) as vectors:
        index_all(store, LetterEmbedder(), vectors)
        for name in vectors.names():
            vectors.drop(name)
        found = search(store, LetterEmbedder(), vectors, "parcel 7", limit=5, mode="vectors", exact=0)
    assert len(found.hits) == 5


def test_coverage_says_what_has_no_vector_yet_and_words_find_it(complaints: Store) -> None:
    add_feedback(complaints, texts("The zipper broke", source="new"))
    answer = search(complaints, LetterEmbedder(), None, "zipper", limit=1)
    assert answer.coverage == Coverage(7, 6)
    assert [hit.id for hit in answer.hits] == ["new-1"]


@pytest.mark.parametrize("query", ['"', "NEAR(", "a* OR b", "':* & !", "-", "hello\0world", "\ud800", "%_\\"])
def test_signs_the_databases_would_read_are_only_text(complaints: Store, query: str) -> None:
    search(complaints, LetterEmbedder(), None, query)


def test_an_empty_query_is_refused(complaints: Store) -> None:
    with pytest.raises(BadQuery, match="search_empty"):
        search(complaints, LetterEmbedder(), None, " \n")


def test_an_empty_store_and_an_empty_segment_have_no_hits(store: Store) -> None:
    assert search(store, LetterEmbedder(), None, "anything").hits == ()
    add_feedback(store, many(3))
    nobody = Segment(facts, (facts.c.region == "nowhere",))
    assert search(store, LetterEmbedder(), None, "anything", nobody).coverage == Coverage(0, 0)
