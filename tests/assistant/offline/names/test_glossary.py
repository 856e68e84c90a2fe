"""Meanings and places are files: every line says one thing in both languages, once."""

import tomllib
from importlib import resources

import pytest

from assistant.offline.names.glossary import (
    general_words,
    known_form,
    place_kind,
    place_names,
    same_meaning,
)

FILES = sorted(
    each.name
    for each in (resources.files("assistant.offline.names") / "glossaries").iterdir()
    if each.name[0] != "_"
)


@pytest.mark.parametrize("name", FILES)
def test_each_meaning_has_several_words(name: str) -> None:
    file = resources.files("assistant.offline.names") / "glossaries" / name
    for words in tomllib.loads(file.read_text(encoding="utf-8"))["meanings"]:
        assert len(set(words)) > 1, words
        assert all(word == word.strip() for word in words), words


def test_words_of_one_meaning_name_each_other() -> None:
    assert {"信用卡", "credit card"} <= same_meaning("credit cards")
    assert same_meaning("qwerty") == {"qwerty"}
    assert len(set(general_words())) == len(general_words()) > 40


def test_codes_are_read_by_the_company_they_keep() -> None:
    assert "california" in place_names(["CA", "TX", "NY"])["CA"]
    assert "canada" in place_names(["CA", "US", "GB"])["CA"]
    assert "CA" not in place_names(["CA", "x1", "x2", "x3"])
    assert place_kind(["CA", "TX", "NY"]) == "us_states"
    assert place_kind(["calm", "angry"]) is None


def test_several_of_a_thing_have_its_name() -> None:
    known = {"purpose of travel": 1, "branch": 1, "reply": 1}
    assert known_form("purposes of travel", known) == "purpose of travel"
    assert known_form("branches", known) == "branch"
    assert known_form("branded", known) is None
