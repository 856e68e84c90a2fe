"""A reply drafted: for a record, or one for all that a segment raises."""

from tools.replies.brief import Brief
from tools.replies.briefing import make_brief
from tools.replies.composing import Composed, compose
from tools.replies.reply import ReplyDraft, ReplyRequest
from tools.toolbox import ToolContext

__all__ = ["draft_replies", "draft_reply", "drafted"]


def draft_reply(context: ToolContext, asked: ReplyRequest, at: int) -> ReplyDraft:
    """A draft, changing nothing; a person approves it. For a segment, of the first of its records.

    at: seconds UTC. Raises BadQuery for a record or segment that does not exist.
    """
    brief = make_brief(context, asked, at)
    return drafted(brief, compose(brief))


def draft_replies(context: ToolContext, asked: ReplyRequest, at: int) -> tuple[ReplyDraft, ...]:
    """One draft a record: all the same for a segment, each to be approved by itself."""
    brief = make_brief(context, asked, at)
    first = drafted(brief, compose(brief))
    return tuple(first.model_copy(update={"record": record}) for record in brief.records or (brief.record,))


def drafted(brief: Brief, composed: Composed) -> ReplyDraft:
    """What was written, as it is proposed."""
    return ReplyDraft(
        record=brief.record,
        language=brief.language,
        length=brief.length,
        topic=brief.topic,
        intent=brief.intent,
        text=composed.text,
        sources=composed.sources,
        asks_for=brief.missing,
        person_needed=brief.person_needed,
        ticket=brief.ticket.id if brief.ticket else None,
    )
