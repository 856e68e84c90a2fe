"""The questions are as many, as varied and as balanced as their reports let one believe."""

import json
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from evals.cases import BadCase, Case, read_case
from evals.gold import BadGold, big, by, firsts, gold_of, load, nps
from evals.suites import SAMPLE, SUITES

CASES = [case for suite in SUITES for case in suite.cases()]


def test_no_two_cases_share_an_id() -> None:
    assert [each for each, count in Counter(case.id for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("suite", [suite.name for suite in SUITES if suite.cases()])
def test_each_suite_asks_in_both_languages_what_can_and_what_cannot_be_answered(suite: str) -> None:
    cases = [case for case in CASES if case.suite == suite]
    languages = Counter(case.lang for case in cases)
    assert len(languages) == 2
    assert max(languages.values()) <= 1.5 * min(languages.values())
    assert any(turn.check == "abstain" for case in cases for turn in case.turns)
    assert any(len(case.turns) > 1 for case in cases)


def test_every_gold_of_the_sample_can_be_computed() -> None:
    sample = load(SAMPLE / "feedback.csv")
    for case in (case for case in CASES if case.suite == "sample"):
        assert case.file == "feedback"
        for place, turn in enumerate(case.turns):
            assert (gold_of(case, place, sample) is None) == (turn.gold is None)


def test_a_gold_that_is_none_is_told_by_case_and_turn() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    wrong = {"number": "d.b.sum()", "ranking": "d.a.sum()", "quotes": "[]", "premise": "float('nan')"}
    for check, gold in wrong.items():
        with pytest.raises(BadGold, match="a-1, turn 1: the gold"):
            gold_of(read({"ask": ["?"], "check": check, "gold": gold}), 0, frame)
    for check, gold in {"number": "[[1, 2], 3]", "table": "[d.a, -d.a]", "quotes": "d.a.tolist()"}.items():
        assert gold_of(read({"ask": ["?"], "check": check, "gold": gold}), 0, frame) is not None


GOOD = {
    "id": "a-1",
    "file": "f",
    "lang": "en",
    "turns": [{"ask": ["how many?"], "check": "number", "gold": "len(d)"}],
}


def read(turn: dict[str, Any], **more: Any) -> Case:
    return read_case(json.dumps(GOOD | {"turns": [turn]} | more), "sample", "dev", "line 1")


def test_a_line_is_a_conversation() -> None:
    case = read(
        {"ask": ["which first?", "what leads?"], "check": "ranking", "gold": "x", "n": 1}, now="2026-01-31"
    )
    assert (case.id, case.now, case.phrasings) == ("a-1", "2026-01-31", 2)
    assert [case.turns[0].phrasing(run) for run in range(3)] == [
        "which first?",
        "what leads?",
        "which first?",
    ]


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ({"ask": ["?"], "check": "nummer", "gold": "1"}, "check"),
        ({"ask": ["?"], "check": "number"}, "number needs a gold"),
        ({"ask": ["?"], "check": "abstain", "gold": "1"}, "abstain has no gold"),
        ({"ask": ["?", "?"], "check": "abstain"}, "there twice"),
        ({"ask": [], "check": "abstain"}, "ask"),
        ({"ask": ["?"], "check": "clarify", "options": ["a"]}, "options"),
        ({"ask": ["?"], "check": "number", "gold": "1", "n": 2}, "for rankings"),
        ({"ask": ["?"], "check": "none", "args": {}}, "needs a tool"),
        ({"ask": ["?"], "check": "none", "goal": "1"}, "goal"),
    ],
)
def test_a_bad_line_is_told_by_its_place_and_its_fault_and_not_by_its_words(
    turn: dict[str, Any], why: str
) -> None:
    with pytest.raises(BadCase, match=why) as caught:
        read(turn | {"ask": [each + "secret" for each in turn["ask"]]})
    assert str(caught.value).startswith("line 1: ")
    assert "secret" not in str(caught.value)


def test_the_helpers_count_as_their_words_say() -> None:
    frame = pd.DataFrame({"group": ["a", "a", "a", "b", None], "nps_score": [10, 9, 0, 7, None]})
    assert nps(frame) == pytest.approx(25)
    assert by(frame, "group", len).to_dict() == {"a": 3, "b": 1}
    assert set(big(frame, "group", 2)["group"]) == {"a"}
    pairs = pd.Series({("x", "a"): 2, ("x", "b"): 2, ("y", "a"): 1, ("y", "b"): 3, ("y", "c"): None})
    assert set(firsts(pairs).index) == {("x", "a"), ("x", "b"), ("y", "b")}
    assert set(firsts(pairs, lowest=True).index) == {("x", "a"), ("x", "b"), ("y", "a")}
