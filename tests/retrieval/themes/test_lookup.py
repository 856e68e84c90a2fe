"""A theme is found by what it is called, was called, or was merged into."""

import pytest

from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.themes.curating import merge, rename
from retrieval.themes.keeping import read_map
from retrieval.themes.lookup import by_id, by_name, has_id, twins
from retrieval.themes.theme import ThemeMap
from tests.retrieval.themes.garden import Garden, garden

FOUR = ("parcel", "login", "battery", "refund")


@pytest.fixture
def grown(store: Store) -> Garden:
    found = garden(store)
    found.refresh(*FOUR)
    return found


def now(grown: Garden) -> ThemeMap:
    found = read_map(grown.store)
    assert found is not None
    return found


def refused(grown: Garden, said: str) -> BadQuery:
    with pytest.raises(BadQuery) as error:
        by_id(grown.store, now(grown), said)
    return error.value


def test_a_theme_has_an_id_and_two_names(grown: Garden) -> None:
    one = grown.theme_about("login")
    assert by_id(grown.store, now(grown), one.ref.lower()) == one
    for name in (one.name_en.upper(), f" {one.name_zh}"):
        assert by_name(grown.store, now(grown), name) == (one,)
    assert by_name(grown.store, now(grown), "") == by_name(grown.store, now(grown), "pizza") == ()
    assert (has_id("th-12"), has_id("12"), has_id("12 parcels")) == (True, True, False)


def test_a_renamed_theme_is_found_by_its_old_name(grown: Garden) -> None:
    one = grown.theme_about("login")
    rename(grown.store, grown.lead, one.id, "Sign-in fails", "无法登录", grown.now)
    for name in (one.name_en, one.name_zh, "sign-in fails"):
        assert [each.id for each in by_name(grown.store, now(grown), name)] == [one.id]


def test_a_name_that_another_theme_has_now_is_that_theme(grown: Garden) -> None:
    one, other = grown.theme_about("login"), grown.theme_about("parcel")
    rename(grown.store, grown.lead, one.id, "Sign-in fails", None, grown.now)
    rename(grown.store, grown.lead, other.id, one.name_en, None, grown.now)
    assert [each.id for each in by_name(grown.store, now(grown), one.name_en)] == [other.id]


def test_a_merged_theme_says_where_it_is_now(grown: Garden) -> None:
    first, second, third = map(grown.theme_about, ("login", "parcel", "battery"))
    merge(grown.store, grown.lead, first.id, second.id, grown.now)
    merge(grown.store, grown.lead, second.id, third.id, grown.now)
    error = refused(grown, first.ref)
    assert (error.code, error.details["into"]) == ("theme_became", third.ref)
    assert [each.id for each in by_name(grown.store, now(grown), first.name_en)] == [third.id]


@pytest.mark.parametrize("said", ["TH-999", "th-x", "99999999999"])
def test_there_never_was_such_a_theme(grown: Garden, said: str) -> None:
    assert refused(grown, said).code == "theme_unknown"


def test_themes_that_are_called_the_same_are_twins(grown: Garden) -> None:
    one, other, third = map(grown.theme_about, ("login", "parcel", "battery"))
    rename(grown.store, grown.lead, one.id, "Login crash", None, grown.now)
    rename(grown.store, grown.lead, other.id, "Login crashes", None, grown.now)
    rename(grown.store, grown.lead, third.id, "Login code", None, grown.now)
    found = now(grown)
    assert [each.id for each in twins(found, grown.theme_about("login"))] == [other.id]
    assert twins(found, grown.theme_about("battery")) == ()
