"""Short forms and slips of the fingers are read as the words they stand for."""

import pytest

from assistant.offline.text.shorthand import written_out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wich product", "which product"),
        ("closed w refund, week 12", "closed with refund, week 12"),
        ("w/c 3 march", "week of 3 march"),
        ("last 3 wks b4 easter", "last 3 weeks before easter"),
        ("no of reviews w/ photos", "number of reviews with photos"),
        ("reviews w/o photos", "reviews w/o photos"),
        ("1* reviews and 5★ ones", "1 stars reviews and 5 stars ones"),
        ("regions with at least 200 negative", "regions with at least 200 negative records"),
        ("本月差平多小条", "本月差评多少条"),
        ("平均分", "平均分"),
    ],
)
def test_short_forms_are_written_out(typed: str, meant: str) -> None:
    assert written_out(typed, lambda _: False) == meant


def test_a_name_of_the_data_stays_as_it_is() -> None:
    assert written_out("qtr by yr", lambda words: words == "qtr") == "qtr by year"
