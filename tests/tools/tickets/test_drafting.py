"""A drafted ticket says what the feedback says, with figures that can be counted again."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import Language
from retrieval.errors import BadQuery
from tests.tools.tickets.town import LATE, NOON, ROWS, Town
from tools.scope import scoped
from tools.tickets.choosing import Piece
from tools.tickets.drafting import draft_ticket
from tools.tickets.request import TicketRequest
from tools.tickets.telltale import clause_of

TEXTS = {row[0]: row[1] for row in ROWS}
CUSTOMERS = {row[0]: row[2] for row in ROWS}


def test_it_says_what_several_records_have_in_common(town: Town) -> None:
    drafted = town.draft(records=[row[0] for row in LATE])
    draft = drafted.draft
    assert (draft.language, draft.topic, draft.department) == ("en", "logistics.delay", "logistics")
    assert (draft.customers, drafted.tally.unnamed, drafted.tally.records) == (4, 2, 7)
    assert "7 records from 4 customers, and 2 that name none, of 2026-05-31" in draft.summary
    assert set(draft.records) == {row[0] for row in LATE}
    assert draft.segment is None
    assert draft.title.startswith("Late or slow, North: “")
    assert {"department", "score", "change"} <= set(draft.factors)


def test_it_reads_in_the_language_asked_for(town: Town) -> None:
    draft = town.draft(records=["d5", "d6", "d7", "d1"]).draft
    assert draft.language == "zh"
    assert "共有 4 条反馈提到这个问题，涉及 3 位客户，另有 1 条未留客户信息" in draft.summary
    assert re.search("[㐀-鿿]", draft.title)
    english = town.draft(records=["d5", "d6", "d7", "d1"], language="en").draft
    assert english.language == "en"
    assert "4 records from 3 customers, and 1 that name none," in english.summary
    assert not re.search("[㐀-鿿]", "".join(english.factors.values()))
    assert re.search("[㐀-鿿]", draft.factors["department"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_quotes_are_word_for_word_with_their_ids(town: Town, language: Language) -> None:
    drafted = town.draft(records=[row[0] for row in LATE], language=language)
    assert 3 <= len(drafted.quotes) <= 5
    for record, quote in drafted.quotes:
        assert quote in TEXTS[record]
        assert f"“{quote}”" in drafted.draft.summary
        assert record in drafted.draft.summary
    languages = {record in ("d5", "d6", "d7") for record, _ in drafted.quotes}
    assert languages == {True, False}
    said = [CUSTOMERS[record] for record, _ in drafted.quotes if CUSTOMERS[record]]
    assert len(said) == len(set(said)), "one customer is quoted once"


def test_the_clause_in_the_title_is_a_customers_own(town: Town) -> None:
    title = town.draft(records=[row[0] for row in LATE]).draft.title
    clause = title.partition("“")[2].rstrip("”")
    assert any(clause in text for text in TEXTS.values())


def test_the_clause_in_the_title_is_in_a_quote_and_cuts_no_quotation() -> None:
    whole = 'they closed my chat of Tuesday due to "customer inactivity". Parcels lost'
    piece = Piece(
        1, "q1", None, None, None, None, None, None, None, None, None, None, None, None, None, None, whole
    )
    weights = {"closed": 2.0, "customer": 2.0, "inactivity": 2.0, "parcels": 1.0, "lost": 1.0}
    assert clause_of([(piece, whole)], weights, chinese=False) == ""
    plain = whole.replace('"', "")
    told = replace(piece, text=plain)
    assert clause_of([(told, plain)], weights, chinese=False) == plain.partition(".")[0]
    assert clause_of([(told, plain[:20])], weights, chinese=False) == ""


def test_what_the_person_says_is_wrong_is_the_title(town: Town) -> None:
    draft = town.draft(records=["c1"], note="E502 on sign-in\nasked by the store manager").draft
    assert draft.title == "E502 on sign-in"
    assert "asked by the store manager" in draft.summary
    assert "One record (c1, 2026-05-31) says so, from one customer." in draft.summary


def test_a_topic_is_about_what_is_wrong_with_it(town: Town) -> None:
    by_id = town.draft(topic="logistics.delay").draft
    assert {"d1", "d2", "d7"} <= set(by_id.records)
    assert not {"p1", "p3"} & set(by_id.records)
    assert town.draft(topic="延误与太慢").draft.records == by_id.records
    assert town.draft(topic="延误").draft.records == by_id.records
    assert [each.field for each in by_id.segment or ()] == ["topic", "sentiment"]


def test_a_search_and_a_segment_are_other_ways_to_say_what_it_is_about(town: Town) -> None:
    found = town.draft(query="app crashes at login").draft
    assert {"c1", "c2", "c3"} <= set(found.records)
    segment = town.draft(filters=[{"field": "region", "value": "South"}])
    assert set(segment.draft.records) == {"c1", "c2", "c3", "c4", "c5"}
    assert segment.draft.title.count("South") == 1
    assert segment.draft.segment is not None


def test_what_stands_out_is_said_with_its_share_elsewhere(town: Town) -> None:
    drafted = town.draft(records=[row[0] for row in LATE])
    [region] = [each for each in drafted.tally.standing if each.field == "region"]
    assert (region.value, region.having, region.of, region.elsewhere) == ("North", 7, 7, 0.0)
    assert "North (7 of 7, 100%; elsewhere 0%)" in drafted.draft.summary


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "ticket_about_what"),
        ({"note": "something is wrong"}, "ticket_about_what"),
        ({"records": ["d1", "nobody"]}, "ticket_record_unknown"),
        ({"topic": "logistic delays"}, "ticket_value_unknown"),
        ({"filters": [{"field": "region", "value": "Nroth"}]}, "ticket_value_unknown"),
        ({"records": ["d1"], "filters": [{"field": "region", "value": "South"}]}, "ticket_no_feedback"),
    ],
)
def test_what_cannot_be_drafted_says_why(town: Town, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(BadQuery) as refused:
        town.draft(**asked)
    assert refused.value.code == code


def test_an_unknown_value_names_the_closest(town: Town) -> None:
    with pytest.raises(BadQuery) as refused:
        town.draft(topic="lat or slow")
    assert "logistics.delay" in str(refused.value.details["closest"])


def test_whoever_sees_a_part_drafts_from_that_part(town: Town) -> None:
    north = scoped(town.store, "region=North,product=Lamp")
    drafted = town.draft(north, topic="logistics.delay")
    assert set(drafted.draft.records) <= {"d1", "d2", "d4", "d5", "d7"}
    with pytest.raises(BadQuery) as refused:
        town.draft(north, records=["c1"])
    assert refused.value.code == "ticket_record_unknown"


def test_it_is_the_same_each_time(town: Town) -> None:
    assert town.draft(topic="logistics.delay") == town.draft(topic="logistics.delay")


def test_the_result_has_every_figure(town: Town) -> None:
    drafted = town.draft(records=[row[0] for row in LATE])
    result = drafted.result("r1", TicketRequest(records=("d1",)))
    assert (result.facts["customers"], result.facts["without_customer"]) == (4, 2)
    assert result.citations == tuple(record for record, _ in drafted.quotes)
    assert "count" in (result.sql or "").lower()


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(sorted(TEXTS)), min_size=1))
def test_figures_are_those_of_the_records(town: Town, chosen: set[str]) -> None:
    drafted = draft_ticket(town.context(), TicketRequest(records=tuple(sorted(chosen))), NOON)
    named = {CUSTOMERS[each] for each in chosen if CUSTOMERS[each]}
    assert drafted.tally.records == len(chosen)
    assert drafted.draft.customers == len(named)
    assert drafted.tally.unnamed == sum(not CUSTOMERS[each] for each in chosen)
    assert 1 <= len(drafted.draft.title) <= 200
    assert all(quote in TEXTS[record] for record, quote in drafted.quotes)
