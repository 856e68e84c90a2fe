"""What a ticket is asked for with: these are the arguments a chat model or a person fills in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.segments.query import Filter, Period

__all__ = ["MOST_NAMED", "TicketRequest"]

MOST_NAMED = 1_000
"""Records one request may name."""


class TicketRequest(BaseModel):
    """One ticket. Say at least one of records, query, topic, theme, filters; together they narrow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    records: Annotated[
        tuple[str, ...], Field(max_length=MOST_NAMED, description="ids of the records it is about")
    ] = ()
    query: Annotated[
        str, Field(max_length=2000, description="words: what the feedback it is about speaks of")
    ] = ""
    topic: Annotated[
        str | None, Field(max_length=200, description="a topic, topic area or category, by id or name")
    ] = None
    theme: Annotated[
        str | None, Field(max_length=200, description="a theme of complaints, by id (TH-12) or name")
    ] = None
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    note: Annotated[
        str, Field(max_length=2000, description="what the person asking says is wrong, in their words")
    ] = ""
    language: Annotated[
        Language | None, Field(description="of title and summary; that of most of the feedback if not said")
    ] = None
