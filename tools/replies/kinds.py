"""The kind of proposal that sends a reply."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from retrieval.errors import BadQuery
from retrieval.outbox.events import Event, emit
from tools.proposals.kinds import Execution, Kind
from tools.proposals.tables import proposal
from tools.replies.reply import ReplyDraft
from tools.replies.tables import reply

__all__ = ["SEND_REPLY"]

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def _execute(connection: sa.Connection, draft: ReplyDraft, execution: Execution) -> Mapping[str, Any]:
    """Keeps the reply beside its draft and hands it to the outbox; raises BadQuery for what nobody filled."""
    open_ = sorted({*_PLACEHOLDER.findall(draft.text)} - {*execution.fill})
    if open_:
        raise BadQuery("reply_unfilled", names=", ".join(open_))
    subject = f"ticket:{draft.ticket}" if draft.ticket else f"record:{draft.record}"
    event = emit(
        connection,
        Event(
            kind="reply.approved",
            subject=subject,
            at=execution.at,
            content={
                "proposal": execution.proposal,
                "record": draft.record,
                "ticket": draft.ticket,
                "language": draft.language,
                "text": draft.text,
            },
            once=f"reply {execution.proposal}",
        ),
    )
    asked = connection.scalar(sa.select(proposal.c.payload).where(proposal.c.id == execution.proposal)) or {}
    connection.execute(
        sa.insert(reply).values(
            proposal=execution.proposal,
            record=draft.record,
            ticket=draft.ticket,
            language=draft.language,
            topic=draft.topic,
            intent=draft.intent,
            drafted=asked.get("text", draft.text),
            approved=draft.text,
            event=event,
            at=execution.at,
        )
    )
    return {"event": event}


SEND_REPLY = Kind("send_reply", ReplyDraft, "reply", _execute)
