"""A file as rows of text cells under named columns, whatever its format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

__all__ = ["Row", "RowProblem", "Table", "cell_text", "column_names", "ignore_problems"]

Row = tuple[int, Sequence[str]]
"""Line (or row) number in the file, from 1, and one cell for each column; "" is empty."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be read. `reason` is a key of the `importing` sentences, filled by `details`."""

    line: int
    reason: str
    row: Sequence[str]
    column: str = ""
    value: str = ""
    details: tuple[tuple[str, object], ...] = ()


OnProblem = Callable[[RowProblem], None]


class RowReader(Protocol):
    """Reads all rows from the start, each with as many cells as there are columns."""

    def __call__(self, on_problem: OnProblem) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """`encoding` is None for formats that carry their own. `read` can be called again and again."""

    format: str
    encoding: str | None
    header: tuple[str, ...]
    read: RowReader


def ignore_problems(_problem: RowProblem) -> None:
    """For the passes that only look."""


def column_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Names a database can hold, never empty and never twice the same: "column 3", "score (2)"."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        base = " ".join(cell_text(cell).replace("\ufeff", "").split()) or f"column {place}"
        name, count = base, 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return tuple(names)


def cell_text(value: object) -> str:
    """A typed cell (Excel, Parquet, JSON) as the text a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return cell_text(value.decode("utf-8", "replace"))
    if isinstance(value, (list, tuple)):
        return "; ".join(map(cell_text, value))
    return str(value)
