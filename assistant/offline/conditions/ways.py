"""The way feedback came in, by a word that may also mean a piece of it: "mail complaints", "reviews by email"."""

import re
from collections.abc import Iterator

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import Linker
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter

__all__ = ["way_conditions", "ways_unread"]

_WAY = re.compile(
    r"(?<![a-z])(?P<beside>(?:e-?)?mails?|calls?|chats?|letters?|sms|texts?)(?= (?:complaints?|feedback|reviews?|comments?|records?|responses?|entries)(?![a-z]))"
    r"|(?<![a-z])(?:by|via|through|over) (?P<by>(?:e-?)?mail|chat|letter|sms)(?![a-z])"
)


def way_conditions(scan: Scan, linker: Linker) -> list[Condition]:
    """The values that such words are, or are a part of: "Postal mail"."""
    found: list[Condition] = []
    for start, end in _free(scan):
        said = scan.text[start:end]
        meant = linker.partial_values(said)
        if meant is None or len(meant[1]) != 1:
            continue
        scan.take(start, end)
        way = Filter(field=meant[0].name, value=meant[1][0])
        found.append(Condition(start, end, way, (said, f"{meant[0].name} = {meant[1][0]}")))
    return found


def ways_unread(scan: Scan) -> list[str]:
    """Such words that no value of this data is called by: what they leave out would be counted."""
    return [scan.text[start:end] for start, end in _free(scan)]


def _free(scan: Scan) -> Iterator[tuple[int, int]]:
    for match in _WAY.finditer(scan.text):
        start, end = match.span("beside" if match["beside"] else "by")
        if scan.free[start:end] == scan.text[start:end] and not re.search(
            rf"(?:{concept('show').pattern}) (?:the |me )?$", scan.text[:start]
        ):
            yield start, end
