"""Feedback about one issue finds its ticket, joins it, and stays out where a person took it out."""

import pytest
import sqlalchemy as sa

from tests.tools.tickets.town import LATE, NOON, Town
from tools.scope import scoped
from tools.tickets import tables
from tools.tickets.ground import fit_ground
from tools.tickets.joining import join_new, recurring
from tools.tickets.likeness import FEATURES, Account, compare, probability
from tools.tickets.matching import same_issue

DAY = 86_400
MORE_LATE = (
    ("e1", "Parcel two weeks late, tracking has not moved, still waiting.", "kim", "North", "Lamp"),
    ("e2", "快递晚了两周，物流信息没有更新，一直没到。", "吴", "North", "Lamp"),
)


def test_a_draft_finds_the_open_ticket_about_the_same(town: Town) -> None:
    late = town.opens(records=["d1", "d2", "d3", "d5", "d6"])
    crash = town.opens(records=["c1", "c2", "c4"])
    again = town.draft(records=["d1", "d2", "d3", "d4"])
    assert again.draft.add_to == late
    assert again.matches[0].linked == 3
    other = town.draft(records=["p1", "p2", "p3"])
    assert other.draft.add_to is None
    [match, *_] = town.draft(records=["c1", "c2", "c4", "c5"]).matches
    assert (match.ticket, match.codes) == (crash, ("e502",))
    assert match.words
    assert match.nearest is not None
    for each in (late, crash):
        town.shop.does("ann", each, "resolve", text="done")


def test_a_ticket_that_ended_is_not_offered(town: Town) -> None:
    late = town.opens(records=["d1", "d2", "d3"])
    assert town.draft(records=["d1", "d2", "d3"]).draft.add_to == late
    town.shop.does("ann", late, "resolve", text="a second courier")
    assert town.draft(records=["d1", "d2", "d3"]).draft.add_to is None


def test_whoever_sees_a_part_is_offered_tickets_of_that_part(town: Town) -> None:
    late = town.opens(records=["d1", "d2", "d3"])
    north = scoped(town.store, "region=North")
    assert same_issue(north, town.embedder, town.draft(north, records=["d1", "d2"]).draft) == []
    town.shop.does("ann", late, "resolve", text="done")


def test_new_feedback_joins_the_ticket_it_is_about_once(town: Town) -> None:
    late = town.opens(at=NOON, records=[row[0] for row in LATE])
    town.hears(NOON + 60, *MORE_LATE, ("e3", "这个水壶真漂亮，非常满意！", "郑", "East", "Kettle"))
    before = town.shop.ticket(late).customers
    joined = join_new(town.store, town.embedder, NOON + 120)
    assert dict(joined.links) == {"e1": late, "e2": late}
    assert {name for name, how in town.shop.records(late).items() if how == "joined"} == {"e1", "e2"}
    assert town.shop.ticket(late).customers == before + 2
    assert town.shop.is_replayed(late)
    again = join_new(town.store, town.embedder, NOON + 180)
    assert (again.looked_at, again.links) == (0, ())
    town.shop.does("ann", late, "resolve", NOON + 200, text="done")


def test_what_a_person_took_out_stays_out(town: Town) -> None:
    late = town.opens(at=NOON, records=[row[0] for row in LATE])
    row = ("u1", "Parcel two weeks late, the tracking has not moved at all.", "lou", "North", "Lamp")
    town.hears(NOON + 60, row)
    assert dict(join_new(town.store, town.embedder, NOON + 120).links) == {"u1": late}
    town.shop.does("ann", late, "unlink", NOON + 180, records=("u1",))
    with town.store.write() as connection:  # as if all were looked at anew
        connection.execute(sa.text("DELETE FROM meta WHERE key = 'joined'"))
    assert "u1" not in dict(join_new(town.store, town.embedder, NOON + 240).links)
    assert "u1" not in town.shop.records(late)
    town.shop.does("ann", late, "resolve", NOON + 300, text="done")


def test_feedback_from_before_a_ticket_does_not_join_it(town: Town) -> None:
    join_new(town.store, town.embedder, NOON + 100)
    row = ("b1", "Delivery is ten days late, still waiting for my parcel.", "moe", "North", "Lamp")
    town.hears(NOON + 400, row)
    late = town.opens(at=NOON + 500, records=[row[0] for row in LATE])
    assert late not in dict(join_new(town.store, town.embedder, NOON + 600).links).values()
    town.shop.does("ann", late, "resolve", NOON + 700, text="done")


def test_what_comes_back_after_a_resolution_is_counted_and_offers_to_reopen(town: Town) -> None:
    late = town.opens(at=NOON + 1000, records=[row[0] for row in LATE])
    town.shop.does("ann", late, "resolve", NOON + 2000, text="a second courier")
    assert late not in {each.ticket for each in recurring(town.store, NOON + 3000)}
    town.hears(NOON + DAY, ("r1", "My parcel is two weeks late, tracking not moved.", "nan", "North", "Lamp"))
    with town.store.write() as connection:  # other tests' tickets about the same have ended, too
        connection.execute(
            sa.update(tables.ticket)
            .where(tables.ticket.c.id != late, tables.ticket.c.state == "resolved")
            .values(state="merged", merged_into=late)
        )
    joined = join_new(town.store, town.embedder, NOON + DAY + 60)
    assert dict(joined.links) == {"r1": late}
    [back] = [each for each in joined.recurring if each.ticket == late]
    assert (back.records, back.customers, back.resolved_at) == (("r1",), 1, NOON + 2000)
    assert town.shop.ticket(late).state == "resolved", "a person reopens it"
    town.shop.does("ann", late, "reopen", NOON + DAY + 120, text="it is back")
    assert recurring(town.store, NOON + DAY + 180) == ()
    town.shop.does("ann", late, "resolve", NOON + DAY + 200, text="done")


@pytest.mark.parametrize("sizes", [(1, 1), (1, 4), (3, 2)])
def test_likeness_is_the_same_from_either_side(town: Town, sizes: tuple[int, int]) -> None:
    texts = [row[1] for row in LATE]
    vectors = town.embedder.passages(texts)
    ground = fit_ground(vectors, texts)
    left = Account(ground, tuple(texts[: sizes[0]]), vectors[: sizes[0]])
    right = Account(ground, tuple(texts[-sizes[1] :]), vectors[-sizes[1] :])
    one, other = compare(left, right), compare(right, left)
    chance = FEATURES.index("beyond_chance") if sizes[0] == sizes[1] else None
    for place, name in enumerate(FEATURES):
        if place != chance:
            assert one.features[place] == pytest.approx(other.features[place]), name
    assert 0 <= probability(one.features) <= 1
    assert one.nearest == other.nearest[::-1]
