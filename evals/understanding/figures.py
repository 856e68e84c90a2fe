"""A measured figure, never without its sample, its interval, and what it is compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.report import table

__all__ = ["Figure", "accuracy", "bootstrap", "figure_table", "kappa", "macro_f1"]

Labels = Sequence[str] | npt.NDArray[np.str_]
Statistic = Callable[[npt.NDArray[np.str_], npt.NDArray[np.str_]], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """task: what on which data ("sentiment, waimai, 5-fold"). n: labelled texts (or pairs, or spans).

    low and high: 95 % interval. baseline: what is measured beside it in the same run, None for none.
    bar: at least (or, with at_most, at most) this is owed; None for figures that only inform.
    """

    task: str
    language: str
    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    baseline_name: str = ""
    bar: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def accuracy(gold: Labels, said: Labels) -> float:
    return float(np.mean(np.asarray(gold) == np.asarray(said)))


def macro_f1(gold: Labels, said: Labels) -> float:
    """Mean F1 of the classes that gold has."""
    from sklearn.metrics import f1_score

    return float(f1_score(gold, said, labels=sorted(set(gold)), average="macro", zero_division=0))


def kappa(gold: Labels, said: Labels) -> float:
    """Cohen's kappa: agreement beyond chance. nan where only one label occurs: there is no chance then."""
    from sklearn.metrics import cohen_kappa_score

    if len({*map(str, gold), *map(str, said)}) == 1:
        return float("nan")
    return float(cohen_kappa_score(gold, said))


def bootstrap(
    statistic: Statistic, gold: Labels, said: Labels, draws: int = 300, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic over texts drawn with replacement."""
    rng = np.random.default_rng(seed)
    left, right = np.asarray(gold), np.asarray(said)
    values = []
    for _ in range(draws):
        chosen = rng.integers(0, len(left), len(left))
        values.append(statistic(left[chosen], right[chosen]))
    low, high = np.nanpercentile(values, (2.5, 97.5))
    return float(low), float(high)


def figure_table(figures: Sequence[Figure]) -> str:
    """One line a figure; the last column says whether the bar is met."""
    head = ("measured on", "lang", "figure", "value", "95 % interval", "n", "baseline", "bar", "")
    return table(head, [_row(each) for each in figures])


def _row(figure: Figure) -> tuple[str, ...]:
    interval = f"{figure.low:.3f} - {figure.high:.3f}" if figure.low is not None else ""
    beside = "" if figure.baseline is None else f"{figure.baseline_name} {figure.baseline:.3f}".strip()
    bar = "" if figure.bar is None else f"{'<=' if figure.at_most else '>='} {figure.bar:g}"
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    return (
        figure.task,
        figure.language,
        figure.name,
        f"{figure.value:.3f}",
        interval,
        str(figure.n),
        beside,
        bar,
        verdict,
    )
