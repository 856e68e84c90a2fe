"""What is to be done because of a premise, which is not answered; the premise is."""

import pytest

from assistant.offline.premises.absences import premise_first


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Europe is our worst region, so should we hire there?", "since Europe is our worst region, should we hire there?"),
        ("As Europe has the most complaints, is it time to hire?", "since Europe has the most complaints, is it time to hire?"),
        ("As of June, should we hire?", "As of June, should we hire?"),
        ("which region is worst, so can we rank them?", "which region is worst, so can we rank them?"),
    ],
)  # fmt: skip
def test_a_premise_is_put_first(asked: str, meant: str) -> None:
    assert premise_first(asked) == meant
