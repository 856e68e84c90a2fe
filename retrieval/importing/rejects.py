"""Rows that could not be imported: counted, and written down with line, column and reason."""

import csv
import io
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from prompts import Language, text
from retrieval.importing.table import RowProblem

__all__ = ["Rejects"]


class Rejects:
    """The rejects file, made with the first reject. Without a path rejects are only counted."""

    def __init__(self, path: Path | None, language: Language) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self._language = language
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def count(self) -> int:
        return self.reasons.total()

    def add(self, problem: RowProblem) -> None:
        """Counts and writes one row. The sentence says what is wrong with it."""
        self.reasons[problem.reason] += 1
        if self.path is None:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(("line", "column", "reason", "value", "row"))
        reason = text("importing", problem.reason, self._language, **dict(problem.details))
        self._writer.writerow((problem.line, problem.column, reason, problem.value, _joined(problem)))


def _joined(problem: RowProblem) -> str:
    if len(problem.row) == 1:
        return problem.row[0]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(problem.row)
    return line.getvalue()
