"""What people correct is kept as they last said it, for the topics that still exist."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.topics.corrections import Correction, latest, targets
from retrieval.understanding.topics.files import Entry
from retrieval.understanding.topics.taxonomy import make_taxonomy

TAXONOMY = make_taxonomy([Entry(name, names={"en": name}) for name in ("a", "b", "c")])


@given(st.lists(st.tuples(st.sampled_from("uvwx"), st.lists(st.sampled_from("abcz"), max_size=3))))
def test_the_last_word_on_each_text(said: list[tuple[str, list[str]]]) -> None:
    kept = {each.text: each.topics for each in latest([Correction(t, tuple(p)) for t, p in said], TAXONOMY)}
    for text, topics in dict(said).items():
        known = [topic for topic in dict.fromkeys(topics) if topic != "z"]
        if known or not topics:
            assert list(kept[text]) == known
        else:
            assert text not in kept


def test_targets_mark_the_topics_of_each_text() -> None:
    marked = targets([Correction("x", ("a", "c")), Correction("y", ())], TAXONOMY)
    assert marked.tolist() == [[1, 0, 1], [0, 0, 0]]
