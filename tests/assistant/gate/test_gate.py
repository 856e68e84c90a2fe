"""An answer's numbers and quotes, against the results it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate.gate import struck, unbacked

RESULT = {
    "handle": "r1",
    "columns": ["region", "count", "share"],
    "rows": [["North", 1234, 0.61803], ["South", 17, 0.05]],
    "covered": 1251,
    "missing": 3,
    "query": {"period": {"start": "2024-03-01", "end": "2024-04-01"}},
    "facts": {"intervals": [{"share": {"low": 0.59, "high": 0.64}}]},
}
QUOTED = {"handle": "r2", "columns": ["id", "quote"], "rows": [["n1", "The parcel came two weeks late."]]}


@pytest.mark.parametrize(
    "answer",
    [
        "1,234 records in the North [r1], 61.8% of all (0.62).",
        "From 2024-03-01 on there were 1251; 3 more were missing.",
        "Two regions:\n1. North\n2. South",
        "One wrote “The parcel came two weeks late.” [n1]",
        "I cannot answer that.",
    ],
)
def test_what_a_result_has_is_backed(answer: str) -> None:
    assert unbacked(answer, [RESULT, QUOTED]) == ()


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("There are 1,235 records.", ("1,235",)),
        ("61.9% of all.", ("61.9",)),
        ("One wrote “The parcel never came at all.”", ("The parcel never came at all.",)),
        ("[1000]. There are 1000 records.", ("1000",)),
    ],
)
def test_what_no_result_has_is_found(answer: str, wrong: tuple[str, ...]) -> None:
    assert unbacked(answer, [RESULT, QUOTED]) == wrong


def test_the_questions_own_numbers_are_free() -> None:
    assert unbacked("You asked for 2019.", [], "How many in 2019?") == ()


@given(st.integers(2, 10**6))
def test_without_results_no_number_is_backed(number: int) -> None:
    assert unbacked(f"It is {number}.", []) == (str(number),)


def test_what_is_wrong_is_struck_once() -> None:
    assert struck("There are 10 and 1000.", ("10", "1000")) == "There are ~~10~~ and ~~1000~~."
