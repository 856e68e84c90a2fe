"""Texts are read for their topics in both languages, by words alone, with vectors, and after corrections."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.embedding import Matrix
from retrieval.understanding.batch import Batch
from retrieval.understanding.topics.corrections import Correction
from retrieval.understanding.topics.files import Entry
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import Taxonomy, load_taxonomy, make_taxonomy

READER = TopicReader(load_taxonomy())


def topics_of(reader: TopicReader, text: str) -> list[str]:
    return [note.topic for note in reader.topics(Batch.of([text]))[0]]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My parcel was delayed by a whole week", "logistics.delay"),
        ("外卖超时一个多小时才送到", "logistics.delay"),
        ("客服已读不回,打电话也打不通", "service.response"),
        ("客服已讀不回,打電話也打不通", "service.response"),
        ("the app crashes as soon as I open it", "app.crash"),
        ("一打开就闪退", "app.crash"),
        ("I was charged twice and nobody can explain my bill", "billing.charge"),
        ("ＲＥＦＵＮＤ me please, I want my money back", "billing.refund"),
        ("菜里有一根头发,太恶心了,不卫生", "safety.hygiene"),
        ("the charger exploded and caught fire", "safety.harm"),
        ("尺码偏小,穿不上", "product.size"),
        ("太贵了,性价比不高", "billing.price"),
    ],
)
def test_the_first_topic(text: str, topic: str) -> None:
    assert topics_of(READER, text)[0] == topic


def test_several_topics_and_the_words_behind_them() -> None:
    text = "The courier was rude, and three weeks later I am still waiting for my refund."
    noted = READER.topics(Batch.of([text]))[0]
    assert {"logistics.courier", "billing.refund"} <= {note.topic for note in noted}
    for note in noted:
        assert 0 < note.confidence < 1
        assert all(reason in text.lower() for reason in note.reasons)
    assert "refund" in next(note for note in noted if note.topic == "billing.refund").reasons


@pytest.mark.parametrize("text", ["", " ", "ok", "哈哈", "👍👍", "12345", "。。。", "asdf qwer zxcv"])
def test_what_fits_nowhere_is_unclassified(text: str) -> None:
    assert topics_of(READER, text) == []


@settings(deadline=None, max_examples=25)
@given(
    texts=st.lists(
        st.text(max_size=40) | st.sampled_from(["很贵", "late again", "包装破损 refund"]), max_size=6
    )
)
def test_a_text_reads_alike_in_any_batch(texts: list[str]) -> None:
    together = READER.topics(Batch.of(texts))
    assert len(together) == len(texts)
    for text, notes in zip(texts, together, strict=True):
        alone = READER.topics(Batch.of([text]))[0]
        assert [note.topic for note in alone] == [note.topic for note in notes]


def _garden() -> Taxonomy:
    described = {
        "Watering": "Hoses, sprinklers and how much water plants get.",
        "Pests": "Snails, aphids and other animals that eat plants.",
        "Paths": "Gravel, paving stones and edges.",
    }
    return make_taxonomy(
        [Entry(name, names={"en": name}, descriptions={"en": text}) for name, text in described.items()]
    )


def test_another_companys_labels_work_from_their_descriptions() -> None:
    reader = TopicReader(_garden())
    assert topics_of(reader, "The sprinkler does not reach the back of the lawn")[0] == "Watering"
    assert topics_of(reader, "snails again, all over the lettuce")[0] == "Pests"


def test_corrections_teach_words_no_description_has() -> None:
    text = "the zorbulator squeaks in the evening"
    plain = TopicReader(_garden())
    before = plain.ranking(Batch.of([text]))[0]
    corrections = [
        Correction(f"my zorbulator squeaks {when}", ("Paths",)) for when in ("daily", "now", "a lot")
    ]
    corrections += [
        Correction(f"green fly on the {plant}", ("Pests",)) for plant in ("roses", "beans", "kale")
    ]
    after = TopicReader(_garden(), corrections).ranking(Batch.of([text]))[0]
    paths = _garden().index("Paths")
    assert after.argmax() == paths
    assert after[paths] - after.mean() > before[paths] - before.mean()


def test_one_correction_is_enough_for_its_like() -> None:
    reader = TopicReader(_garden(), [Correction("the zorbulator squeaks", ("Paths",))])
    assert topics_of(reader, "my zorbulator squeaks too")[0] == "Paths"
    assert topics_of(reader, "snails again, all over the lettuce")[0] == "Pests"


def test_the_last_correction_of_a_text_counts() -> None:
    text = "moss between the slabs"
    reader = TopicReader(_garden(), [Correction(text, ("Pests",)), Correction(text, ("Paths",))])
    assert len(reader.corrections) == 1
    assert reader.ranking(Batch.of([text]))[0].argmax() == _garden().index("Paths")


class Letters:
    """An embedder in miniature: a text is the sum of random vectors of its words."""

    name = "letters"
    dimensions = 64

    def passages(self, texts: Sequence[str]) -> Matrix:
        return np.array([self.query(text) for text in texts], np.float32).reshape(-1, self.dimensions)

    def query(self, text: str) -> Matrix:
        total = np.ones(self.dimensions)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).normal(size=self.dimensions)
        return np.asarray(total / np.linalg.norm(total), np.float32)


def test_vectors_are_used_where_they_are_there() -> None:
    embedder = Letters()
    texts = ["snails", "gravel everywhere", "quite another thing", "the hoses"]
    reader = TopicReader(_garden(), embedder=embedder)
    batch = Batch.of(texts)
    with_vectors = reader.ranking(batch, embedder.passages(texts))
    assert not np.allclose(with_vectors, reader.ranking(batch))
    without = TopicReader(_garden()).ranking(batch, embedder.passages(texts))
    assert np.allclose(without, reader.ranking(batch))


@pytest.mark.parametrize("embedder", [None, Letters()])
def test_looking_through_unlabelled_texts_teaches_what_goes_together(embedder: Letters | None) -> None:
    texts = [f"snails and slime on leaf {n}" for n in range(12)] + [
        f"gravel under boot {n}" for n in range(12)
    ]
    batch = Batch.of(texts)
    vectors = embedder.passages(texts) if embedder else None
    reader = TopicReader(_garden(), embedder=embedder).adapted(batch, vectors)
    new = ["slime on the leaf"]
    first = reader.ranking(Batch.of(new), embedder.passages(new) if embedder else None)[0].argmax()
    assert first == _garden().index("Pests")
