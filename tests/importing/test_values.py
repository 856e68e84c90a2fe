"""Cells as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.importing.evidence import Evidence
from retrieval.importing.values import (
    category_reader,
    flag_reader,
    is_missing,
    language_reader,
    number_reader,
    read_number,
    read_score,
    score_reader,
    sentiment_reader,
)
from retrieval.records import FieldKind


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12), ("-5", -5), ("1,234.5", 1234.5), ("¥12.50", 12.5), ("$3", 3), ("12%", 12),
        ("１２３", 123),
        ("(12.5)", -12.5), ("30元", 30), ("US$12", 12), ("1.2万", 12000), ("+5", 5), (".5", 0.5),
        ("1e3", 1000),
    ],
)  # fmt: skip
def test_a_number(cell: str, number: float) -> None:
    assert read_number(cell) == number
    assert number_reader()(cell) == number


@pytest.mark.parametrize(
    "cell", ["", "abc", "007", "1_000", "nan", "inf", "1e999", "12345678901234567", "1,2,3"]
)
def test_not_a_number(cell: str) -> None:
    assert read_number(cell) is None


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)))
def test_numbers_in_either_notation_are_read_back(number: float) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert read_number(english) == number
    assert read_number(german, comma=True) == number


@pytest.mark.parametrize(
    ("cells", "comma"),
    [(["1,5", "2,75"], True), (["1.234,50"], True), (["1,234"], False), (["1.5", "2"], False)],
)
def test_the_decimal_mark_is_settled_over_the_column(cells: list[str], comma: bool) -> None:
    evidence = Evidence()
    evidence.observe(cells)
    assert evidence.comma is comma
    assert evidence.kind() == "number"


@pytest.mark.parametrize(
    ("cell", "score"),
    [("4", 4), ("4.5", 4.5), ("5/5", 5), ("4 stars", 4), ("五星", 5), ("★★★★☆", 4), ("4分", 4)],
)
def test_a_score(cell: str, score: float) -> None:
    assert read_score(cell) == score


def test_a_score_outside_its_range_is_an_error() -> None:
    with pytest.raises(ValueError, match="11"):
        score_reader(0, 10)("11")


def test_flags_sentiments_languages_and_categories() -> None:
    assert [flag_reader()(cell) for cell in ("Yes", "否", "TRUE", "n", "N/A")] == [1, 0, 1, 0, None]
    assert [sentiment_reader()(cell) for cell in ("好评", "NEG", "joy")] == ["positive", "negative", "joy"]
    assert [sentiment_reader()(cell) for cell in ("1", "0")] == ["positive", "negative"]
    assert [sentiment_reader(signed=True)(cell) for cell in ("1", "0", "-1")] == [
        "positive",
        "neutral",
        "negative",
    ]
    assert [language_reader()(cell) for cell in ("中文", "EN", "zh_CN")] == ["zh", "en", "zh-cn"]
    assert [category_reader()(cell) for cell in ("华东", "N/A", "无")] == ["华东", None, None]


@pytest.mark.parametrize("cell", ["", "N/A", "null", "-", "无", "NaN"])
def test_missing(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", "N/A"], "number"),
        (["yes", "no"], "flag"),
        (["0", "1", "1"], "flag"),
        (["0", "0"], "number"),
        (["是", "否"], "flag"),
        (["2024-03-05", "2024/3/6", ""], "date"),
        (["a", "b", "a"], "category"),
        (["001", "002"], "category"),
        (["1", "2", "many"], "category"),
        (["yes", "no", "no phone"], "category"),
        ([f"It broke on day {n} and nobody has answered me since then, sadly" for n in range(9)], "text"),
        ([*map(str, range(200)), "typo"], "number"),
    ],
)
def test_the_kind_of_a_column(cells: list[str], kind: FieldKind) -> None:
    evidence = Evidence()
    evidence.observe(cells)
    assert evidence.kind() == kind
