"""Words nobody understood -> the values they may mean: parts of names first, then names near in meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.offline.conditions import Condition
from assistant.offline.lexicon import means_nothing
from assistant.offline.linking import Doubt, Linker
from assistant.offline.scan import Scan
from assistant.offline.surfaces import ValueSurface
from assistant.offline.topics import tokens

__all__ = ["Heard", "hear"]

_TAKEN = "\x00"


@dataclass(frozen=True, slots=True)
class Heard:
    """`values` by the words that mean them. Nothing at all when some words stay unread."""

    values: dict[str, list[ValueSurface]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def hear(scan: Scan, linker: Linker, conditions: Sequence[Condition]) -> Heard:
    """What the unread words mean, each stretch of them by itself; all are understood, or none."""
    heard = Heard()
    said = {each.filter.field for each in conditions}
    for start, end in _stretches(scan):
        words = scan.text[start:end]
        found = linker.heard_as(words)
        if found is None:
            return Heard()
        if isinstance(found, ValueSurface):
            if found.field.name in said and found.others:
                return Heard()
            heard.values[words] = [found]
        else:
            heard.doubts.append(Doubt(start, end, words, found))
    return heard


def _stretches(scan: Scan) -> list[tuple[int, int]]:
    """Where unread words stand together, from the first that says something to the last."""
    found: list[tuple[int, int]] = []
    for piece in re.finditer(rf"[^{_TAKEN},，;；?？!！。]+", scan.free):
        if means_nothing(piece.group()):
            continue
        words = [word for word in tokens(piece.group()) if not means_nothing(word)]
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
