"""When to try again: bounds, jitter, and a receiver that is away for days loses nothing."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.outbox.backoff import DELAYS, GIVE_UP, next_probe, next_try
from tests.retrieval.outbox.world import dice

START = 1_800_000_000


@given(attempts=st.integers(1, 100), waited=st.integers(0, GIVE_UP - 1), seed=st.integers())
def test_the_next_try_is_within_the_schedules_delay(attempts: int, waited: int, seed: int) -> None:
    at = START + waited
    again = next_try(attempts, START, at, dice(seed))
    assert again is not None
    assert 1 <= again - at <= DELAYS[min(attempts, len(DELAYS)) - 1]


@given(attempts=st.integers(1, 100), waited=st.integers(0, 10 * GIVE_UP), seed=st.integers())
def test_it_is_given_up_only_when_both_tries_and_days_are_used_up(
    attempts: int, waited: int, seed: int
) -> None:
    ended = next_try(attempts, START, START + waited, dice(seed)) is None
    assert ended == (attempts > len(DELAYS) and waited >= GIVE_UP)


@given(seed=st.integers())
def test_a_receiver_may_be_away_for_four_days_whatever_the_dice(seed: int) -> None:
    chance, at, attempts = dice(seed), START, 0
    while at < START + 4 * 86_400:
        attempts += 1
        again = next_try(attempts, START, at, chance)
        assert again is not None
        at = again


def test_what_failed_together_does_not_come_back_together() -> None:
    chance = dice()
    times = [next_try(3, START, START, chance) for _ in range(1_000)]
    found = [each - START for each in times if each is not None]
    longest = DELAYS[2]
    assert len({*found}) > 600
    quarters = [sum(each * 4 // (longest + 1) == place for each in found) for place in range(4)]
    assert min(quarters) > 180  # evenly over the whole delay: full jitter


@given(failures=st.integers(5, 10_000), seed=st.integers())
def test_a_place_that_is_down_is_asked_within_ten_minutes(failures: int, seed: int) -> None:
    assert 1 <= next_probe(failures, START, dice(seed)) - START <= 600


def test_the_schedule_is_the_specifications() -> None:
    assert [sum(DELAYS[:n]) for n in (1, 2, 3, 9)] == [5, 305, 2_105, 75 * 3_600 + 35 * 60 + 5]
