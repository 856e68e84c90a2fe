"""Excel workbooks and Parquet files."""

import csv
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from retrieval.errors import BadFile
from retrieval.importing.source import Source
from retrieval.importing.table import OnProblem, Row, Table, cell_text, column_names

__all__ = ["open_excel", "open_parquet"]

_BATCH = 2_000


def open_excel(source: Source) -> Table:
    """The first sheet that has rows below a header. Its rows are copied to a temporary file once, since
    reading them from the workbook is slow. Raises BadFile for a damaged or empty workbook."""
    spool = source.keep.enter_context(
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline="")  # noqa: SIM115
    )
    source.file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and print settings we never read
            header = _copy_sheet(source, spool)
    except BadFile:
        raise
    except Exception as error:  # a damaged workbook fails inside zip, XML or openpyxl, each its own way
        raise BadFile("file_damaged", file=source.name) from error
    return Table("xlsx", None, header, _Spooled(spool, len(header)))


def _copy_sheet(source: Source, spool: IO[str]) -> tuple[str, ...]:
    from openpyxl import load_workbook

    with closing(load_workbook(source.file, read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some writers declare fewer cells than they wrote
            rows = (
                (number, [cell_text(cell) for cell in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            )
            filled = ((number, cells) for number, cells in rows if any(map(str.strip, cells)))
            head, first = next(filled, None), next(filled, None)
            if head and first:
                header = _trimmed(head[1])
                writer = csv.writer(spool)
                for number, cells in chain((first,), filled):
                    writer.writerow((number, *_fit(cells, len(header))))
                return column_names(header)
    raise BadFile("no_rows", file=source.name)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _fit(cells: list[str], width: int) -> list[str]:
    """A sheet's rows are as wide as their last filled cell; cells beyond the header have no name."""
    return [*cells[:width], *[""] * (width - len(cells))]


@dataclass(frozen=True, slots=True)
class _Spooled:
    spool: IO[str]
    width: int

    def __call__(self, on_problem: OnProblem) -> Iterator[Row]:
        del on_problem  # a sheet's rows are always whole
        csv.field_size_limit(1 << 20)
        self.spool.seek(0)
        for number, *cells in csv.reader(self.spool):
            yield int(number), cells


def open_parquet(source: Source) -> Table:
    """A Parquet file, nested columns as "outer.inner". Raises BadFile for a damaged or empty one."""
    import pyarrow as pa
    from pyarrow import parquet

    source.file.seek(0)
    try:
        file = source.keep.enter_context(parquet.ParquetFile(source.file))
        names = pa.Table.from_batches([], schema=file.schema_arrow).flatten().column_names
    except (pa.ArrowException, OSError) as error:
        raise BadFile("file_damaged", file=source.name) from error
    if not file.metadata.num_rows:
        raise BadFile("no_rows", file=source.name)
    return Table("parquet", None, column_names(names), _ParquetReader(file))


@dataclass(frozen=True, slots=True)
class _ParquetReader:
    file: Any

    def __call__(self, on_problem: OnProblem) -> Iterator[Row]:
        del on_problem  # a Parquet file's rows are always whole
        import pyarrow as pa

        number = 0
        for batch in self.file.iter_batches(batch_size=_BATCH):
            table = pa.Table.from_batches([batch]).flatten()
            columns = [[cell_text(value) for value in column.to_pylist()] for column in table.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, cells
