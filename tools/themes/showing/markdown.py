"""Pages as Markdown. Customers' words are escaped: no heading, link or picture of theirs comes of them."""

import re
from collections.abc import Iterable, Iterator

from prompts import Language
from retrieval.catalog import Catalog
from tools.themes.report import Report
from tools.themes.showing.blocks import (
    Block,
    Chart,
    Facts,
    Heading,
    Items,
    Notice,
    Page,
    Quotes,
    Table,
    Text,
)
from tools.themes.showing.report_page import report_page

__all__ = ["render", "written"]

_SIGNS = re.compile(r"([\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#\w]))")
"""What opens emphasis, code, links, tables, HTML or entities, wherever it stands; ids keep underscores."""
_OPENING = re.compile(r"^([ \t]*)(?:([-+=#]+(?=\s|$)|>)|(\d{1,9})(?=[.)](?:\s|$)))", re.MULTILINE)
"""What opens a list, a rule, a heading or a quote at the beginning of a line."""
_LINK = re.compile(r"(https?|ftp|mailto|www)([:.])", re.IGNORECASE)
_DEEP = re.compile(r"^[ \t]{4,}|^ *\t[ \t]*", re.MULTILINE)
"""As much room at the beginning of a line as makes it code."""


def render(report: Report, language: Language, catalog: Catalog | None = None) -> str:
    """The report as Markdown (CommonMark with tables)."""
    return written(report_page(report, language, catalog, drawn=False))


def written(page: Page) -> str:
    """A page as Markdown; its charts are left out, their figures stand in tables."""
    colon = "：" if page.language == "zh" else ": "
    parts = ("\n".join(lines) for block in page.blocks if (lines := tuple(_lines(block, colon))))
    return "\n\n".join(parts) + "\n"


def _lines(block: Block, colon: str) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {_line(block.text)}"
        case Text():
            yield _opening(_plain(block.text))
        case Notice():
            yield f"> **⚠** {_line(block.text)}"
        case Items():
            for place, each in enumerate(block.items, start=1):
                yield (f"{place}. " if block.numbered else "- ") + _opening(_line(each))
        case Facts():
            yield from (f"- **{_line(name)}**{colon}{_line(value)}" for name, value in block.facts)
        case Quotes():
            yield from _quotes(block)
        case Table() if not block.aside:
            yield from _table(block)
        case Table() | Chart():
            return


def _quotes(block: Quotes) -> Iterator[str]:
    for place, (said, source) in enumerate(block.quotes):
        if place:
            yield ""
        yield from (f"> {line}  " if line else ">" for line in _opening(_plain(said)).splitlines())
        yield f"> — {_line(source)}"


def _table(block: Table) -> Iterator[str]:
    yield _row(_line(each) for each in block.head)
    yield _row("---:" if place in block.numeric else "---" for place in range(len(block.head)))
    yield from (_row(_line(each) for each in row) for row in block.rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _line(said: str) -> str:
    """On one line, whatever it was."""
    return _plain(" ".join(said.split()))


def _plain(said: str) -> str:
    """Text that reads as it is: every sign that Markdown would obey is escaped."""
    return _LINK.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", said))


def _opening(said: str) -> str:
    """Text that opens no list, rule, heading or code at the beginning of its lines."""
    return _OPENING.sub(_opened, _DEEP.sub("   ", said))


def _opened(found: re.Match[str]) -> str:
    lead, sign, number = found.groups()
    return f"{lead}\\{sign}" if sign else f"{lead}{number}\\"
