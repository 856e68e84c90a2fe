"""The sample's year moved to end yesterday."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sample.shift import sample_source, shifted_csv, shifted_truth


def _days(file: Path) -> list[date]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [date.fromisoformat(row["created_at"][:10]) for row in csv.DictReader(opened)]


@pytest.mark.parametrize("today", [date(2024, 3, 1), date(2026, 6, 16), date(2031, 12, 31)])
def test_ends_yesterday(today: date, tmp_path: Path) -> None:
    days = _days(shifted_csv(today, tmp_path / "sample.csv"))
    assert max(days) == today - timedelta(days=1)
    assert max(days) - min(days) == timedelta(days=364)


def test_only_dates_change(tmp_path: Path) -> None:
    def without_dates(today: date) -> list[list[str]]:
        with shifted_csv(today, tmp_path / "sample.csv").open(encoding="utf-8", newline="") as opened:
            return [[v for k, v in row.items() if k != "created_at"] for row in csv.DictReader(opened)]

    assert without_dates(date(2027, 1, 1)) == without_dates(date(2026, 6, 16))


@settings(max_examples=10, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_truth_moves_as_one(today: date) -> None:
    moved, still = shifted_truth(today), shifted_truth(date(2026, 6, 16))
    by = today - date(2026, 6, 16)
    assert moved["year"]["to"] == (today - timedelta(days=1)).isoformat()
    for event, key in (
        ("delivery_crisis", "from"),
        ("delivery_crisis", "to"),
        ("login_crash_fixed", "fixed"),
    ):
        was = date.fromisoformat(still["events"][event][key])
        assert moved["events"][event][key] == (was + by).isoformat()
    assert moved["records"] == still["records"]
    assert moved["events"]["peaks"][0]["from"] == (date(2025, 11, 11) + by).isoformat()


def test_source_says_synthetic() -> None:
    assert sample_source() == "sample (synthetic)"
