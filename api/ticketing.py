"""A ticket as its page shows it: all of it, and what whoever looks may do to it now."""

from api.schemas.tickets import ActionPublic, TicketPublic
from api.serving import Serving
from prompts import Language, error_text
from retrieval.errors import Refused
from retrieval.people.roles import Person
from tools.tickets.changing import OPERATIONS
from tools.tickets.life import Ticket, require_possible
from tools.tickets.shown import show_ticket

__all__ = ["LEADING", "page_of"]

LEADING = ("merge", "split")
"""What takes a lead."""


def page_of(
    serving: Serving, number: int, reader: Person | None, language: Language, now: int
) -> TicketPublic:
    """Raises BadQuery for a ticket that is not there, or of another segment."""
    shown = show_ticket(serving.store, number, serving.rules, now)
    actions = _actions(shown.listed.ticket, reader, language)
    return TicketPublic.model_validate({**shown.to_json(), "actions": actions})


def _actions(ticket: Ticket, reader: Person | None, language: Language) -> list[ActionPublic]:
    """Everything there is to be done to a ticket; nobody may do anything who has not signed in."""
    made = []
    for op, (kind, _) in OPERATIONS.items():
        try:
            require_possible(ticket, kind)
            if reader is not None:
                reader.require("rule" if op in LEADING else "ticket")
        except Refused as error:
            why = error_text(error.code, language, error.details)
            made.append(ActionPublic(op=op, allowed=False, why=why))
        else:
            made.append(ActionPublic(op=op, allowed=reader is not None))
    return made
