"""How long an offline answer takes: warm, over many records, and cold, as a command."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from evals.bench.figures import Figure
from evals.command import COMMAND, environment

__all__ = ["cold_figures", "warm_figures"]

QUESTIONS = (
    "How many records are there?",
    "How many negative reviews did VIP customers write?",
    "What is the average rating by region?",
    "Which product has the lowest average rating?",
    "Negative share by channel, worst first",
    "How many records per month in 2025?",
    "Compare June 2025 and July 2025",
    "Top 5 products by number of negative reviews",
    "How many different customers wrote in March 2025?",
    "What share of VIP feedback is negative?",
    "How many records have no rating?",
    "Average rating of Model A1 compared with Model B2",
    "How many reviews in Europe had a rating below 3?",
    "Which month had the most negative reviews?",
    "Median rating by tier",
    "How many reviews mention refund?",
    "Negative share by quarter",
    "Rating by product and channel",
    "一共有多少条反馈？",
    "VIP 客户有多少条差评？",
    "各地区的平均评分是多少？",
    "哪个产品的差评率最高？",
    "每个渠道有多少条反馈，从多到少",
    "2025年每个月的反馈数量",
    "2025年6月和7月的差评数相比怎么样？",
    "差评最多的前5个产品",
    "2025年3月有多少个不同的客户？",
    "华东的负面占比是多少？",
    "没有评分的反馈有多少条？",
    "Model A1 和 Model B2 的平均评分差多少？",
    "华南评分低于3分的有多少条？",
    "哪个月的好评最多？",
    "各等级客户的差评率",
    "提到“退款”的反馈有多少条？",
    "每个季度的负面占比",
    "按产品和渠道看平均评分",
)


def warm_figures(home: Path, count: int, rounds: int) -> Iterator[Figure]:
    """Every question `rounds` times in one process, each in a conversation of its own, after one round."""
    from assistant.agent import open_assistant
    from assistant.answering import answer
    from assistant.events import Done
    from assistant.settings import Settings

    seconds: list[float] = []
    worked: dict[str, list[float]] = {question: [] for question in QUESTIONS}
    unread: set[str] = set()
    with open_assistant(Settings(home=home), remember=False) as assistant:
        for number in range(rounds + 1):
            for question in QUESTIONS:
                started, busy = time.perf_counter(), time.process_time()
                *_, last = answer(assistant, question)
                if number:
                    seconds.append(time.perf_counter() - started)
                    worked[question].append(time.process_time() - busy)
                if not isinstance(last, Done) or last.answer.abstained:
                    unread.add(question)
    beside = f"p50 {median(seconds) * 1000:.0f} ms; {_processor(worked)}"
    beside += f"; {len(QUESTIONS)} questions x {rounds}, {count:,} records"
    if unread:
        beside += f"; {len(unread)} not answered: {'; '.join(sorted(unread))}"
    yield Figure("warm offline answer, p95", _p95(seconds), "ms", 150, "less", beside)


def _processor(worked: Mapping[str, Sequence[float]]) -> str:
    """What the processor did for it, whatever else it was busy with; and where most of that went."""
    every = [each for found in worked.values() for each in found]
    slowest = max(worked, key=lambda question: median(worked[question]))
    told = f"{slowest} {median(worked[slowest]) * 1000:.0f}"
    return f"of processor p50 {median(every) * 1000:.0f}, p95 {_p95(every):.0f}, most: {told}"


def _p95(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return quantiles(seconds, n=20)[-1] * 1000


def cold_figures(home: Path, times: int) -> Iterator[Figure]:
    """The whole command, from start to exit."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(
            [*COMMAND, "ask", "How many negative reviews did VIP customers write last month?"],
            env=environment(home),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        taken.append(time.perf_counter() - started)
    beside = f"median of {times}, best {min(taken):.2f}, worst {max(taken):.2f}; sample feedback"
    yield Figure("cold `feedback ask`", median(taken), "s", 2.5, "less", beside)
