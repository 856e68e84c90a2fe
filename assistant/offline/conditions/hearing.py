"""Words nobody understood -> the values they may mean: parts of names first, then names near in meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.offline.conditions.stated import Condition
from assistant.offline.conditions.topics import tokens
from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.linking import Doubt, Linker
from assistant.offline.names.mentions import Options
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.text.lexicon import concept, means_nothing, names_in, only_shapes
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import CatalogField

__all__ = ["Heard", "hear"]

_TAKEN = "\x00"

_CODE = 2
"""Characters of a name that is only a letter or a code."""

_MOST = 3
"""Questions with more unread stretches than this were not understood, whatever they may be near to."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`meant`: values and fields by the words that mean them. Nothing at all when some words stay unread.

    idle: words that only begin what other words say in full ("closed" of "closed with monetary relief").
    """

    meant: dict[str, ValueSurface | CatalogField] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


def hear(scan: Scan, linker: Linker, conditions: Sequence[Condition]) -> Heard:
    """What the unread words mean, each stretch of them by itself; all are understood, or none."""
    heard = Heard()
    said = {each.filter.field for each in conditions}
    reached = 0
    stretches = _stretches(scan)
    if len(stretches) > _MOST:
        return heard
    for start, end in stretches:
        if start < reached:
            continue
        if only_shapes(scan.text[start:end]):
            return Heard()
        start, found = _found(scan, linker, start, end)
        reached = _all_meant(scan, start, end, len(found)) if isinstance(found, tuple) else 0
        if isinstance(found, tuple) and reached:
            found, end = linker.all_of(found), reached
        if found is None or (isinstance(found, ValueSurface) and found.field.name in said and found.others):
            return Heard()
        words = scan.text[start:end]
        if isinstance(found, tuple) and _said_in_full(scan.text, end, found, conditions):
            heard.idle.append(words)
        elif isinstance(found, tuple):
            heard.doubts.append(Doubt(start, end, words, found))
        else:
            heard.meant[words] = found
    return heard


def _found(
    scan: Scan, linker: Linker, start: int, end: int
) -> tuple[int, ValueSurface | CatalogField | Options | None]:
    """What the words mean; a number goes with the name right before it: "honor 20"."""
    words = scan.text[start:end]
    meant = _shared_noun(scan, linker, words, end) or _scored(scan, linker, words, end)
    if meant is not None:
        return start, meant
    name = re.search(r"([a-z]+|[\u3400-\u9fff]{2,})\s?$", scan.text[:start])
    if not words.isdigit() or name is None:
        return start, linker.heard_as(words)
    for each in sorted({name[1]} | same_meaning(name[1]), key=lambda word: word != name[1]):
        found = linker.part_of(f"{each}{words}" if not each.isascii() else f"{each} {words}")
        if found is not None:
            return name.start(), found
    return start, None


def _scored(scan: Scan, linker: Linker, words: str, end: int) -> CatalogField | None:
    """ "Cleanliness by branch": what is scored, where no records of it are counted ("how many cleanliness reviews")."""
    nouns = rf"\s*(?:{concept('record').pattern}|{concept('complaint').pattern}|{concept('praise').pattern})"
    counted = re.match(nouns, scan.text[end:]) or re.search(concept("count"), scan.text)
    return None if counted else linker.scored(words)


def _shared_noun(scan: Scan, linker: Linker, words: str, end: int) -> ValueSurface | None:
    """ "Monetary or non-monetary relief": a word whose noun stands at the end of the list."""
    listed = re.match(r"\s?(?:or|and|/|,|&)\s?(?P<rest>[a-z-]+(?: [a-z-]+){0,2})", scan.text[end:])
    nouns = (
        [each for each in listed["rest"].split()[1:] if not concept("record").fullmatch(each)]
        if listed
        else []
    )
    for noun in nouns:
        if len(words) <= _CODE:  # "K or G city": nothing of so short a name can be guessed
            code = linker.heard_as(f"{words} {noun}")
            if isinstance(code, ValueSurface) and plain(code.value).startswith(words):
                return code
            continue
        found = linker.part_of(f"{words} {noun}")
        if isinstance(found, ValueSurface) and not found.others:
            return found
    return None


def _all_meant(scan: Scan, start: int, end: int, count: int) -> int:
    """Where the words end when they say all of so many, 0 when not: "both Shanghai stores", "上海两家店"."""
    number = {2: "two|both|2|两|俩|二", 3: "three|3|三", 4: "four|4|四"}.get(count, str(count))
    before = rf"(?:(?<![a-z])(?:{number}|all|every|any|either|各|所有|全部|任何|任意))\s*(?:the |of the )?$"
    after = rf"的?[这那]?(?:{number}|几|各|所有|全部)(?:家|间|个|款|种|座|位|处)"
    found = re.search(before, scan.text[:start])
    behind = re.match(after, scan.text[end:])
    return end + behind.end() if behind else end if found else 0


def _said_in_full(text: str, end: int, options: Options, conditions: Sequence[Condition]) -> bool:
    """Whether one of the options is named by the words right after: "closed" with "monetary relief"."""
    return any(
        (each.filter.field, str(value)) in options
        for each in conditions
        if re.fullmatch(
            r"\s?[(（:：]?(?:with|by|as|for|in|of)?\s?(?:an? |the |any )?", text[end : each.start]
        )
        for value in (each.filter.value, *each.filter.values)
    )


def _denies(word: str) -> bool:
    """ "Excluding", "no": what turns a name round is read with the name, once that is understood."""
    return word == "no" or concept("not").fullmatch(word) is not None


def _stretches(scan: Scan) -> list[tuple[int, int]]:
    """Where unread words stand together, from the first that says something to the last."""
    found: list[tuple[int, int]] = []
    for piece in re.finditer(rf"[^{_TAKEN},，;；?？!！。]+", scan.free):
        if means_nothing(piece.group()):
            continue
        said = piece.group()
        words = [word for word in tokens(said) if not (means_nothing(word) or _denies(word))]
        words = sorted({*words, *names_in(said)}, key=said.find)
        place = piece.start()
        for word in words:
            start = scan.free.find(word, place, piece.end())
            if start < 0:
                continue
            end = start + len(word)
            if found and not re.sub(r"[\s\-]|of|的", "", scan.free[found[-1][1] : start]):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
            place = end
    return found
