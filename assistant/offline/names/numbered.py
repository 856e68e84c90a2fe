"""Names that go on with a number, so that the number is no day or amount: "Lamp 2 April" is a lamp in April."""

import re
from collections.abc import Iterable, Iterator

from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.mentions import ValueMention
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import Catalog

__all__ = ["hidden", "numbered_names", "take_numbers", "uncover"]

_MANY = 300
"""Columns of more different values hold no names people know."""

_NAME = re.compile(
    r"(?<![a-z0-9])(?P<name>[a-z]{3,}) ?(?P<number>\d{1,3})(?![\d.:/%]|st|nd|rd|th|\s?(?:stars?|points?|%))"
    r"|(?P<zh>[\u3400-\u9fff]{2,4}) ?(?P<number2>\d{1,3})(?![\d.:/%月日号年点分星条个])"
)


def numbered_names(scan: Scan, catalog: Catalog) -> list[tuple[int, int]]:
    """Where the question has a name of the data that goes on with a number."""
    found = list(_NAME.finditer(scan.free))
    values = [plain(value) for value in _values(catalog)] if found else []
    starts = ((_start(each, values), each.end()) for each in found)
    return [(start, end) for start, end in starts if start is not None]


def hidden(scan: Scan, catalog: Catalog) -> dict[int, str]:
    """Blanks out such names, so that no reader of times sees their numbers, and gives what stood there."""
    named = {at: scan.free[at] for span in numbered_names(scan, catalog) for at in range(*span)}
    for at in named:
        scan.take(at, at + 1)
    return named


def uncover(scan: Scan, named: dict[int, str]) -> None:
    """Frees what was blanked out."""
    scan.free = "".join(named.get(at, letter) for at, letter in enumerate(scan.free))


def take_numbers(scan: Scan, values: Iterable[ValueMention]) -> None:
    """台灯2 of "Lamp 2 台灯": the number right after a value's short name is part of that name."""
    for each in values:
        after = re.match(
            r" ?(\d{1,3})(?![\d.:/%]|\s?(?:stars?|points?|[月日号年点分星条个%]))", scan.free[each.end :]
        )
        if after and after[1] in re.findall(r"\d+", each.value):
            scan.take(each.end, each.end + after.end())


def _values(catalog: Catalog) -> Iterator[str]:
    for field in catalog.fields:
        if field.kind == "category" and not field.derived and field.distinct <= _MANY:
            yield from (each.value for each in field.values)


def _start(match: re.Match[str], values: Iterable[str]) -> int | None:
    """Where the name begins; None when no value goes on like that."""
    number = match["number"] or match["number2"]
    words = match["name"] or match["zh"]
    begins = range(len(words) - 1) if match["zh"] else (0,)
    for begin in begins:
        ways = same_meaning(words[begin:]) if match["zh"] else {words}
        said = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, ways))}) ?{number}(?!\d)")
        if any(said.search(value) for value in values):
            return match.start() + begin
    return None
