"""Words that show an intent, found in many texts at once, with the part of the text they stand in."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

__all__ = ["INTENTS", "PLACES", "Cue", "Hits", "find_cues", "load_cues"]

INTENTS = ("complaint", "suggestion", "question", "request", "praise", "other")
PLACES = 3
"""Where a cue stands: anywhere, among the first characters, among the last."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
_GAP, _FIRST, _LAST = 30, 60, 80
_SEPARATOR = "\0"
_TWO_LETTERS = re.compile("[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of text that shows an intent.

    then: what must follow within thirty characters, "" for nothing. begins, ends: it must stand at the
    beginning or end of the text. group: the list it is in; a list adds its strength once a text.
    """

    text: str
    then: str
    begins: bool
    ends: bool
    intent: int
    group: int
    strength: float


@dataclass(frozen=True, slots=True)
class Hits:
    """Every cue where it stands: its text, its number among the cues, its first character."""

    texts: Sequence[str]
    cues: tuple[Cue, ...]
    text: Ints
    cue: Ints
    at: Ints

    def columns(self) -> tuple[Ints, Ints]:
        """Pairs of text and column, each once: PLACES columns a cue, which learning gives weights."""
        size = np.fromiter((len(cue.text) for cue in self.cues), np.int64, len(self.cues))
        lengths = np.fromiter(map(len, self.texts), np.int64, len(self.texts))
        early = self.at < _FIRST
        late = self.at + size[self.cue] > lengths[self.text] - _LAST
        width = PLACES * len(self.cues)
        keys = [self.text * width + self.cue * PLACES]
        keys += [(keys[0] + place)[there] for place, there in ((1, early), (2, late))]
        pairs = np.unique(np.concatenate(keys))
        return pairs // width, pairs % width

    def strengths(self) -> Floats:
        """(texts, INTENTS): what the lists say before anything is learned."""
        groups = np.fromiter((cue.group for cue in self.cues), np.int64, len(self.cues))
        _, first = np.unique(np.stack((self.text, groups[self.cue])), axis=1, return_index=True)
        totals = np.zeros((len(self.texts), len(INTENTS)), np.float32)
        intent = np.fromiter((cue.intent for cue in self.cues), np.int64, len(self.cues))
        strength = np.fromiter((cue.strength for cue in self.cues), np.float32, len(self.cues))
        np.add.at(totals, (self.text[first], intent[self.cue[first]]), strength[self.cue[first]])
        return totals


def find_cues(texts: Sequence[str], cues: tuple[Cue, ...]) -> Hits:
    """`texts` are folded and hold no NUL. Each cue is looked for only in texts of its script."""
    every = range(len(texts))
    rows = {
        "latin": [row for row in every if _TWO_LETTERS.search(texts[row])],
        "wide": [row for row in every if not texts[row].isascii()],
        "": list(every),
    }
    joined = {
        kind: _SEPARATOR + "".join(texts[row] + _SEPARATOR for row in some) for kind, some in rows.items()
    }
    places: dict[str, list[int]] = {kind: [] for kind in rows}
    numbers: dict[str, list[int]] = {kind: [] for kind in rows}
    for number, cue in enumerate(cues):
        kind = _script(cue)
        found = list(_places(cue, joined[kind]))
        places[kind] += found
        numbers[kind] += [number] * len(found)
    parts = [_in_texts(texts, rows[kind], places[kind], numbers[kind]) for kind in rows]
    text, number_of, at = (np.concatenate([part[each] for part in parts]) for each in range(3))
    return Hits(texts, cues, text, number_of, at)


def _in_texts(
    texts: Sequence[str], rows: list[int], places: list[int], numbers: list[int]
) -> tuple[Ints, Ints, Ints]:
    """Text, cue and position in the text, of places in the joined `rows`."""
    begins = np.cumsum([1, *(len(texts[row]) + 1 for row in rows)])
    at = np.array(places, np.int64)
    row = np.searchsorted(begins, at, side="right") - 1
    return np.array(rows, np.int64)[row], np.array(numbers, np.int64), at - begins[row]


def _script(cue: Cue) -> str:
    if _TWO_LETTERS.search(cue.text):
        return "latin"
    return "" if cue.text.isascii() else "wide"


@cache
def load_cues(name: str) -> tuple[Cue, ...]:
    """The cues of NAME.toml beside this module."""
    file = resources.files(__package__) / f"{name}.toml"
    groups = tomllib.loads(file.read_text(encoding="utf-8"))["marks"]
    return tuple(
        _cue(word, INTENTS.index(group["intent"]), number, float(group["strength"]))
        for number, group in enumerate(groups)
        for word in group["words"]
    )


def _cue(written: str, intent: int, group: int, strength: float) -> Cue:
    text, _, then = written.removeprefix("^").removesuffix("$").partition("…")
    return Cue(text, then, written.startswith("^"), written.endswith("$"), intent, group, strength)


def _places(cue: Cue, joined: str) -> Iterator[int]:
    at = joined.find(cue.text)
    while at >= 0:
        stop = at + len(cue.text)
        if _stands(cue, joined, at, stop):
            yield at
        at = joined.find(cue.text, stop)


def _stands(cue: Cue, joined: str, at: int, stop: int) -> bool:
    before, after = joined[at - 1], joined[stop]
    if (cue.begins and before != _SEPARATOR) or (cue.ends and after != _SEPARATOR):
        return False
    if (_latin(cue.text[0]) and _latin(before)) or (_latin(cue.text[-1]) and _latin(after)):
        return False
    return not cue.then or cue.then in joined[stop : stop + _GAP].partition(_SEPARATOR)[0]


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
