"""Pages as one HTML file each: charts and styles inside, nothing loaded, no script; printable."""

from collections.abc import Iterator
from html import escape
from importlib import resources

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
from tools.themes.showing.drawing import inline_svg
from tools.themes.showing.report_page import report_page

__all__ = ["render", "written"]


_SHORT = 12
"""Cells of so few characters are not broken into lines."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report, language: Language, catalog: Catalog | None = None) -> str:
    """The report as an HTML document."""
    return written(report_page(report, language, catalog))


def written(page: Page) -> str:
    """A page as an HTML document. Whatever customers wrote is text in it, never markup."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(part for block in page.blocks for part in _parts(block))
    language = "zh-CN" if page.language == "zh" else page.language
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(page.title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case Text():
            yield f"<p>{escape(block.text)}</p>"
        case Notice():
            yield f'<p class="notice" role="note">{escape(block.text)}</p>'
        case Items():
            name = "ol" if block.numbered else "ul"
            yield f"<{name}>" + "".join(f"<li>{escape(each)}</li>" for each in block.items) + f"</{name}>"
        case Facts():
            told = (
                f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in block.facts
            )
            yield "<dl>" + "".join(told) + "</dl>"
        case Quotes():
            for said, source in block.quotes:
                yield f"<blockquote><p>{escape(said)}</p><footer>{escape(source)}</footer></blockquote>"
        case Chart():
            yield f"<figure>{inline_svg(block.spec, block.title)}</figure>"
        case Table():
            yield _table(block)


def _table(block: Table) -> str:
    head = "".join(_cell("th", each, place in block.numeric) for place, each in enumerate(block.head))
    rows = "\n".join(
        "<tr>"
        + "".join(_cell("td", each, place in block.numeric) for place, each in enumerate(row))
        + "</tr>"
        for row in block.rows
    )
    whole = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(block.caption)}"><table>'
        f"<caption>{escape(block.caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody>"
        "</table></div>"
    )
    if not block.aside:
        return whole
    return f"<details><summary>{escape(block.caption)}</summary>{whole}</details>"


def _cell(name: str, said: str, number: bool) -> str:
    scope = ' scope="col"' if name == "th" else ""
    words = "short" if len(said) <= _SHORT else "told" if name == "td" else ""
    kind = ' class="number"' if number else f' class="{words}"' if words else ""
    return f"<{name}{scope}{kind}>{escape(said)}</{name}>"
