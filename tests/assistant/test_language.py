import pytest

from assistant.language import question_language
from prompts import Language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many VIP customers complained about delivery last month?", "en"),
        ("上周华东差评为什么变多了？", "zh"),
        ("How many records mention 物流 in 华东?", "en"),
        ("Compare 华东地区 and 华南地区 by NPS", "en"),
        ("VIP 客户的 NPS 是多少", "zh"),
        ("iPhone 15 Pro Max 的差评有多少", "zh"),
        ("NPS?", "en"),
        ("按月呢", "zh"),
        ("2026", "en"),
    ],
)
def test_a_question_has_the_language_of_its_sentence(question: str, language: Language) -> None:
    assert question_language(question) == language
