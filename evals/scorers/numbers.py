"""Numbers in words and in results, and when one is the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.scorers.score import Answer

NUMBER = re.compile(r"(?<![\w.])[-−–]?\d[\d,]*(?:\.\d+)?|(?<=[一-鿿])[-−–]?\d[\d,]*(?:\.\d+)?")

__all__ = ["cell_holds", "claim", "computed", "in_results", "matches", "shown"]


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


def computed(answer: Answer) -> list[float]:
    """Every number in the rows and facts of the answer's results."""
    found: list[float] = []
    for result in answer["results"]:
        found += _numbers_in([result["rows"], result.get("facts", {}), result["covered"], result["missing"]])
    return found


def _numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers_in(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def in_results(value: float, numbers: Sequence[float]) -> bool:
    """Whether some result has this value, or the same value the other way round (a difference)."""
    return any(cell_holds(value, number) or cell_holds(-value, number) for number in numbers)


def cell_holds(value: float, numbers: float | Sequence[float]) -> bool:
    """Whether a cell holds this value, as a fraction or in percent, to at least four digits."""
    cells = [numbers] if isinstance(numbers, float | int) else numbers
    return any(
        abs(cell - want) <= 5e-4 * max(1.0, abs(want)) * (want != int(want)) + 1e-6
        for cell in cells
        for want in (value, value * 100 if -1 < value < 1 else value)
    )


def claim(answer: Answer) -> str:
    """What is said before the first table or blank line."""
    return re.split(r"\n\s*\n|\n\|", str(answer["answer"]).strip(), maxsplit=1)[0]
