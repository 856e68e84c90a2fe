"""Copies of texts as people make them, and texts that are alike without being copies."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

__all__ = ["EDITS", "Pair", "copies", "nearest", "same_form"]

_SENTENCE = re.compile(r"[^。！？!?.；;\n]+[。！？!?.；;\n]*\s*")
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Pair:
    """kind: the edits that made a copy, or which kind of look-alike it is."""

    left: str
    right: str
    copied: bool
    kind: str


Edit = Callable[[str, str, random.Random], str]
"""The text edited (text, language, chance); the same text when the edit does not apply to it."""


def _typo(text: str, language: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) - 1)
    if language == "zh":
        others: str = chance.choice((chr(chance.randrange(0x4E00, 0x8000)), text[at] * 2, ""))
        return text[:at] + others + text[at + 1 :]
    swapped = text[at + 1] + text[at]
    return (
        text[:at] + chance.choice((swapped, text[at] * 2, "", chance.choice("abcdeiorst"))) + text[at + 2 :]
    )


def _drop(text: str, language: str, chance: random.Random) -> str:
    if language == "en":
        words = text.split(" ")
        del words[chance.randrange(len(words))]
        return " ".join(words)
    at = chance.randrange(max(1, len(text) - 2))
    return text[:at] + text[at + 2 :]


def _add(text: str, language: str, chance: random.Random) -> str:
    word: str = chance.choice(_lists("words", language))
    if language == "en":
        words = text.split(" ")
        words.insert(chance.randrange(len(words)), word)
        return " ".join(words)
    at = chance.randrange(len(text))
    return text[:at] + word + text[at:]


def _signs(text: str, language: str, chance: random.Random) -> str:
    del language
    text = re.sub(r"[，,。.！!]", lambda found: str(chance.choice((found[0], " ", "！", "...", ""))), text)
    return text + str(chance.choice(_data()["noise"]["signs"]))


def _script(text: str, language: str, chance: random.Random) -> str:
    del chance
    if language == "en":
        return text.upper()
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def _width(text: str, language: str, chance: random.Random) -> str:
    del language, chance
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _greeting(text: str, language: str, chance: random.Random) -> str:
    return chance.choice(_lists("greetings", language)) + text


def _signature(text: str, language: str, chance: random.Random) -> str:
    return text + chance.choice(_lists("signatures", language))


def _swap(text: str, language: str, chance: random.Random) -> str:
    del language
    parts = _SENTENCE.findall(text)
    if len(parts) < 2:
        return text
    at = chance.randrange(len(parts) - 1)
    parts[at], parts[at + 1] = parts[at + 1], parts[at]
    return "".join(parts)


def _order(text: str, language: str, chance: random.Random) -> str:
    """Another order number; a text without one gets one."""
    number = str(chance.randrange(10**9, 10**11))
    changed = re.sub(r"\d{6,}", number, text)
    return changed if changed != text else f"{text} {chance.choice(_lists('orders', language))}{number}"


def _cut(text: str, language: str, chance: random.Random) -> str:
    del language
    return text[: int(len(text) * chance.uniform(0.65, 0.92))]


def _synonym(text: str, language: str, chance: random.Random) -> str:
    pairs = [each.split(" ", 1) for each in _lists("synonyms", language)]
    chance.shuffle(pairs)
    for word, other in pairs:
        pattern = rf"\b{word}\b" if language == "en" else word
        if re.search(pattern, text):
            return re.sub(pattern, other, text, count=1)
    return text


def _quote(text: str, language: str, chance: random.Random) -> str:
    return str(chance.choice(_lists("quotes", language))).replace("{}", text)


EDITS: dict[str, Edit] = {
    "typo": _typo,
    "word dropped": _drop,
    "word added": _add,
    "signs": _signs,
    "script or case": _script,
    "width": _width,
    "greeting": _greeting,
    "signature": _signature,
    "sentences swapped": _swap,
    "order number": _order,
    "end cut off": _cut,
    "synonym": _synonym,
    "quoted": _quote,
}


def copies(texts: Sequence[str], language: str, seed: int, most_edits: int = 3) -> Iterator[Pair]:
    """One copy of each text, with one to `most_edits` different edits that apply to it."""
    chance = random.Random(seed)
    for text in texts:
        copy = text
        made: list[str] = []
        wanted = chance.randint(1, most_edits)
        for kind in chance.sample(sorted(EDITS), len(EDITS)):
            edited = EDITS[kind](copy, language, chance)
            if edited != copy:
                copy, made = edited, [*made, kind]
            if len(made) == wanted:
                break
        yield Pair(text, copy, True, " + ".join(made))


def nearest(texts: Sequence[str], chosen: Sequence[int]) -> Iterator[Pair]:
    """For each chosen text the most similar other one, by TF-IDF of character 2- to 4-grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    rows = matrix.fit_transform(texts)
    other = rows.T.tocsr()
    for begin in range(0, len(chosen), 100):
        part = list(chosen[begin : begin + 100])
        likeness = (rows[part] @ other).toarray()
        for at, row in zip(part, likeness, strict=True):
            row[at] = -1
            for found in np.argsort(-row)[:20]:
                if _bare(texts[found]) != _bare(texts[at]):
                    yield Pair(texts[at], texts[int(found)], False, "nearest")
                    break


def same_form(texts: Sequence[str], language: str, count: int, seed: int) -> Iterator[Pair]:
    """Two different texts in one form: the same greeting and ending around another complaint."""
    chance = random.Random(seed)
    for _ in range(count):
        left, right = chance.sample(texts, 2)
        frame = str(chance.choice(_lists("frames", language)))
        yield Pair(frame.replace("{}", left), frame.replace("{}", right), False, "same form")


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def _lists(name: str, language: str) -> list[str]:
    found: list[str] = _data()[name][language]
    return found


@cache
def _data() -> dict[str, Any]:
    file = resources.files("evals.understanding") / "copies.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
