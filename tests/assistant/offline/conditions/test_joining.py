"""Conditions that say the same twice are said once."""

from collections.abc import Callable

from assistant.offline.query.reading import Reading


def test_what_a_thing_is_says_what_it_is_not(reads: Callable[[str], Reading]) -> None:
    told = [(each.field, each.op, each.value) for each in reads("lamp reviews, not kettle").query.filters]
    assert told == [("product", "=", "Lamp 台灯")]


def test_what_it_is_not_stays_beside_another_field(reads: Callable[[str], Reading]) -> None:
    told = [(each.field, each.op) for each in reads("VIP reviews, not kettle").query.filters]
    assert sorted(told) == [("product", "!="), ("tier", "=")]
