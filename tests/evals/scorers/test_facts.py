"""The judges of answers: what counts as right, and what does not."""

from typing import Any

import pytest

from evals.cases import Check, Turn
from evals.scorers import Score, judge
from evals.scorers.labels_said import first_named
from evals.scorers.numbers import matches, shown


def judged(check: Check, gold: Any, given: dict[str, Any], **more: Any) -> Score:
    score = judge(Turn(("?",), check, **more), "en", gold, given)
    assert score is not None
    return score


def answer(words: str, rows: list[list[Any]], **more: Any) -> dict[str, Any]:
    result = {"rows": rows, "covered": 90, "missing": 0, "facts": {}}
    return {"answer": words, "abstained": False, "language": "en", "results": [result]} | more


@pytest.mark.parametrize(
    ("value", "number", "right"),
    [
        (1234, "1234", True),
        (1234, "1235", False),
        (0.62951, "63.0", True),
        (0.62951, "62.95", True),
        (0.62951, "63", True),
        (0.62951, "62", False),
        (5.2918, "5.3", True),
        (5.2918, "5", False),
        (-23.7458, "-23.7", True),
        (-23.7458, "23.7", False),
    ],
)
def test_a_number_counts_at_the_decimals_shown(value: float, number: str, right: bool) -> None:
    assert matches(value, number) is right


def test_numbers_are_read_as_people_write_them() -> None:
    assert shown("2019年7月共417条，占 62.9%；NPS −23.7，A7县 1,204 条") == [
        "2019",
        "7",
        "417",
        "62.9",
        "-23.7",
        "1204",
    ]


def test_a_number_must_be_said_and_be_in_a_result() -> None:
    said = answer("**255** were negative.", [["Delta", 255]])
    assert judged("number", 255, said).right
    assert not judged("number", 255, answer("**255** were negative.", [["Delta", 250]])).right
    assert not judged("number", 255, answer("Many were negative.", [["Delta", 255]])).right


def test_the_first_number_stands_in_the_claim_and_not_in_the_table_below() -> None:
    words = "Most were negative.\n\n| Delta | 255 |"
    assert judged("number", 255, answer(words, [["Delta", 255]])).reason == "255 is not said"


def test_any_of_several_readings_is_right() -> None:
    said = answer("12 records", [[12]])
    assert judged("number", [[10, 12]], said).right
    assert not judged("number", [10, 12], said).right


def test_an_abstention_is_right_only_where_nothing_can_be_said() -> None:
    silent = answer("I cannot tell.", [], abstained=True)
    assert judged("abstain", None, silent).right
    assert not judged("number", 3, silent).right
    assert not judged("abstain", None, answer("3", [[3]])).right


def test_an_answer_in_the_other_language_is_wrong() -> None:
    assert not judged("number", 3, answer("共 3 条", [[3]], language="zh")).right


SIZES = {"North": 5, "South": 9, "East": 5}


def test_a_ranking_is_in_order_with_ties_either_way() -> None:
    rows = [["South", 9], ["East", 5], ["North", 5]]
    assert judged("ranking", SIZES, answer("South leads with 9.", rows)).right
    assert judged("ranking", SIZES, answer("South leads.", [rows[0], rows[2], rows[1]])).right
    assert not judged("ranking", SIZES, answer("South leads.", rows[::-1])).right
    assert not judged("ranking", SIZES, answer("East leads.", rows)).right
    assert not judged("ranking", SIZES, answer("South leads.", rows[:2])).right


def test_a_first_place_may_stand_anywhere_in_the_rows() -> None:
    rows = [["North", 5], ["East", 5], ["South", 9]]
    assert judged("ranking", SIZES, answer("South, with 9.", rows), n=1).right
    assert judged("ranking", SIZES, answer("North, with 5.", rows), n=1, lowest=True).right
    assert not judged("ranking", SIZES, answer("North, before South.", rows), n=1).right


def test_the_first_name_in_a_text_is_the_longest_that_begins_there() -> None:
    assert first_named(["iphone", "iphone 11", "p30"], "The iPhone 11 beats the P30") == "iphone 11"
    assert first_named(["2019-07"], "In 2019年7月") == "2019-07"
    assert first_named(["p40"], "The P30") is None
    assert first_named(["us|p30", "eu|p40"], "**P40 / EU** leads, before P30 / US") == "eu|p40"


def test_a_table_has_the_same_rows_and_shows_them() -> None:
    rows = [["North", 5], ["South", 9], ["East", 5]]
    words = "By region.\n\n| North | South | East |"
    assert judged("table", SIZES, answer(words, rows)).right
    assert judged("table", SIZES, answer(words, [*rows, [None, 2]])).right
    assert judged("table", SIZES, answer(words, [*rows, ["West", 1]])).reason == "rows too many"
    assert judged("table", SIZES, answer("By region.", rows)).reason == "north is not shown"
    assert judged("table", SIZES, answer(words, [["North", 6], *rows[1:]])).reason == "wrong value for north"


def test_two_dimensions_may_stand_in_rows_or_in_columns() -> None:
    gold = {("North", "positive"): 3, ("North", "negative"): 2}
    words = "North: positive 3, negative 2."
    assert judged("table", gold, answer(words, [["North", "positive", 3], ["North", "negative", 2]])).right
    assert judged("table", gold, answer(words, [["North", 3, 2]])).right
    assert not judged("table", gold, answer(words, [["North", 4, 2]])).right


def test_two_dimensions_may_stand_in_either_order_and_have_rows_for_missing_ones() -> None:
    gold = {("North", "positive"): 3, ("South", "positive"): 2}
    words = "positive: North 3, South 2."
    turned = [["positive", "North", 3], ["positive", "South", 2]]
    assert judged("table", gold, answer(words, turned)).right
    assert judged("table", gold, answer(words, [*turned, [None, "North", 9], [None, None, 1]])).right
    assert not judged("table", gold, answer(words, [*turned, ["negative", "North", 9]])).right
    assert not judged(
        "table", gold, answer(words, [["positive", "North", 2], ["positive", "South", 3]])
    ).right
