"""How tickets go: resolved and for good, how soon, how often too late; by department and period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.people.roles import Actor
from tools.segments.intervals import wilson
from tools.tickets import tables
from tools.tickets.deadlines import DEADLINE_EVENTS, Deadline, deadlines
from tools.tickets.life import TicketEvent
from tools.tickets.rules import Rules

__all__ = ["DURABLE", "Figures", "Share", "Times", "figures"]

DURABLE = 30 * 86_400
"""Seconds without being reopened after which a resolution is one for good."""

Bucket = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `n`, with its 95 % interval (Wilson); share is None where there is nothing to share."""

    part: int
    n: int

    @property
    def share(self) -> float | None:
        return self.part / self.n if self.n else None

    def to_json(self) -> dict[str, Any]:
        low, high = wilson(self.part / self.n, self.n) if self.n else (None, None)
        return asdict(self) | {"share": self.share, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Times:
    """Working seconds: how many were measured, their median and the 90th percentile (nearest rank)."""

    n: int
    median: float | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the tickets opened in `period` (all, when empty) that `department` has (all, when empty).

    merged: not counted in anything else. resolved: at least once, of all. durable: of the first resolutions
    that are 30 days old, those after which the ticket was not reopened within 30 days. reopened: of the
    tickets that were resolved. response, resolution: working time until the customer heard from us first,
    and of each resolution. response_breached, resolution_breached: of the deadlines that are met or past,
    those past.
    """

    department: str
    period: str
    tickets: int
    merged: int
    resolved: Share
    durable: Share
    reopened: Share
    response: Times
    resolution: Times
    response_breached: Share
    resolution_breached: Share

    def to_json(self) -> dict[str, Any]:
        shares = ("resolved", "durable", "reopened", "response_breached", "resolution_breached")
        return asdict(self) | {name: getattr(self, name).to_json() for name in shares}


@dataclass(frozen=True, slots=True)
class _Life:
    """What counts of one ticket. ends, reopenings: when, UTC seconds. due: deadlines met or past."""

    department: str
    opened_at: int
    merged: bool
    ends: tuple[int, ...]
    reopenings: tuple[int, ...]
    response: Deadline
    resolutions: tuple[Deadline, ...]


def figures(
    store: Store,
    rules: Rules,
    now: int,
    *,
    by_department: bool = False,
    bucket: Bucket | None = None,
    opened_from: int | None = None,
    opened_before: int | None = None,
) -> tuple[Figures, ...]:
    """One line for all, or one for each department and period, in their order. Times are UTC seconds."""
    lives = [
        each
        for each in _lives(store, rules, now)
        if (opened_from is None or each.opened_at >= opened_from)
        and (opened_before is None or each.opened_at < opened_before)
    ]
    groups: dict[tuple[str, str], list[_Life]] = {}
    if not by_department and bucket is None:
        groups["", ""] = []
    for life in lives:
        period = _period(life.opened_at, bucket, store.timezone) if bucket else ""
        groups.setdefault((life.department if by_department else "", period), []).append(life)
    return tuple(_figures(*key, groups[key], now) for key in sorted(groups))


def _lives(store: Store, rules: Rules, now: int) -> Iterator[_Life]:
    """All tickets this store shows, in one pass over their events."""
    ticket, event = tables.ticket, tables.ticket_event
    query = (
        sa.select(event, ticket.c.department)
        .join(ticket, ticket.c.id == event.c.ticket)
        .where(event.c.kind.in_(DEADLINE_EVENTS), event.c.at <= now)
        .order_by(event.c.ticket, event.c.id)
    )
    if store.limit is not None:
        query = query.where(ticket.c.scope == store.limit.key)
    with store.whole().read() as connection:
        rows = connection.execute(query)
        for _, group in groupby(rows, key=lambda row: row.ticket):
            own = list(group)
            events = [
                TicketEvent(
                    row.id, row.ticket, row.at, Actor(row.actor_kind, row.actor), row.kind, row.content
                )
                for row in own
            ]
            yield _life(own[0].department, events, rules, now)


def _life(department: str, events: Sequence[TicketEvent], rules: Rules, now: int) -> _Life:
    found = deadlines(events, rules, now)
    return _Life(
        department,
        events[0].at,
        any(each.kind == "merged" for each in events),
        tuple(each.at for each in events if each.kind == "resolved"),
        tuple(each.at for each in events if each.kind == "reopened"),
        found.response,
        (*found.earlier, found.resolution),
    )


def _figures(department: str, period: str, lives: Sequence[_Life], now: int) -> Figures:
    counted = [each for each in lives if not each.merged]
    done = [each for each in counted if each.ends]
    old = [each for each in done if each.ends[0] + DURABLE <= now]
    resolutions = [each for life in counted for each in life.resolutions]
    return Figures(
        department,
        period,
        len(counted),
        len(lives) - len(counted),
        Share(len(done), len(counted)),
        Share(sum(_lasted(each) for each in old), len(old)),
        Share(sum(bool(each.reopenings) for each in done), len(done)),
        _times(each.response for each in counted),
        _times(resolutions),
        _breached([each.response for each in counted]),
        _breached(resolutions),
    )


def _lasted(life: _Life) -> bool:
    end = life.ends[0]
    return not any(end <= each < end + DURABLE for each in life.reopenings)


def _times(found: Iterable[Deadline]) -> Times:
    used = sorted(each.used for each in found if each.met_at is not None)
    if not used:
        return Times(0, None, None)
    middle = len(used) // 2
    median = float(used[middle]) if len(used) % 2 else (used[middle - 1] + used[middle]) / 2
    return Times(len(used), median, used[ceil(0.9 * len(used)) - 1])


def _breached(found: Sequence[Deadline]) -> Share:
    settled = [each for each in found if each.state in ("met", "breached")]
    return Share(sum(each.state == "breached" for each in settled), len(settled))


def _period(at: int, bucket: Bucket, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(at, zone)
    if bucket == "year":
        return f"{local.year}"
    return f"{local:%Y-%m}" if bucket == "month" else f"{local.year}-Q{(local.month + 2) // 3}"
