"""The figures of tickets are those that come out when every minute of every ticket is looked at."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from retrieval.people.roles import Actor
from tests.tools.tickets.workshop import MONDAY, Workshop
from tools.scope import scoped
from tools.tickets.figures import DURABLE, Figures, figures
from tools.tickets.life import MOVES, EventKind, TicketEvent
from tools.tickets.store import happen, read_events, read_ticket

ANN = Actor("person", "ann")
MINUTE, DAY = 60, 86_400
NOW = MONDAY + 60 * DAY
TARGETS = {"P1": (30, 480), "P2": (120, 960), "P3": (480, 2400), "P4": (960, 4800)}
"""Working minutes until the first response and the resolution, as rules.toml has them for an office."""

STEPS: tuple[EventKind, ...] = ("started", "answered", "waiting", "resumed", "resolved", "reopened", "closed")


def lived(shop: Workshop, rng: random.Random) -> int:
    """A ticket with a life, every step on a whole minute."""
    at = MONDAY + rng.randrange(0, 20 * 1440) * MINUTE
    ticket = shop.opened(at, records=(), priority=rng.choice(sorted(TARGETS)))
    for _ in range(rng.randrange(0, 8)):
        at += rng.choice((7, 61, 333, 1440, 20 * 1440)) * MINUTE + rng.randrange(0, 300) * MINUTE
        if at >= NOW:
            break
        with shop.store.write() as connection:
            standing = read_ticket(connection, ticket)
            kinds = [each for each in (*STEPS, "prioritised") if standing.state in MOVES[each]]
            if not kinds:
                break
            kind: Any = rng.choice(kinds)
            said: dict[str, Any] = {"assignee": "ann"} if kind == "started" else {}
            if kind == "prioritised":
                said = {"priority": rng.choice(sorted(TARGETS))}
            happen(connection, standing, kind, said, ANN, at)
    return ticket


def at_work(minute: int) -> bool:
    clock = datetime.fromtimestamp(minute, UTC)
    hour = clock.hour + clock.minute / 60
    return clock.weekday() < 5 and (9 <= hour < 12 or 13.5 <= hour < 18)


def walked(events: Sequence[TicketEvent], start: int, end: int) -> int:
    """Working minutes between two moments in which the ticket was being worked on."""
    worked, state, place = 0, "open", 0
    for minute in range(events[0].at, end, MINUTE):
        while place + 1 < len(events) and events[place + 1].at <= minute:
            place += 1
            state = MOVES[events[place].kind][state]  # type: ignore[index]
        worked += minute >= start and state in ("open", "in_progress", "reopened") and at_work(minute)
    return worked


def priority_before(events: Sequence[TicketEvent], end: int) -> str:
    found = str(events[0].content["ticket"]["priority"])
    for each in events[1:]:
        if each.kind == "prioritised" and each.at < end:
            found = str(each.content["priority"])
    return found


def rounds(events: Sequence[TicketEvent]) -> Iterator[tuple[int, int | None]]:
    """(start, when it was resolved) of each time it was to be resolved."""
    start = events[0].at
    end: int | None = None
    for each in events:
        if each.kind == "resolved":
            end = each.at
        if each.kind == "reopened":
            yield start, end
            start, end = each.at, None
    yield start, end


def counted_again(shop: Workshop, tickets: Sequence[int]) -> dict[str, Any]:
    told: dict[str, Any] = {name: [] for name in ("response", "resolution", "late", "late_resolution")}
    resolved = durable = old = reopened = 0
    for ticket in tickets:
        with shop.store.read() as connection:
            events = read_events(connection, ticket)
        heard = next((e.at for e in events if e.kind in ("answered", "waiting", "resolved")), None)
        worked = walked(events, events[0].at, heard or NOW)
        target = TARGETS[priority_before(events, heard or NOW)][0]
        if heard:
            told["response"].append(worked * 60)
        if heard or worked >= target:
            told["late"].append(worked > target or (worked == target and not heard))
        for start, end in rounds(events):
            worked = walked(events, start, end or NOW)
            target = TARGETS[priority_before(events, end or NOW)][1]
            if end:
                told["resolution"].append(worked * 60)
            if end or worked >= target:
                told["late_resolution"].append(worked > target or (worked == target and not end))
        ends = [each.at for each in events if each.kind == "resolved"]
        again = [each.at for each in events if each.kind == "reopened"]
        resolved += bool(ends)
        reopened += bool(again)
        if ends and ends[0] + DURABLE <= NOW:
            old += 1
            durable += not any(ends[0] <= each < ends[0] + DURABLE for each in again)
    shares = {
        "resolved": (resolved, len(tickets)),
        "durable": (durable, old),
        "reopened": (reopened, resolved),
    }
    return told | shares


def test_they_are_what_comes_out_minute_by_minute(shop: Workshop) -> None:
    rng = random.Random(3)
    tickets = [lived(shop, rng) for _ in range(25)]
    again = counted_again(shop, tickets)
    [found] = figures(shop.store, shop.rules, NOW)
    for name in ("resolved", "durable", "reopened"):
        share = getattr(found, name)
        assert (share.part, share.n) == again[name], name
    for name in ("response", "resolution"):
        values, times = sorted(again[name]), getattr(found, name)
        assert (times.n, times.median) == (len(values), median(values)), name
        assert times.p90 == values[-(-9 * len(values) // 10) - 1], name
    assert (found.response_breached.part, found.response_breached.n) == (
        sum(again["late"]),
        len(again["late"]),
    )
    late = again["late_resolution"]
    assert (found.resolution_breached.part, found.resolution_breached.n) == (sum(late), len(late))
    assert found.durable.n
    assert found.reopened.part
    parts = figures(shop.store, shop.rules, NOW, by_department=True, bucket="month")
    assert sum(each.tickets for each in parts) == found.tickets == 25
    assert {each.period for each in parts} == {"2026-11", "2026-12"}


def test_they_are_of_the_tickets_opened_then(shop: Workshop) -> None:
    start = NOW + 70 * DAY
    shop.opened(start, records=(), department="care")
    shop.opened(start + DAY, records=(), department="logistics")
    both = figures(shop.store, shop.rules, start + 2 * DAY, by_department=True, opened_from=start)
    assert [(each.department, each.tickets) for each in both] == [("care", 1), ("logistics", 1)]
    one = figures(shop.store, shop.rules, start + 2 * DAY, opened_from=start, opened_before=start + DAY)
    assert [each.tickets for each in one] == [1]


def test_merged_tickets_count_once(shop: Workshop) -> None:
    start = NOW + 100 * DAY
    gone, kept = (shop.opened(start, records=()) for _ in range(2))
    shop.does("ann", gone, "merge", start + 60, into=kept, text="the same")
    [found] = figures(shop.store, shop.rules, start + DAY, opened_from=start)
    assert (found.tickets, found.merged, found.resolved.n) == (1, 1, 1)


def test_a_resolution_of_last_week_is_not_yet_one_for_good(shop: Workshop) -> None:
    start = NOW + 140 * DAY
    ticket = shop.opened(start, records=())
    shop.does("ann", ticket, "resolve", start + 60, text="done")

    def durable(days: int) -> tuple[int, int]:
        [found] = figures(shop.store, shop.rules, start + days * DAY, opened_from=start)
        return found.durable.part, found.durable.n

    assert (durable(7), durable(29), durable(31)) == ((0, 0), (0, 0), (1, 1))
    shop.does("ann", ticket, "reopen", start + 20 * DAY, text="it is back")
    assert durable(31) == (0, 1)


def test_nothing_is_a_share_of_nothing(shop: Workshop) -> None:
    [found] = figures(shop.store, shop.rules, NOW, opened_from=NOW + 999 * DAY)
    assert isinstance(found, Figures)
    assert (found.tickets, found.resolved.share, found.response.median) == (0, None, None)
    assert found.to_json()["resolved"]["low"] is None


def test_whoever_sees_a_part_counts_its_tickets(shop: Workshop) -> None:
    part = scoped(shop.store, "customer=ada")
    assert figures(part, shop.rules, NOW)[0].tickets == 0
    Workshop(part, shop.tokens, shop.rules).opened(NOW - DAY, records=("f1",))
    assert figures(part, shop.rules, NOW)[0].tickets == 1
