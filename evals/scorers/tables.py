"""Tables: the same rows as gold, with the same values, and shown."""

from collections.abc import Mapping
from typing import Any

from evals.scorers.labels_said import label_of, labelled_rows, place_of
from evals.scorers.numbers import cell_holds
from evals.scorers.score import Answer, Score

__all__ = ["table"]


def table(gold: Any, answer: Answer) -> Score:
    """Some result has exactly these labels (rows for missing ones may be added), with these values.

    Labels of two dimensions may stand in either order, or one in rows and one in columns.
    """
    values = {label_of(key): float(value) for key, value in gold.items()}
    best = "no result has these rows"
    for result in answer["results"]:
        found = _complete_rows(result)
        wanted = {label: _row_of(label, found) for label in values}
        if not all(row in found for row in wanted.values()):
            continue
        wrong = [label for label, row in wanted.items() if not cell_holds(values[label], found[row])]
        if wrong:
            best = f"wrong value for {wrong[0]}"
        elif len(found) > len(set(wanted.values())):
            best = "rows too many"
        else:
            parts = [part for label in values for part in label.split("|")]
            unsaid = [part for part in parts if place_of(part, answer["answer"]) is None]
            return Score(not unsaid, f"{unsaid[0]} is not shown" if unsaid else "same rows")
    return Score(False, best)


def _complete_rows(result: Mapping[str, Any]) -> dict[str, list[float]]:
    """The rows that have all their labels; in those of missing ones a label is empty."""
    rows = labelled_rows(result)
    most = max((_parts(label) for label, _ in rows), default=0)
    return {label: cells for label, cells in rows if label and _parts(label) == most}


def _parts(label: str) -> int:
    return label.count("|") + 1 if label else 0


def _row_of(label: str, rows: Mapping[str, Any]) -> str:
    """The row that speaks of a label: its own, that of its parts turned round, or that of its first part."""
    turned = "|".join(reversed(label.split("|")))
    return next((each for each in (label, turned) if each in rows), label.split("|")[0])
