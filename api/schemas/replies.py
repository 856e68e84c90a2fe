"""Replies: drafted for a record, and a text held against what it answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from tools.replies.points import PointKind
from tools.replies.reply import Check, Length

__all__ = ["PointPublic", "ReplyCheck", "ReplyChecked", "ReplyFiguresPublic"]


class ReplyCheck(BaseModel):
    """A text that is to answer a record, as somebody has it in front of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"record": "s6", "text": "Thank you."}]},
    )

    record: Annotated[str, Field(max_length=500)]
    text: Annotated[str, Field(max_length=8_000)]
    language: Language | None = None
    length: Length = "full"
    note: Annotated[str, Field(max_length=2_000)] = ""


class PointPublic(BaseModel):
    """One thing the customer raised, in their words, and whether the text answers it."""

    kind: PointKind
    words: str
    answered: bool


class ReplyChecked(BaseModel):
    """checks: in the caller's language why one fails. points: in the order the customer raised them."""

    checks: list[Check]
    points: list[PointPublic]


class ReplyFiguresPublic(BaseModel):
    """What became of the drafts of one topic and language. reasons: of rejections, the commonest first."""

    topic: str | None
    language: str
    accepted: int
    edited: int
    rejected: int
    waiting: int
    reasons: list[tuple[str, int]]
