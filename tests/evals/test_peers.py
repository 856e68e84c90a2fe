"""The comparison with peers: who is asked what, what counts as a call, and what counts as right."""

import json
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case, Check, Turn
from evals.peers import answers
from evals.peers.answers import Answered
from evals.peers.judging import declines, judge_words
from evals.peers.loose_calls import calls_in
from evals.peers.plain_retrieval import as_context, as_passages
from evals.peers.questions import candidates, choose, chosen, shares
from evals.peers.sql_agent import make_database

MOODS = pd.Series({"app": 0.25, "web": 0.5, "shop": 0.125})
MONTHS = pd.Series({"2031-01": 12, "2031-02": 9})


def turn(check: str, lowest: bool = False) -> Turn:
    return Turn(("?",), cast(Check, check), lowest=lowest)


@pytest.mark.parametrize(
    ("check", "gold", "text", "right"),
    [
        ("number", 42, "There are 42 records.", True),
        ("number", 42, "There are 41 records.", False),
        ("number", 3, "It was three of them.", True),
        ("number", 0.365, "36.5% of them are negative.", True),
        ("number", 0.365, "Their share is 0.365.", True),
        ("number", 42, "I looked at 7 rows.\n\nSo the answer is 42.", True),
        ("number", 42, "In short: 7.\n\n| a | 42 |\n\nThat is all.", False),
        ("number", 42, " ".join(map(str, range(100))), False),
        ("number", 5, "Between 2031-05-01 and 2031-05-31 there were 9.", False),
        ("number", [10, [20, 21]], "10 in January and 21 in February.", True),
        ("number", [10, 20], "10 in January.", False),
        ("number", 42, "", False),
        ("ranking", MOODS, "Web has the highest share, before app and shop.", True),
        ("ranking", MOODS, "The shop comes first.", False),
        ("ranking", MOODS, "I am happy to help: it is the web.", True),
        ("ranking", MONTHS, "一月最多，有12条。", False),
        ("ranking", MONTHS, "2031年1月最多，有12条。", True),
        ("table", MONTHS, "| month | n |\n|---|---|\n| Jan | 12 |\n| Feb | 9 |", True),
        ("table", MONTHS, "January 2031: 12, February 2031: 9", True),
        ("table", MONTHS, "12 for 1月, 9 for 2月", True),
        ("table", MONTHS, "January 9, February 12", False),
        ("table", MONTHS, "January 12", False),
        ("premise", [0.5, 0.25], "No: the web has 50%, the app 25%.", True),
        ("premise", [0.5, 0.25], "Because the web has 50% and the app 25%.", False),
        ("abstain", None, "I don't know.", True),
        ("abstain", None, "数据中没有这方面的信息。", True),
        ("abstain", None, "The average is 4.2 minutes.", False),
    ],
)
def test_words_are_judged_as_people_would(check: str, gold: Any, text: str, right: bool) -> None:
    assert judge_words(turn(check), gold, text).right is right


def test_the_lowest_first_place_is_the_smallest() -> None:
    assert judge_words(turn("ranking", lowest=True), MOODS, "The shop.").right
    assert not judge_words(turn("ranking", lowest=True), MOODS, "The web.").right


def test_a_label_may_be_named_by_the_part_no_other_has() -> None:
    names = pd.Series({"Kettle 2 水壶": 9, "Kettle 3 茶壶": 4})
    assert judge_words(turn("ranking"), names, "水壶的差评最多").right
    assert not judge_words(turn("ranking"), names, "Kettle 3").right


@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    for check, gold in (("number", [1, [2, 3]]), ("ranking", MOODS), ("table", MONTHS), ("premise", 4)):
        verdict = judge_words(turn(check), gold, text)
        assert verdict.reason
    assert judge_words(turn("abstain"), None, text).right is declines(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "look", "arguments": {"at": "x"}}',
        'I will look.\n```json\n{"name": "look", "arguments": {"at": "x"}}\n```\nThen I know.',
        '<tools>\n{"name": "look", "parameters": {"at": "x"}}\n</tools>',
    ],
)
def test_a_call_is_read_wherever_it_stands(text: str) -> None:
    (call,) = calls_in(text, {"look"})
    assert (call["name"], call["args"]) == ("look", {"at": "x"})


@pytest.mark.parametrize(
    "text",
    [
        "So:\n```sql\nSELECT 1\n```",
        "SELECT 1",
        '<sql_db_query query="SELECT 1" />',
        'I call it:\n```python\nresult = sql_db_query("""SELECT 1""")\n```',
        '```python\nquery = """\n  SELECT 1\n"""\ncursor.execute(query)\n```',
    ],
)
def test_sql_is_a_call_only_where_sql_can_be_run(text: str) -> None:
    assert [call["args"] for call in calls_in(text, {"sql_db_query"})] == [{"query": "SELECT 1"}]
    assert calls_in(text, {"look"}) == []


@given(st.text(alphabet='{}[]":,abc \\`'))
def test_no_text_breaks_the_reading_of_calls(text: str) -> None:
    assert calls_in(text, {"look"}) == []


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 50), min_size=1), st.integers(0, 40))
def test_shares_add_up_and_take_no_more_than_there_is(counts: Any, total: int) -> None:
    parts = shares(counts, total)
    assert sum(parts.values()) == min(total, sum(counts.values()))
    assert all(0 <= parts[name] <= counts[name] for name in counts)


def test_choosing_does_not_depend_on_the_order_of_cases() -> None:
    cases = candidates("dev")
    assert [case.id for case in choose(cases, 8)] == [case.id for case in choose(reversed(cases), 8)]


def test_the_list_has_twenty_questions_in_each_language() -> None:
    asked: list[Case] = chosen()
    assert [sum(case.lang == lang for case in asked) for lang in ("en", "zh")] == [20, 20]
    assert {case.split for case in asked} == {"held"}


def test_answers_are_kept_and_a_line_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "run" / "peer.jsonl"
    first, second = Answered("a", "7", 1.5, 10, 2, ("look",)), Answered("b", "", 9.0, error="too long")
    answers.add(path, [first])
    answers.add(path, [second])
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"case": "c"})[:6])
    assert answers.read(path) == {"a": first, "b": second}


def test_the_database_has_the_files_own_columns_with_types(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("created_at,房型,score\n2031-05-02T10:00:00,大床房,4\n2031-05-03T11:00:00,,5\n", "utf-8")
    engine = sa.create_engine(f"sqlite:///{make_database(file, tmp_path / 'made')}")
    columns = {each["name"]: str(each["type"]) for each in sa.inspect(engine).get_columns("visits")}
    with engine.connect() as connection:
        empty = connection.scalar(sa.text("SELECT count(*) FROM visits WHERE 房型 IS NULL"))
    engine.dispose()
    assert columns == {"created_at": "DATETIME", "房型": "TEXT", "score": "BIGINT"}
    assert empty == 1


def test_records_are_shown_whole_but_for_empty_and_endless_cells() -> None:
    records = pd.DataFrame({"when": ["2031-05-02T10:00:00"], "text": ["x" * 500], "shop": [""]})
    assert as_passages(records) == ["when: 2031-05-02T10:00:00\ntext: " + "x" * 500]
    assert as_context(records) == "when,text,shop\n2031-05-02," + "x" * 200 + ","
