"""What an import says while it runs and when it is done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from retrieval.importing.columns import Column
from retrieval.importing.evidence import Evidence
from retrieval.importing.options import ATTRIBUTE, IGNORE

__all__ = [
    "ImportPreview",
    "ImportProgress",
    "ImportSummary",
    "MappedColumn",
    "Note",
    "mapped_columns",
    "notes_on",
]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """`rows` read so far in this phase; `total` is known once the file has been checked through."""

    phase: Literal["checking", "importing"]
    rows: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """Where one column of the file goes: `field` is a known field, "attribute" or "ignore"."""

    column: str
    field: str
    kind: str
    confidence: float
    stored_as: str

    @property
    def known(self) -> bool:
        return self.field not in (ATTRIBUTE, IGNORE)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know: a key of the `importing` sentences, and its details."""

    key: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. `rows`: the first five records as they would be stored, by field name."""

    file: str
    format: str
    encoding: str | None
    mapping: tuple[MappedColumn, ...]
    rows: tuple[dict[str, Any], ...]
    total: int
    notes: tuple[Note, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did. rows = new + updated + unchanged + rejected; reasons: rejects by reason.

    personal: pieces of personal data taken out, by kind.
    """

    file: str
    source: str
    format: str
    encoding: str | None
    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    seconds: float
    reasons: dict[str, int] = field(default_factory=dict)
    rejects_file: str | None = None
    mapping: tuple[MappedColumn, ...] = ()
    notes: tuple[Note, ...] = ()
    personal: dict[str, int] = field(default_factory=dict)

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"rows_per_second": round(self.rows_per_second)}


def mapped_columns(columns: Sequence[Column]) -> tuple[MappedColumn, ...]:
    """The mapping as a person sees it."""
    return tuple(
        MappedColumn(
            each.name,
            each.target,
            each.kind,
            each.confidence,
            each.attribute_name if each.target == ATTRIBUTE else each.target,
        )
        for each in columns
    )


def notes_on(columns: Sequence[Column], evidence: Sequence[Evidence]) -> tuple[Note, ...]:
    """What the mapping took for granted: an order of day and month, an id that repeats."""
    notes = []
    for column, values in zip(columns, evidence, strict=True):
        if column.kind == "date" and not column.order_settled:
            notes.append(Note("note_order_" + column.order, {"column": column.name}))
        if column.name.casefold() == "id" and column.target == ATTRIBUTE and values.distinct_share < 1:
            notes.append(Note("note_id_repeats", {"column": column.name, "stored": column.attribute_name}))
    return tuple(notes)
