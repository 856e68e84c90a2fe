"""The figures of a run that a report begins with, with sample, interval, and the bar that is owed."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean

from evals.records import Record, Run
from evals.report import table
from evals.shares import (
    Share,
    all_phrasings,
    answerable_declined,
    pass_hat,
    share_right,
    shares,
    spread,
    unanswerable_declined,
    unbacked_claims,
)

__all__ = ["Line", "lines", "share_table", "suites_of", "summary_table"]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as people read it. met: whether the bar is, None without one."""

    name: str
    value: str
    sample: str
    interval: str = ""
    bar: str = ""
    met: bool | None = None


def lines(run: Run) -> list[Line]:
    """What is owed, over all suites of the run."""
    dev = [record for record in run.records if record.split == "dev"]
    held = [record for record in run.records if record.split == "held"]
    found = [
        _share("right, working part", share_right(dev), at_least=0.97),
        _share("right, set-aside part", share_right(held), at_least=0.92),
        _share("unanswerable, declined", unanswerable_declined(run.records), at_least=0.95),
        _share("answerable, wrongly declined", answerable_declined(run.records), at_most=0.03),
        _share("golds right in all phrasings", all_phrasings(run.records), at_least=0.90, of="golds"),
        *_steady(run),
        _count("claims without a source", unbacked_claims(run.records), len(run.records)),
        _struck(run),
        _count("databases changed by asking", _changed(run), len(run.states), of="files"),
        _count("errors", sum("error" in record.answer for record in run.records), len(run.records)),
        _spread("seconds an answer", run, "seconds", decimals=2),
        _spread("milliseconds of checking claims", run, "gate_ms", decimals=1, at_most=10),
        _spread("tokens an answer", run, "tokens"),
        _mean("nDCG@10 of what is found to quote", run, "ndcg"),
        _mean("recall@10 of what is found to quote", run, "recall"),
    ]
    return [line for line in found if not line.sample.startswith("0 ")]


def summary_table(run: Run) -> str:
    marks = {None: "", True: "met", False: "MISSED"}
    rows = [
        (each.name, each.value, each.interval, each.sample, each.bar, marks[each.met]) for each in lines(run)
    ]
    return table(("figure", "value", "95 % interval", "of", "owed", ""), rows)


def share_table(run: Run) -> str:
    """Shares right by file, by suite and language, and by suite, each by part."""
    keys: list[Callable[[Record], str]] = [
        lambda each: f"{each.suite}/{each.file} {each.lang} {each.split}",
        lambda each: f"{each.suite} {each.lang} {each.split}",
        lambda each: f"{each.suite} {each.split}",
    ]
    found = [item for key in keys for item in shares(run.records, key).items()]
    rows = [
        (
            name,
            str(each.n),
            str(each.cases),
            str(each.right),
            f"{each.value:.1%}",
            f"{each.low:.0%} - {each.high:.0%}",
        )
        for name, each in found
    ]
    return table(("answers", "n", "cases", "right", "share", "95 % interval"), rows)


def suites_of(run: Run) -> list[str]:
    return list(dict.fromkeys(record.suite for record in run.records))


def _share(
    name: str,
    share: Share,
    at_least: float | None = None,
    at_most: float | None = None,
    of: str = "answers",
) -> Line:
    bar = f"at least {at_least:.0%}" if at_least is not None else f"at most {at_most:.0%}"
    met = share.value >= at_least if at_least is not None else share.value <= (at_most or 0)
    interval = f"{share.low:.1%} - {share.high:.1%}"
    value = f"{share.value:.1%}" if share.n else ""
    return Line(name, value, f"{share.n} {of}, {share.cases} cases", interval, bar, met)


def _count(name: str, count: int, n: int, of: str = "answers") -> Line:
    return Line(name, str(count), f"{n} {of}", "", "0", count == 0)


def _struck(run: Run) -> Line:
    """What the assistant's own check took out: of offline answers nothing should be."""
    struck = [record.scores["struck"].value for record in run.records if "struck" in record.scores]
    return Line("answers with something struck", str(sum(map(bool, struck))), f"{len(struck)} answers")


def _mean(name: str, run: Run, score: str) -> Line:
    values = [float(record.scores[score].value) for record in run.records if score in record.scores]
    return Line(name, f"{mean(values):.3f}" if values else "", f"{len(values)} answers")


def _steady(run: Run) -> list[Line]:
    """pass^1 beside pass^k, for runs that ask more than once."""
    if run.header.k < 2:
        return []
    once, always = pass_hat(run.records, 1), pass_hat(run.records, run.header.k)
    if math.isnan(always):
        return []
    sample = f"{len(run.records)} answers, each question {run.header.k} times"
    offline = run.header.model == "offline"
    return [
        Line("pass^1", f"{once:.1%}", sample),
        Line(
            f"pass^{run.header.k}",
            f"{always:.1%}",
            sample,
            bar="as pass^1" if offline else "",
            met=math.isclose(once, always) if offline else None,
        ),
    ]


def _changed(run: Run) -> int:
    return sum(not score.right for score in run.states.values())


def _spread(name: str, run: Run, score: str, decimals: int = 0, at_most: float | None = None) -> Line:
    n, half, most = spread(run.records, score)
    value = f"{half:.{decimals}f} / {most:.{decimals}f}"
    bar = "" if at_most is None else f"p95 at most {at_most:g}"
    return Line(
        f"{name}, p50 / p95", value, f"{n} answers", "", bar, None if at_most is None else most <= at_most
    )
