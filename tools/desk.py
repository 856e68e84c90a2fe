"""The desk with every kind of proposal there is, an explicit tuple."""

from retrieval.database import Store
from tools.proposals.desk import Desk
from tools.proposals.kinds import Kind
from tools.replies.kinds import SEND_REPLY
from tools.tickets.kinds import OPEN_TICKET

__all__ = ["KINDS", "open_desk"]

KINDS: tuple[Kind, ...] = (OPEN_TICKET, SEND_REPLY)


def open_desk(store: Store) -> Desk:
    """The desk over a store; through a limited one, of what was proposed under the same limit."""
    return Desk(store, KINDS)
