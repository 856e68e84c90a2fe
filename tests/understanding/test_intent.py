"""What a person wants is told from short everyday feedback."""

import pytest

from retrieval.understanding.batch import Batch
from retrieval.understanding.intent import INTENTS, intents


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("能不能加个夜间模式", "suggestion"),
        ("怎么退款", "question"),
        ("please refund me", "request"),
        ("app crashes on login", "complaint"),
        ("love it", "praise"),
        ("收到", "other"),
        ("thanks", "praise"),
    ],
)
def test_everyday_feedback(text: str, intent: str) -> None:
    [label] = intents(Batch.of([text]))
    assert label.value == intent
    assert 0 < label.confidence <= 1


def test_every_text_has_one_known_intent() -> None:
    texts = ["", " ", "\0", "好", "?", "a" * 5000]
    assert all(label.value in INTENTS for label in intents(Batch.of(texts)))
    assert len(intents(Batch.of(texts))) == len(texts)
    assert intents(Batch.of([])) == []
