"""The desk with every kind of proposal there is, an explicit tuple."""

from retrieval.database import Store
from tools.proposals.desk import Desk
from tools.proposals.kinds import Kind

__all__ = ["KINDS", "open_desk"]

KINDS: tuple[Kind, ...] = ()


def open_desk(store: Store) -> Desk:
    """The desk over a store; through a limited one, of what was proposed under the same limit."""
    return Desk(store, KINDS)
