"""Judging one answer against its gold: pure functions that return right or wrong, and why.

An answer is the JSON that `feedback ask --batch` writes. To be right, a fact must stand both in a result (a
row or a named fact, exactly or at the decimals shown) and in the words (at the decimals shown).
"""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.cases import Case

Answer = Mapping[str, Any]
NUMBER = re.compile(r"(?<![\w.])[-−–]?\d[\d,]*(?:\.\d+)?|(?<=[一-鿿])[-−–]?\d[\d,]*(?:\.\d+)?")

SPELLINGS = {"negative": ("负面", "差评", "消极"), "positive": ("正面", "好评", "积极")}

__all__ = ["Answer", "Score", "first_named", "judge", "matches", "shown"]


@dataclass(frozen=True, slots=True)
class Score:
    right: bool
    why: str


def judge(case: Case, gold: Any, answer: Answer) -> Score:
    """Whether the answer to the case's last question is right."""
    if case.check == "abstain":
        return Score(
            bool(answer["abstained"]), "abstained" if answer["abstained"] else "answered all the same"
        )
    if answer["abstained"]:
        return Score(False, "abstained")
    if answer["language"] != case.lang:
        return Score(False, f"answered in {answer['language']}")
    if case.check == "number":
        return _numbers(gold if isinstance(gold, list) else [gold], answer)
    values = {_label(key): float(value) for key, value in gold.items()}
    if case.check == "table":
        return _table(values, answer)
    order = sorted(values.items(), key=lambda item: item[1], reverse=not case.lowest)
    return _ranking(order, case.n or len(order), answer)


def _numbers(wanted: Sequence[Any], answer: Answer) -> Score:
    """Every wanted number is in a result and in the words; the first one in the claim."""
    computed, claimed, said = list(_computed(answer)), shown(_claim(answer)), shown(answer["answer"])
    for place, each in enumerate(wanted):
        choices = [float(one) for one in (each if isinstance(each, list) else [each])]
        if not any(_in_results(choice, computed) for choice in choices):
            return Score(False, f"{_either(choices)} is in no result")
        words = claimed if place == 0 else said
        if not any(matches(choice, number) for choice in choices for number in words):
            return Score(False, f"{_either(choices)} is not said")
    return Score(True, "all said")


def _ranking(order: Sequence[tuple[str, float]], n: int, answer: Answer) -> Score:
    """Some result starts with the right labels and values, ties in any order; the claim names a first one.

    When only the first place counts, it may stand anywhere in the result, but the claim names it first.
    """
    values = dict(order)
    firsts = {label for label, value in order if value == order[0][1]}
    if first_named(values, _claim(answer)) not in firsts:
        return Score(False, f"the claim does not name {order[0][0]} first")
    best = "no result is by this label"
    for result in answer["results"]:
        rows = [(label, cells) for label, cells in _labelled(result) if label in values]
        if n == 1:
            rows = [(label, cells) for label, cells in rows if label in firsts][:1]
        if len(rows) < n:
            continue
        if all(
            _cell(values[label], cells) and abs(values[label] - want) < 1e-9
            for (label, cells), (_, want) in zip(rows, order[:n], strict=False)
        ):
            return Score(True, "in order")
        best = "wrong order or values"
    return Score(False, best)


def first_named(labels: Iterable[str], text: str) -> str | None:
    """The label a text names first; of two that begin at the same place, the longer."""
    places = [(place, -len(label), label) for label in labels if (place := _place(label, text)) is not None]
    return min(places)[2] if places else None


def _table(values: Mapping[str, float], answer: Answer) -> Score:
    """Some result has exactly these labels (a row for the missing ones may be added), with these values.

    Labels of two dimensions may stand in rows and columns instead.
    """
    best = "no result has these rows"
    for result in answer["results"]:
        found = {label: cells for label, cells in _labelled(result) if label}
        wanted = {label: label if label in found else label.split("|")[0] for label in values}
        if not all(row in found for row in wanted.values()):
            continue
        wrong = [label for label, row in wanted.items() if not _cell(values[label], found[row])]
        if wrong:
            best = f"wrong value for {wrong[0]}"
        elif len(found) > len(set(wanted.values())):
            best = "rows too many"
        else:
            parts = [part for label in values for part in label.split("|")]
            unsaid = [part for part in parts if _place(part, answer["answer"]) is None]
            return Score(not unsaid, f"{unsaid[0]} is not shown" if unsaid else "same rows")
    return Score(False, best)


def shown(text: str) -> list[str]:
    """The numbers of a text as written, without thousands separators, with a plain minus."""
    return [re.sub("[−–]", "-", each.replace(",", "")) for each in NUMBER.findall(text)]


def matches(value: float, number: str) -> bool:
    """Whether a number as written is this value at the decimals written; a share may stand in percent.

    A value that is no whole number needs a decimal, or stands in percent.
    """
    decimals = len(number.partition(".")[2])
    written = float(number)
    if value == int(value) and written == value:
        return True
    half = 0.5 * 10**-decimals + 1e-9
    if -1 <= value <= 1 and abs(written - value * 100) <= half:
        return True
    return decimals > 0 and abs(written - value) <= half


def _computed(answer: Answer) -> Iterator[float]:
    """Every number in the rows and facts of the answer's results."""
    for result in answer["results"]:
        yield from _numbers_in(result["rows"])
        yield from _numbers_in(result.get("facts", {}))
        yield from _numbers_in([result["covered"], result["missing"]])


def _numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers_in(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def _in_results(value: float, computed: Sequence[float]) -> bool:
    return any(_cell(value, number) or _cell(-value, number) for number in computed)


def _cell(value: float, numbers: float | Sequence[float]) -> bool:
    """Whether a cell holds this value, as a fraction or in percent, to at least four digits."""
    cells = [numbers] if isinstance(numbers, float | int) else numbers
    return any(
        abs(cell - want) <= 5e-4 * max(1.0, abs(want)) * (want != int(want)) + 1e-6
        for cell in cells
        for want in (value, value * 100 if -1 < value < 1 else value)
    )


def _labelled(result: Mapping[str, Any]) -> list[tuple[str, list[float]]]:
    """A result's rows as (label, numbers): the label joins the words of the row, as written or as a date."""
    rows = []
    for row in result["rows"]:
        words = [str(cell) for cell in row if isinstance(cell, str)]
        numbers = [
            float(cell) for cell in row if isinstance(cell, int | float) and not isinstance(cell, bool)
        ]
        rows.append(("|".join(_label(word) for word in words), numbers))
    return rows


def _label(key: Any) -> str:
    """One spelling of a label: tuples joined, times of buckets cut to what they say, case folded."""
    if isinstance(key, tuple):
        return "|".join(_label(each) for each in key)
    return str(key).strip().removesuffix(" 00:00:00").casefold()


def _claim(answer: Answer) -> str:
    """What is said before the first table or blank line."""
    return re.split(r"\n\s*\n|\n\|", str(answer["answer"]).strip(), maxsplit=1)[0]


def _place(label: str, text: str) -> int | None:
    """Where a text names a label first; months, days and sentiments in any usual spelling."""
    folded = text.casefold()
    spellings = [label, *SPELLINGS.get(label, ())]
    if parts := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", label):
        year, month, day = parts.groups()
        spellings.append(f"{year}年{int(month)}月" + (f"{int(day)}日" if day else ""))
        if not day:
            spellings.append(f"{month_name[int(month)]} {year}".casefold())
    places = [place for each in spellings if (place := folded.find(each)) >= 0]
    return min(places) if places else None


def _either(choices: Sequence[float]) -> str:
    return " or ".join(f"{choice:.6g}" for choice in choices)
