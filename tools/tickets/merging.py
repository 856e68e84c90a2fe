"""Two tickets made one, one made two, and feedback taken off a ticket. On the caller's transaction."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.errors import BadQuery, Conflict
from retrieval.people.roles import Actor
from tools.tickets.life import Ticket, require_possible
from tools.tickets.store import (
    count_customers,
    drop_links,
    happen,
    keep_links,
    linked_records,
    make_ticket,
)
from tools.tickets.ticket import TicketDraft

__all__ = ["absorb", "split_off", "unlink"]


def absorb(
    connection: sa.Connection, ticket: Ticket, into: Ticket, why: str, by: Actor, at: int
) -> tuple[Ticket, Ticket]:
    """Merges a ticket into another, which gets its feedback and the more urgent of both priorities.

    The merged one keeps its history and its links; nothing can happen to it any more. Raises Conflict.
    """
    if ticket.id == into.id:
        raise Conflict("ticket_merge_self", ticket=ticket.name)
    if ticket.scope != into.scope:
        raise Conflict("ticket_merge_scope", ticket=ticket.name, into=into.name)
    require_possible(into, "absorbed")
    known = linked_records(connection, into.id)
    new = [each for each in linked_records(connection, ticket.id) if each not in known]
    more = count_customers(connection, [*known, *new]) - count_customers(connection, known)
    gone = happen(connection, ticket, "merged", {"into": into.id, "text": why}, by, at)
    content = {
        "from": ticket.id,
        "records": new,
        "how": "added",
        "customers": into.customers + more,
        "priority": min(ticket.priority, into.priority),
    }
    kept = happen(connection, into, "absorbed", content, by, at)
    keep_links(connection, into.id, new, "added", at)
    return gone, kept


def split_off(
    connection: sa.Connection,
    ticket: Ticket,
    records: Sequence[str],
    title: str,
    summary: str,
    by: Actor,
    at: int,
) -> tuple[Ticket, Ticket]:
    """Moves some of a ticket's feedback into a new one, otherwise alike, whose clock starts now.

    Returns what is left and the new one. Raises BadQuery for feedback it does not have, Conflict when that is
    all it has.
    """
    moved, known = _own(connection, ticket, records)
    if len(moved) == len(known):
        raise Conflict("ticket_split_all", ticket=ticket.name)
    draft = TicketDraft(
        title=title.strip() or ticket.title,
        summary=summary.strip() or ticket.summary,
        language=ticket.language,
        topic=ticket.topic,
        product=ticket.product,
        department=ticket.department,
        priority=ticket.priority,
        factors=dict(ticket.factors),
        customers=count_customers(connection, moved),
        records=moved,
    )
    new = make_ticket(connection, draft, ticket.scope, by, at, split_from=ticket.id)
    content = {"into": new.id, "records": list(moved), "customers": _fewer(connection, ticket, known, moved)}
    left = happen(connection, ticket, "split", content, by, at)
    drop_links(connection, ticket.id, moved)
    return left, new


def unlink(connection: sa.Connection, ticket: Ticket, records: Sequence[str], by: Actor, at: int) -> Ticket:
    """Takes feedback off a ticket. Raises BadQuery for what it does not have."""
    gone, known = _own(connection, ticket, records)
    content = {"records": list(gone), "customers": _fewer(connection, ticket, known, gone)}
    left = happen(connection, ticket, "unlinked", content, by, at)
    drop_links(connection, ticket.id, gone)
    return left


def _own(
    connection: sa.Connection, ticket: Ticket, records: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records without repetition, and all the ticket has. Raises BadQuery for others, and for none."""
    known = tuple(linked_records(connection, ticket.id))
    wanted = tuple(dict.fromkeys(records))
    others = [each for each in wanted if each not in set(known)]
    if others or not wanted:
        raise BadQuery("ticket_not_linked", ticket=ticket.name, records=", ".join(others[:5]) or "-")
    return wanted, known


def _fewer(connection: sa.Connection, ticket: Ticket, known: Sequence[str], gone: Sequence[str]) -> int:
    """The ticket's customers once that feedback is gone."""
    left = [each for each in known if each not in set(gone)]
    fewer = count_customers(connection, known) - count_customers(connection, left)
    return max(0, ticket.customers - fewer)
