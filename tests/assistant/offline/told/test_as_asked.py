"""What an answer says it read is quoted from the question, as it was written there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent import open_assistant
from assistant.answering import answer
from assistant.events import Done
from assistant.offline.told.as_asked import as_asked
from assistant.settings import Settings


@pytest.mark.parametrize(
    ("said", "question", "quoted"),
    [
        ("new customers", "vip against new custmers", "new custmers"),
        ("family with children", "how many are family w/ children", "family w/ children"),
        ("would you buy the lamp", "would u buy the lamp", "would u buy the lamp"),
        ("平均 停留 几夜", "平均停留幾夜", "平均停留幾夜"),
        ("Lamp", "how is the lamp rated", "Lamp"),
        ("kettle", "多少", "kettle"),
    ],
)
def test_the_words_of_the_question_are_found(said: str, question: str, quoted: str) -> None:
    assert as_asked(said, question) == quoted


@given(st.text("ab 差评,", max_size=12), st.text("abc 差评好,", max_size=30))
def test_it_is_a_stretch_of_the_question_or_as_it_was(said: str, question: str) -> None:
    found = as_asked(said, question)
    assert found == said or found in question


@pytest.mark.parametrize(
    "question",
    [
        "averge price of new custmers in may",
        "feedbak from new years eve thru the end of january",
        "would u buy the lamp",
        "average staying nights in ur hotel",
    ],
)
def test_the_gate_finds_what_is_quoted_of_the_question(home: Path, question: str) -> None:
    with open_assistant(Settings(home=home, model="offline"), remember=False) as assistant:
        *_, last = answer(assistant, question)
    assert isinstance(last, Done)
    assert last.answer.answer.strip()
    assert not last.answer.gate.get("struck")
