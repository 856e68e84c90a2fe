"""A reply to a customer, as it is asked for."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language

__all__ = ["Check", "ReplyDraft", "Source"]


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
    length: Literal["short", "full"] = "full"
    topic: str | None = None
    intent: str | None = None
    text: str = Field(min_length=1, max_length=8_000)
    sources: tuple[Source, ...] = ()
    asks_for: tuple[str, ...] = ()
    person_needed: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    ticket: int | None = None
