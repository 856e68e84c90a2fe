"""The kind of proposal that sends a reply."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from retrieval.outbox.events import Event, emit, has_taker
from retrieval.outbox.sealing import seal
from tools.proposals.kinds import Execution, Kind
from tools.proposals.tables import proposal
from tools.replies.placeholders import fill_in
from tools.replies.rechecking import DERIVED, doubts, rechecked
from tools.replies.reply import ReplyDraft
from tools.replies.tables import reply
from tools.tickets.store import note_answer

__all__ = ["SEND_REPLY"]


def _execute(connection: sa.Connection, draft: ReplyDraft, execution: Execution) -> Mapping[str, Any]:
    """Keeps the reply beside its draft and hands it to the outbox, what was filled in sealed.

    The outcome says whether any destination takes replies: one that does not leave has to be sent by hand.

    Raises Conflict for a place nobody filled, BadQuery for a value that fits none or a ticket that is gone.
    """
    filled = fill_in(draft.text, execution.fill)
    private = {**execution.fill, "text": filled} if execution.fill else {}
    subject = f"ticket:{draft.ticket}" if draft.ticket else f"record:{draft.record}"
    content = {
        "proposal": execution.proposal,
        "record": draft.record,
        "ticket": draft.ticket,
        "language": draft.language,
        "text": draft.text,
    }
    sealed = seal(execution.store, private) if private else None
    once = f"reply {execution.proposal}"
    event = emit(connection, Event("reply.approved", subject, execution.at, content, once, sealed))
    if draft.ticket is not None:
        how = {"proposal": execution.proposal, "record": draft.record}
        note_answer(connection, draft.ticket, execution.by, execution.at, **how)
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
    return {"event": event, "leaves": has_taker(connection, "reply.approved")}


SEND_REPLY = Kind(
    "send_reply",
    ReplyDraft,
    "reply",
    _execute,
    settle=rechecked,
    derived=DERIVED,
    fixed=("record", "ticket"),
    doubts=doubts,
)
