"""Bars and made-up data: what the other measurements stand on."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from evals.bench.figures import Figure
from evals.synthetic import COLUMNS, write_csv


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("rate", 9000, "rows/s", 8000), "PASS"),
        (Figure("rate", 7000, "rows/s", 8000), "short"),
        (Figure("time", 100, "ms", 150, "less"), "PASS"),
        (Figure("time", 200, "ms", 150, "less"), "short"),
    ],
)
def test_a_figure_is_held_to_its_bar(figure: Figure, verdict: str) -> None:
    assert verdict in str(figure)
    assert figure.short == (verdict == "short")


def test_a_figure_without_a_bar_is_never_short() -> None:
    assert not Figure("query", 1e9, "ms").short
    assert "PASS" not in str(Figure("query", 3, "ms"))


def test_made_up_feedback_is_the_same_every_time(tmp_path: Path) -> None:
    one, two = (write_csv(tmp_path / name, 50) for name in ("one.csv", "two.csv"))
    assert one.read_bytes() == two.read_bytes()
    rows = list(csv.DictReader(one.read_text(encoding="utf-8").splitlines()))
    assert len({row["id"] for row in rows}) == len(rows) == 50
    assert tuple(rows[0]) == COLUMNS


def test_without_ids_every_tenth_record_comes_twice(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "plain.csv", 50, ids=False)
    rows = [tuple(row.values()) for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    assert len(rows) == 55
    assert sum(count - 1 for count in Counter(rows).values()) == 5
