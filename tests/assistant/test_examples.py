import pytest

from assistant.agent import Assistant
from assistant.answering import answer
from assistant.events import Done
from assistant.examples import example_questions
from prompts import LANGUAGES, Language
from retrieval.catalog import Catalog
from tests.assistant.world import NOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_answered_by_the_offline_model(shop: Assistant, language: Language) -> None:
    questions = example_questions(shop.context.catalog(), language)
    assert len(questions) >= 4
    for question in questions:
        last = list(answer(shop, question, None, NOW))[-1]
        assert isinstance(last, Done)
        assert not last.answer.abstained, question
        assert last.answer.language == language


def test_without_data_there_is_nothing_to_ask() -> None:
    assert example_questions(Catalog(0, 0, "UTC", (), ()), "en") == []
