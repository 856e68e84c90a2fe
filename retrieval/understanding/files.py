"""A file of feedback in, the same file with more columns out: for commands that need no store."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from retrieval.errors import BadFile
from retrieval.importing.columns import map_columns
from retrieval.importing.evidence import Evidence
from retrieval.importing.readers import open_table
from retrieval.importing.source import Source, open_source
from retrieval.importing.table import Row, RowProblem, Table, ignore_problems
from retrieval.records import known_field

__all__ = ["FileRow", "RowFile", "open_rows", "write_rows"]

_LOOKED_AT = 5_000
"""Rows that are enough to tell which column holds the text."""

_DELIMITERS = {"": ",", ".csv": ",", ".tsv": "\t", ".txt": "\t"}
_JSON_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: as many cells as the header. whole: False when the file's row did not fit the header, so
    that nobody knows which cell is which. source: the object it was, in a JSON file."""

    cells: list[str]
    whole: bool = True
    source: dict[str, Any] | None = None

    def changed(self, header: Sequence[str], place: int, value: str) -> "FileRow":
        """The row with another value in one column."""
        cells = [*self.cells[:place], value, *self.cells[place + 1 :]]
        return FileRow(cells, self.whole, self.source and _put(self.source, header[place], value))


@dataclass(frozen=True, slots=True)
class RowFile:
    """text and title: which columns they are; title is None when there is none. rows: all, in order; once.

    fields: the place of every known field that is recognized, by its name.
    """

    name: str
    header: tuple[str, ...]
    text: int
    title: int | None
    rows: Iterator[FileRow]
    fields: Mapping[str, int]


@contextmanager
def open_rows(file: Path | BinaryIO, column: str | None = None) -> Iterator[RowFile]:
    """A file in any format that can be imported. column: the one that holds the text; found when None.

    Raises BadFile when the file cannot be read, has no such column, or none that is clearly the text.
    """
    with open_source(file) as source:
        table = open_table(source)
        fields = _fields(source.name, table, column)
        rows = _rows(source, table)
        yield RowFile(source.name, table.header, fields["text"], fields.get("title"), rows, fields)


def _fields(name: str, table: Table, column: str | None) -> dict[str, int]:
    evidence = tuple(Evidence() for _ in table.header)
    block = [cells for _, cells in islice(table.read(ignore_problems), _LOOKED_AT)]
    for values, cells in zip(evidence, zip(*block, strict=True), strict=False):
        values.observe(cells)
    try:
        columns = map_columns(name, table.header, evidence, {column: "text"} if column else {})
    except BadFile as error:
        if error.code == "map_column":
            raise BadFile("column_missing", file=name, column=column, columns=_named(table)) from error
        raise BadFile("column_unclear", file=name, columns=_named(table)) from error
    return {each.target: place for place, each in enumerate(columns) if known_field(each.target)}


def _named(table: Table) -> str:
    return ", ".join(table.header[:20])


def _rows(source: Source, table: Table) -> Iterator[FileRow]:
    """Every row in its place, those that cannot be read as cells among them."""
    objects = _objects(source, table) if table.format in ("json", "jsonl") else None
    problems: list[RowProblem] = []
    rows: Iterator[Row | None] = chain(table.read(problems.append), (None,))
    for row in rows:
        for problem in problems:
            yield FileRow(_fitted(problem.row, len(table.header)), whole=False)
        problems.clear()
        if row is not None:
            yield FileRow(list(row[1]), source=next(objects) if objects else None)


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    """As many cells as the header; what is too much goes into the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], ",".join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]


def _objects(source: Source, table: Table) -> Iterator[dict[str, Any]]:
    """The objects of a JSON file as they are, so that numbers stay numbers and lists lists."""
    source.file.seek(0)
    content = source.file.read().decode(table.encoding or "utf-8", "replace").removeprefix("\ufeff")
    items = json.loads(content) if table.format == "json" else map(_parsed, content.split("\n"))
    return (item for item in items if isinstance(item, dict))


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def write_rows(
    out: Path | None,
    given: RowFile,
    rows: Iterable[tuple[FileRow, Sequence[object]]],
    added: Sequence[str] = (),
) -> None:
    """Writes rows, each with a value for every column of `added`; to standard output when out is None.

    A column of the file that is called like an added one is kept as "NAME (column)".
    CSV, TSV or JSON Lines by the ending of `out`. A file is there whole or not at all. Raises BadFile when it
    cannot be written.
    """
    ending = "" if out is None else out.suffix.lower()
    if ending not in (*_DELIMITERS, *_JSON_LINES):
        raise BadFile("out_format", file=out)
    with _whole(out) as file:
        if ending in _JSON_LINES:
            for row, more in rows:
                item = _beside(_item(given.header, row), added) | dict(zip(added, more, strict=True))
                file.write(json.dumps(item, ensure_ascii=False, default=str) + "\n")
            return
        writer = csv.writer(file, delimiter=_DELIMITERS[ending], lineterminator="\n")
        writer.writerow((*_beside(dict.fromkeys(given.header), added), *added))
        writer.writerows((*row.cells, *more) for row, more in rows)


def _beside(item: Mapping[str, Any], added: Sequence[str]) -> dict[str, Any]:
    """The file's own columns; one called like an added one is kept as "sentiment (column)"."""
    taken = {*item, *added}
    kept: dict[str, Any] = {}
    for name, value in item.items():
        free = name
        while free in added or (free != name and free in taken):
            free += " (column)"
        kept[free] = value
    return kept


def _item(header: Sequence[str], row: FileRow) -> dict[str, Any]:
    return row.source if row.source is not None else dict(zip(header, row.cells, strict=True))


def _put(item: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    """The object with one value changed; "outer.inner" is a value of the object `outer`."""
    outer, dot, inner = name.partition(".")
    if name not in item and dot and isinstance(item.get(outer), dict):
        return item | {outer: _put(item[outer], inner, value)}
    return item | {name: value}


@contextmanager
def _whole(out: Path | None) -> Iterator[IO[str]]:
    """A file that takes its name only once all of it is written."""
    if out is None:
        with _as_text(sys.stdout.buffer) as file:
            yield file
        return
    special = out.exists() and not out.is_file()  # a pipe or a device has no name to give away
    target = out if special else out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with target.open("wb") as binary, _as_text(binary) as file:
            yield file
        if not special:
            target.replace(out)
    except OSError as error:
        raise BadFile("out_unwritable", file=out, why=error.strerror) from error
    finally:
        if not special:
            target.unlink(missing_ok=True)


@contextmanager
def _as_text(binary: BinaryIO) -> Iterator[IO[str]]:
    """Bytes the file could not spell are written as question marks."""
    text = io.TextIOWrapper(binary, encoding="utf-8", errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()
