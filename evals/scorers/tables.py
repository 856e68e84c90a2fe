"""Tables: the same rows as gold, with the same values, and shown."""

from typing import Any

from evals.scorers.labels_said import label_of, labelled_rows, place_of
from evals.scorers.numbers import cell_holds
from evals.scorers.score import Answer, Score

__all__ = ["table"]


def table(gold: Any, answer: Answer) -> Score:
    """Some result has exactly these labels (a row for the missing ones may be added), with these values.

    Labels of two dimensions may stand in rows and columns instead.
    """
    values = {label_of(key): float(value) for key, value in gold.items()}
    best = "no result has these rows"
    for result in answer["results"]:
        found = {label: cells for label, cells in labelled_rows(result) if label}
        wanted = {label: label if label in found else label.split("|")[0] for label in values}
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
