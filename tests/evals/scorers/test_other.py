"""Quotes, premises, questions back, calls, what is left in the database, and figures of lists."""

import math
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Language, Turn
from evals.scorers import judge, scores
from evals.scorers.calls import call
from evals.scorers.clarify import clarify
from evals.scorers.costs import checking, percentile, tokens
from evals.scorers.labels import label_scores
from evals.scorers.premise import premise
from evals.scorers.quotes import quotes
from evals.scorers.retrieval import ndcg, recall
from evals.scorers.state import content_of, state
from evals.scorers.themes import theme_scores
from evals.scorers.wording import marks_in

FOUND = {
    "tool": "search_feedback",
    "query": {
        "limit": 3,
        "filters": [{"field": "tier", "value": "VIP"}, {"field": "region", "value": "North"}],
    },
    "rows": [["A-1", "Good, but “slow”."], ["A-2", "Bad."]],
    "covered": 2,
    "missing": 0,
    "facts": {},
    "citations": ["A-1", "A-2"],
    "handle": "r1",
}


def answer(words: str, citations: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    fields = {"abstained": False, "language": "en", "question": "?", "seconds": 0.5, "model": "offline"}
    return fields | {"answer": words, "results": [FOUND], "citations": list(citations)} | more


def test_quotes_are_of_records_in_scope_and_as_written() -> None:
    both = "- “Good, but “slow”.” `[A-1]`\n- “Bad.” `[A-2]`"
    texts = {"A-1": "Title\nGood, but “slow”. Really.", "A-2": "Bad."}
    assert quotes(["A-1", "A-2"], answer(both), texts).right
    assert quotes(["A-1", "A-2"], answer(both)).right
    assert quotes([1], answer("“Bad.” [1]"), {"1": "Bad."}).right
    assert quotes(["A-1"], answer(both), texts).reason == "A-2 may not be quoted"
    assert not quotes(["A-1"], answer("“Good” [A-1]", ("A-2",)), texts).right
    assert quotes(["A-2"], answer("“bad.” [A-2]"), texts).reason == "A-2 does not say so"
    assert not quotes(["A-2"], answer("“” [A-2]"), texts).right
    assert quotes(["A-2"], answer("A-2 is bad."), texts).reason == "no record is quoted"


@pytest.mark.parametrize(
    ("lang", "words", "right"),
    [
        ("en", "No, it fell: 2 in all.", True),
        ("en", "Delivery did not get worse; there were 2.", True),
        ("en", "That is not what the data shows: 2.", True),
        ("en", "There were 2 records; others have no value.", False),
        ("en", "They said “no, actually” 2 times.", False),
        ("en", "No, it fell.", False),
        ("zh", "没有下降，是 2 条。", True),
        ("zh", "其实是 2 条。", True),
        ("zh", "共有 2 条，另有记录没有给出评分。", False),
    ],
)
def test_a_false_premise_is_denied_with_the_number(lang: Language, words: str, right: bool) -> None:
    assert premise(2, answer(words), lang).right is right


def test_a_question_back_names_what_to_choose_from_and_gives_no_figure() -> None:
    options = ("rating|评分", "NPS 10")
    assert clarify(options, answer("Do you mean rating or NPS 10?")).right
    assert clarify(options, answer("你指的是评分还是 NPS 10？")).right
    assert clarify(options, answer("rating or nps 10.")).reason == "asks nothing"
    assert clarify(options, answer("Do you mean rating?")).reason == "does not name NPS 10"
    assert clarify(options, answer("rating or NPS 10? The rating is 3.5.")).reason == "gives a figure: 3.5"
    assert clarify(options, answer("rating or NPS 10 of the 50?"), "of the 50").right


def test_a_call_has_at_least_the_arguments_wanted() -> None:
    assert call("search_feedback", None, answer("")).right
    assert call("search_feedback", {"filters": [{"value": "North"}]}, answer("")).right
    assert not call("search_feedback", {"filters": [{"value": "South"}]}, answer("")).right
    assert not call("search_feedback", {"text": "x"}, answer("")).right
    assert call("query_segments", {}, answer("")).reason == "query_segments was not called"


def test_what_a_question_leaves_in_the_database_is_seen(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "feedback.db") as connection:
        connection.execute("CREATE TABLE ticket (id TEXT, note TEXT)")
        connection.execute("INSERT INTO ticket VALUES ('T-1', 'open'), ('T-2', 'open')")
        connection.commit()
        before = content_of(tmp_path)
        connection.execute("DELETE FROM ticket WHERE id = 'T-1'")
        connection.execute("INSERT INTO ticket VALUES ('T-1', 'open')")
        connection.commit()
        assert state(before, content_of(tmp_path)).right
        connection.execute("UPDATE ticket SET note = 'closed' WHERE id = 'T-2'")
        connection.commit()
        assert state(before, content_of(tmp_path)).reason == "ticket has rows that were changed"
        connection.execute("DELETE FROM ticket")
        connection.commit()
        assert state(before, content_of(tmp_path)).reason == "ticket has 0 rows, not 2"
    connection.close()


def test_search_is_measured_by_place() -> None:
    assert ndcg(["a", "b", "x"], {"a", "b"}).value == pytest.approx(1)
    assert ndcg(["x", "a"], {"a"}).value == pytest.approx(1 / math.log2(3))
    assert ndcg(["x"], {"a"}).value == ndcg([], set()).value == 0
    assert recall(["a", "x"], {"a", "b"}).value == 0.5
    assert recall(["a"], {"a", "b", "c"}, k=1).value == 1


def test_labels_and_themes_are_measured_beyond_chance() -> None:
    found = label_scores(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    assert found["accuracy"].value == 0.75
    assert found["kappa"].value == pytest.approx(0.5)
    assert found["macro_f1"].value == pytest.approx((0.8 + 2 / 3) / 2)
    same = theme_scores(["a", "a", "b"], [7, 7, 3])
    assert [same["nmi"].value, same["ari"].value] == pytest.approx([1, 1])
    assert theme_scores(["a", "b", "a", "b"], [1, 1, 2, 2])["ari"].value <= 0


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([3, 1, 2, 4], 0.5) == 2
    assert percentile([3, 1, 2, 4], 0.95) == 4
    assert math.isnan(percentile([], 0.5))


def test_what_the_assistants_own_check_did_is_counted() -> None:
    gate = {
        "struck": [{"kind": "number", "text": "99", "reason": "x"}],
        "removed": [{"kind": "link"}],
        "ms": 1.5,
    }
    found = checking(answer("", gate=gate))
    assert (found["struck"].value, found["struck"].reason, found["gate_ms"].value) == (2, "99, link", 1.5)
    assert checking(answer("", gate={"ms": 0.2}))["struck"].value == 0
    assert checking(answer("")) == {}


def test_every_answer_is_scored_for_more_than_being_right() -> None:
    turn = Turn(("?",), "quotes", "x", tool="search_feedback")
    spent = answer("“Bad.” [A-2], 9 times", ("A-2",), usage={"prompt": 70, "completion": 7})
    found = scores(turn, "en", ["A-2"], spent)
    assert found["right"].right
    assert found["tool"].right
    assert (found["unbacked"].value, found["tokens"].value, found["seconds"].value) == (1, 77, 0.5)
    assert [found["recall"].value, found["ndcg"].value] == pytest.approx([1, 1 / math.log2(3)])
    assert tokens(answer("")) is None


def test_a_turn_that_is_not_judged_has_no_verdict_and_a_failed_one_is_wrong() -> None:
    assert judge(Turn(("?",), "none"), "en", None, answer("")) is None
    failed = {"error": {"code": "model_down", "message": "..."}}
    assert scores(Turn(("?",), "abstain"), "en", None, failed)["right"].reason == "an error: model_down"
    silent = answer(" ", abstained=True)
    assert judge(Turn(("?",), "abstain"), "en", None, silent) is not None
    assert not scores(Turn(("?",), "abstain"), "en", None, silent)["right"].right


def test_marks_for_wording_are_read_wherever_they_stand() -> None:
    found = marks_in('Sure: {"fluency": 4, "clarity": 5} Hope this helps')
    assert {name: score.value for name, score in found.items()} == {"fluency": 4, "clarity": 5}
    assert marks_in('{"fluency": 9, "clarity": 5}') == marks_in("very good") == {}
