"""What an answer may say, given what the tools returned."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate.gate import Guard, check
from assistant.gate.leaks import Leaks, Secrets
from tests.assistant.gate.results import BY_REGION, RESULTS

TODAY = date(2024, 4, 10)


def unbacked(answer: str, question: str = "How many?") -> list[str]:
    _, report = check(answer, RESULTS, question, today=TODAY)
    return [each.text for each in report.unbacked]


@pytest.mark.parametrize(
    "answer",
    [
        "1,234 records in the North [r1], 61.8% of them negative (0.62).",
        "North: 1234 (95 % interval 59.1 to 64.5 %); South: 317.",
        "North and South have 1,234 and 317 respectively.",
        "More than half of the North is negative, about half in 华东; 华东的负面占一半。",
        "北方共有 1234 条，占百分之六十二；南方 317 条。",
        "1.2k records in the North.",
        "From 2024-03-01 to 2024-03-31 there were 1639 records; 3 more have no value.",
        "In March 2024 the North had 1,234. 2024年3月 it was so, and last month too.",
        "Groups of at least 10 records.",
        "The data runs from 2023-02-11 to 2025-08-03, or February 2023 to August 2025.",
        "From 2024-01 (4.22) to 2024-03 (2.4) the average fell; the lowest was 2024-03 (2.40).",
        "Between January and March 2024 it fell. 1月至3月下降。",
        "In 2024-01 the average where Disputed? is yes was 4.22; the lowest was 2024-03 (2.4).",
        "| month | average |\n| --- | --- |\n| 2024-01 | 4.22 |\n| Mar 2024 | 2.4 |",
        "| # | region | records | share |\n|---|---|---|---|\n| 1 | North | 1,234 | 61.8 % |\n"
        "| 2 | South | 317 | 5 % |",
        "VIP 42.0 %, new 47.3 %: VIP is lower by 5.3 percentage points. 低 5.3 个百分点。",
        "One wrote “The parcel came two weeks late.” [FB-101]",
        "One wrote “The parcel came…” [FB-101], on 2024-03-05 14:30.",
        "> The parcel came two weeks late.\n> — [FB-101]",
        '- “They said "soon" and then nothing | nobody came.” `[FB-103]`',
        "有人说「客服态度很差，等了45天才回复。」[FB-102]",
        "FB-102 waited 45 days.",
        '| id | quote |\n| --- | --- |\n| FB-103 | They said "soon" and then nothing \\| nobody came. |',
        "Two regions:\n1. North\n2. South\n\nHere are 2 quotes, of the 1st kind, on Cam 3.",
        "I cannot answer that. Try “How many records by region?”",
    ],
)
def test_what_a_result_has_is_let_through_as_it_is(answer: str) -> None:
    mended, report = check(answer, RESULTS, "How many?", today=TODAY)
    assert report.unbacked == ()
    assert mended == answer


LETTERS = BY_REGION | {
    "query": {
        "filters": [{"field": "rating", "value": 5.0}, {"field": "tier", "value": "VIP"}],
        "group_by": [{"field": "region"}],
    },
    "rows": [["x", 183, 0.5], ["weibo", 127, 0.25]],
}


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("records by network: x **183**, weibo **127**.", []),
        ("records by network: x **127**, weibo **183**.", ["127", "183"]),
        ("**310** records where rating is 5 and customer tier is VIP.", ["310"]),
        ("**183** records where rating is 5 or customer tier is VIP.", []),
    ],
)
def test_a_name_of_one_letter_and_a_condition_before_another_are_read(answer: str, wrong: list[str]) -> None:
    _, report = check(answer, [LETTERS], "How many?", today=TODAY)
    assert [each.text for each in report.unbacked] == wrong


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("There are 1,235 records.", ["1,235"]),
        ("共有1235条记录。", ["1235"]),
        ("共有１２３５条记录。", ["１２３５"]),
        ("There are 1\u200b235 records.", ["1\u200b235"]),
        ("61.9% of the North.", ["61.9%"]),
        ("三成是负面。", ["三成"]),
        ("百分之四十一。", ["百分之四十一"]),
        ("Two dozen people, nineteen customers, 五十位客户.", ["Two dozen", "nineteen", "五十"]),
        ("A third of the North.", ["A third"]),
        ("The average was 4.", ["4"]),
        ("North: 317; South has 1,234.", ["317", "1,234"]),
        ("| region | records |\n|---|---|\n| North | 317 |", ["317"]),
        ("In 2024-02 (4.22) it was best.", ["4.22"]),
        ("North has 1,234 records [r3].", ["1,234"]),
        ("In April 2024 it was 1639.", ["April 2024"]),
        ("From 2024-03-01 to 2024-05-31.", ["2024-03-01 to 2024-05-31"]),
        ("上周有 1639 条。", ["上周"]),
        ("VIP is lower by 5.3 %.", ["5.3 %"]),
        ("VIP is at 47.3 %, new at 42.0 %.", ["47.3 %", "42.0 %"]),
        ("NPS is −1,234.", ["−1,234"]),
        ("One wrote “The parcel came three weeks late.” [FB-101]", ["The parcel came three weeks late."]),
        ("One wrote “The parcel came two weeks late.” [FB-102]", ["The parcel came two weeks late."]),
        ("> The parcel came too late.\n> — [FB-101]", ["> The parcel came too late"]),
        ("A customer said “awful”.", ["awful"]),
        ("See [FB-109], FB-77 and [r9].", ["FB-109", "FB-77", "r9"]),
        ("I opened ticket 4711 and #12.", ["4711", "12"]),
        ("See [1].", ["1"]),
    ],
)
def test_what_no_result_has_is_struck(answer: str, wrong: list[str]) -> None:
    assert unbacked(answer) == wrong
    mended, _ = check(answer, RESULTS, "How many?", today=TODAY)
    assert mended.replace("~~", "").startswith(answer)
    assert mended.count("~~") == 2 * len(wrong)
    assert mended.endswith("do not rely on it.")


@pytest.mark.parametrize(
    ("question", "answer", "wrong"),
    [
        ("Which had at least 50?", "These have at least 50.", []),
        ("Why did 777 customers complain?", "777 customers complained.", ["777"]),
        ("Why did 777 customers complain?", "It was not 777 but 1,639.", []),
        ("How many in 2019?", "You asked for 2019: there is nothing in 2019.", []),
        ("How many last week?", "Last week there is nothing.", []),
    ],
)
def test_the_questions_own_numbers_are_no_measured_values(
    question: str, answer: str, wrong: list[str]
) -> None:
    assert unbacked(answer, question) == wrong


@given(st.integers(13, 10**6))
def test_without_results_no_number_is_backed(number: int) -> None:
    _, report = check(f"It is {number}.", [], "How many?")
    assert [each.text for each in report.unbacked] == [str(number)]


def test_feedback_cannot_back_a_number_it_only_claims() -> None:
    assert unbacked("There are 45 complaints.") == ["45"]


def test_the_report_says_what_was_done_in_the_language_of_the_question() -> None:
    mended, report = check(
        "北方有 1235 条 [r1]，见 [这里](http://a.example)。", [BY_REGION], "多少？", language="zh"
    )
    assert mended.startswith("北方有 ~~1235~~ 条 [r1]，见 这里 ‹链接已移除›。\n\n")
    assert mended.endswith("划掉的内容在本次对话的任何结果里都没有，请勿采信。")
    told = report.to_json()
    assert told["checked"] == {"number": 1, "handle": 1}
    assert told["struck"] == [{"kind": "number", "text": "1235", "reason": "number"}]
    assert told["removed"] == [{"kind": "link", "host": "a.example"}]
    assert 0 < told["ms"] < 1000


def test_instructions_and_secrets_are_taken_out() -> None:
    rules = "You never count, add up or estimate yourself, and you never answer from memory."
    guard = Guard(leaks=Leaks.of([rules], Secrets.of(["sk-made-up-key-0000"])))
    for answer in (f"My rules: {rules}", f"My rules: {rules.upper().replace(' ', '  ')}"):
        mended, report = check(answer, [], "?", guard=guard)
        assert mended.startswith("My rules: ‹instructions removed›")
        assert [each.kind for each in report.removed] == ["instructions"]
    for leaked in (
        "sk-made-up-key-0000",
        "s k - m a d e - u p - k e y - 0 0 0 0",
        "c2stbWFkZS11cC1rZXktMDAwMA",
    ):
        mended, _ = check(f"The key is {leaked}!", [], "?", guard=guard)
        assert mended == "The key is ‹secret removed›!"


def test_what_the_person_said_is_no_leak() -> None:
    rules = "You never count, add up or estimate yourself, and you never answer from memory."
    mended, _ = check(rules, [], rules, guard=Guard(leaks=Leaks.of([rules], Secrets())))
    assert mended == rules


@pytest.mark.parametrize("nearest", ["2025-06-16 – 2025-06-22", "2025-Q3", "2025-07", "2025-07-01"])
def test_the_nearest_period_that_has_feedback_may_be_told(nearest: str) -> None:
    result = BY_REGION | {"rows": [], "facts": {"nearest": nearest}}
    said = f"There is nothing from 2024-06-01 to 2024-08-31. The nearest period it has is {nearest}."
    _, report = check(said, [result], "How many in summer 2024?", today=TODAY)
    assert [each.text for each in report.unbacked] == ["2024-06-01 to 2024-08-31"]


def having(limit: float) -> dict[str, object]:
    """Regions of which more than a share is negative."""
    query = {**BY_REGION["query"], "having": [{"op": ">", "value": limit}]}
    return {**BY_REGION, "query": query, "rows": [["North", 1234, 0.61803]]}


@pytest.mark.parametrize("told", ["1 region has a share above 60.0%.", "负面占比高于 60.0% 的地区有 1 个。"])
def test_the_limit_groups_are_held_to_may_be_told_as_a_share(told: str) -> None:
    assert check(told, [having(0.6)], "Which regions are over six tenths?", today=TODAY)[1].unbacked == ()
    assert [each.text for each in check(told, [having(0.4)], "?", today=TODAY)[1].unbacked] == ["60.0%"]


def test_a_name_that_is_left_out_is_not_the_one_a_figure_is_of() -> None:
    others = {
        **BY_REGION,
        "query": {
            "measures": [{"op": "count"}],
            "filters": [{"field": "region", "op": "!=", "value": "North"}],
        },
        "columns": ["count"],
        "rows": [[405]],
        "handle": "r2",
    }
    told = "The number of records where region is not North is 405."
    assert check(told, [BY_REGION, others], "and without North?", today=TODAY)[1].unbacked == ()
    wrong = "The number of records where region is North is 405."
    assert [each.text for each in check(wrong, [BY_REGION, others], "?", today=TODAY)[1].unbacked] == ["405"]


def test_the_letters_id_within_a_customers_key_name_no_record() -> None:
    customers = {**BY_REGION, "columns": ["customer", "count"], "rows": [["c_ir4id5s6t7dozyy7", 8]]}
    told = "| customer | records |\n| --- | --- |\n| c_ir4id5s6t7dozyy7 | 8 |"
    assert check(told, [customers], "Who wrote most?", today=TODAY)[1].unbacked == ()
