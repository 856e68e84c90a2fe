"""JSON Lines, and a JSON file that is one list of objects. Nested objects become "outer.inner" columns."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retrieval.errors import BadFile
from retrieval.importing.encoding import detect_encoding, marking_errors
from retrieval.importing.source import Source
from retrieval.importing.table import (
    OnProblem,
    Row,
    RowProblem,
    Table,
    cell_text,
    column_names,
    ignore_problems,
)

__all__ = ["open_json"]

_CHUNK = 1 << 16
_MAX_COLUMNS = 1000


def open_json(source: Source, is_list: bool) -> Table:
    """The file as a table: its columns are all keys of all objects, in the order they first appear."""
    encoding = detect_encoding(source.file)
    if encoding is None:
        raise BadFile("file_not_text", file=source.name)
    objects = _Objects(source, encoding, is_list)
    keys: dict[str, None] = {}
    for _, cells in objects.read(ignore_problems):
        keys.update(dict.fromkeys(cells))
        if len(keys) > _MAX_COLUMNS:
            raise BadFile("too_many_columns", file=source.name, most=_MAX_COLUMNS)
    if not keys:
        raise BadFile("json_no_objects", file=source.name)
    return Table("json" if is_list else "jsonl", encoding, column_names(keys), _Reader(objects, tuple(keys)))


@dataclass(frozen=True, slots=True)
class _Reader:
    objects: "_Objects"
    keys: tuple[str, ...]

    def __call__(self, on_problem: OnProblem) -> Iterator[Row]:
        for line, cells in self.objects.read(on_problem):
            yield line, [cells.get(key, "") for key in self.keys]


@dataclass(frozen=True, slots=True)
class _Objects:
    source: Source
    encoding: str
    is_list: bool

    def read(self, on_problem: OnProblem) -> Iterator[tuple[int, dict[str, str]]]:
        """Each object with its line, flattened to text cells."""
        self.source.file.seek(0)
        text = io.TextIOWrapper(self.source.file, encoding=self.encoding, errors=marking_errors())
        try:
            for line, raw, value in self._list(text) if self.is_list else self._lines(text):
                if isinstance(value, dict):
                    yield line, _flat(value)
                else:
                    on_problem(RowProblem(line, "reject_json", (raw,)))
        finally:
            text.detach()

    def _lines(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str, Any]]:
        for number, raw in enumerate(text, start=1):
            if not raw.isspace():
                try:
                    value = json.loads(raw)
                except (ValueError, RecursionError):
                    value = None
                yield number, raw.rstrip("\n"), value

    def _list(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str, Any]]:
        """The items of one long list, without holding the list; `line` is the item's place."""
        decoder = json.JSONDecoder()
        buffer, place = text.read(_CHUNK).lstrip().removeprefix("["), 0
        while True:
            buffer = buffer.lstrip(" \t\r\n,")
            if buffer.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(buffer)
            except ValueError:
                more = text.read(max(_CHUNK, len(buffer)))
                if not more:
                    raise BadFile("json_broken", file=self.source.name, place=place + 1) from None
                buffer += more
                continue
            place += 1
            yield place, buffer[:end], value
            buffer = buffer[end:]


def _flat(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            cells |= _flat(inner, f"{prefix}{key}.")
        elif isinstance(inner, list) and any(isinstance(each, (dict, list)) for each in inner):
            cells[prefix + key] = cell_text(json.dumps(inner, ensure_ascii=False))
        else:
            cells[prefix + key] = cell_text(inner)
    return cells
