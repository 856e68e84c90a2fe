"""Opening a ticket as a kind of proposal."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from tools.proposals.kinds import Execution, Kind
from tools.tickets.life import ticket_name
from tools.tickets.store import add_to_ticket, open_ticket
from tools.tickets.ticket import TicketDraft

__all__ = ["OPEN_TICKET"]


def _open(connection: sa.Connection, draft: TicketDraft, execution: Execution) -> Mapping[str, Any]:
    """Opens the ticket, or adds to the open one that the draft names."""
    if draft.add_to is None:
        number = open_ticket(connection, draft, execution)
        return {"ticket": number, "name": ticket_name(number), "opened": True}
    number, new = add_to_ticket(connection, draft.add_to, draft, execution)
    return {"ticket": number, "name": ticket_name(number), "opened": False, "added": new}


OPEN_TICKET = Kind("open_ticket", TicketDraft, "ticket", _open)
"""A draft becomes a ticket, or joins the open one it names in `add_to`."""
