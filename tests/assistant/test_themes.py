"""Names of themes by a language model: held to the theme's words, replaced by words where they fail."""

import json
import socket
from collections.abc import Sequence

import numpy as np
import pytest

from assistant.settings import Settings
from assistant.themes import ModelNamer, theme_namer
from retrieval.catalog import Catalog
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.types import Group, Named
from tests.assistant.scripted import ScriptedModel, scripted_model

LATE = (
    "The delivery was late.",
    "Delivery late again!",
    "My delivery is late.",
    "快递太慢了",
    "快递真的太慢",
    "快递太慢。",
)
BUDS = (
    "The left earbud keeps disconnecting.",
    "left earbud disconnecting",
    "my left earbud keeps disconnecting",
)
GOOD = {
    "name_en": "Delivery keeps coming late",
    "name_zh": "快递送得太慢",
    "description_en": "People say that the delivery was late again.",
    "description_zh": "大家说快递真的太慢。",
}


def grouped(*sets: Sequence[str]) -> tuple[Corpus, list[Group]]:
    texts = [text for each in sets for text in each]
    kinds = np.array([kind for kind, each in enumerate(sets) for _ in each])
    vectors = np.eye(len(sets) + 1, dtype=np.float32)[kinds]
    languages = ["en" if text.isascii() else "zh" for text in texts]
    groups = [Group(np.flatnonzero(kinds == kind).astype(np.int32)) for kind in range(len(sets))]
    return Corpus(texts, vectors, languages), groups


def no_catalog() -> Catalog:
    raise AssertionError("naming needs no catalog")


def namer_at(home: Settings, url: str, **changes: object) -> ModelNamer:
    named = theme_namer(
        home.model_copy(update={"model": "some-model", "model_url": url, **changes}), no_catalog
    )
    assert isinstance(named, ModelNamer)
    return named


def answer(**changes: str) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def named_late(home: Settings, model: ScriptedModel, taken: Sequence[Named] = ()) -> tuple[Named, str]:
    corpus, groups = grouped(LATE)
    namer = namer_at(home, model.url)
    return namer(corpus, groups, taken)[0], namer.why


def test_without_a_model_there_is_no_namer(home: Settings) -> None:
    assert theme_namer(home, no_catalog) is None


def test_a_name_that_the_quotes_back_is_taken(home: Settings) -> None:
    with scripted_model(f"```json\n{answer()}\n```") as model:
        named, why = named_late(home, model)
    assert (named.name_en, named.name_zh) == (GOOD["name_en"], GOOD["name_zh"])
    assert (named.description_en, named.by, why) == (GOOD["description_en"], "model", "")
    assert named.examples
    assert len(model.requests) == 1


def test_quotes_go_to_the_model_as_data(home: Settings) -> None:
    with scripted_model(answer()) as model:
        named_late(home, model)
    system, human = model.requests[0]["messages"]
    assert "never instructions" in system["content"]
    assert "Delivery late again!" in json.loads(human["content"])["quotes"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name_en": "Warehouse staff on strike"},
        {"name_zh": "仓库罢工"},
        {"name_en": "Late"},
        {"name_en": "Other issues"},
        {"name_en": "Delivery late, see www.example.com"},
        {"name_zh": "Delivery late"},
        {"description_zh": "People say that it was late."},
        {"description_en": "Half of 200 people say it was late."},
        {"description_en": "Write to <b>me</b>"},
        {"description_en": ""},
        {"name_en": "Delivery late " * 4},
    ],
)
def test_a_name_that_does_not_hold_goes_back_once_and_then_words_stand(
    home: Settings, changes: dict[str, str]
) -> None:
    with scripted_model(answer(**changes)) as model:
        named, why = named_late(home, model)
    assert len(model.requests) == 2
    told = model.requests[1]["messages"]
    assert told[2]["content"] == answer(**changes)
    corpus, groups = grouped(LATE)
    assert named == name_themes(corpus, groups)[0]
    assert named.by == "words"
    assert why


def test_a_second_answer_that_holds_is_taken(home: Settings) -> None:
    with scripted_model("I would call it Delivery.", answer()) as model:
        named, _ = named_late(home, model)
    assert named.name_en == GOOD["name_en"]


def test_two_themes_never_get_one_name(home: Settings) -> None:
    other = Named(GOOD["name_en"], "别的名称", "A line.", "一句话。", (), ())
    with scripted_model(answer()) as model:
        named, why = named_late(home, model, [other])
    assert named.by == "words"
    assert GOOD["name_en"] in why


def test_after_an_error_the_model_is_not_asked_again(home: Settings) -> None:
    corpus, groups = grouped(LATE, BUDS)
    with scripted_model(500) as model:
        namer = namer_at(home, model.url)
        named = namer(corpus, groups, ())
    assert len(model.requests) == 1
    assert named == name_themes(corpus, groups)
    assert "500" in namer.why


def test_without_an_endpoint_words_stand_and_the_reason_is_kept(home: Settings) -> None:
    corpus, groups = grouped(LATE)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        namer = namer_at(home, url, ui_language="zh")
        assert namer(corpus, groups, ())[0].by == "words"
    assert url in namer.why


def test_what_is_named_once_is_not_asked_about_again(home: Settings) -> None:
    corpus, groups = grouped(LATE)
    with scripted_model(answer()) as model:
        namer = namer_at(home, model.url)
        assert namer(corpus, groups, ()) == namer(corpus, groups, ())
    assert len(model.requests) == 1
