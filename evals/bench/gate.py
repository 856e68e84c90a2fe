"""What the claim gate costs: an answer of 2,000 characters, checked against five results."""

import random
import re
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from typing import Any

from evals.bench.figures import Figure

__all__ = ["BAR", "gate_figures", "milliseconds"]

RESULTS, ROWS, CHARACTERS = 5, 50, 2_000
BAR = 10.0

_ABOUT = (
    "late parcels",
    "refunds",
    "calls back",
    "repairs",
    "boxes",
    "answers",
    "the app",
    "returns",
    "invoices",
)
_ABOUT_ZH = (
    "包裹迟到",
    "退款没有到账",
    "电话打不通",
    "维修太久",
    "包装破损",
    "发票开错",
    "配送员态度差",
    "应用闪退",
)

_SCAN = re.compile(r"\d+(?:\.\d+)?")


def gate_figures(answers: int) -> Iterator[Figure]:
    """p95 of checking, its results' index included, beside a bare scan for numbers in the same answers."""
    from assistant.gate.gate import check

    rng = random.Random(7)
    conversations = [_conversation(rng, language) for _ in range(answers) for language in ("en", "zh")]
    for results, text in conversations[:4]:
        check(text, results, "How many by region?")
    whole = [milliseconds(check, text, results, "How many by region?") for results, text in conversations]
    walls = [_wall(check, text, results, "How many by region?") for results, text in conversations]
    bare = [milliseconds(_scan, text, results) for results, text in conversations]
    beside = (
        f"p50 {median(whole):.1f} ms of processor, p95 by the clock {quantiles(walls, n=20)[-1]:.1f} ms; "
        f"{len(conversations)} answers of {CHARACTERS:,} characters, "
        f"{RESULTS} results "
        f"of {ROWS} rows; a bare scan, p95 {quantiles(bare, n=20)[-1]:.2f} ms"
    )
    yield Figure("claim gate, p95", quantiles(whole, n=20)[-1], "ms", BAR, "less", beside)


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    """Processor time: what else the machine does is no cost of the gate."""
    started = time.thread_time()
    work(*arguments)
    return (time.thread_time() - started) * 1000


def _wall(work: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - started) * 1000


def _scan(text: str, results: list[dict[str, Any]]) -> bool:
    known = set(_SCAN.findall(str([each["rows"] for each in results])))
    return known.issuperset(_SCAN.findall(text))


def _conversation(rng: random.Random, language: str) -> tuple[list[dict[str, Any]], str]:
    """Results, and an answer that states their numbers, until it is long enough."""
    results = [_result(rng, place) for place in range(1, RESULTS + 1)]
    sentences: list[str] = []
    while sum(map(len, sentences)) < CHARACTERS:
        result = rng.choice(results)
        region, count, share = rng.choice(result["rows"])
        if language == "en":
            told = (
                f"In March 2024 {region} had {count:,} records, {share:.1%} negative [{result['handle']}]. "
            )
            more = f"Most of them speak of {rng.choice(_ABOUT)} and of {rng.choice(_ABOUT)} that took long. "
        else:
            told = f"2024年3月，{region} 有 {count:,} 条记录，其中负面占 {share:.1%} [{result['handle']}]。"
            more = f"大多提到{rng.choice(_ABOUT_ZH)}，以及{rng.choice(_ABOUT_ZH)}，客服也没有给出说法。"
        sentences += [told, more]
    return results, "".join(sentences)[:CHARACTERS].rsplit(" ", 1)[0]


def _result(rng: random.Random, place: int) -> dict[str, Any]:
    names = [f"Region {chr(65 + at % 26)}{chr(65 + at // 26)}" for at in range(ROWS)]
    rows: list[tuple[str, int, float]] = [(name, rng.randint(30, 5000), rng.random()) for name in names]
    period = {"start": "2024-03-01", "end": "2024-04-01"}
    return {
        "handle": f"r{place}",
        "tool": "query_segments",
        "query": {
            "measures": [{"op": "count"}, {"op": "share_negative", "field": "sentiment"}],
            "group_by": [{"field": "region"}],
            "period": period,
        },
        "columns": ["region", "count", "share negative"],
        "rows": rows,
        "covered": sum(row[1] for row in rows),
        "missing": 3,
        "facts": {
            "period": period,
            "intervals": _intervals(rows),
        },
        "citations": [],
    }


def _intervals(rows: list[tuple[str, int, float]]) -> list[dict[str, Any]]:
    return [{"share negative": {"low": share * 0.9, "high": share * 1.1, "n": n}} for _, n, share in rows]
