"""What cannot wait: harm, fraud, the law, a leak, an outage, people in need, a deadline, leaving, repeats.

Patterns and what takes them back (a look-alike, "no ...", a story, a problem solved) are in `urgency.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.notes import Feeling

__all__ = ["URGENCIES", "urgencies"]

URGENCIES = ("urgent", "important", "normal")
"""urgent: waiting a day can do harm. important: waiting a week leaves somebody stuck, or loses them."""

_LANGUAGES = ("zh", "en")
_HARM = frozenset({"safety", "fraud", "outage", "breach", "vulnerable"})
"""Kinds that may be imagined or only told of; a threat to leave or to sue is meant, though it has an if."""
_WINDOW = 40
_SURE_HAPPY = 0.9
_NORMAL = Label("normal", 0.95)


@dataclass(frozen=True, slots=True)
class _Signal:
    kind: str
    level: str
    soft: bool
    confidence: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one language. `any`: matches wherever one of the signals may."""

    any: re.Pattern[str]
    signals: tuple[_Signal, ...]
    lookalikes: re.Pattern[str]
    negation: re.Pattern[str]
    unreal: re.Pattern[str]
    solved: re.Pattern[str]
    happy: re.Pattern[str]
    trouble: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    level: str
    confidence: float
    begin: int
    end: int


def urgencies(
    batch: Batch, feelings: Sequence[Feeling] | None = None, intents: Sequence[Label] | None = None
) -> list[Label]:
    """One of URGENCIES for each text; reasons are "kind: words", the most pressing first.

    `feelings` and `intents`, where known, keep happy texts from counting: "love that I can cancel any time".
    """
    rules = [_rules(language) for language in _LANGUAGES]
    labels = []
    for row, text in enumerate(batch.folded):
        read = [each for each in rules if each.any.search(text)]
        if not read:
            labels.append(_NORMAL)
            continue
        happy = _is_happy(feelings[row] if feelings else None, intents[row] if intents else None)
        labels.append(
            _label(batch.texts[row], text, [found for each in read for found in _find(each, text, happy)])
        )
    return labels


def _is_happy(feeling: Feeling | None, intent: Label | None) -> bool:
    sure = feeling is not None and feeling.label == "positive" and feeling.confidence >= _SURE_HAPPY
    return sure or (intent is not None and intent.value == "praise" and intent.confidence >= _SURE_HAPPY)


def _label(written: str, text: str, found: Sequence[_Found]) -> Label:
    if not found:
        return _NORMAL
    ranked = sorted(found, key=lambda each: (URGENCIES.index(each.level), -each.confidence, each.begin))
    # Folding seldom changes the length of a text; where it does, the folded words must do.
    source = written if len(written) == len(text) else text
    reasons = dict.fromkeys(f"{each.kind}: {source[each.begin : each.end]}" for each in ranked)
    level = ranked[0].level
    doubt = 1.0
    for kind, confidence in {each.kind: each.confidence for each in ranked if each.level == level}.items():
        doubt *= 1 - confidence if kind else 1
    return Label(level, round(min(1 - doubt, 0.98), 3), tuple(reasons)[:4])


def _find(rules: _Rules, text: str, happy: bool) -> Iterator[_Found]:
    """The signals of a text that nothing takes back."""
    apart = [match.span() for match in rules.lookalikes.finditer(text)]
    if rules.solved.search(text) and not rules.trouble.search(text):
        return
    glad = happy or bool(rules.happy.search(text) and not rules.trouble.search(text))
    for signal in rules.signals:
        if signal.soft and glad:
            continue
        for match in signal.pattern.finditer(text):
            begin, end = match.span()
            if any(begin < stop and start < end for start, stop in apart):
                continue
            if rules.negation.search(text[max(0, begin - _WINDOW) : begin]):
                continue
            if signal.kind in _HARM and rules.unreal.search(_sentence(text, begin, end)):
                continue
            yield _Found(signal.kind, signal.level, signal.confidence, begin, end)


_ENDS = re.compile(r"[.!?。\n;]")


def _sentence(text: str, begin: int, end: int) -> str:
    before = [match.end() for match in _ENDS.finditer(text, 0, begin)]
    after = _ENDS.search(text, end)
    return text[before[-1] if before else 0 : after.end() if after else len(text)]


@cache
def _rules(language: str) -> _Rules:
    data = _data()
    signals = tuple(
        _Signal(
            each["kind"],
            each["level"],
            each.get("soft", False),
            each.get("confidence", 0.8),
            _compiled(each[language], language),
        )
        for each in data["signal"]
    )
    every = [pattern for each in data["signal"] for pattern in each[language]]
    words = {name: _compiled(data[name][language], language) for name in ("lookalikes", "unreal", "solved")}
    moods = {name: _compiled(data[name][language], language) for name in ("happy", "trouble")}
    edge = r"\b" if language == "en" else ""
    negation = re.compile(f"{edge}{data['negation'][language]}$", re.ASCII)
    return _Rules(any=_compiled(every, language), signals=signals, negation=negation, **words, **moods)


def _compiled(patterns: Sequence[str], language: str) -> re.Pattern[str]:
    """One alternation. English ones match whole words, also between Chinese characters."""
    joined = "|".join(patterns)
    return re.compile(rf"\b(?:{joined})(?!\w)" if language == "en" else joined, re.ASCII)


@cache
def _data() -> dict[str, Any]:
    path = resources.files(__package__) / "urgency.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
