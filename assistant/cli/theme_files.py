"""Reports on themes as files: each is there whole, or as it was before."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prompts import Language
from retrieval.catalog import Catalog
from retrieval.errors import BadFile
from tools.themes.report import Report
from tools.themes.showing.blocks import Page

__all__ = ["Files", "page_files", "report_files", "write_all"]

_BOM = "utf-8-sig"
"""Spreadsheets take a file without the mark for one in the machine's old encoding."""


@dataclass(frozen=True, slots=True)
class Files:
    """What is wanted: files by kind, and folders of charts."""

    html: Path | None = None
    markdown: Path | None = None
    csv: Path | None = None
    svg: Path | None = None
    png: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.paths())

    def paths(self) -> list[Path]:
        """The files and folders that were asked for."""
        return [each for each in (self.html, self.markdown, self.csv, self.svg, self.png) if each is not None]

    def require_folders(self) -> None:
        """Raises BadFile before long work for a file whose folder is not there."""
        for file in (self.html, self.markdown, self.csv):
            if file is not None and not file.parent.is_dir():
                raise BadFile("out_unwritable", file=file, why=f"{file.parent} is not a folder")


def report_files(report: Report, wanted: Files, language: Language, catalog: Catalog) -> dict[Path, bytes]:
    """Everything that was asked for of a report, made before the first is written."""
    from tools.themes.showing import csv
    from tools.themes.showing.charts import report_charts
    from tools.themes.showing.report_page import report_page
    from tools.themes.showing.words import Words

    page = report_page(report, language, catalog, drawn=wanted.html is not None)
    made = page_files(page, wanted)
    if wanted.csv is not None:
        made[wanted.csv] = csv.render(report, language, catalog).encode(_BOM)
    if wanted.svg is not None or wanted.png is not None:
        made |= _pictures(report_charts(report, Words(language, catalog)), wanted)
    return made


def page_files(page: Page, wanted: Files) -> dict[Path, bytes]:
    """A page in the forms asked for."""
    from tools.themes.showing import html, markdown

    made: dict[Path, bytes] = {}
    if wanted.html is not None:
        made[wanted.html] = html.written(page).encode()
    if wanted.markdown is not None:
        made[wanted.markdown] = markdown.written(page).encode()
    return made


def _pictures(charts: Mapping[str, dict[str, object]], wanted: Files) -> dict[Path, bytes]:
    from tools.themes.showing.drawing import png, svg

    made: dict[Path, bytes] = {}
    for name, spec in charts.items():
        if wanted.svg is not None:
            made[wanted.svg / f"{name}.svg"] = svg(spec).encode()
        if wanted.png is not None:
            made[wanted.png / f"{name}.png"] = png(spec)
    return made


def write_all(files: Mapping[Path, bytes]) -> None:
    """Writes each beside its place and moves it there. Raises BadFile."""
    for path, content in files.items():
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise BadFile("out_unwritable", file=path, why=error.strerror or str(error)) from error
