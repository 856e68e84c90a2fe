"""Names of themes: phrases people wrote, in both languages, each theme its own."""

import numpy as np

from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.types import Group, Named

LATE = ("The delivery was two days late.", "Delivery late again!", "My delivery is late and nobody answers.")
BUDS = (
    "The left earbud keeps disconnecting.",
    "Left earbud just keeps disconnecting on calls.",
    "my left earbud keeps disconnecting",
)
SLOW = ("快递太慢了", "快递真的太慢，等了好久", "这次快递太慢。")
OIL = ("油耗很高", "市区油耗高得离谱", "油耗确实高")


def named(*sets: tuple[str, ...], taken: tuple[Named, ...] = ()) -> tuple[Named, ...]:
    texts = [text for each in sets for text in each]
    kinds = [kind for kind, each in enumerate(sets) for _ in each]
    vectors = np.eye(len(sets) + 1, dtype=np.float32)[kinds]
    languages = ["en" if text.isascii() else "zh" for text in texts]
    groups = [Group(np.flatnonzero(np.array(kinds) == kind).astype(np.int32)) for kind in range(len(sets))]
    return name_themes(Corpus(texts, vectors, languages), groups, taken)


def test_a_name_is_a_phrase_people_wrote_without_what_says_nothing() -> None:
    late, buds = named(LATE, BUDS)
    assert late.name_en == "Delivery late"
    assert buds.name_en == "Left earbud keeps disconnecting"


def test_chinese_names_come_from_chinese_texts() -> None:
    slow, oil = named(SLOW, OIL)
    assert (slow.name_zh, oil.name_zh) == ("快递太慢", "油耗高")


def test_a_theme_of_both_languages_has_a_name_from_each() -> None:
    late, _ = named(LATE + SLOW, BUDS)
    assert (late.name_en, late.name_zh) == ("Delivery late", "快递太慢")
