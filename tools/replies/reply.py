"""A reply to a customer: as it is asked for, and as it is proposed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from prompts import Language
from tools.segments.query import Filter, Period

__all__ = ["Check", "Length", "ReplyDraft", "ReplyRequest", "Source"]

Length = Literal["short", "full"]


class ReplyRequest(BaseModel):
    """What a reply is wanted for: one record, or every record of a segment.

    note: what the agent wants said ("offer a replacement"), in either language; a person gave it, so it backs
    what it says. language: of the reply, where it should not be the customer's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    record: str | None = Field(None, description="the record to answer")
    filters: tuple[Filter, ...] = Field((), description="instead of a record: the segment to answer")
    topic: str | None = Field(None, description="instead of a record: the topic to answer, by its id")
    theme: str | None = Field(
        None, max_length=200, description="instead of a record: the theme to answer, by id (TH-12) or name"
    )
    period: Period | None = Field(
        None, description="with filters, topic or theme: only feedback of that time"
    )
    length: Length = Field("full", description="short: two or three sentences")
    note: str = Field("", max_length=2_000, description="what the reply should say, from the agent")
    language: Language | None = Field(None, description="of the reply; the customer's own when left out")

    @model_validator(mode="after")
    def _about_something(self) -> "ReplyRequest":
        segment = self.filters or any(each is not None for each in (self.topic, self.theme, self.period))
        if (self.record is None) == (not segment):
            raise ValueError("give a record, or filters, a topic, a theme or a period")
        return self


class Source(BaseModel):
    """What a reply rests on: a passage of the company's knowledge, or a similar case that was answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["knowledge", "case", "record"]
    id: str
    quote: str = ""


class Check(BaseModel):
    """One thing every draft is checked for. passed, and where it is not: why, in the reader's language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    passed: bool
    why: str = ""


class ReplyDraft(BaseModel):
    """What sending a reply takes: the payload of a proposal, as a person sees and edits it.

    text: may have placeholders such as {{customer_name}}, filled at sending and stored nowhere.
    person_needed: why a person must decide first (legal, safety, refund above the limit); none otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    record: str
    language: Language
    length: Length = "full"
    topic: str | None = None
    intent: str | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000)]
    sources: tuple[Source, ...] = ()
    asks_for: tuple[str, ...] = ()
    person_needed: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    ticket: int | None = None
