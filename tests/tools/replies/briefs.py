"""Briefs of made-up messages, without a store."""

from dataclasses import replace
from typing import Any

from prompts import Language
from tools.replies.brief import Brief
from tools.replies.briefing import brief_of
from tools.replies.case import Case
from tools.replies.reply import Length, ReplyRequest

__all__ = ["brief"]


def brief(
    message: str,
    record: str = "r1",
    *,
    title: str = "",
    length: Length = "full",
    note: str = "",
    language: Language | None = None,
    channel: str | None = None,
    **changes: Any,
) -> Brief:
    """What a message gives; changes: fields of the brief that it cannot give, such as sources."""
    whole = f"{title}\n{message}" if title else message
    case = Case(record, whole, title, None, None, channel, None, None)
    asked = ReplyRequest(record=record, length=length, note=note, language=language)
    return replace(brief_of(case, asked, 0), **changes)
