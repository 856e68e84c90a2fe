"""A reply drafted: for a record, or one for all that a segment raises."""

from dataclasses import replace

from tools.replies.brief import Brief
from tools.replies.briefing import make_briefs
from tools.replies.checks import check
from tools.replies.composing import Composed, compose
from tools.replies.reply import ReplyDraft, ReplyRequest
from tools.toolbox import ToolContext

__all__ = ["draft_replies", "draft_reply", "drafted"]


def draft_reply(context: ToolContext, asked: ReplyRequest, at: int) -> ReplyDraft:
    """A draft, changing nothing; a person approves it. For a segment, of the first of its records.

    at: seconds UTC. Raises BadQuery for a record or segment that does not exist or says nothing.
    """
    return draft_replies(context, asked, at)[0]


def draft_replies(context: ToolContext, asked: ReplyRequest, at: int) -> tuple[ReplyDraft, ...]:
    """One draft a record, each to be approved by itself; for a segment the same text in each language.

    By the writer of the context, where it has one.
    """
    if context.writer is not None:
        return context.writer(context, asked, at)
    return tuple(
        drafted(replace(brief, record=record), written)
        for brief in make_briefs(context, asked, at)
        for written in [compose(brief)]
        for record in brief.records
    )


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
        checks=check(composed.text, brief),
        ticket=brief.ticket.id if brief.ticket else None,
    )
