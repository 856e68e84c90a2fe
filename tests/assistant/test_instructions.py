import pytest

from assistant.agent import Assistant
from assistant.context import token_counter
from assistant.instructions import catalog_lines, instructions
from prompts import LANGUAGES, Language

COUNT = token_counter()


@pytest.mark.parametrize("room", [30, 60, 120, 2000])
def test_the_catalog_fits_its_room(shop: Assistant, room: int) -> None:
    lines = catalog_lines(shop.context.catalog(), COUNT, room)
    assert COUNT(lines) <= room + 4
    assert lines.startswith("- text")


@pytest.mark.parametrize("language", LANGUAGES)
def test_instructions_stay_the_same_while_the_data_does(shop: Assistant, language: Language) -> None:
    told = instructions(shop.context.catalog, COUNT, 24_000)
    first = told(language)
    told("zh" if language == "en" else "en")
    assert told(language) == first
    assert "- rating (评分): number, 1 to 5" in first
    assert "12" in first
    assert "$" not in first
