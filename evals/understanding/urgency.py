"""Urgency on made-up lines, half of them urgent or important, half look-alikes and everyday remarks.

The lines (`evals/cases/urgency.jsonl`) were written and labelled before the rules and cut in half at random;
rules were mended on `dev` only. But one person wrote lines and rules, and remembered them: a perfect score
says that the rules do what they were meant to, not how often they are right. For that, real texts were read,
as the whole pipeline flagged them: of 51 called urgent, at most six from each of eleven sets, the reader (who
wrote the rules) agreed with 55 % and would have called another 24 % important; of 67 called important, with
72 %. What urgent texts they miss was not measured. Most of those sets hold almost nothing urgent,
which makes it a hard sample. Beside the rules stands what a plain list of alarming words does.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1
from evals.understanding.register import Line, load_lines
from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.urgency import urgencies

__all__ = ["measure"]

_LINES = Path(__file__).parent.parent / "cases" / "urgency.jsonl"
_PLAIN = {
    "urgent": "火|烟|中毒|医院|受伤|盗|骗|律师|起诉|投诉|泄露|急|今天|明天|老人|婴儿|孕|崩|瘫痪|fire|smoke|"
    "poison|hospital|injur|hurt|danger|fraud|stole|hack|lawyer|attorney|sue|court|legal|breach|leak|urgent|"
    "emergency|today|tonight|elderly|baby|pregnant|down|outage",
    "important": "注销|退订|换|再也不|卸载|登录|断|次|cancel|switch|never|again|close|leave|times|log in",
}
"""A plain list of alarming words, as one would first write it."""


def measure(data: Path) -> Iterator[Figure]:  # noqa: ARG001 - these lines are the project's own
    for split in ("dev", "held"):
        for tongue in ("zh", "en"):
            lines = [
                line
                for line in load_lines(_LINES)
                if line["split"] == split and (line["language"] == "en") == (tongue == "en")
            ]
            yield from _figures(split, tongue, lines)


def _figures(split: str, tongue: str, lines: Sequence[Line]) -> Iterator[Figure]:
    batch = Batch.of([line["text"] for line in lines])
    found = urgencies(batch)
    gold, said = [line["urgency"] for line in lines], [each.value for each in found]
    plain = [_plainly(text) for text in batch.folded]
    task = f"urgency, {split}"
    for name, statistic in (("accuracy", accuracy), ("macro-F1", macro_f1), ("kappa", kappa)):
        low, high = bootstrap(statistic, gold, said)
        beside = statistic(gold, plain)
        yield Figure(task, tongue, name, statistic(gold, said), len(gold), low, high, beside, "word list")
    yield _share(f"{task}, look-alikes", "left alone", tongue, lines, found, plain, False)
    yield _share(f"{task}, pressing", "kind named", tongue, lines, found, plain, True)


def _share(
    task: str,
    name: str,
    tongue: str,
    lines: Sequence[Line],
    found: Sequence[Label],
    plain: Sequence[str],
    pressing: bool,
) -> Figure:
    """Of the pressing lines, those whose kind is among the reasons; of the others, those called normal."""
    rows = [row for row, line in enumerate(lines) if bool(line["kind"]) == pressing]
    if pressing:
        right = [str(_names(lines[row]["kind"], found[row])) for row in rows]
        beside = None
    else:
        right = [str(found[row].value == "normal") for row in rows]
        beside = sum(plain[row] == "normal" for row in rows) / len(rows)
    low, high = bootstrap(accuracy, ["True"] * len(rows), right)
    value = accuracy(["True"] * len(rows), right)
    return Figure(task, tongue, name, value, len(rows), low, high, beside, "word list" if beside else "")


def _names(kind: str, label: Label) -> bool:
    return any(reason.startswith(f"{kind}: ") for reason in label.reasons)


def _plainly(folded: str) -> str:
    return next(
        (level for level, words in _PLAIN.items() if any(word in folded for word in words.split("|"))),
        "normal",
    )
