"""Questions, records, files and results."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language

__all__ = [
    "CatalogField",
    "CatalogView",
    "ChangeView",
    "ChatQuestion",
    "Indexed",
    "LabelsGiven",
    "Named",
    "RecordView",
    "ResultView",
    "Status",
    "Understood",
    "ValueCount",
]

ThreadId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ChatQuestion(BaseModel):
    """A question; with the thread_id of an earlier answer it is a follow-up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "How many customers complained about delivery?"}]},
    )

    question: Annotated[str, Field(min_length=1, max_length=4000)]
    thread_id: ThreadId | None = None
    now: Annotated[date | None, Field(description="the day 'today' means; today when unset")] = None


class ValueCount(BaseModel):
    value: str
    count: int


class CatalogField(BaseModel):
    """A field of this data. lowest and highest of dates are whole seconds since 1970 UTC."""

    name: str
    kind: str
    en: str
    zh: str
    present: int
    distinct: int
    values: list[ValueCount]
    lowest: float | None
    highest: float | None


class CatalogView(BaseModel):
    records: int
    timezone: str
    fields: list[CatalogField]
    examples: Annotated[dict[Language, list[str]], Field(description="questions this data can answer")]


class Named(BaseModel):
    """What people call something."""

    en: str
    zh: str


class Indexed(BaseModel):
    """How many different texts can be found by meaning already; by words all of them can."""

    done: int
    total: int
    failure: str | None


class Understood(BaseModel):
    """How many texts have been read; of the others, sentiment, intent and topics are still missing."""

    done: int
    total: int


class Status(BaseModel):
    records: int
    model: str
    indexed: Indexed
    understood: Understood


class LabelsGiven(BaseModel):
    """What labels should be, by field: sentiment, intent, urgency (one value) or topic (any number)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"labels": {"topic": ["logistics.delay"]}, "by": "ann"}]},
    )

    labels: Annotated[dict[str, list[str]], Field(min_length=1, max_length=4)]
    by: Annotated[str, Field(max_length=100, description="who says so, where nobody is signed in")] = ""


class ChangeView(BaseModel):
    """If the factor were at this level, the priority would be this score."""

    factor: str
    level: float
    score: float


class RecordView(BaseModel):
    """One record. noted: labels with confidence and reasons; factors and changes: of its priority."""

    id: str
    title: str | None
    text: str | None
    fields: dict[str, Any]
    noted: dict[str, Any]
    factors: dict[str, float]
    changes: list[ChangeView]
    corrections: list[dict[str, Any]]
    copies: int


class MappedColumn(BaseModel):
    """Where a column went: field is a known field, "attribute" (a field of your own) or "ignore"."""

    column: str
    field: str
    kind: str
    confidence: float


class ImportView(BaseModel):
    """What an import did. rows = new + updated + unchanged + rejected; reasons: rejects by reason."""

    file: str
    source: str
    format: str
    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    reasons: dict[str, int]
    personal: dict[str, int] = Field(description="pieces of personal data taken out, by kind")
    rejects_file: str | None
    mapping: list[MappedColumn]
    seconds: float


class ResultView(BaseModel):
    """What a tool returned, complete enough to be checked: the table, the query and the SQL behind it."""

    handle: str
    tool: str
    query: dict[str, Any]
    sql: str | None
    columns: list[str]
    rows: list[list[str | int | float | bool | None]]
    covered: Annotated[int, Field(description="records it speaks for")]
    missing: Annotated[int, Field(description="records of the segment it cannot speak for")]
    facts: dict[str, Any]
    citations: list[str]
