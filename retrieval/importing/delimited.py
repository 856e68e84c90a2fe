"""CSV and its relatives: which delimiter, and rows that survive broken quotes."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from retrieval.errors import BadFile
from retrieval.importing.encoding import detect_encoding, marking_errors
from retrieval.importing.source import Source
from retrieval.importing.table import OnProblem, Row, RowProblem, Table, column_names

__all__ = ["open_delimited", "sniff_delimiter"]

_DELIMITERS = (",", "\t", ";", "|")
_NO_DELIMITER = "\x1f"
_MAX_CELL = 1 << 20
_SAMPLE_LINES = 200


def open_delimited(source: Source) -> Table:
    """The file as a table. Raises BadFile when it is not text, or has no row below its header."""
    encoding = detect_encoding(source.file)
    if encoding is None:
        raise BadFile("file_not_text", file=source.name)
    with _text(source, encoding) as lines:
        sample = [line for line, _ in zip(lines, range(_SAMPLE_LINES), strict=False)]
    csv.field_size_limit(_MAX_CELL)
    declared = _declared(sample)
    delimiter = declared or sniff_delimiter(sample)
    rows = csv.reader(_plain(sample[1:] if declared else sample), delimiter=delimiter)
    header = next((cells for cells in rows if any(map(str.strip, cells))), None)
    if header is None:
        raise BadFile("file_empty", file=source.name)
    reader = _Reader(source, encoding, delimiter, len(header), bool(declared))
    return Table("tsv" if delimiter == "\t" else "csv", encoding, column_names(header), reader)


def sniff_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the header and most rows alike; none when the header is one cell."""
    best, best_score = _NO_DELIMITER, 0.0
    for delimiter in _DELIMITERS:
        rows = [row for row in csv.reader(_plain(lines), delimiter=delimiter) if row]
        width = len(rows[0]) if rows else 0
        body = rows[1:] or rows
        alike = sum(len(row) == width for row in body) / len(body) if body else 0.0
        score = alike + min(width, 50) / 1000
        if width > 1 and alike >= 0.2 and score > best_score:
            best, best_score = delimiter, score
    return best


def _declared(lines: list[str]) -> str | None:
    """Excel's first line "sep=;"."""
    first = lines[0].strip() if lines else ""
    return first[4] if first.lower().startswith("sep=") and len(first) == 5 else None


def _plain(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the zero characters that databases refuse."""
    return (line.replace("\0", "") if "\0" in line else line for line in lines)


@contextmanager
def _text(source: Source, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file as text; bytes that cannot be decoded become lone surrogates, which the import rejects."""
    source.file.seek(0)
    text = io.TextIOWrapper(source.file, encoding=encoding, errors=marking_errors(), newline="")
    try:
        yield text
    finally:
        text.detach()


class _Lines:
    """Feeds a csv reader, and keeps the lines of the row in hand so that they can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.held: list[str] = []
        self.count = 0
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = self._returned.popleft() if self._returned else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.count += 1
        self.held.append(line)
        return line

    def give_back(self) -> str:
        """Keeps the first line of the row in hand for a reject; the others are read again."""
        first, *others = self.held
        self._returned.extendleft(reversed(others))
        self.count -= len(others)
        self.held.clear()
        self.ended = False
        return first


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    encoding: str
    delimiter: str
    width: int
    declared: bool

    def __call__(self, on_problem: OnProblem) -> Iterator[Row]:
        with _text(self.source, self.encoding) as text:
            rows = self._rows(_Lines(_plain(text)), on_problem)
            next(rows)
            yield from rows

    def _rows(self, lines: _Lines, on_problem: OnProblem) -> Iterator[Row]:
        """All rows, the header first. A quote that never closes costs its own line only."""
        csv.field_size_limit(_MAX_CELL)
        reader = csv.reader(lines, delimiter=self.delimiter)
        if self.declared:
            next(reader)
        headed = False
        while True:
            lines.held.clear()
            line = lines.count + 1
            try:
                cells = next(reader)
                broken = lines.ended
            except StopIteration:
                return
            except csv.Error:
                broken, cells = True, []
            if broken:
                first = lines.give_back()
                on_problem(RowProblem(line, "reject_quote", (first.rstrip("\r\n"),)))
                reader = csv.reader(lines, delimiter=self.delimiter)
            elif len(cells) == self.width:
                if headed or any(map(str.strip, cells)):
                    headed = True
                    yield line, cells
            elif any(map(str.strip, cells)):
                yield from self._fitted(line, cells, on_problem)

    def _fitted(self, line: int, cells: list[str], on_problem: OnProblem) -> Iterator[Row]:
        """A row with empty cells too many is whole; any other of the wrong length is not."""
        if len(cells) > self.width and not any(map(str.strip, cells[self.width :])):
            yield line, cells[: self.width]
            return
        details = (("found", len(cells)), ("expected", self.width))
        on_problem(RowProblem(line, "reject_cells", cells, details=details))
