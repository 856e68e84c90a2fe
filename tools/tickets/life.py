"""A ticket's life: which change leads from which state to which, and what each event makes of a ticket.

Everything a ticket is follows from its events: `fold` makes it from them, and the row in the store is the
fold so far. A ticket that is still proposed is a proposal, not a ticket: its life begins with `opened`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from retrieval.errors import Conflict
from retrieval.people.roles import Actor
from tools.tickets.ticket import Priority, State

__all__ = [
    "ENDED",
    "MOVES",
    "WORKING",
    "EventKind",
    "Ticket",
    "TicketEvent",
    "after",
    "fold",
    "links",
    "possible",
    "require_possible",
    "ticket_name",
]

EventKind = Literal[
    "opened",
    "linked",
    "unlinked",
    "started",
    "assigned",
    "commented",
    "answered",
    "waiting",
    "resumed",
    "resolved",
    "closed",
    "reopened",
    "prioritised",
    "moved",
    "merged",
    "absorbed",
    "split",
    "warned",
    "breached",
    "escalated",
]
"""What can happen to a ticket. answered: its customers have heard from us. moved: to another department.
absorbed: another ticket was merged into it. split: some of its feedback went into a new ticket."""

WORKING: tuple[State, ...] = ("open", "in_progress", "waiting", "reopened")
"""States in which somebody still has to do something about it."""
ENDED: tuple[State, ...] = ("resolved", "closed")
_LIVING: tuple[State, ...] = (*WORKING, *ENDED)


def _stays(states: Iterable[State]) -> dict[State, State]:
    return {each: each for each in states}


def _to(state: State, *states: State) -> dict[State, State]:
    return dict.fromkeys(states, state)


MOVES: Mapping[EventKind, Mapping[State, State]] = {
    "started": _to("in_progress", "open", "reopened"),
    "waiting": _to("waiting", "open", "in_progress", "reopened"),
    "resumed": _to("in_progress", "waiting"),
    "resolved": _to("resolved", *WORKING),
    "closed": _to("closed", "resolved"),
    "reopened": _to("reopened", *ENDED),
    "merged": _to("merged", *WORKING),
    "absorbed": _stays(WORKING),
    "split": _stays(WORKING),
    "assigned": _stays(WORKING),
    "prioritised": _stays(WORKING),
    "moved": _stays(WORKING),
    "answered": _stays(WORKING),
    "unlinked": _stays(WORKING),
    "linked": _stays(_LIVING),
    "commented": _stays(_LIVING),
    "warned": _stays(WORKING),
    "breached": _stays(WORKING),
    "escalated": _stays(WORKING),
}
"""From which state each event may happen, and to which it leads. What is not here is not possible; `opened`
makes the ticket, in the state open."""


_NOTICES: tuple[EventKind, ...] = ("warned", "breached")
"""What leaves a ticket as it was: whoever has it open may still change it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands: a row of its table. Times are seconds UTC."""

    id: int
    title: str
    summary: str
    language: str
    topic: str | None
    product: str | None
    department: str
    priority: Priority
    factors: Mapping[str, str]
    customers: int
    segment: Any
    scope: str
    state: State
    assignee: str | None
    level: int
    merged_into: int | None
    opened_at: int
    edition: int

    @property
    def name(self) -> str:
        return ticket_name(self.id)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, **asdict(self)}


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """Something that happened to a ticket. id: its place among all events of tickets."""

    id: int
    ticket: int
    at: int
    actor: Actor
    kind: EventKind
    content: Mapping[str, Any] = field(default_factory=dict)


def ticket_name(ticket: int) -> str:
    """How people call a ticket: "T-12"."""
    return f"T-{ticket}"


def fold(events: Iterable[TicketEvent]) -> Ticket:
    """The ticket those events made; the oldest, `opened`, comes first. Raises Conflict as `after` does."""
    ticket: Ticket | None = None
    for event in events:
        ticket = after(ticket, event)
    if ticket is None:
        raise ValueError("a ticket has at least one event")
    return ticket


def links(events: Iterable[TicketEvent]) -> dict[str, str]:
    """The feedback a ticket is about and how each came to it, as its events say."""
    found: dict[str, str] = {}
    for event in events:
        records = event.content.get("records", ())
        if event.kind in ("linked", "absorbed"):
            found = dict.fromkeys(records, event.content["how"]) | found
        elif event.kind in ("unlinked", "split"):
            found = {each: how for each, how in found.items() if each not in set(records)}
    return found


def after(ticket: Ticket | None, event: TicketEvent) -> Ticket:
    """The ticket once the event has happened. Raises Conflict when it cannot happen in this state."""
    if ticket is None:
        return _opened(event)
    require_possible(ticket, event.kind)
    edition = ticket.edition + (event.kind not in _NOTICES)
    moved = replace(ticket, state=MOVES[event.kind][ticket.state], edition=edition)
    change = _EFFECTS.get(event.kind)
    return replace(moved, **change(event.content)) if change else moved


def possible(state: State) -> tuple[EventKind, ...]:
    """What can happen in that state."""
    return tuple(kind for kind, moves in MOVES.items() if state in moves)


def require_possible(ticket: Ticket, kind: EventKind) -> None:
    """Raises Conflict, which says what stands in the way and what is possible instead."""
    if ticket.state not in MOVES[kind]:
        into = ticket_name(ticket.merged_into) if ticket.merged_into else ""
        raise Conflict(_why_not(ticket.state, kind), ticket=ticket.name, into=into)


def _why_not(state: State, kind: EventKind) -> str:
    own = _BLOCKED.get((kind, state))
    if own:
        return own
    if state == "merged":
        return "ticket_merged"
    if state in ENDED:
        return "ticket_is_resolved" if state == "resolved" else "ticket_is_closed"
    return "ticket_unresolved" if kind == "closed" else "ticket_not_ended"


_BLOCKED: Mapping[tuple[EventKind, State], str] = {
    ("started", "in_progress"): "ticket_started",
    ("started", "waiting"): "ticket_waits",
    ("waiting", "waiting"): "ticket_waits_already",
    **{("resumed", state): "ticket_not_waiting" for state in WORKING},
}
"""Why not, where the state alone does not say it; codes of sentences in prompts/texts/errors.*.toml."""


def _opened(event: TicketEvent) -> Ticket:
    if event.kind != "opened":
        raise ValueError(f"a ticket begins with its opening, not with {event.kind}")
    return Ticket(
        id=event.ticket,
        **event.content["ticket"],
        state="open",
        assignee=None,
        level=0,
        merged_into=None,
        opened_at=event.at,
        edition=1,
    )


_EFFECTS: Mapping[EventKind, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "started": lambda content: {"assignee": content["assignee"]},
    "assigned": lambda content: {"assignee": content["assignee"]},
    "prioritised": lambda content: {"priority": content["priority"]},
    "moved": lambda content: {"department": content["department"], "assignee": content["assignee"]},
    "merged": lambda content: {"merged_into": content["into"]},
    "absorbed": lambda content: {"customers": content["customers"], "priority": content["priority"]},
    "split": lambda content: {"customers": content["customers"]},
    "linked": lambda content: {"customers": content["customers"]},
    "unlinked": lambda content: {"customers": content["customers"]},
    "escalated": lambda content: {"assignee": content["assignee"], "level": content["level"]},
    "reopened": lambda _content: {"level": 0},
}
"""What each event changes beside the state."""
