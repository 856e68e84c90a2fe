"""Hand-written phrase material, and how one line of it becomes words.

A file holds `[section]` heads and one phrase a line. `{a|b|}` offers a choice, `<3-7>` a number in that
range, `<name>` a slot. A line may begin with `@buds,cam` (only for those products or product groups) and
`#sound` (the aspect it praises), in either order.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Bag", "Phrase", "expand", "phrases"]

_CHOICE = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"<(\d+)-(\d+)>")
_SLOT = re.compile(r"<([a-z_]+)>")
_NUMERALS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line. `text`: its words so far; `line`: as it stands in the file.

    `products`: the products or groups it fits, all when empty. `aspect`: what it praises.
    """

    text: str
    line: str
    products: frozenset[str] = frozenset()
    aspect: str = "general"


@cache
def phrases(name: str) -> Mapping[str, tuple[Phrase, ...]]:
    """The sections of `phrases/<name>.txt`."""
    file = resources.files(__package__) / "phrases" / f"{name}.txt"
    sections: dict[str, list[Phrase]] = {}
    current: list[Phrase] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif line:
            current.append(_parse(line))
    return {section: tuple(lines) for section, lines in sections.items()}


def _parse(line: str) -> Phrase:
    products: frozenset[str] = frozenset()
    aspect = "general"
    while line[0] in "@#":
        mark, line = line.split(" ", 1)
        if mark[0] == "@":
            products = frozenset(mark[1:].split(","))
        else:
            aspect = mark[1:]
    return Phrase(line, line, products, aspect)


class Bag:
    """Draws phrases evenly: of those that fit, one of the least used so far."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()

    def draw(self, pool: Sequence[Phrase], fits: Callable[[Phrase], bool] = lambda _: True) -> Phrase:
        """Raises IndexError when nothing in the pool fits."""
        fitting = [phrase for phrase in pool if fits(phrase)]
        fewest = min((self._used[phrase.text] for phrase in fitting), default=0)
        chosen = self._rng.choice([phrase for phrase in fitting if self._used[phrase.text] <= fewest + 1])
        self._used[chosen.text] += 1
        return chosen

    def used(self, phrase: Phrase) -> int:
        """How often it was drawn."""
        return self._used[phrase.text]


def expand(text: str, rng: random.Random, slots: Mapping[str, str], chinese: bool) -> str:
    """The line with its choices made, numbers drawn and slots filled. Raises KeyError for an unknown slot."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
    text = _RANGE.sub(lambda match: _number(int(match[1]), int(match[2]), rng, chinese), text)
    return _SLOT.sub(lambda match: slots[match[1]], text)


def _number(low: int, high: int, rng: random.Random, chinese: bool) -> str:
    number = rng.randint(low, high)
    if low >= 100:
        return str(number // 10 * 10 + 9)
    if chinese and number <= 10 and rng.random() < 0.5:
        return _NUMERALS[number]
    return str(number)
