"""What a person wants is told from everyday feedback, at length or in one word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.batch import Batch
from retrieval.understanding.cues import find_cues, load_cues
from retrieval.understanding.intent import INTENTS, intents, prepare
from retrieval.understanding.notes import Feeling


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("能不能加个夜间模式", "suggestion"),
        ("能不能加個夜間模式", "suggestion"),
        ("要是有夜间模式就好了", "suggestion"),
        ("I wish it had a dark theme", "suggestion"),
        ("怎么退款", "question"),
        ("how do I get a refund?", "question"),
        ("please refund me", "request"),
        ("can you cancel my order?", "request"),
        ("麻烦帮我取消订单", "request"),
        ("app crashes on login", "complaint"),
        ("这就是你们的服务?", "complaint"),
        ("Seriously? Again?", "complaint"),
        ("love it", "praise"),
        ("thanks", "praise"),
        ("质量很好,喜欢", "praise"),
        ("收到", "other"),
        ("n/a", "other"),
    ],
)
def test_everyday_feedback(text: str, intent: str) -> None:
    [label] = intents(Batch.of([text]))
    assert label.value == intent
    assert 1 / len(INTENTS) < label.confidence <= 1


def test_reasons_are_words_of_the_text() -> None:
    text = "请问如何办理退款"
    [label] = intents(Batch.of([text]))
    assert label.reasons
    assert all(reason in text for reason in label.reasons)


def test_feelings_tell_praise_from_complaint() -> None:
    batch = Batch.of(["今天的快递小哥"])
    good, bad = (
        intents(batch, [Feeling(label, score, 1.0, 1.0)])[0]
        for label, score in (("positive", 1.0), ("negative", -1.0))
    )
    plain = intents(batch)[0]
    assert good.value != "complaint"
    assert bad.value != "praise"
    assert len({good.confidence, bad.confidence, plain.confidence}) > 1


def test_the_end_of_a_long_text_is_read() -> None:
    filler = "小区门口的路有两百米长。" * 200
    asked, told = intents(Batch.of([filler + "请问什么时候修好?", filler + "强烈投诉这种不作为!"]))
    assert asked.value == "question"
    assert told.value == "complaint"
    assert len(prepare(filler)) < len(filler)


def test_cues_know_where_they_stand() -> None:
    cues = load_cues("intent")
    hits = find_cues(["please add this", "pleased additions"], cues)
    found = {(text, cues[cue].text) for text, cue in zip(hits.text.tolist(), hits.cue.tolist(), strict=True)}
    assert (0, "please add") in found
    assert not {word for text, word in found if text == 1}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_label_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = intents(Batch.of(texts))
    assert [label.value for label in together] == [intents(Batch.of([text]))[0].value for text in texts]
    assert all(label.value in INTENTS and 0 <= label.confidence <= 1 for label in together)
