"""Finished reports, kept until anything they were made from changes.

A report is kept with the state it was made from: the data version, the map's edition, and the tickets. It is
kept for a map, and a map is of one scope, so nobody is shown a report over more than they may see.
"""

import hashlib

import sqlalchemy as sa
from pydantic import TypeAdapter

from retrieval.database import Store, data_version
from retrieval.themes.tables import theme_map, theme_report
from tools.themes.report import Report
from tools.themes.request import ThemeRequest
from tools.tickets.tables import ticket_event

__all__ = ["current_state", "keep", "kept"]

MOST = 50
"""Reports kept for a map, the newest ones."""

FORMAT = 3
"""Grows when reports of an older release no longer say the same."""


def current_state(store: Store, map_id: int) -> str:
    """What a report made now is made from."""
    newest = sa.select(sa.func.max(ticket_event.c.id))
    edition = sa.select(theme_map.c.edition).where(theme_map.c.id == map_id)
    with store.whole().read() as connection:
        parts = (FORMAT, data_version(connection), connection.scalar(edition), connection.scalar(newest))
    return ".".join(str(part or 0) for part in parts)


def kept(store: Store, map_id: int, request: ThemeRequest, state: str) -> Report | None:
    """The report of this request, when one was made from this state."""
    c = theme_report.c
    query = sa.select(c.content).where(c.map == map_id, c.request == _key(request), c.state == state)
    with store.whole().read() as connection:
        content = connection.scalar(query)
    return None if content is None else _adapter().validate_json(content)


def keep(store: Store, map_id: int, request: ThemeRequest, state: str, report: Report) -> None:
    """Keeps a report; those of the map made from another state go, with the words quoted in them."""
    c = theme_report.c
    own = c.map == map_id
    with store.whole().write() as connection:
        stale = sa.or_(c.state != state, c.request == _key(request))
        connection.execute(sa.delete(theme_report).where(own, stale))
        newest = sa.select(c.request).where(own).order_by(c.at.desc(), c.request).limit(MOST - 1)
        kept_keys = connection.scalars(newest).all()
        connection.execute(sa.delete(theme_report).where(own, c.request.not_in(kept_keys)))
        row = {"map": map_id, "request": _key(request), "state": state, "at": report.made_at}
        content = _adapter().dump_json(report).decode()
        connection.execute(sa.insert(theme_report).values(**row, content=content))


def _key(request: ThemeRequest) -> str:
    return hashlib.sha256(request.model_dump_json().encode()).hexdigest()


def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)
