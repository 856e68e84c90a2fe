"""What a page is made of, before it is Markdown or HTML.

Texts are plain: whoever writes them out escapes them.
"""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Block", "Chart", "Facts", "Heading", "Items", "Notice", "Page", "Quotes", "Table", "Text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 is the page's own title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that limits what the page says."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of what it is and how it stands."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """caption: what it shows. numeric: columns, by place, whose cells are figures. aside: only for those who
    want the figures behind a chart; left out where there are no charts."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """Customers' words, byte for byte, each with where it comes from."""

    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification. title: what it shows, for who cannot see it."""

    title: str
    spec: dict[str, Any] = field(hash=False)


Block = Heading | Text | Notice | Items | Facts | Table | Quotes | Chart


@dataclass(frozen=True, slots=True)
class Page:
    """language: of its sentences, as HTML names it."""

    title: str
    language: str
    blocks: tuple[Block, ...]
