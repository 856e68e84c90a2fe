"""Themes keep their ids: through new feedback, through new runs, and when they are changed by neither."""

import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, feedback_table, feedback_text
from retrieval.records import text_hash
from retrieval.themes.history import history
from retrieval.themes.keeping import find_theme, read_map, read_theme
from retrieval.themes.reading import read_records
from retrieval.themes.segment import EVERYTHING, map_segment
from retrieval.themes.tables import theme_map
from tests.retrieval.themes.garden import MODEL, garden

FOUR = ("parcel", "login", "battery", "refund")


def test_a_refresh_finds_themes_and_a_second_one_changes_nothing(store: Store) -> None:
    grown = garden(store)
    assert read_map(store) is None
    first = grown.refresh(*FOUR)
    assert [each.level for each in first.themes] == ["coarse", "coarse", *["fine"] * 4]
    assert first.quality.texts == first.quality.assigned == 120
    version = grown.version()
    assert grown.refresh() == first
    assert grown.version() == version
    grown.check()


def test_new_feedback_joins_the_theme_it_is_about_and_ids_stay(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    before = {subject: grown.theme_about(subject).id for subject in FOUR}
    version = grown.version()
    grown.plant({"login": 5, "refund": 2})
    after = grown.refresh()
    assert {subject: grown.theme_about(subject).id for subject in FOUR} == before
    assert grown.theme_about("login").records >= 35
    assert after.quality.texts == 127
    assert grown.version() > version + 1  # the import's, and that of what joined
    grown.check()


def test_what_fits_nowhere_is_counted_and_belongs_to_no_theme(store: Store) -> None:
    grown = garden(store)
    grown.refresh("parcel", "login", "battery")
    found = grown.map()
    assert (found.quality.texts, found.quality.assigned) == (120, 90)
    about = {record for members in grown.members(main=False).values() for record in members}
    assert {grown.about[record] for record in about} == {"parcel", "login", "battery"}


def test_texts_without_a_vector_wait_for_one(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    with store.write() as connection:
        table = feedback_table()
        changed = table.update().where(table.c.id == "f1").values(text_hash="0" * 32)
        connection.execute(changed)
        bump_data_version(connection)
    assert grown.refresh().quality.texts == 119
    grown.check()
    with store.write() as connection:
        whole = read_records(connection, EVERYTHING, MODEL)
    assert whole.missing == 1


def test_gone_and_changed_feedback_leaves_its_theme(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    table, texts, old = feedback_table(), feedback_text, grown.theme_about("parcel")
    with store.write() as connection:
        said = connection.scalar(sa.select(texts.c.text).where(texts.c.seq == 40))
        changed = table.update().where(table.c.id == "f1")
        connection.execute(changed.values(text_hash=text_hash(said, None)))
        connection.execute(texts.update().where(texts.c.seq == 1).values(text=said))
        connection.execute(table.delete().where(table.c.id == "f2"))
        bump_data_version(connection)
    grown.refresh()
    members = grown.members()
    assert not {"f1", "f2"} & members[old.ref]
    assert "f1" in members[grown.theme_about("login").ref]
    grown.check()


def test_themes_found_anew_are_recognized(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    before = {subject: grown.theme_about(subject) for subject in FOUR}
    grown.plant(dict.fromkeys(FOUR, 10) | {"screen": 30})
    grown.refresh("screen", *reversed(FOUR))
    after = {subject: grown.theme_about(subject) for subject in FOUR}
    assert {subject: each.id for subject, each in after.items()} == {
        subject: each.id for subject, each in before.items()
    }
    assert {each.name_en for each in after.values()} == {each.name_en for each in before.values()}
    assert [each.kind for each in history(store, grown.theme_about("screen").id)] == ["born"]
    grew = history(store, before["login"].id)[-1]
    assert grew.kind == "grew"
    assert grew.content["after"] > grew.content["before"]
    grown.check()


def test_a_theme_that_falls_apart_is_split_and_says_into_what(store: Store) -> None:
    grown = garden(store)
    grown.plant({"parcel": 5})
    grown.refresh("parcel login", "battery", "refund")
    whole = grown.theme_about("parcel")
    grown.refresh(*FOUR, again=True)
    kept, new = grown.theme_about("parcel"), grown.theme_about("login")
    assert kept.id == whole.id
    assert new.id != whole.id
    split = next(each for each in history(store, whole.id) if each.kind == "split")
    assert split.other == new.id
    assert split.content["went"] == {kept.ref: 35, new.ref: 30}
    grown.check()


def test_a_theme_that_is_no_longer_apart_was_merged_and_stays_readable(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    parcel, login = grown.theme_about("parcel"), grown.theme_about("login")
    grown.plant({"login": 5})
    grown.refresh("parcel login", "battery", "refund", again=True)
    assert grown.theme_about("parcel").id == grown.theme_about("login").id == login.id
    ended = read_theme(store, parcel.id)
    assert ended.ended_at == grown.now
    assert ended.merged_into == login.id
    assert history(store, parcel.id)[-1].content["went"] == {login.ref: 30}
    grown.check()


def test_a_theme_nobody_writes_about_any_more_ends(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    battery = grown.theme_about("battery")
    grown.refresh("parcel", "login", "refund", again=True)
    assert read_theme(store, battery.id).merged_into is None
    last = history(store, battery.id)[-1]
    assert (last.kind, last.content["went"]) == ("ended", {"": 30})
    grown.check()


def test_another_embedding_model_is_matched_by_members_alone(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    before = {subject: grown.theme_about(subject).id for subject in FOUR}
    grown.embed("another/32")
    found = grown.refresh(*reversed(FOUR), model="another/32")
    assert found.model == "another/32"
    assert {subject: grown.theme_about(subject).id for subject in FOUR} == before
    grown.check()


def test_much_new_feedback_has_themes_found_anew(store: Store) -> None:
    grown = garden(store)
    first = grown.refresh(*FOUR).run
    grown.plant({"taste": 23})
    assert len([each for each in grown.refresh().themes if each.level == "fine"]) == 4
    grown.plant({"taste": 3})  # a fifth more than there was
    found = grown.refresh(*FOUR, "taste")
    assert len([each for each in found.themes if each.level == "fine"]) == 5
    assert found.run == first + 2
    grown.check()


def test_a_placer_of_another_version_has_themes_found_anew(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    before = {subject: grown.theme_about(subject).id for subject in FOUR}
    with store.write() as connection:
        connection.execute(theme_map.update().values(placer=b"of another version"))
    grown.plant({"login": 1})
    grown.refresh()
    assert {subject: grown.theme_about(subject).id for subject in FOUR} == before
    grown.check()


def test_themes_are_found_by_id_and_by_name(store: Store) -> None:
    grown = garden(store)
    found = grown.refresh(*FOUR)
    one = grown.theme_about("login")
    for said in (one.ref, one.ref.lower(), str(one.id), one.name_en.upper(), one.name_zh):
        assert find_theme(found, said) == (one,)
    assert len(find_theme(found, "about")) > 3
    assert find_theme(found, " ") == find_theme(found, "TH-999") == ()


def test_a_map_over_a_segment_stands_beside_the_one_over_everything(store: Store) -> None:
    grown = garden(store)
    grown.plant({"login": 20, "screen": 20}, region="South")
    grown.refresh(*FOUR, "screen")
    south = map_segment([{"field": "region", "value": "South"}], lambda table: table.c.region == "South")
    found = grown.refresh("login", "screen", segment=south)
    assert found.quality.texts == 40
    assert found.filters == ({"field": "region", "value": "South"},)
    assert {each.id for each in found.themes}.isdisjoint(each.id for each in grown.map().themes)
    assert read_map(store, south) == found
