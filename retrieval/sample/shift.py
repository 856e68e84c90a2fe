"""The sample as if its year had ended yesterday.

Every date moves by the same whole number of days, so weekdays and sale days move with it: what was a Monday
need not be one afterwards.
"""

import csv
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

__all__ = ["sample_source", "shifted_csv", "shifted_truth"]

_HERE = Path(__file__).parent
_DATE_KEYS = frozenset({"from", "to", "fixed"})


def sample_source() -> str:
    """Name of the source under which the sample is imported."""
    return "sample (synthetic)"


def shifted_csv(today: date, destination: Path) -> Path:
    """Writes feedback.csv to `destination` with its last record on the day before `today`."""
    move = _move(today)
    with (
        (_HERE / "feedback.csv").open(encoding="utf-8", newline="") as source,
        destination.open("w", encoding="utf-8", newline="") as target,
    ):
        reader = csv.DictReader(source)
        writer = csv.DictWriter(target, list(reader.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        for row in reader:
            row["created_at"] = (datetime.fromisoformat(row["created_at"]) + move).isoformat()
            writer.writerow(row)
    return destination


def shifted_truth(today: date) -> dict[str, Any]:
    """truth.json with every date moved as `shifted_csv` moves the records."""
    move = _move(today)
    return {key: _moved(value, move) for key, value in _truth().items()}


def _truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_HERE / "truth.json").read_text(encoding="utf-8"))
    return loaded


def _move(today: date) -> timedelta:
    return today - timedelta(days=1) - date.fromisoformat(_truth()["year"]["to"])


def _moved(value: object, by: timedelta) -> object:
    if isinstance(value, Mapping):
        return {
            key: (date.fromisoformat(each) + by).isoformat()
            if key in _DATE_KEYS and isinstance(each, str)
            else _moved(each, by)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    return value
