"""Rankings: the right labels with their values, in order."""

from collections.abc import Sequence
from typing import Any

from evals.scorers.labels_said import first_named, label_of, labelled_rows
from evals.scorers.numbers import cell_holds, claim
from evals.scorers.score import Answer, Score

__all__ = ["ranking"]


def ranking(gold: Any, answer: Answer, n: int | None = None, lowest: bool = False) -> Score:
    """Some result starts with the right labels and values, ties in any order; the claim names a first one.

    When only the first place counts, it may stand anywhere in the result, but the claim names it first.
    """
    values = {label_of(key): float(value) for key, value in gold.items()}
    order = sorted(values.items(), key=lambda item: item[1], reverse=not lowest)
    return _in_order(order, n or len(order), answer)


def _in_order(order: Sequence[tuple[str, float]], n: int, answer: Answer) -> Score:
    values = dict(order)
    firsts = {label for label, value in order if value == order[0][1]}
    if first_named(values, claim(answer)) not in firsts:
        return Score(False, f"the claim does not name {order[0][0]} first")
    best = "no result is by this label"
    for result in answer["results"]:
        rows = [(label, cells) for label, cells in labelled_rows(result) if label in values]
        if n == 1:
            rows = [(label, cells) for label, cells in rows if label in firsts][:1]
        if len(rows) < n:
            continue
        if all(
            cell_holds(values[label], cells) and abs(values[label] - want) < 1e-9
            for (label, cells), (_, want) in zip(rows, order[:n], strict=False)
        ):
            return Score(True, "in order")
        best = "wrong order or values"
    return Score(False, best)
