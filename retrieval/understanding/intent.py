"""What a person wants: to complain, suggest, ask, have something done, praise, or none of these."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.notes import Feeling

__all__ = ["INTENTS", "intents"]

INTENTS = ("complaint", "suggestion", "question", "request", "praise", "other")
Floats = npt.NDArray[np.float32]
_GAP = 30
_SEPARATOR = "\0"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A piece of text that shows an intent; `then` must follow within `_GAP` characters."""

    text: str
    then: str
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class _Cues:
    intent: int
    strength: float
    cues: tuple[_Cue, ...]


def intents(batch: Batch, feelings: Sequence[Feeling] | None = None) -> list[Label]:
    """One of INTENTS for each text. `feelings`, where known, tell praise from complaint."""
    texts = [" ".join(text.replace(_SEPARATOR, " ").split()) for text in batch.folded]
    scores, reasons = _cue_scores(texts)
    scores[:, INTENTS.index("other")] += 0.5
    for row, feeling in enumerate(feelings or ()):
        scores[row, INTENTS.index("praise")] += feeling.score
        scores[row, INTENTS.index("complaint")] -= feeling.score
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=0))
    shares = powers / powers.sum(axis=1, keepdims=True)
    best = shares.argmax(axis=1)
    return [
        Label(INTENTS[each], float(shares[row, each]), tuple(reasons.get((row, int(each)), ())[:3]))
        for row, each in enumerate(best)
    ]


def _cue_scores(texts: Sequence[str]) -> tuple[Floats, dict[tuple[int, int], list[str]]]:
    """(texts, INTENTS), and the cues found by text and intent."""
    joined = _SEPARATOR + _SEPARATOR.join(texts) + _SEPARATOR
    begins = np.cumsum([1, *(len(text) + 1 for text in texts)])
    scores = np.zeros((len(texts), len(INTENTS)), np.float32)
    reasons: dict[tuple[int, int], list[str]] = {}
    for cues in _cue_lists():
        rows: set[int] = set()
        for cue in cues.cues:
            places = list(_places(cue, joined))
            for row in set((np.searchsorted(begins, places, side="right") - 1).tolist()):
                rows.add(row)
                reasons.setdefault((row, cues.intent), []).append(cue.text)
        scores[list(rows), cues.intent] += cues.strength
    return scores, reasons


def _places(cue: _Cue, joined: str) -> Iterator[int]:
    at = joined.find(cue.text)
    while at >= 0:
        stop = at + len(cue.text)
        if _stands(cue, joined, at, stop):
            yield at
        at = joined.find(cue.text, stop)


def _stands(cue: _Cue, joined: str, at: int, stop: int) -> bool:
    before, after = joined[at - 1], joined[stop]
    if (cue.begins and before != _SEPARATOR) or (cue.ends and after != _SEPARATOR):
        return False
    if (_latin(cue.text[0]) and _latin(before)) or (_latin(cue.text[-1]) and _latin(after)):
        return False
    return not cue.then or cue.then in joined[stop : stop + _GAP].partition(_SEPARATOR)[0]


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


@cache
def _cue_lists() -> tuple[_Cues, ...]:
    file = resources.files(__package__) / "intent.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))["cues"]
    return tuple(
        _Cues(INTENTS.index(each["intent"]), each["strength"], tuple(map(_cue, each["words"])))
        for each in lists
    )


def _cue(written: str) -> _Cue:
    text, _, then = written.removeprefix("^").removesuffix("$").partition("…")
    return _Cue(text, then, written.startswith("^"), written.endswith("$"))
