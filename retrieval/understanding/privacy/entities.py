"""Names, addresses, places and organizations that no pattern describes: what trained taggers find in a text.

Chinese texts are read character by character (`characters`), texts in letters word by word (`tokens`).
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.understanding.privacy.characters import character_units
from retrieval.understanding.privacy.spans import Span
from retrieval.understanding.privacy.tagger import load_gate, load_tagger
from retrieval.understanding.privacy.tokens import token_units

__all__ = ["find_entities", "is_likely", "place_or_address", "tidied"]

_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile("[A-Za-z\u00c0-\u1fff]{2}")
_SHARE = 0.1
"""Of ideographs among the characters: from here on a text is read as Chinese."""
_NOTED = {"name", "address", "place", "organization", "title"}
_EXACT = re.compile(r"[路街道巷弄号楼室栋幢座层村屯苑园庄城寓厦店院里坊湾]|[A-Za-z\d０-９]")
_PLACE = re.compile("..+[路街区府馆证办局厅院镇乡厂店站]")
"""Three characters and more that end so are a place or an office."""
_LEAST = 0.6
"""Confidence below which nothing is said: in reviews, most of that is dishes, brands and exclamations."""
_SURE_SMALL = 0.75
"""Confidence from which a name without a capital counts."""
_SURE_NAME = 0.95
"""Confidence from which a word that is seldom a name is one: "our guide, Paris"."""
_SURE_ADDRESS = 0.9
"""Confidence from which an address in letters without a word for a street counts."""
_EDGES = "“”\"'《》「」『』〈〉<>【】[]()（）@:： \t\n,，.。、;；!！?？…"


def find_entities(texts: Sequence[str]) -> list[list[Span]]:
    """Spans of the kinds name, address, place, organization and title, for each text, in order of place."""
    found: list[list[Span]] = [[] for _ in texts]
    chinese = [_is_chinese(text) for text in texts]
    for wanted, find in ((True, _in_chinese), (False, _in_letters)):
        numbers = [i for i, each in enumerate(chinese) if each is wanted]
        if not numbers:
            continue
        for number, spans in zip(numbers, find([texts[i] for i in numbers]), strict=True):
            found[number] = tidied(texts[number], spans)
    return found


def tidied(text: str, spans: Sequence[Span]) -> list[Span]:
    """The sure ones, without quotation marks and blanks at their ends; Chinese addresses told from places."""
    kept = []
    for span in spans:
        whole = text[span.start : span.end]
        start = span.start + len(whole) - len(whole.lstrip(_EDGES))
        end = span.end - len(whole) + len(whole.rstrip(_EDGES))
        if span.kind not in _NOTED or span.confidence < _LEAST or start >= end:
            continue
        if is_likely(text[start:end], span):
            kind = place_or_address(text[start:end]) if span.kind == "address" else span.kind
            kept.append(Span(start, end, kind, span.confidence))
    return kept


def is_likely(words: str, span: Span) -> bool:
    """False for what is no person's: months, countries, brands, offices, "Flight 1848"."""
    if _IDEOGRAPHS.search(words):
        return span.kind != "name" or not (words in _never().words or _PLACE.fullmatch(words))
    folded = words.lower().removesuffix("'s").strip(" .!,")
    parts = folded.split()
    if span.kind == "address":
        sure = span.confidence >= _SURE_ADDRESS and not _never().numbered.intersection(parts)
        return sure or _names_street(parts)
    if span.kind == "name":
        small = words == words.lower() and span.confidence < _SURE_SMALL
        other = folded in _never().words or all(part in _never().words for part in parts)
        in_calendar = all(part in _never().calendar for part in parts)
        return not (small or in_calendar or (other and span.confidence < _SURE_NAME))
    return True


def _names_street(parts: Sequence[str]) -> bool:
    """Whether a word of the parts is one for a street, or ends with one: "street", "Koskikatu"."""
    whole, endings = _streets()
    bare = [part.strip(".,;") for part in parts]
    return any(part in whole or part.endswith(endings) for part in bare)


@cache
def _streets() -> tuple[frozenset[str], tuple[str, ...]]:
    file = resources.files(__package__) / "lists" / "streets.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    words = [word for each in lists.values() if isinstance(each, list) for word in each]
    return frozenset(words), tuple(word for word in words if len(word) > 3)


@dataclass(frozen=True, slots=True)
class _Never:
    """words: seldom a person's name; calendar: never one. numbered: numbers follow, but no street."""

    words: frozenset[str]
    calendar: frozenset[str]
    numbered: frozenset[str]


@cache
def _never() -> _Never:
    file = resources.files(__package__) / "lists" / "never.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    numbered = frozenset((*lists.pop("numbered"), *lists["calendar"]))
    words = frozenset(word for each in lists.values() for word in each)
    return _Never(words, frozenset(lists["calendar"]), numbered)


def place_or_address(text: str) -> str:
    """A city or a country alone is a place; an address has a road, a village, a building or a number."""
    return "address" if not _IDEOGRAPHS.search(text) or _EXACT.search(text) else "place"


def _is_chinese(text: str) -> bool | None:
    """None for a text with nothing to read in either way."""
    if text.isascii():
        return False if _LETTERS.search(text) else None
    ideographs = len(_IDEOGRAPHS.findall(text))
    if ideographs and ideographs >= _SHARE * len(text):
        return True
    return False if _LETTERS.search(text) else None


def _in_chinese(texts: Sequence[str]) -> list[list[Span]]:
    tagger = load_tagger("names-zh")
    return tagger.spans(character_units(texts, tagger.bits, load_gate("names-zh-gate")), len(texts))


def _in_letters(texts: Sequence[str]) -> list[list[Span]]:
    tagger = load_tagger("names-en")
    return tagger.spans(token_units(texts, tagger.bits, load_gate("names-en-gate")), len(texts))
