"""Once a ticket is resolved, everybody who raised it gets one message drafted; none is sent by itself."""

import pytest
import sqlalchemy as sa

from prompts import Language
from retrieval.errors import BadQuery, Conflict
from retrieval.outbox.tables import outbox_event
from tests.tools.tickets.town import LATE, NOON, Town
from tools.desk import open_desk
from tools.scope import scoped
from tools.tickets.telling import Recipient, message, recipients, tell

DONE: dict[Language, str] = {
    "en": "We now work with a second courier in your area",
    "zh": "您所在地区已增加一家快递公司",
}


def resolved(town: Town, text: str = "A second courier serves the north now") -> int:
    ticket = town.opens(records=[row[0] for row in LATE])
    town.shop.does("ann", ticket, "resolve", NOON + 60, text=text)
    return ticket


def replies_left(town: Town) -> int:
    query = sa.select(sa.func.count()).where(outbox_event.c.kind == "reply.approved")
    with town.store.whole().read() as connection:
        return connection.scalar(query) or 0


def test_everybody_is_told_once_in_their_language(town: Town) -> None:
    ticket = resolved(town)
    desk, before = open_desk(town.store), replies_left(town)
    told = tell(desk, ticket, NOON + 120, DONE)
    payloads = [each.payload for each in told.proposals]
    assert len(payloads) == 6, "four customers, and two records that name none"
    assert {each["record"] for each in payloads} - {"d2", "d3"} == {"d1", "d4", "d5", "d6", "d7"}
    assert len({"d2", "d3"} & {each["record"] for each in payloads}) == 1, "one customer wrote both"
    for each in payloads:
        chinese = each["record"] in ("d5", "d6", "d7")
        assert each["language"] == ("zh" if chinese else "en")
        assert DONE["zh" if chinese else "en"] in each["text"]
        assert each["ticket"] == ticket
    assert all(each.is_open for each in told.proposals)
    assert replies_left(town) == before, "nothing is sent"
    again = tell(desk, ticket, NOON + 180, {"en": "said otherwise", "zh": "换个说法"})
    assert (again.proposals, again.before, again.waiting) == ((), 6, ())


def test_a_person_sends_it(town: Town) -> None:
    ticket = resolved(town)
    desk, before = open_desk(town.store), replies_left(town)
    first = tell(desk, ticket, NOON + 120, DONE).proposals[0]
    desk.approve(town.shop.tokens["ann"], first.id, NOON + 180, edition=first.edition)
    assert replies_left(town) == before + 1
    assert tell(desk, ticket, NOON + 240, DONE).before == 6


def test_the_resolution_is_said_in_the_language_it_is_in(town: Town) -> None:
    ticket = resolved(town, "北区已增加一家快递公司")
    desk = open_desk(town.store)
    told = tell(desk, ticket, NOON + 120)
    assert {each.payload["language"] for each in told.proposals} == {"zh"}
    assert all("北区已增加一家快递公司。" in each.payload["text"] for each in told.proposals)
    assert {each.language for each in told.waiting} == {"en"}
    later = tell(desk, ticket, NOON + 180, {"en": DONE["en"]})
    assert (len(later.proposals), later.before, later.waiting) == (3, 3, ())


def test_what_is_not_resolved_is_not_told(town: Town) -> None:
    ticket = town.opens(records=["d1"])
    with pytest.raises(Conflict) as refused:
        tell(open_desk(town.store), ticket, NOON, DONE)
    assert refused.value.code == "ticket_tell_unresolved"
    town.shop.does("ann", ticket, "resolve", NOON + 60, text="done")


def test_whoever_sees_a_part_tells_nobody_of_the_whole(town: Town) -> None:
    ticket = resolved(town)
    with pytest.raises(BadQuery):
        tell(open_desk(scoped(town.store, "region=North")), ticket, NOON + 120, DONE)


def test_recipients_are_customers_by_their_latest_record(town: Town) -> None:
    town.hears(NOON + 3600, ("z1", "Late parcel once more, two weeks.", "ann", "North", "Lamp"))
    ticket = town.opens(at=NOON + 4000, records=["d1", "z1", "d4"])
    found = recipients(town.store, town.shop.ticket(ticket))
    assert [each.record for each in found] == ["z1", "d4"]
    assert [each.customer is None for each in found] == [False, True]
    town.shop.does("ann", ticket, "resolve", NOON + 4100, text="done")


@pytest.mark.parametrize(
    ("language", "script", "said", "topic", "expected"),
    [
        ("en", "", "The lamp flickers. It is new.", "", "On 1 June 2026 you wrote to us: “The lamp flickers"),
        ("zh", "", "台灯一直闪。", "", "您在2026年6月1日反馈过：“台灯一直闪”。"),
        ("zh", "zh-Hant", "檯燈一直閃", "", "您在2026年6月1日反饋過：“檯燈一直閃”。"),
        (
            "en",
            "",
            "Call me, I am [NAME]",
            "late or slow",
            "On 1 June 2026 you wrote to us about late or slow.",
        ),
        ("zh", "", "我叫[NAME]", "", "您在2026年6月1日向我们反馈过一个问题。"),
    ],
)
def test_a_message_says_what_was_raised_and_what_was_done(
    town: Town, language: Language, script: str, said: str, topic: str, expected: str
) -> None:
    one = Recipient("ann", "d1", None, NOON, language, script, said)
    text = message(one, DONE[language], topic, town.store.timezone)
    assert expected in text
    assert "[NAME]" not in text
    assert script == "zh-Hant" or DONE[language] in text
