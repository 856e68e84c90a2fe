"""A ticket, as it is asked for."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.segments.query import Filter

__all__ = ["PRIORITIES", "STATES", "Priority", "State", "TicketDraft"]

Priority = Literal["P1", "P2", "P3", "P4"]
State = Literal["open", "in_progress", "waiting", "resolved", "closed", "reopened", "merged"]
PRIORITIES: tuple[Priority, ...] = Priority.__args__  # type: ignore[attr-defined]
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]


class TicketDraft(BaseModel):
    """What opening a ticket takes: the payload of a proposal, as a person sees and edits it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=8_000)
    language: Language
    topic: str | None = None
    product: str | None = None
    department: str
    priority: Priority
    factors: dict[str, str] = Field(default_factory=dict)
    customers: int = Field(ge=0)
    records: tuple[str, ...] = Field((), max_length=10_000)
    segment: tuple[Filter, ...] | None = None
    add_to: int | None = Field(
        None, ge=1, le=2**31 - 1, description="an open ticket about the same thing, to add to instead"
    )
