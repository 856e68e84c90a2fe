"""What people do to themes holds, is written down, and can be undone."""

from collections.abc import Callable

import pytest

from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict, NotAllowed, NotSignedIn
from retrieval.themes.curating import merge, mute, pin, rename, split, undo, unpin
from retrieval.themes.history import history
from retrieval.themes.keeping import read_map, read_theme
from tests.retrieval.themes.garden import Garden, garden

FOUR = ("parcel", "login", "battery", "refund")


@pytest.fixture
def grown(store: Store) -> Garden:
    found = garden(store)
    found.refresh(*FOUR)
    return found


def refuses(expected: str, act: Callable[..., object], *given: object) -> None:
    with pytest.raises((BadQuery, Conflict)) as refused:
        act(*given)
    assert refused.value.code == expected


def test_a_renamed_theme_keeps_its_name_when_themes_are_found_anew(grown: Garden) -> None:
    one, version = grown.theme_about("login"), grown.version()
    named = rename(grown.store, grown.lead, one.id, "Sign-in fails", " 无法 登录 ", grown.now)
    assert (named.name_en, named.name_zh, named.named_by) == ("Sign-in fails", "无法 登录", "person")
    assert named.edition == one.edition + 1
    assert grown.version() == version + 1
    grown.plant({"login": 30})
    grown.refresh(*reversed(FOUR))
    assert grown.theme_about("login").name_en == "Sign-in fails"
    assert undo(grown.store, grown.lead, one.id, grown.now).name_en == one.name_en
    assert grown.audit() == ["theme.renamed", "theme.undone"]
    grown.check()


def test_a_name_is_one_line_that_no_other_theme_has(grown: Garden) -> None:
    one, other = grown.theme_about("login"), grown.theme_about("parcel")
    for said in (" ", "x" * 81):
        refuses("theme_name", rename, grown.store, grown.lead, one.id, said, None, grown.now)
    taken = other.name_en.upper()
    refuses("theme_name_taken", rename, grown.store, grown.lead, one.id, taken, None, grown.now)
    assert grown.audit() == []


def test_merged_themes_are_one_and_stay_one(grown: Garden) -> None:
    parcel, login = grown.theme_about("parcel"), grown.theme_about("login")
    before = grown.state()
    merged = merge(grown.store, grown.lead, login.id, parcel.id, grown.now)
    members = grown.members()
    assert login.ref not in members
    assert {grown.about[each] for each in members[parcel.ref]} == {"parcel", "login"}
    assert merged.records == len(grown.members(main=False)[parcel.ref])
    assert read_theme(grown.store, login.id).merged_into == parcel.id
    grown.check()
    undo(grown.store, grown.lead, login.id, grown.now)
    assert grown.state() == before
    merge(grown.store, grown.lead, login.id, parcel.id, grown.now)
    grown.plant({"login": 3, "parcel": 2})
    grown.refresh()  # what joins the one joins the other
    grown.check()
    grown.plant({"login": 40})
    grown.refresh(*reversed(FOUR))  # found as two
    assert grown.theme_about("login").id == grown.theme_about("parcel").id == parcel.id
    grown.refresh("parcel login", "battery", "refund", again=True)  # found as one
    assert grown.theme_about("login").id == parcel.id
    grown.check()
    undo(grown.store, grown.lead, parcel.id, grown.now)
    assert {grown.about[each] for each in grown.members()[login.ref]} == {"login"}
    grown.check()


def test_a_split_theme_is_two_and_stays_two(store: Store) -> None:
    grown = garden(store)
    grown.plant({"parcel": 5})
    grown.refresh("parcel login", "battery", "refund")
    whole, before = grown.theme_about("parcel"), grown.state()
    first, second = split(store, grown.lead, whole.id, grown.now)
    assert first.id == whole.id
    members = grown.members()
    assert {grown.about[each] for each in members[first.ref]} == {"parcel"}
    assert {grown.about[each] for each in members[second.ref]} == {"login"}
    assert first.name_en != second.name_en
    grown.check()
    grown.plant({"login": 4})
    grown.refresh()
    assert grown.theme_about("login").id == second.id
    grown.refresh("parcel login", "battery", "refund", again=True)  # still found as one
    assert grown.theme_about("login").id == second.id
    assert len(grown.members()[second.ref]) == 34
    grown.check()
    undo(store, grown.lead, second.id, grown.now)
    assert grown.theme_about("login").id == whole.id
    assert len(before[0]) + 4 <= len(grown.state()[0])
    grown.check()


def test_undoing_a_split_restores_everything(store: Store) -> None:
    grown = garden(store)
    grown.refresh("parcel login", "battery", "refund")
    whole, before = grown.theme_about("parcel"), grown.state()
    _, second = split(store, grown.lead, whole.id, grown.now)
    undo(store, grown.lead, whole.id, grown.now)
    rows, themes, seating = grown.state()
    assert (rows, seating) == (before[0], before[2])
    assert [each for each in themes if each["id"] != second.id] == before[1]
    assert read_theme(store, second.id).merged_into == whole.id
    again, third = split(store, grown.lead, whole.id, grown.now)
    assert (again.id, third.id) == (whole.id, second.id + 1)  # an id is never used twice
    grown.check()


def test_a_pinned_theme_never_ends(grown: Garden) -> None:
    one = grown.theme_about("battery")
    pin(grown.store, grown.lead, one.id, grown.now)
    grown.refresh("parcel", "login", "refund", again=True)
    kept = read_theme(grown.store, one.id)
    assert kept.ended_at is None
    assert kept.pinned
    grown.plant({"battery": 2})
    grown.refresh()
    assert grown.theme_about("battery").id == one.id  # it still takes what is about it
    unpin(grown.store, grown.lead, one.id, grown.now)
    grown.check()


def test_a_muted_theme_still_counts(grown: Garden) -> None:
    one, members = grown.theme_about("battery"), grown.members()
    assert mute(grown.store, grown.lead, one.id, grown.now).muted
    assert grown.members() == members
    grown.refresh(*FOUR, again=True)
    assert read_theme(grown.store, one.id).muted
    assert grown.members().keys() == members.keys()
    assert not undo(grown.store, grown.lead, one.id, grown.now).muted
    grown.check()


def test_groups_of_themes_are_merged_and_split_too(grown: Garden) -> None:
    first, second = grown.themes("coarse")
    before = grown.state()
    merge(grown.store, grown.lead, second.id, first.id, grown.now)
    assert {each.parent for each in grown.themes()} == {first.id}
    grown.check()
    grown.refresh(*FOUR, again=True)
    assert [each.id for each in grown.themes("coarse")] == [first.id]
    grown.check()
    undo(grown.store, grown.lead, second.id, grown.now)
    assert {each.parent for each in grown.themes()} == {first.id, second.id}
    _, third = split(grown.store, grown.lead, first.id, grown.now)
    assert len({each.parent for each in grown.themes()}) == 3
    grown.check()
    undo(grown.store, grown.lead, third.id, grown.now)
    assert len(grown.state()[0]) == len(before[0])
    grown.check()


def test_only_who_may_set_rules_may_change_themes(grown: Garden) -> None:
    one, version = grown.theme_about("login"), grown.version()
    with pytest.raises(NotAllowed):
        mute(grown.store, grown.tokens["vic"], one.id, grown.now)
    with pytest.raises(NotAllowed):
        split(grown.store, grown.tokens["vic"], one.id, grown.now)
    with pytest.raises(NotSignedIn):
        mute(grown.store, "", one.id, grown.now)
    assert grown.version() == version
    assert history(grown.store, one.id)[-1].kind == "born"


def test_who_looked_at_an_older_edition_is_told(grown: Garden) -> None:
    one = grown.theme_about("login")
    mute(grown.store, grown.lead, one.id, grown.now, edition=one.edition)
    with pytest.raises(Conflict) as late:
        pin(grown.store, grown.lead, one.id, grown.now, edition=one.edition)
    assert late.value.code == "theme_edition"


def test_what_cannot_be_done_is_refused_with_its_reason(grown: Garden) -> None:
    parcel, login, battery = (grown.theme_about(each) for each in FOUR[:3])
    lead, now = grown.lead, grown.now
    store = grown.store
    refuses("theme_itself", merge, store, lead, parcel.id, parcel.id, now)
    refuses("theme_levels", merge, store, lead, parcel.id, parcel.parent, now)
    refuses("theme_unknown", pin, store, lead, 999, now)
    refuses("theme_nothing_to_undo", undo, store, lead, parcel.id, now)
    merge(store, lead, login.id, parcel.id, now)
    merge(store, lead, parcel.id, battery.id, now)
    refuses("theme_ended", pin, store, lead, login.id, now)
    refuses("theme_undo_rests", undo, store, lead, login.id, now)
    refuses("theme_put_together", split, store, lead, battery.id, now)
    grown.check()
    undo(grown.store, lead, battery.id, now)
    undo(grown.store, lead, login.id, now)
    assert {grown.theme_about(each).id for each in FOUR[:3]} == {parcel.id, login.id, battery.id}


def test_a_limited_store_has_themes_of_its_own(grown: Garden) -> None:
    from tools.scope import scoped

    grown.plant({"login": 10, "screen": 10}, region="South")
    limited = scoped(grown.store, "region=South")
    assert read_map(limited) is None
    south = Garden(limited, grown.tokens, grown.now, grown.planted, grown.about)
    found = south.refresh("login", "screen")
    assert found.quality.texts == 20
    everything = grown.refresh()
    assert {each.id for each in found.themes}.isdisjoint(each.id for each in everything.themes)
    with pytest.raises(BadQuery):
        mute(limited, grown.lead, everything.themes[0].id, grown.now)
    south.check()
    grown.check()
