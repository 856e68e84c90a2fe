"""The day "today" means, which commands about themes and opportunities share."""

import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from tools.toolbox import ToolContext

__all__ = ["moment", "read_day", "today"]


def moment(tools: "ToolContext", now: datetime | None) -> int:
    """Seconds UTC: the present, or the end of the day that is given."""
    from tools.segments.calendar import instant

    if now is None:
        return int(time.time())
    return instant(now.date() + timedelta(days=1), tools.store.timezone) - 1


def today(tools: "ToolContext", now: datetime | None) -> date:
    """The day that is given, else the present one on the data's clock."""
    from assistant.segments import day_of

    return now.date() if now else day_of(int(time.time()), tools.catalog())


def read_day(said: str) -> date | None:
    """A day as 2026-07-19; None where nothing is said. Raises BadQuery for what is no day."""
    try:
        return date.fromisoformat(said.strip()) if said.strip() else None
    except ValueError as error:
        raise BadQuery("day_unreadable", day=said[:50]) from error
