"""A ticket drafted by a tool call: what it asks for, and the result an answer can point to."""

import time
from typing import TYPE_CHECKING

from tools.proposals.kinds import Proposed
from tools.tickets.request import TicketRequest

if TYPE_CHECKING:
    from tools.toolbox import ToolContext

__all__ = ["propose_ticket"]


def propose_ticket(context: "ToolContext", asked: TicketRequest, handle: str) -> tuple[Proposed, ...]:
    """One proposal: to open the ticket, or to add to an open one about the same thing.

    Raises BadQuery when nothing says what it is about, or no feedback is.
    """
    from tools.tickets.drafting import draft_ticket

    drafted = draft_ticket(context, asked, int(time.time()))
    result = drafted.result(handle, asked)
    return (Proposed("open_ticket", drafted.draft, asked.note or "open_ticket", result, result.citations),)
