"""What a rule's figures are, how sure it has to be, and that chance alone makes none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules, fpgrowth  # type: ignore[import-untyped]
from scipy.stats import false_discovery_control, fisher_exact

from evals.themes.opportunity_worlds import (
    catalog_of,
    crowded,
    labelled_world,
    planted_world,
    shuffled,
    table_of,
)
from tools.opportunities.choosing import chosen
from tools.opportunities.counting import Group, counted
from tools.opportunities.dependence import Dependence, known_lambda, measured, repeating
from tools.opportunities.items import Item, gathered
from tools.opportunities.outcomes import Outcome
from tools.opportunities.rules import find_rules
from tools.opportunities.table import Column, Pairs, Table
from tools.opportunities.testing import Crowding, corrected, crowd_sizes, crowding, fisher


def found(table: Table, floor: int = 10) -> list[tuple[frozenset[tuple[str, str]], str]]:
    _, rules = find_rules(table, catalog_of(table), floor)
    return [
        (
            frozenset((each.rule.rule.group.items.items[n].field, each.rule.rule.group.items.items[n].value)
                      for n in each.rule.rule.items),
            each.rule.rule.outcome.item.value if each.rule.rule.outcome.item else "",
        )
        for each in chosen(rules)
    ]  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(30, 200))
def test_counts_are_those_of_fp_growth(seed: int, records: int) -> None:
    chance = np.random.default_rng(seed)
    codes = {name: chance.integers(0, 3, records) for name in ("a", "b", "c")}
    mask = chance.random(records) < 0.4
    masks = [(Item(name, str(value)), codes[name] == value) for name in codes for value in range(3)]
    items = gathered(masks, records, 5)
    group = Group("all", items, [Outcome("negative", None, mask)], np.ones(records, np.bool_), pairs=True)
    _, rules = counted(group, Dependence(), 5, 0.0)
    ours = {
        frozenset(items.items[each].key for each in rule.items): (rule.both, rule.confidence, rule.lift)
        for rule in rules
    }
    held = pd.DataFrame(
        {item.key: items.has(place) for place, item in enumerate(items.items)} | {"out": mask}
    )
    sets = fpgrowth(held, 5 / records - 1e-9, use_colnames=True, max_len=3)
    theirs = association_rules(sets, metric="support", min_threshold=0.0) if len(sets) else pd.DataFrame()
    compared = 0
    for _, row in theirs.iterrows():
        if row["consequents"] == frozenset({"out"}) and frozenset(row["antecedents"]) in ours:
            both, confidence, lift = ours[frozenset(row["antecedents"])]
            assert both == round(row["support"] * records)
            assert confidence == pytest.approx(row["confidence"])
            assert lift == pytest.approx(row["lift"])
            compared += 1
    assert compared == len(ours)


@given(st.integers(1, 200), st.data())
def test_the_test_is_fishers(n: int, data: st.DataObject) -> None:
    of, with_ = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    both = data.draw(st.integers(max(0, of + with_ - n), min(of, with_)))
    table = [[both, with_ - both], [of - both, n - of - with_ + both]]
    assert fisher(n, of, with_, both) == pytest.approx(
        fisher_exact(table, alternative="greater")[1], abs=1e-9
    )


def test_each_layer_is_corrected_for_all_that_was_tried() -> None:
    table, _ = planted_world(3, 4_000, (3.0,))
    tried, rules = find_rules(table, catalog_of(table), 10)
    singles = sorted((each for each in rules if len(each.rule.items) == 1), key=lambda each: each.p)
    assert tried > len(rules) > 0
    again = corrected([replace(each, q=1.0) for each in singles], (len(singles), 0))
    expected = 2 * false_discovery_control([each.p for each in singles])
    assert [each.q for each in again] == pytest.approx(np.minimum(expected, 1.0))


def test_what_is_planted_is_found_and_nothing_else() -> None:
    table, planted = planted_world(1, 12_000, (8.0,))
    assert set(found(table)) == {(each.items, each.topic) for each in planted}


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_columns_have_no_rules(seed: int) -> None:
    table, _ = planted_world(1, 4_000, (4.0,))
    assert found(table)
    assert not found(shuffled(table, seed))


def test_one_persons_many_records_are_not_many_people() -> None:
    table = crowded(2, 700)
    assert not found(table)
    alone = table_of({**table.columns}, {**table.many})  # the same, had each record another writer
    _, rules = find_rules(table, catalog_of(table), 10)
    _, loose = find_rules(alone, catalog_of(alone), 10)
    assert min(each.p for each in loose) < min(each.p for each in rules) / 100


def test_likeness_of_a_persons_records() -> None:
    person = np.repeat(np.arange(50, dtype=np.int32), 4)
    same = np.repeat(np.arange(50) % 2 == 0, 4)
    assert crowding(person, same).likeness == pytest.approx(1.0)
    assert set(crowd_sizes(person)) == {4.0}
    assert crowding(person, same).effect(4.0) == pytest.approx(4.0)
    assert crowding(np.arange(200, dtype=np.int32), same).likeness == 0.0
    assert Crowding(0.5).effect(2.0) == pytest.approx(1.5)


def test_what_one_field_tells_of_another() -> None:
    codes = np.array([0, 0, 1, 1, 2, 2, -1], np.int32)
    assert known_lambda(codes, np.array([5, 5, 3, 3, 1, 1, 0], np.int32)) == 1.0
    assert known_lambda(codes, np.array([0, 1, 0, 1, 0, 1, 0], np.int32)) == 0.0


def test_rules_that_hold_by_construction_are_left_out() -> None:
    """The category follows the product; each line of products has topics of its own."""
    chance = np.random.default_rng(4)
    product = chance.integers(0, 6, 3_000).astype(np.int32)
    negative = Column(np.zeros(3_000, np.int32), ("negative",))
    catalogue = {
        "product": Column(product, tuple(f"product {n}" for n in range(6))),
        "category": Column((product // 2).astype(np.int32), ("lamps", "chairs", "desks")),
        "sentiment": negative,
    }
    assert measured(table_of(catalogue, {})).tied("product", "category")
    assert not found(table_of(catalogue, {}))
    line = (product // 3).astype(np.int32)
    topic = (2 * line + chance.integers(0, 2, 3_000)).astype(np.int32)
    about = {"topic": Pairs(np.arange(3_000, dtype=np.int32), topic, ("a", "b", "c", "d"))}
    lines = table_of({"line": Column(line, ("home", "office")), "sentiment": negative}, about)
    assert measured(lines).tied("topic", "line")
    assert not found(lines)


def test_a_label_that_repeats_a_topic_is_no_finding_and_hides_none() -> None:
    table, planted = labelled_world(2, 12_000, (8.0,))
    assert set(found(table)) == {(each.items, each.topic) for each in planted}
    complaints = table.columns["sentiment"].codes == 1
    marks = [(Item("mark", "1"), table.columns["mark"].codes == 1)]
    assert repeating(table, gathered(marks, len(table), 10), complaints, None) == {
        ("mark=1", "topic=topic 0")
    }


def test_a_version_with_one_great_fault_is_no_label() -> None:
    """Nearly all who complain of it complain of crashes, and nearly all crashes are its: still a finding."""
    chance = np.random.default_rng(6)
    version, negative = chance.random(2_000) < 0.2, chance.random(2_000) < 0.4
    crash = negative & np.where(version, chance.random(2_000) < 0.95, chance.random(2_000) < 0.02)
    columns = {
        "version": Column(version.astype(np.int32), ("1.0", "1.1")),
        "sentiment": Column(negative.astype(np.int32), ("positive", "negative")),
    }
    rows = np.flatnonzero(crash).astype(np.int32)
    table = table_of(columns, {"topic": Pairs(rows, np.zeros(len(rows), np.int32), ("app.crash",))})
    assert (frozenset({("version", "1.1")}), "app.crash") in found(table)


@pytest.mark.parametrize("value", ["delivery", "Delivery", "DELIVERY "])
def test_a_value_with_the_name_of_the_topic_says_the_same(value: str) -> None:
    chance = np.random.default_rng(8)
    late = chance.random(500) < 0.3
    columns = {"queue": Column((late & (chance.random(500) < 0.6)).astype(np.int32), ("other", value))}
    rows = np.flatnonzero(late).astype(np.int32)
    table = table_of(columns, {"topic": Pairs(rows, np.zeros(len(rows), np.int32), ("logistics.delivery",))})
    items = gathered([(Item("queue", value), columns["queue"].codes == 1)], 500, 10)
    assert repeating(table, items, late, None) == {(f"queue={value}", "topic=logistics.delivery")}
