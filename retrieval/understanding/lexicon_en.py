"""What English words say about a feeling: a hand-written lexicon, read with negation, emphasis and irony.

A learned model reads n-grams; the lexicon holds where that has seen little: very short texts, emoji, other
kinds of business. `sentiment_en` adds both.
"""

import html
import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["FEATURES", "Words", "plain", "read_words", "shorten"]

Floats = npt.NDArray[np.float32]
Phrases = list[tuple[list[str], float]]
"""What follows the first word, and the value of the whole; the longest first."""
FEATURES = (
    *("good", "bad", "best", "worst", "balance", "last", "only_good", "only_bad", "both"),
    *("nothing", "nothing_short", "wish", "question", "excited", "middling", "irony"),
)
"""What each column of `Words.features` holds."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_HANDLE = re.compile(r"(?<![\w.])@\w+")
_SHORT_NOT = re.compile(r"(?<=\w)\s?n\s?['’`´]\s?t\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)\s?['’`´]\s?(?=(?:s|t|m|re|ve|ll|d)\b)", re.IGNORECASE)
_LENGTHENED = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
_FACE = re.compile(
    r"(?<!\w)(?:(?P<glad>[:;=]['-]?[)d\]p]|<3|\^_\^)|(?P<sad>[:=]['-]?[(\[/\\|]))(?!\w)", re.IGNORECASE
)
_TOKEN = re.compile(r"#?[a-z0-9]+|[.,;:!?()\n\"]|[\u2190-\u2bff\U0001f000-\U0001faff]", re.IGNORECASE)
_MARK = re.compile(r"(?<!\d)(\d{1,3}(?:\.\d)?)\s?(?:/|out of)\s?(5|10|100)\b")
_STOPS = frozenset('.;:!?()\n"')
_QUESTIONS = frozenset(
    (
        *("what", "why", "how", "when", "where", "who", "which", "is", "are", "do", "does", "did"),
        *("can", "could", "will", "would", "any", "anyone", "has", "have"),
    )
)
_WISHES = frozenset(("wish", "could", "should", "would", "please", "need", "needs", "hope", "suggest", "add"))
_LINKS = frozenset((",", ".", "!", "for", "job", "how", "waiting", "sitting", "paying", "being"))
_REACH = 3
"""Words before a word of feeling in which a negator or an emphasis acts on it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the lexicon read in each text. features: (texts, FEATURES). force: how strongly it is put, 0 to 1.

    cues: the words of feeling with what they came to (below 0 is bad), in the order of the text.
    """

    features: Floats
    force: Floats
    cues: tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, float]
    stems: dict[str, float]
    phrases: dict[str, Phrases]
    emoji: dict[str, float]
    hashtags: dict[str, float]
    sets: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Entry:
    value: float
    phrases: Phrases
    middling: bool
    contrast: bool


def plain(text: str) -> str:
    """The text as words are read: no addresses, handles or apostrophes ("dont"), faces as emoji."""
    if "&" in text:
        text = html.unescape(text)
    if "http" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if "@" in text:
        text = _HANDLE.sub(" ", text)
    if not text.isascii() or "'" in text or "`" in text:
        text = _APOSTROPHE.sub("", _SHORT_NOT.sub("nt", text))
    return _FACE.sub(lambda face: " 🙂 " if face["glad"] else " 🙁 ", text)


def shorten(text: str) -> str:
    """Lengthened letters as two: "soooo" as "soo"."""
    return _LENGTHENED.sub(r"\1\1", text)


def read_words(texts: Sequence[str]) -> Words:
    """Reads texts made `plain`."""
    lexicon = _lexicon()
    features = np.zeros((len(texts), len(FEATURES)), np.float32)
    force = np.zeros(len(texts), np.float32)
    cues = []
    for row, text in enumerate(texts):
        reading = _Reading(text, lexicon)
        features[row] = reading.features()
        force[row] = reading.force()
        cues.append(tuple(reading.cues))
    return Words(features, force, tuple(cues))


class _Reading:
    """One text, read from left to right."""

    __slots__ = (
        "cues",
        "emphasis",
        "irony",
        "last",
        "lengthened",
        "lexicon",
        "middling",
        "text",
        "tokens",
        "words",
    )

    def __init__(self, text: str, lexicon: _Lexicon) -> None:
        self.text = shorten(text)
        self.lengthened = len(self.text) < len(text)
        self.lexicon = lexicon
        self.tokens: list[str] = _TOKEN.findall(self.text)
        self.words = [token.lower() for token in self.tokens]
        self.cues: list[tuple[str, float]] = []
        self.emphasis = 0.0
        self.irony = 0
        self.middling = 0
        self.last = 0.0
        self._read()

    def _read(self) -> None:
        words, past = self.words, 0
        for at, word in enumerate(words):
            entry = _entry(word)
            if entry is None or at < past:
                continue
            length, value = self._phrase(at, entry.phrases)
            if length:
                self.middling += value == 0
                self._add(" ".join(words[at : at + length]), value)
                past = at + length
                continue
            if entry.value:
                self._add(word, self._in_context(at, entry.value))
            if entry.middling:
                self.middling += 1
            elif entry.contrast and at:
                self.last = 0.0
        if found := _MARK.search(self.text):
            self._add(found[0], _of_mark(float(found[1]) / float(found[2])))

    def _phrase(self, at: int, phrases: Phrases) -> tuple[int, float]:
        """Length and value of the phrase that begins here; 0 words for none."""
        words = self.words
        for rest, value in phrases:
            if words[at + 1 : at + 1 + len(rest)] == rest:
                return len(rest) + 1, value
        return 0, 0.0

    def _add(self, words: str, value: float) -> None:
        if value:
            self.cues.append((words, value))
            self.last += value

    def _in_context(self, at: int, value: float) -> float:
        """What a word's strength comes to after the words before it."""
        sets = self.lexicon.sets
        if value > 0 and self.words[at] in sets["glad"] and self._meant_otherwise(at):
            self.irony += 1
            return -1.5
        factor, negated = 1.0, False
        for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
            word = self.words[back]
            if word in _STOPS or word in sets["contrast"]:
                break
            if word in sets["stronger"]:
                factor *= 1.3
                self.emphasis += 1
            elif word in sets["weaker"]:
                factor *= 0.6
            elif word in sets["negators"]:
                negated = True
        token = self.tokens[at]
        if len(token) > 2 and token.isupper():
            factor *= 1.2
        if negated:
            return -0.8 * value if value > 0 else -0.3 * value
        return value * factor

    def _meant_otherwise(self, at: int) -> bool:
        """Great, another delay."""
        sets = self.lexicon.sets
        linked = False
        for step, word in enumerate(self.words[at + 1 : at + 8]):
            if word in sets["negators"] and word != "nothing":
                return False
            linked = linked or (step < 2 and word in _LINKS)
            if word in sets["then"]:
                return linked or word == "another"
        return False

    def features(self) -> list[float]:
        values = [value for _, value in self.cues]
        good = sum(value for value in values if value > 0)
        bad = -sum(value for value in values if value < 0)
        net, words = good - bad, self.words
        asks = "?" in words or (bool(words) and words[0] in _QUESTIONS)
        return [
            math.log1p(good),
            math.log1p(bad),
            max([0.0, *values]) / 3,
            -min([0.0, *values]) / 3,
            net / math.sqrt(net * net + 15),
            self.last / math.sqrt(self.last * self.last + 15),
            float(good > 0 and bad == 0),
            float(bad > 0 and good == 0),
            min(good, bad) / (1 + good + bad),
            float(not values),
            float(not values) / (1 + 0.2 * len(words)),
            float(not _WISHES.isdisjoint(words)),
            float(asks),
            min(words.count("!"), 3) / 3 * ((net > 0) - (net < 0)),
            float(self.middling > 0),
            float(self.irony > 0),
        ]

    def force(self) -> float:
        """Strong words first; then emphasis, capitals, lengthened letters, exclamation marks."""
        strongest = max((abs(value) for _, value in self.cues), default=0.0)
        shouted = sum(len(token) > 2 and token.isupper() for token in self.tokens)
        shouted = shouted if shouted < 0.8 * len(self.tokens) or len(self.tokens) < 4 else 2
        added = (
            0.1 * min(self.emphasis, 2)
            + 0.08 * min(shouted, 2)
            + 0.08 * min(self.words.count("!"), 3)
            + 0.08 * self.lengthened
            + 0.05 * min(max(len(self.cues) - 1, 0), 3)
        )
        return min(1.0, 0.22 * strongest + added * (1.0 if strongest else 0.5))


@lru_cache(maxsize=1 << 16)
def _entry(word: str) -> _Entry | None:
    """What the lexicon has on a word; None for most."""
    sets = _lexicon().sets
    value, phrases = valence(word), _lexicon().phrases.get(word, [])
    middling, contrast = word in sets["middling"], word in sets["contrast"]
    return _Entry(value, phrases, middling, contrast) if value or phrases or middling or contrast else None


def valence(word: str) -> float:
    """Strength of a word by itself, -3 to 3; 0 when it carries no feeling."""
    lexicon = _lexicon()
    if word[0] == "#":
        return lexicon.hashtags.get(word[1:]) or valence(word[1:]) if len(word) > 1 else 0.0
    if word in lexicon.whole:
        return lexicon.whole[word]
    if not word.isascii():
        return lexicon.emoji.get(word, 0.0)
    for end in range(len(word), 3, -1):
        if word[:end] in lexicon.stems:
            return lexicon.stems[word[:end]]
    single = re.sub(r"([a-z])\1", r"\1", word)
    return valence(single) if single != word and single in lexicon.whole else 0.0


def _of_mark(share: float) -> float:
    """9/10 is praise, 6/10 is neither."""
    return next(
        value
        for least, value in ((0.9, 3.0), (0.75, 2.0), (0.55, 0.0), (0.35, -2.0), (0, -3.0))
        if share >= least
    )


@cache
def _lexicon() -> _Lexicon:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    whole: dict[str, float] = {}
    stems: dict[str, float] = {}
    for sign, side in ((1, "good"), (-1, "bad")):
        for strength, words in tables[side].items():
            for word in words.split():
                (stems if word.endswith("*") else whole)[word.rstrip("*")] = sign * float(strength)
    phrases: dict[str, Phrases] = {}
    for name, value in _signed(tables["phrases"]):
        for phrase in name:
            first, *rest = phrase.split()
            phrases.setdefault(first, []).append((rest, value))
    for each in phrases.values():
        each.sort(key=lambda entry: -len(entry[0]))
    emoji = {each: value for row, value in _signed(tables["emoji"]) for each in row.split()}
    tags = {each: value for row, value in _signed(tables["hashtags"]) for each in row.split()}
    sets = {
        name: frozenset(tables[name]["words"].split())
        for name in ("middling", "negators", "stronger", "weaker", "contrast")
    }
    sets |= {name: frozenset(words.split()) for name, words in tables["sarcasm"].items()}
    return _Lexicon(whole, stems, phrases, emoji, tags, sets)


def _signed(table: Mapping[str, Any]) -> Iterator[tuple[Any, float]]:
    """("good_2", words) as (words, 2.0)."""
    for name, words in table.items():
        side, strength = name.split("_")
        yield words, float(strength) * (-1 if side == "bad" else 1)
