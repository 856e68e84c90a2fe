"""Whoever wants to know is told once a week that complaints about a theme rise; a muted one is left out."""

import pytest
import sqlalchemy as sa

from retrieval.catalog import load_catalog
from retrieval.database import Store, bump_data_version, feedback_table, vector
from retrieval.outbox.tables import outbox_event
from retrieval.themes.curating import mute
from retrieval.themes.keeping import read_map
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, texts
from tests.retrieval.themes.garden import MODEL, Garden, garden
from tools.themes import rising
from tools.themes.rising import can_find_themes, keep_themes, tell_rising
from tools.toolbox import ToolContext

DAY = 86_400
WEEK = 7 * DAY
WEEKS = 12


@pytest.fixture
def grown(store: Store) -> Garden:
    """Twelve weeks of complaints: parcels as ever, the battery more each week."""
    found = garden(store, {"parcel": 10 * WEEKS, "battery": sum(range(2, WEEKS + 2))})
    table = feedback_table()
    weeks = {
        "parcel": iter([week for week in range(WEEKS) for _ in range(10)]),
        "battery": iter([week for week in range(WEEKS) for _ in range(week + 2)]),
    }
    with store.write() as connection:
        changes = [
            {"of": record, "then": found.now - (WEEKS - next(weeks[about])) * WEEK + place % 7 * DAY}
            for place, (record, about) in enumerate(found.about.items())
        ]
        update = sa.update(table).where(table.c.id == sa.bindparam("of"))
        connection.execute(update.values(time=sa.bindparam("then"), sentiment="negative"), changes)
        bump_data_version(connection)
    found.refresh("parcel", "battery")
    return found


def context(grown: Garden) -> ToolContext:
    return ToolContext(
        grown.store, lambda: load_catalog(grown.store), lambda: LetterEmbedder(MODEL), lambda: None
    )


def told(grown: Garden) -> list[str]:
    query = sa.select(outbox_event.c.subject).where(outbox_event.c.kind == "theme.rising")
    with grown.store.whole().read() as connection:
        return list(connection.scalars(query))


def test_a_rising_theme_is_told_once_a_week(grown: Garden) -> None:
    battery = grown.theme_about("battery")
    assert keep_themes(context(grown), grown.now) == (battery.ref,)
    assert told(grown) == [f"theme:{battery.id}"]
    assert keep_themes(context(grown), grown.now) == ()  # nothing new was looked at
    again = grown.refresh("parcel", "battery", again=True)
    tell_rising(context(grown), again, grown.now)
    assert told(grown) == [f"theme:{battery.id}"]  # the same week
    grown.now += WEEK
    tell_rising(context(grown), grown.refresh(again=True), grown.now)
    assert len(told(grown)) == 2


def test_a_muted_theme_is_not_told(grown: Garden) -> None:
    mute(grown.store, grown.lead, grown.theme_about("battery").id, grown.now)
    assert keep_themes(context(grown), grown.now) == ()
    assert told(grown) == []


def test_themes_can_be_found_once_every_text_has_its_vector(store: Store) -> None:
    found = garden(store, {"parcel": 2, "battery": 1})
    assert can_find_themes(context(found))
    assert can_find_themes(context(found), least=3)
    assert not can_find_themes(context(found), least=4)
    add_feedback(store, texts("the screen flickers"))
    assert not can_find_themes(context(found))
    found.about["made-up-1"] = "screen"
    found.embed()
    assert can_find_themes(context(found), least=4)


def test_without_a_text_no_themes_can_be_found(store: Store) -> None:
    assert not can_find_themes(context(Garden(store, {})))
    add_feedback(store, texts(None))
    assert not can_find_themes(context(Garden(store, {})))


def test_without_feedback_there_is_nothing_to_keep(store: Store) -> None:
    assert keep_themes(context(Garden(store, {})), 0) == ()
    assert read_map(store) is None


def test_the_first_themes_are_found_when_all_of_many_texts_have_a_vector(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = garden(store)
    keep_themes(context(grown), grown.now)
    assert read_map(store) is None  # too few: whoever asks gets them in a moment
    monkeypatch.setattr(rising, "LEAST_TEXTS", 100)
    with store.write() as connection:
        first = connection.scalar(sa.select(sa.func.min(vector.c.text_hash)))
        connection.execute(sa.delete(vector).where(vector.c.text_hash == first))
    keep_themes(context(grown), grown.now)
    assert read_map(store) is None  # one has no vector yet
    grown.embed()
    keep_themes(context(grown), grown.now)
    found = read_map(store)
    assert found is not None
    assert found.themes
