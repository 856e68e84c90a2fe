"""What an answer about themes may say, given what the tools returned."""

from datetime import date
from typing import Any

import pytest

from assistant.gate.gate import check
from assistant.gate.ids import find_ids

TOLD = "Login crash (TH-12): 26 of 242 records (10.7%; 95%: 7.4 to 15.3). It is rising (p = 0.004)."
PART = {"part": 26, "records": 242, "share": 0.10744, "low": 0.0743, "high": 0.1529}
RESULT: dict[str, Any] = {
    "handle": "r1",
    "tool": "summarize_themes",
    "query": {"filters": [{"field": "category", "value": "app"}]},
    "sql": None,
    "columns": ("theme", "name", "records", "share", "low", "high", "people", "trend", "changed"),
    "rows": [
        ["TH-12", "Login crash", 26, 0.10744, 0.0743, 0.1529, 24, "rising", "2024-03-04"],
        ["TH-7", "Too many ads", 8, 0.03306, 0.0168, 0.0639, 8, "steady", None],
        ["TH-9", "Watch", 5, 0.02066, 0.0089, 0.0473, 5, "steady", None],
    ],
    "covered": 230,
    "missing": 12,
    "facts": {
        "records": 242,
        "assigned": 230,
        "themes": 9,
        "period": {"start": "2024-01-01", "end": "2024-04-01"},
        "details": [
            {
                "theme": "TH-12",
                "name": "Login crash",
                "told": TOLD,
                "share": PART,
                "impacts": [{"measure": "nps", "with_theme": -80.0, "without": -28.8, "difference": -51.2}],
                "over": [
                    {"field": "version", "value": "5.2", "part": PART, "lift": 3.4, "p": 0.001},
                    {"field": "product", "value": "watch", "part": PART, "lift": 2.6, "p": 0.001},
                ],
                "quotes": [{"id": "FB-101", "text": "It crashes whenever I sign in."}],
            }
        ],
    },
    "citations": ("FB-101",),
}  # fmt: skip


def unbacked(answer: str) -> list[str]:
    _, report = check(answer, [RESULT], "What do people complain about?", today=date(2024, 4, 10))
    return [each.text for each in report.unbacked]


@pytest.mark.parametrize(
    "answer",
    [
        "242 complaints, 230 of them in 9 themes, from 2024-01-01 to 2024-03-31 [r1].",
        TOLD,
        "Login crash came up 26 times, in 10.7 % of complaints, by 24 people.",
        "Login crash（TH-12）有 26 条，占 10.7%。",
        "NPS is 51.2 points lower with TH-12: -80 against -28.8.",
        "| Theme | Records |\n| --- | --- |\n| Login crash (TH-12) | 26 |\n| Too many ads (TH-7) | 8 |",
        "- “It crashes whenever I sign in.” `[FB-101]`",
        "It changed in the week of 2024-03-04.",
        "Login crash (TH-12) came up more where product is watch: 10.7% (2.6 times).",
        "- More frequent where product is watch: 10.7% (2.6 times).",
    ],
)  # fmt: skip
def test_what_the_result_states_may_be_said(answer: str) -> None:
    assert unbacked(answer) == []


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("Login crash has 27 records.", ["27"]),
        ("Too many ads has 26 records.", ["26"]),
        ("Login crash makes up 12.5 % of complaints.", ["12.5 %"]),
        ("It crashes for TH-99, too [TH-99].", ["TH-99"]),
        ("- “It crashes all the time, every day.” `[FB-101]`", ["It crashes all the time, every day."]),
    ],
)
def test_what_it_does_not_state_is_found(answer: str, wrong: list[str]) -> None:
    assert [each.strip("“”") for each in unbacked(answer)][: len(wrong)] == wrong


def test_a_pseudonym_that_begins_like_the_word_id_is_no_ticket() -> None:
    assert find_ids("c_id4zrnlmps2so2q: last raised it on 2026-05-02", None, ()) == []
    assert [each.name for each in find_ids("id 4712 and ticket 12", None, ())] == ["4712", "12"]


def test_praise_means_the_whole_where_a_value_is_called_so_too() -> None:
    (detail,) = RESULT["facts"]["details"]
    detail = detail | {
        "over": [{"field": "category", "value": "praise", "part": PART, "lift": 2.1, "p": 0.01}]
    }
    result = RESULT | {"facts": RESULT["facts"] | {"about": "praise", "details": [detail]}}
    said = "242 pieces of praise: 230 of them are in 9 themes. [r1]"
    assert check(said, [result], "What do people like?", today=date(2024, 4, 10))[0] == said


def test_the_share_of_a_theme_in_each_column_may_be_said() -> None:
    heat = {
        "across": "product",
        "columns": ["watch", "ring"],
        "totals": [40, 0],
        "rows": [{"theme": "TH-12", "records": [13, 0], "shares": [0.325, None]}],
    }
    result = RESULT | {"facts": RESULT["facts"] | {"heat": heat}}
    table = "| Theme | watch | ring |\n| --- | --- | --- |\n| Login crash (TH-12) | {} (13) | – |"
    for share, wrong in (("32.5%", []), ("33.5%", ["33.5%"])):
        _, report = check(table.format(share), [result], "Themes by product?", today=date(2024, 4, 10))
        assert [each.text for each in report.unbacked] == wrong
