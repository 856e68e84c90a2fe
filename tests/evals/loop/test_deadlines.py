"""The labelled table of deadlines: what it must have in it, and that every case of it is right."""

from collections import Counter

from evals.loop.deadlines import answer, load, right
from evals.loop.walking import Walk, expected_department, expected_priority, read_cases

CASES = read_cases()


def test_the_table_has_what_it_claims() -> None:
    assert len(CASES) == 100
    assert min(Counter(case.language for case in CASES).values()) >= 40
    assert sum(case.how.startswith("by hand: ") for case in CASES) >= 30
    done = Counter(kind for case in CASES for kind in {what for _, what, _ in case.events})
    assert min(done[each] for each in ("wait", "priority", "department", "reopen")) >= 10
    assert set(Counter(case.expected.resolution_state for case in CASES)) == {
        "ok",
        "near",
        "breached",
        "met",
        "paused",
        "off",
    }


def test_every_case_is_right() -> None:
    rules, routing = load()
    found = right([answer(case, rules, routing) for case in CASES], CASES)
    assert found == dict.fromkeys(found, 100)


def test_a_walk_comes_to_what_is_in_the_table() -> None:
    """Some of them: the whole walk takes half a minute, `python -m evals.loop.deadlines --walk`."""
    for case in CASES[2:30:9]:
        department = expected_department(case.facts)
        assert Walk(case, department, expected_priority(case.facts, department)).expected() == case.expected
