"""What cannot wait: harm, fraud, the law, a leak, an outage, people in need, a deadline, leaving, repeats.

Patterns and what takes them back (a look-alike, "no ...", a story, a problem solved) are in `urgency.toml`.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.heads import HeadIndex
from retrieval.understanding.notes import Feeling

__all__ = ["URGENCIES", "urgencies"]

URGENCIES = ("urgent", "important", "normal")
"""urgent: waiting a day can do harm. important: waiting a week leaves somebody stuck, or loses them."""

_HARM = frozenset({"safety", "fraud", "outage", "breach", "vulnerable"})
"""Kinds that may be only imagined; a threat to sue is meant, though it has an if."""
_TOLD = _HARM | {"legal"}
"""Kinds that stories are about."""
_WINDOW = 40
_SURE_HAPPY = 0.9
_MOST_REASONS = 4
_NORMAL = Label("normal", 0.95)
_ENDS = re.compile(r"[.!?。\n;]")


@dataclass(frozen=True, slots=True)
class _Signal:
    """confidence: about how often a reader agreed, from reading flagged texts; not calibrated."""

    kind: str
    level: str
    soft: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one language."""

    signals: HeadIndex[_Signal]
    lookalikes: HeadIndex[str]
    negation: re.Pattern[str]
    imagined: re.Pattern[str]
    story: HeadIndex[str]
    solved: re.Pattern[str]
    happy: re.Pattern[str]
    trouble: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    signal: _Signal
    begin: int
    end: int


def urgencies(
    batch: Batch, feelings: Sequence[Feeling] | None = None, intents: Sequence[Label] | None = None
) -> list[Label]:
    """One of URGENCIES for each text; reasons are "kind: words", one of each kind first.

    `feelings` and `intents`, where known, keep happy texts from counting: "love that I can cancel any time".
    """
    labels = [_NORMAL] * len(batch.texts)
    found: dict[int, list[_Found]] = defaultdict(list)
    for rules in (_rules("zh"), _rules("en")):
        for row, places in rules.signals.places(batch.folded).items():
            if seen := list(rules.signals.find(batch.folded[row], places)):
                happy = _is_happy(row, feelings, intents)
                found[row] += _standing(rules, batch.folded[row], seen, happy)
    for row, each in found.items():
        if each:
            labels[row] = _label(batch.texts[row], batch.folded[row], each)
    return labels


def _is_happy(row: int, feelings: Sequence[Feeling] | None, intents: Sequence[Label] | None) -> bool:
    if feelings and feelings[row].label == "positive" and feelings[row].confidence >= _SURE_HAPPY:
        return True
    return bool(intents and intents[row].value == "praise" and intents[row].confidence >= _SURE_HAPPY)


def _standing(
    rules: _Rules, text: str, seen: Sequence[tuple[_Signal, int, int]], happy: bool
) -> Iterator[_Found]:
    """The signals that nothing takes back."""
    troubled = rules.trouble.search(text) is not None
    if not troubled and rules.solved.search(text):
        return
    glad = happy or (not troubled and rules.happy.search(text) is not None)
    told = any(True for _ in rules.story.find(text))
    apart = [(begin, end) for _, begin, end in rules.lookalikes.find(text)]
    read_to: dict[_Signal, int] = {}
    for signal, begin, end in seen:
        taken_back = (
            (glad and signal.soft)
            or begin < read_to.get(signal, 0)
            or any(begin < stop and start < end for start, stop in apart)
            or (text[begin].isdigit() and text[begin - 1 : begin].isdigit())  # 12315 within an order number
            or rules.negation.search(text[max(0, begin - _WINDOW) : begin])
            or (told and signal.kind in _TOLD)
            or (signal.kind in _HARM and rules.imagined.search(_sentence(text, begin, end)))
        )
        if not taken_back:
            read_to[signal] = end
            yield _Found(signal, begin, end)


def _sentence(text: str, begin: int, end: int) -> str:
    before = [match.end() for match in _ENDS.finditer(text, 0, begin)]
    after = _ENDS.search(text, end)
    return text[before[-1] if before else 0 : after.end() if after else len(text)]


def _label(written: str, text: str, found: Sequence[_Found]) -> Label:
    ranked = sorted(found, key=lambda each: (URGENCIES.index(each.signal.level), each.begin))
    # Folding seldom changes the length of a text; where it does, the folded words must do.
    source = written if len(written) == len(text) else text
    first = {each.signal.kind: each for each in reversed(ranked)}
    ordered = [each for each in ranked if first[each.signal.kind] is each]
    ordered += [each for each in ranked if first[each.signal.kind] is not each]
    reasons = dict.fromkeys(f"{each.signal.kind}: {source[each.begin : each.end]}" for each in ordered)
    level = ranked[0].signal.level
    doubt = 1.0
    for signal in {each.signal for each in ranked if each.signal.level == level}:
        doubt *= 1 - signal.confidence
    return Label(level, round(min(1 - doubt, 0.98), 3), tuple(reasons)[:_MOST_REASONS])


@cache
def _rules(language: str) -> _Rules:
    data = _data()
    whole = language == "en"
    signals = [
        (_Signal(each["kind"], each["level"], each.get("soft", False), each["confidence"]), each)
        for each in data["signal"]
    ]
    patterns = [(signal, pattern) for signal, each in signals for pattern in each[language]]
    size = 3 if whole else 2
    indexed = {
        name: HeadIndex([(name, pattern) for pattern in data[name][language]], size, whole)
        for name in ("lookalikes", "story")
    }
    words = {
        name: _compiled(data[name][language], whole) for name in ("imagined", "solved", "happy", "trouble")
    }
    edge = r"\b" if whole else ""
    negation = re.compile(f"{edge}{data['negation'][language]}$", re.ASCII)
    return _Rules(
        HeadIndex(patterns, size, whole),
        negation=negation,
        lookalikes=indexed["lookalikes"],
        story=indexed["story"],
        **words,
    )


def _compiled(patterns: Sequence[str], whole: bool) -> re.Pattern[str]:
    """One alternation. English ones match whole words, also between Chinese characters."""
    joined = "|".join(patterns)
    return re.compile(rf"\b(?:{joined})(?!\w)" if whole else joined, re.ASCII)


@cache
def _data() -> dict[str, Any]:
    path = resources.files(__package__) / "urgency.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
