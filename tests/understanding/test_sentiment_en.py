"""What is promised of English feelings: short texts, negation, irony, emphasis, and any text at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.batch import Batch
from retrieval.understanding.lexicon_en import FEATURES, plain, read_words
from retrieval.understanding.notes import Feeling
from retrieval.understanding.sentiment import feelings
from retrieval.understanding.sentiment_en import english_feelings, english_in_chinese


def feel(text: str) -> Feeling:
    return english_feelings([text])[0]


@pytest.mark.parametrize(
    "text",
    [
        "great",
        "love it",
        "not bad",
        "no complaints",
        "👍",
        "Couldn't be happier!",
        "thanks, that was quick",
        "10/10",
    ],
)
def test_praise(text: str) -> None:
    assert feel(text).label == "positive"
    assert feel(text).score > 0.2


@pytest.mark.parametrize(
    "text",
    [
        *("awful", "could be better", "not happy", "😡", "#fail", "2/10", "still waiting for my refund"),
        *("It doesn't work", "It doesnt work", "it doesn ' t work", "would not recommend this to anyone"),
    ],
)
def test_blame(text: str) -> None:
    assert feel(text).label == "negative"
    assert feel(text).score < -0.2


@pytest.mark.parametrize("text", ["ok", "it's okay", "average", "what time do you open?", "3 stars", "n/a"])
def test_neither(text: str) -> None:
    assert feel(text).label == "neutral"


@pytest.mark.parametrize(
    "text",
    [
        *("great, another delay", "Thanks for nothing.", "love waiting 3 hours", "Awesome. Cancelled again."),
        *("nice job losing my suitcase", "wonderful, another two hours on hold"),
    ],
)
def test_irony_is_blame(text: str) -> None:
    assert feel(text).label == "negative"


@pytest.mark.parametrize(
    "text", ["Great flight, no delays", "thanks for the quick help", "love how easy it is"]
)
def test_praise_is_not_irony(text: str) -> None:
    assert feel(text).label == "positive"


@pytest.mark.parametrize("text", ["", "   ", "...", "!!!", "https://example.com/a", "@someone"])
def test_a_text_without_words_has_no_feeling(text: str) -> None:
    assert (feel(text).label, feel(text).score) == ("neutral", 0.0)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("good", "SO GOOD!!!"),
        ("good", "sooooo good"),
        ("it is slow", "it is extremely slow"),
        ("bad service", "TERRIBLE SERVICE!!! 😡😡"),
        ("nice", "absolutely amazing"),
    ],
)
def test_emphasis_is_intensity(weaker: str, stronger: str) -> None:
    assert feel(stronger).intensity > feel(weaker).intensity


def test_handles_addresses_and_entities_say_nothing() -> None:
    clean = english_feelings(["the crew was lovely & kind"])[0]
    assert (
        english_feelings(["@Hatefulair the crew was lovely &amp; kind https://bad.example/awful"])[0] == clean
    )


def test_apostrophes_do_not_matter() -> None:
    spellings = [
        "I don't like it",
        "I dont like it",
        "I don’t like it",
        "I don ' t like it",
        "I do n't like it",
    ]
    assert len({plain(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("never been disappointed", "disappointed", 1),
        ("not a good idea", "good", -1),
        ("I would not say it is broken", "broken", -1),
        ("no, it is broken", "broken", -1),
    ],
)
def test_negation_reaches_three_words_and_stops_at_a_mark(text: str, word: str, sign: int) -> None:
    values = dict(read_words([text]).cues[0])
    assert values[word] * sign > 0


def test_reasons_are_words_that_speak_for_the_label() -> None:
    (feeling,) = english_feelings(
        ["The staff were rude but the room was nice, truly horrible stay"], reasons=True
    )
    assert feeling.label == "negative"
    assert set(feeling.reasons) <= {"rude", "horrible"}
    assert feeling.reasons


@pytest.mark.parametrize(
    ("text", "sign"),
    [("体验很bad", -1), ("太nice了", 1), ("不good", -1), ("没有bug", 1), ("今天用了app", 0), ("质量不错", 0)],
)
def test_english_in_chinese(text: str, sign: int) -> None:
    (score,) = english_in_chinese([text])
    assert (score > 0) - (score < 0) == sign


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_any_text_has_a_feeling_in_bounds_that_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    found = feelings(Batch(tuple(texts), ("en",) * len(texts)))
    for text, feeling in zip(texts, found, strict=True):
        assert -1 <= feeling.score <= 1
        assert 0 <= feeling.intensity <= 1
        assert 0 <= feeling.confidence <= 1
        alone = feelings(Batch((text,), ("en",)))[0]
        assert alone.score == pytest.approx(feeling.score, abs=2e-3)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_the_lexicon_reads_any_text(text: str) -> None:
    words = read_words([plain(text)])
    assert words.features.shape == (1, len(FEATURES))
    assert 0 <= words.force[0] <= 1
