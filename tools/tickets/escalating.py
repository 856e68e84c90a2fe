"""Who a ticket is passed on to."""

from collections.abc import Sequence

import sqlalchemy as sa

from retrieval.people.roles import ROLES, Role
from retrieval.people.tables import person
from tools.tickets import tables
from tools.tickets.life import WORKING, Ticket

__all__ = ["successor"]

_ORDER = tuple(ROLES)


def successor(connection: sa.Connection, ticket: Ticket, leads: Sequence[str], role: Role) -> str | None:
    """The account that gets the ticket next; whoever has it, when there is nobody further up.

    First the department's leads in their order, one for each time it is passed on; then somebody with the
    role, or a higher one where nobody has it: of several, who has the fewest tickets to work on. Somebody who
    is that far up already keeps it.
    """
    is_open = person.c.ended_at.is_(None)
    accounts: dict[str, Role] = dict(
        connection.execute(sa.select(person.c.name, person.c.role).where(is_open)).all()
    )
    for lead in leads[ticket.level :]:
        if lead in accounts:
            return lead
    holder = accounts.get(ticket.assignee) if ticket.assignee else None
    if holder and _ORDER.index(holder) >= _ORDER.index(role):
        return ticket.assignee
    for rank in _ORDER[_ORDER.index(role) :]:
        if fitting := [name for name, has in accounts.items() if has == rank]:
            load = _load(connection)
            return min(fitting, key=lambda name: (load.get(name, 0), name))
    return ticket.assignee


def _load(connection: sa.Connection) -> dict[str, int]:
    table = tables.ticket
    counted = sa.select(table.c.assignee, sa.func.count()).where(table.c.state.in_(WORKING))
    return {row[0]: row[1] for row in connection.execute(counted.group_by(table.c.assignee)) if row[0]}
