"""What a tool returns: the rows, and everything needed to check them."""

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Cell", "Result"]

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """One answer of one tool, complete enough to be checked without it.

    handle: "r1", "r2", ... unique within a conversation; answers point to it.
    query: the typed arguments that made it, as JSON. sql: the one statement that ran, values in place.
    columns and rows: the table. covered: records it speaks for; missing: records of the same segment
    it cannot speak for (no value in the measured field, or not yet indexed).
    facts: named figures beside the table (totals, differences, intervals), for wording an answer.
    citations: ids of the records quoted in the rows.
    """

    handle: str
    tool: str
    query: dict[str, Any]
    sql: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    covered: int
    missing: int
    facts: dict[str, Any] = field(default_factory=dict)
    citations: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
