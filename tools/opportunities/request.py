"""What is asked for: these are the arguments a chat model, a person or a page fills in."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.segments.query import Filter, Period

__all__ = ["KINDS", "Kind", "OpportunityRequest"]

Kind = Literal["together", "repeat_buyers", "leaving", "accessories", "paid_speed"]

KINDS: tuple[Kind, ...] = ("together", "repeat_buyers", "leaving", "accessories", "paid_speed")


class OpportunityRequest(BaseModel):
    """Needs behind complaints in a segment and a period: those of these kinds, all when none is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    kinds: Annotated[
        tuple[Kind, ...],
        Field(
            description="together: what products, segments and topics go with; repeat_buyers: what loyal "
            "customers ask for; leaving: what people leave over; accessories: parts and bundles; "
            "paid_speed: delays of people who pay for speed"
        ),
    ] = ()
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    min_support: Annotated[
        int | None,
        Field(ge=5, le=1_000_000, description="records a finding needs; 10, or a thousandth if that is more"),
    ] = None
    language: Language | None = Field(None, description="of the sentences; English if not said")
