"""The referee: what an answer may say without being asked where it has that from."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scorers.claimed_dates import Days, dates_in, days_of
from evals.scorers.claims import unbacked, unbacked_claims
from evals.scorers.quoting import cited

RESULT = {
    "handle": "r1",
    "tool": "query_segments",
    "query": {
        "filters": [{"field": "tier", "value": "VIP"}],
        "period": {"start": "2026-05-01", "end": "2026-06-01"},
    },
    "sql": "SELECT 777",
    "rows": [["Buds 2 耳机", 255, 0.62951, -0.032], ["Lamp", 12, -23.7458, None]],
    "covered": 1204,
    "missing": 543,
    "facts": {"data": {"first": "2025-06-16", "last": "2026-06-15"}},
    "citations": [],
}
QUOTED = RESULT | {
    "handle": "r2",
    "rows": [["FB-1", "It broke on day one, and “support” never answered."]],
    "citations": ["FB-1"],
}


def answer(words: str, *results: dict[str, Any], question: str = "how many VIPs?") -> dict[str, Any]:
    return {"answer": words, "question": question, "results": list(results or (RESULT,))}


def test_a_moment_is_backed_as_people_write_it() -> None:
    moment = RESULT | {"rows": [["2025-06-20T20:22:36"]]}
    assert unbacked_claims(answer("The first is of **2025-06-20 20:22:36**.", moment)) == []
    assert unbacked_claims(answer("The first is of **2025-06-21 20:22:36**.", moment)) == ["2025-06-21"]


@pytest.mark.parametrize(
    "words",
    [
        "**255** of 1,204 records [r1], 63.0 %, or 62.95%; 543 have no value.",
        "The NPS of Lamp is −23.7; it fell by 3.2 points.",
        "Buds 2 耳机 leads from 2026-05-01 to 2026-05-31.",
        "In May 2026, 2026年5月 and 2026-05; the data begins 16 June 2025.",
        "255 ones. 95 % interval: 62.95% to 63%.",
        "1. Buds 2 耳机: 255\n2. Lamp: 12\n3. nothing",
        "~~999~~ (struck)",
        "I read “how many” as a count. For example: “Which of all the stores leads by far?”",
        "2025年6月起共有1204条记录，占63%。",
    ],
)
def test_what_a_result_has_is_backed(words: str) -> None:
    assert unbacked_claims(answer(words)) == []


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("256 records", "256"),
        ("1,205 records", "1,205"),
        ("62.9%", "62.9%"),
        ("62.8 %", "62.8%"),
        ("63 records", "63"),
        ("777 records", "777"),
        ("NPS 23.9", "23.9"),
        ("−255 records", "−255"),
        ("as of 2026-07-04", "2026-07-04"),
        ("In June 2027 there were 255.", "June 2027"),
        ("共有256条记录", "256"),
        ("see [r7]", "r7"),
        ("see [FB-9]", "FB-9"),
        ("They said “it was the worst of all days”.", "it was the worst of all days"),
        ("“It broke on day two” [r1]", "It broke on day two"),
        ("9. Lamp: 12", "9"),
    ],
)
def test_what_no_result_has_is_not(words: str, claim: str) -> None:
    assert unbacked_claims(answer(words)) == [claim]


def test_a_quote_stands_in_the_record_it_names() -> None:
    said = "- “It broke on day one, and “support” never answered.” `[FB-1]`"
    assert unbacked_claims(answer(said, QUOTED)) == []
    assert unbacked_claims(answer("“It broke” [FB-1] and “never answered.” [FB-1]", QUOTED)) == []
    assert unbacked_claims(answer("“It broke on day 1” [FB-1]", QUOTED)) == ["It broke on day 1"]
    assert unbacked_claims(answer(said.replace("FB-1", "FB-2"), QUOTED))


def test_earlier_turns_and_the_question_are_sources() -> None:
    later = answer(
        "12 then, 255 now, of at least 50", {**RESULT, "rows": [], "handle": "r2"}, question="least 50?"
    )
    assert unbacked_claims(later) == ["12", "255"]
    assert unbacked(later, (answer("", RESULT),)).value == 0
    assert unbacked(later, ({"error": {"code": "x"}},)).value == 2


def test_names_of_the_data_are_no_numbers() -> None:
    asked = answer(
        "“5” can mean “5.2.0” or “iPhone 5”; which one?", {**RESULT, "rows": []}, question="only 5"
    )
    assert unbacked_claims(asked) == ["5.2"]
    assert unbacked_claims(asked, names=("5.2.0", "iPhone 5")) == []
    assert unbacked_claims(answer("5.9 on average", question="5"), names=("5.9.0", "5.9")) == ["5.9"]


@given(st.floats(-5000, 5000, allow_nan=False), st.integers(0, 3))
def test_a_number_is_backed_at_any_rounding_and_one_beside_it_is_not(value: float, decimals: int) -> None:
    result = RESULT | {"rows": [[value]], "covered": 10**7, "missing": 10**7, "query": {}, "facts": {}}
    written = f"{value:.{decimals}f}"
    beside = f"{abs(value) + 7 * 10.0**-decimals + 60:.{decimals}f}"
    assert unbacked_claims(answer(f"It is {written} now", result)) == []
    assert unbacked_claims(answer(f"It is {beside} now", result)) == [beside]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-05-31", "2026-05-31", "2026-05-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("March 3, 2024", "2024-03-03", "2024-03-03"),
        ("Q4 2025", "2025-10-01", "2025-12-31"),
        ("2025年第四季度", "2025-10-01", "2025-12-31"),
        ("2025年", "2025-01-01", "2025-12-31"),
    ],
)
def test_dates_are_read_in_both_languages(text: str, first: str, last: str) -> None:
    assert days_of(text) == Days(date.fromisoformat(first), date.fromisoformat(last))
    assert [written for written, _ in dates_in(f"在{text}，共 3 条")] == [text]


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "12026-05", "3-4", "Marching 2024", "2026"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert list(dates_in(text)) == []


def test_a_quote_may_lack_a_link_where_it_says_so() -> None:
    said = "东西坏了。 http://x.example/a 求处理"
    quote = cited("“东西坏了。 ‹链接已移除› 求处理” [FB-1]")[0]
    assert quote.stands_in(said)
    assert not quote.stands_in("东西坏了。 求退款")
    assert not cited("“‹link removed›” [FB-1]")[0].stands_in(said)
