"""Replies drafted by a tool call: what it asks for, and the result an answer can point to."""

import time
from typing import TYPE_CHECKING, Any

from tools.proposals.kinds import Proposed
from tools.replies.reply import ReplyDraft, ReplyRequest
from tools.results import Result

if TYPE_CHECKING:
    from tools.toolbox import ToolContext

__all__ = ["MOST_AT_ONCE", "propose_replies"]

MOST_AT_ONCE = 20
"""Replies one call may ask for: as many as somebody reads."""


def propose_replies(context: "ToolContext", asked: ReplyRequest, handle: str) -> tuple[Proposed, ...]:
    """One proposal for each record that is to be answered, the first twenty of a segment.

    Raises BadQuery for a record or a segment that does not exist.
    """
    from tools.replies.run import draft_replies

    drafts = draft_replies(context, asked, int(time.time()))
    result = _result(drafts, asked, handle)
    why = asked.note or "draft_reply"
    return tuple(Proposed("send_reply", each, why, result, (each.record,)) for each in drafts[:MOST_AT_ONCE])


def _result(drafts: tuple[ReplyDraft, ...], asked: ReplyRequest, handle: str) -> Result:
    shown = drafts[:MOST_AT_ONCE]
    first = shown[0]
    facts: dict[str, Any] = {
        "language": first.language,
        "records": len(drafts),
        "asks_for": list(first.asks_for),
        "person_needed": list(first.person_needed),
        "failed": [each.why for each in first.checks if not each.passed],
        "sources": [{"kind": each.kind, "id": each.id} for each in first.sources],
    }
    return Result(
        handle=handle,
        tool="draft_reply",
        query=asked.model_dump(mode="json", exclude_defaults=True),
        sql=None,
        columns=("id", "draft"),
        rows=tuple((each.record, each.text) for each in shown),
        covered=len(drafts),
        missing=0,
        facts=facts,
        citations=tuple(each.record for each in shown),
    )
