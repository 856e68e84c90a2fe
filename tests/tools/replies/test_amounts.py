"""Numbers in a text with what they count, however they are written."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.replies.amounts import amounts, backed


def read(text: str) -> list[tuple[float, str]]:
    return [(each.value, each.unit) for each in amounts(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("within 24 hours or 5 to 7 working days", [(24, "hour"), (5, "workday"), (7, "workday")]),
        ("三个工作日内到账，退款200元", [(3, "workday"), (200, "money")]),
        ("$20 by 10 February, in a week", [(20, "money"), (210, "date"), (168, "hour")]),
        ("1. First\n2. second: 30% off", [(30, "percent")]),
        ("半个月，十五天，第三天", [(0.5, "month"), (360, "hour")]),
        ("order 88231, have a nice day", [(88231, "")]),
        ("CNY 1,299.50", [(1299.5, "money")]),
        ("2026-05-03 and 2月10日", [(503, "date"), (210, "date")]),
    ],
)
def test_amounts_are_read_in_both_languages(text: str, found: list[tuple[float, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("said", "source", "holds"),
    [
        ("within 7 days", "一周内", True),
        ("three working days", "3个工作日", True),
        ("three days", "3个工作日", False),
        ("20%", "$20", False),
        ("firmware 3.2.1", "since v3.2.1", True),
        ("firmware 3.2.1", "since 3.2.0", False),
    ],
)
def test_the_same_amount_backs_however_it_is_written(said: str, source: str, holds: bool) -> None:
    assert all(backed(each, amounts(source)) for each in amounts(said)) is holds


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,一二三十百半天月年元%$ -:/a week", max_size=40))
def test_amounts_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    found = amounts(text)
    assert all(0 <= each.begin < each.end <= len(text) for each in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))
    assert all(backed(each, found) for each in found)
