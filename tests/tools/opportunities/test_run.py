"""Needs behind complaints, found in a store: what was planted, with figures that can be checked."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from retrieval.database import Store, feedback_text
from retrieval.errors import BadQuery
from tests.tools.opportunities.shop import NOW, context_of, furnish
from tools.opportunities.opportunity import Opportunities, Opportunity
from tools.opportunities.request import OpportunityRequest
from tools.opportunities.run import find_opportunities
from tools.scope import scoped
from tools.segments.query import Filter, Period, SegmentQuery
from tools.segments.run import run_query


def found(store: Store, **asked: object) -> Opportunities:
    request = OpportunityRequest.model_validate({"limit": 100, **asked})
    return find_opportunities(context_of(store), request, NOW)


def titled(result: Opportunities, *words: str) -> Opportunity:
    return next(each for each in result.entries if all(word in each.title.en for word in words))


def test_each_planted_need_is_found_under_its_kind(everything: Opportunities) -> None:
    result = everything
    assert titled(result, "logistics.delay", "East").kind == "together"
    assert titled(result, "hargers", "Lamp 2").kind == "accessories"
    assert titled(result, "VIP", "app.feature").kind == "repeat_buyers"
    assert titled(result, "leave over", "billing.price").kind == "leaving"
    assert titled(result, "Late for", "fast delivery").kind == "paid_speed"
    assert [each.rank for each in result.entries] == list(range(1, len(result.entries) + 1))
    cautious = [each.excess_low for each in result.entries]
    assert cautious == sorted(cautious, reverse=True)
    assert cautious[-1] > 0


def test_figures_are_those_that_a_query_counts(shop: Store, everything: Opportunities) -> None:
    catalog = context_of(shop).catalog()
    checked = 0
    for each in everything.entries:
        if each.rule.filters is None:
            continue
        counted = run_query(shop, catalog, SegmentQuery(filters=each.rule.filters))
        assert (
            counted.rows[0][0] == each.support.part == round(each.confidence.share * each.confidence.records)
        )
        assert each.support.part + each.rest.part <= each.support.records
        people = run_query(
            shop,
            catalog,
            SegmentQuery.model_validate({"measures": [{"op": "customers"}], "filters": each.rule.filters}),
        )
        assert people.rows[0][0] == each.customers
        checked += 1
    assert checked >= 3


def test_quotes_are_the_customers_own_words(shop: Store, everything: Opportunities) -> None:
    with shop.read() as connection:
        texts = {
            f"f{seq}": text
            for seq, text in connection.execute(sa.select(feedback_text.c.seq, feedback_text.c.text))
        }
    for each in everything.entries:
        assert 2 <= len(each.quotes) <= 3
        for quote in each.quotes:
            assert quote.text in texts[quote.id]
            assert quote.id in each.ids
        assert each.support.part == len(each.ids) or len(each.ids) == 200


def test_nothing_is_claimed_below_the_least_support(shop: Store) -> None:
    result = found(shop, min_support=30)
    assert result.entries
    assert all(each.support.part >= 30 and not each.small for each in result.entries)
    assert not found(shop, min_support=600).entries


def test_the_same_rule_has_the_same_id_in_any_period(shop: Store, everything: Opportunities) -> None:
    always = titled(everything, "logistics.delay", "East")
    since = datetime.fromtimestamp(NOW, UTC).date() - timedelta(days=150)
    later = titled(found(shop, period=Period(start=since)), "logistics.delay", "East")
    assert later.id == always.id
    assert later.support.part < always.support.part
    assert later.first is not None
    assert later.first >= since.isoformat()


def test_a_segment_limits_what_is_looked_at(shop: Store) -> None:
    result = found(shop, filters=(Filter(field="region", value="West"),))
    assert 0 < result.records < 300
    assert not any("logistics.delay" in each.title.en and "East" in each.title.en for each in result.entries)
    limited = scoped(shop, "region=West")
    own = find_opportunities(context_of(limited), OpportunityRequest(limit=100), NOW)
    assert own.records == result.records
    assert {each.id for each in own.entries} == {each.id for each in result.entries}


def test_kinds_and_the_limit_choose_without_changing_figures(shop: Store, everything: Opportunities) -> None:
    leaving = found(shop, kinds=("leaving",))
    assert leaving.entries
    assert {each.kind for each in leaving.entries} == {"leaving"}
    assert leaving.candidates == everything.candidates
    same = next(each for each in everything.entries if each.id == leaving.entries[0].id)
    assert same.q == leaving.entries[0].q
    two = found(shop, limit=2)
    assert two.entries == everything.entries[:2]
    assert two.found == everything.found


def test_what_follows_a_complaint_or_from_another_field_explains_nothing(everything: Opportunities) -> None:
    assert not any("resolved" in each.rule.written.en for each in everything.entries)
    charger = titled(everything, "hargers", "Lamp 2")
    assert len(charger.rule.antecedent) == 1


def test_both_languages_say_it(everything: Opportunities) -> None:
    for each in everything.entries:
        for side in (each.title, each.need, each.next_step, each.rule.written):
            assert side.en
            assert side.zh
            assert side.en != side.zh
        assert "{" not in each.need.en + each.need.zh + each.next_step.en + each.next_step.zh


def test_too_little_data_says_so(store: Store) -> None:
    furnish(store, 60)
    result = found(store)
    assert result.small
    assert "few" in result.warnings
    assert all(each.support.part >= 10 for each in result.entries)


def test_an_empty_store_and_an_unknown_field(store: Store) -> None:
    result = found(store)
    assert result.records == 0
    assert result.entries == ()
    with pytest.raises(BadQuery):
        found(store, filters=(Filter(field="colour", value="red"),))
