"""What a search asks: some words or a question, inside a segment. These are what a chat model fills in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tools.segments.query import Filter, Period

__all__ = ["SearchQuery"]


class SearchQuery(BaseModel):
    """One search. Filters and period choose the segment as for counting; without a text, its newest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[
        str, Field(max_length=2000, description="what the feedback should speak of; empty: the newest")
    ] = ""
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    limit: Annotated[int, Field(ge=1, le=50, description="how many records")] = 10
