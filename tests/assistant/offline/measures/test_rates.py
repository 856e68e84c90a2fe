""" "Rate" as a verb, as a room's price, and as a share."""

from collections.abc import Callable

import pytest

from assistant.offline.measures.rates import rates_read
from assistant.offline.query.reading import Reading

NAMES = ("price", "rating", "service rating")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("how do solo travellers rate us", "how do solo travellers average rating"),
        ("do VIPs rate us higher than new ones", "do VIPs average rating higher than new ones"),
        ("how do families rate the service", "how do families average service rating"),
        ("how is service rated by couples", "what is the average service rating by couples"),
        ("how well is the west lake hotel rated", "what is the average rating of the west lake hotel"),
        ("which tier's guests rate us lowest", "which tier's guests average rating lowest"),
        ("gold or silver, who rates higher", "gold or silver, who average rating higher"),
        ("how many score service over 4", "how many with service rating over 4"),
        ("how many scored us below 3", "how many scored us below 3"),
        ("mean rate overall", "mean price overall"),
        ("what is the average nightly rate", "what is the average price"),
    ],
)
def test_guests_rate_and_rooms_have_a_rate(asked: str, meant: str) -> None:
    assert rates_read(asked, NAMES.__contains__) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "reply rate by channel",
        "how does the reply rate differ by channel",
        "what does our dispute rate look like",
        "average rate of return",
        "did the open rate change",
    ],
)
def test_the_rate_of_something_stays_a_share(asked: str) -> None:
    assert rates_read(asked, NAMES.__contains__) == asked


def test_data_without_ratings_keeps_the_word() -> None:
    assert rates_read("how do solo travellers rate us", lambda _: False) == "how do solo travellers rate us"


def test_two_kinds_of_customers_are_compared_by_how_they_rate(reads: Callable[[str], Reading]) -> None:
    reading = reads("do VIPs rate us higher than standard customers")
    assert reading.query.measures[0].op == "average"
    assert reading.query.measures[0].field == "rating"
    assert reading.query.compare is not None


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("which branch took in the most money in total", "which branch has the highest total price"),
        ("where did guests spend the least overall", "where did guests has the lowest total price"),
        ("total amount guests paid", "total price"),
        ("rooms from most to least expensive", "rooms by average price, highest first"),
        ("rooms, cheapest to dearest", "rooms, by average price, lowest first"),
        ("its rating and what is the price there", "its rating and the average price there"),
        ("who complains the most in total", "who complains the most in total"),
    ],
)
def test_money_is_the_price_there_is(asked: str, meant: str) -> None:
    assert rates_read(asked, NAMES.__contains__) == meant
    assert rates_read(asked, lambda _: False) == asked
