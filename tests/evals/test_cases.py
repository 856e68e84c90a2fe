"""The questions are as many, as varied and as balanced as their reports let one believe."""

from collections import Counter
from itertools import groupby

import pandas as pd
import pytest

from evals.cases import Case
from evals.gold import big, by, evaluate, load, nps
from evals.suites import SUITES

CASES = [case for suite in SUITES for case in suite.cases()]


def of_each_file() -> list[tuple[str, list[Case]]]:
    return [(file, list(cases)) for file, cases in groupby(sorted(CASES, key=_file), _file)]


def _file(case: Case) -> str:
    return case.file


def test_no_two_cases_share_an_id() -> None:
    assert [each for each, count in Counter(case.id for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize(("file", "cases"), of_each_file())
def test_each_file_is_asked_in_both_languages_and_both_halves(file: str, cases: list[Case]) -> None:
    assert len(cases) >= 16, file
    for part in (Counter(case.lang for case in cases), Counter(case.split for case in cases)):
        assert max(part.values()) - min(part.values()) <= 2
        assert len(part) == 2
    assert sum(case.check == "abstain" for case in cases) >= 2
    assert any(len(case.turns) > 1 for case in cases)


@pytest.mark.parametrize("case", [case for case in CASES if case.suite == "sample"], ids=lambda case: case.id)
def test_gold_of_the_sample_can_be_computed(case: Case) -> None:
    frame = load(SUITES[0].path(case.file))
    assert (case.gold is None) == (case.check == "abstain")
    if case.gold:
        assert evaluate(case.gold, frame) is not None


def test_the_helpers_count_as_their_words_say() -> None:
    frame = pd.DataFrame({"group": ["a", "a", "a", "b", None], "nps_score": [10, 9, 0, 7, None]})
    assert nps(frame) == pytest.approx(25)
    assert by(frame, "group", len).to_dict() == {"a": 3, "b": 1}
    assert set(big(frame, "group", 2)["group"]) == {"a"}
