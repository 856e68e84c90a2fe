"""Names that say what most texts of a theme share, whatever the words and the language."""

import numpy as np

from prompts import LANGUAGES
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.chinese import read_chinese
from retrieval.themes.naming.concepts import count_concepts
from retrieval.themes.naming.english import read_english
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.phrases import Read
from retrieval.themes.naming.translating import translated
from retrieval.themes.naming.types import Group, Named

BATTERY = (
    "tiny battery in big headphones",
    "the battery was dead on the train",
    "a battery like this belongs in a museum",
    "电池不行",
    "充一晚的电池中午就空",
    "电池在冬天撑不住",
)
PLACES = ("我人在常州，仓库说缺货", "无锡的单，仓库没货", "仓库缺货，上海等着", "仓库缺货")
ADS = ("Ads everywhere.", "ads before the lamp turns on", "开屏广告太长", "广告关不掉")


def named(*sets: tuple[str, ...]) -> tuple[Named, ...]:
    texts = [text for each in sets for text in each]
    kinds = np.array([kind for kind, each in enumerate(sets) for _ in each])
    vectors = np.eye(len(sets) + 1, dtype=np.float32)[kinds]
    languages = ["en" if text.isascii() else "zh" for text in texts]
    groups = [Group(np.flatnonzero(kinds == kind).astype(np.int32)) for kind in range(len(sets))]
    return name_themes(Corpus(texts, vectors, languages), groups)


def reads(*texts: str, chinese: bool = False) -> list[Read]:
    read = read_chinese if chinese else read_english
    first = 100 if chinese else 0
    return [Read(place, tuple(read(text)), 1.0) for place, text in enumerate(texts, first)]


def test_a_thing_most_speak_of_names_a_theme_in_both_languages() -> None:
    battery = named(BATTERY, PLACES, ADS)[0]
    assert "battery" in battery.name_en.lower()
    assert "电池" in battery.name_zh


def test_places_are_no_names() -> None:
    places = named(BATTERY, PLACES, ADS)[1]
    for each in ("常州", "无锡", "上海"):
        assert each not in places.name_zh
    assert "仓库" in places.name_zh


def test_a_thing_is_counted_in_every_wording_and_language() -> None:
    counted = count_concepts(
        {"en": reads("my refund is late", "money back please"), "zh": reads("退款没到", chinese=True)}
    )
    refund = next(each for each in counted if each.names["en"] == "refund" and len(each.key) == 1)
    assert refund.names["zh"] == "退款"
    assert refund.share == 1.0


def test_a_verb_is_not_the_thing_that_is_written_alike() -> None:
    counted = count_concepts({"en": reads("how to order anything", "they charged too much")})
    assert not {"order", "charging"} & {each.names["en"] for each in counted}


def test_words_that_could_mean_something_else_together_are_not_translated() -> None:
    assert translated("Card reply", "en") == ""
    assert translated("Track card", "en") == "查询银行卡"
    assert translated("Refund late", "en") == "退款延误"


def test_a_description_quotes_the_language_it_is_read_in() -> None:
    battery = named(BATTERY, PLACES, ADS)[0]
    assert any(text in battery.description_zh for text in BATTERY if not text.isascii())
    assert any(text in battery.description_en for text in BATTERY if text.isascii())
    assert all("\n" not in battery.description(language) for language in LANGUAGES)
