"""When a ticket is due: derived from what happened to it, never stored.

The first response is due, and met by the first time the customer hears from us: an answer, a question (the
ticket then waits for them) or the resolution. The resolution is due anew each time the ticket is reopened.

Working time is counted by the hours of the department that had the ticket at the time; it stands still while
the ticket waits for the customer. It is held against the target of the priority and department the ticket has
now (for a deadline that is met: had then), from the beginning: a ticket made more urgent may be due at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from tools.tickets.hours import Calendar, add_working, working_between
from tools.tickets.life import MOVES, TicketEvent
from tools.tickets.rules import Rules
from tools.tickets.ticket import Priority, State

__all__ = ["DEADLINE_EVENTS", "Deadline", "DeadlineKind", "DeadlineState", "Deadlines", "deadlines"]

DeadlineKind = Literal["response", "resolution"]
DeadlineState = Literal["ok", "near", "breached", "met", "paused", "off"]
"""breached: it is past, met late or not at all. off: the ticket ended without it, as when it was merged."""

DEADLINE_EVENTS = (
    "opened",
    "started",
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
)
"""The kinds of events that deadlines follow from; others need not be read."""

_HEARD = ("answered", "waiting", "resolved")
_RUNNING: tuple[State, ...] = ("open", "in_progress", "reopened")
_OVER: tuple[State, ...] = ("resolved", "closed", "merged")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline as it stands.

    round: 1, and one more for each reopening. target, used, remaining: working seconds; what remains is
    negative once it is over. due: seconds UTC; None while it stands still. met_at: when it was done.
    """

    kind: DeadlineKind
    round: int
    target: int
    used: int
    due: int | None
    met_at: int | None
    state: DeadlineState

    @property
    def remaining(self) -> int:
        return self.target - self.used

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"remaining": self.remaining}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """earlier: resolutions before the ticket was reopened, oldest first."""

    response: Deadline
    resolution: Deadline
    earlier: tuple[Deadline, ...] = ()

    @property
    def current(self) -> tuple[Deadline, Deadline]:
        return self.response, self.resolution

    @property
    def next_due(self) -> int | None:
        """When the ticket is next due; None when nothing is."""
        return min((each.due for each in self.current if each.due and not each.met_at), default=None)

    def to_json(self) -> dict[str, Any]:
        return {
            "response": self.response.to_json(),
            "resolution": self.resolution.to_json(),
            "earlier": [each.to_json() for each in self.earlier],
        }


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some time in which nothing changed. end: None for the one that goes on. event: what began it."""

    start: int
    end: int | None
    state: State
    department: str
    priority: Priority
    event: str


def deadlines(events: Iterable[TicketEvent], rules: Rules, now: int) -> Deadlines:
    """The deadlines of a ticket from its events (those of DEADLINE_EVENTS suffice), oldest first.

    A clock that was set back counts as one that stood still. now: seconds UTC.
    """
    stretches = tuple(_stretches(events))
    now = max(now, stretches[-1].start)
    rounds = tuple(_rounds(stretches))
    heard = next((place for place, each in enumerate(stretches) if each.event in _HEARD), None)
    over = next((place for place, each in enumerate(stretches) if each.state in _OVER), None)
    response = _deadline("response", 1, stretches, _first(heard, over), heard is not None, rules, now)
    resolutions = [
        _deadline("resolution", number, each, _ending(each), _resolved(each), rules, now)
        for number, each in enumerate(rounds, start=1)
    ]
    return Deadlines(response, resolutions[-1], tuple(resolutions[:-1]))


def _stretches(events: Iterable[TicketEvent]) -> Iterator[_Stretch]:
    current: _Stretch | None = None
    for event in events:
        if current is None:
            kept = event.content["ticket"]
            current = _Stretch(event.at, None, "open", kept["department"], kept["priority"], event.kind)
        elif event.kind in DEADLINE_EVENTS:
            at = max(event.at, current.start)
            yield replace(current, end=at)
            current = _Stretch(
                start=at,
                end=None,
                state=MOVES[event.kind][current.state],
                department=event.content.get("department", current.department),
                priority=event.content.get("priority", current.priority),
                event=event.kind,
            )
    if current is None:
        raise ValueError("a ticket has at least one event")
    yield current


def _rounds(stretches: Sequence[_Stretch]) -> Iterator[tuple[_Stretch, ...]]:
    """The life in parts, each from its opening or a reopening on."""
    starts = [0, *(place for place, each in enumerate(stretches) if each.event == "reopened"), len(stretches)]
    for start, end in pairwise(starts):
        yield tuple(stretches[start:end])


def _ending(stretches: Sequence[_Stretch]) -> int | None:
    return next((place for place, each in enumerate(stretches) if each.state in _OVER), None)


def _resolved(stretches: Sequence[_Stretch]) -> bool:
    ending = _ending(stretches)
    return ending is not None and stretches[ending].event == "resolved"


def _first(*places: int | None) -> int | None:
    return min((each for each in places if each is not None), default=None)


def _deadline(
    kind: DeadlineKind,
    number: int,
    stretches: Sequence[_Stretch],
    ending: int | None,
    met: bool,
    rules: Rules,
    now: int,
) -> Deadline:
    """ending: the place of the stretch whose beginning ended it. met: whether it was done then."""
    lived = stretches[:ending] if ending is not None else stretches
    last = lived[-1]
    targets = rules.targets(last.department, last.priority)
    target = targets.response if kind == "response" else targets.resolution
    until = stretches[ending].start if ending is not None else now
    running = [each for each in lived if each.state in _RUNNING]
    used = sum(_worked(each, until, rules) for each in running)
    due = _due(running, last, target, rules)
    met_at = until if ending is not None and met else None
    past = due is not None and until > due
    if ending is not None:
        state: DeadlineState = "off" if not met else "breached" if past else "met"
    elif past:
        state = "breached"
    elif last.state not in _RUNNING:
        state = "paused"
    else:
        state = "near" if used >= rules.near * target else "ok"
    return Deadline(kind, number, target, used, None if state == "off" else due, met_at, state)


def _worked(stretch: _Stretch, until: int, rules: Rules) -> int:
    end = until if stretch.end is None else min(stretch.end, until)
    return working_between(stretch.start, end, _calendar(stretch, rules))


def _due(running: Sequence[_Stretch], last: _Stretch, target: int, rules: Rules) -> int | None:
    """When so much working time is used up; None when that is only known once the clock runs again.

    last: the stretch that ended it or goes on; had it gone on running, it would have been due then.
    """
    left = target
    for stretch in running:
        calendar = _calendar(stretch, rules)
        end = None if stretch is last else stretch.end
        worked = left if end is None else working_between(stretch.start, end, calendar)
        if worked >= left:
            return add_working(stretch.start, left, calendar)
        left -= worked
    return None


def _calendar(stretch: _Stretch, rules: Rules) -> Calendar:
    return rules.department(stretch.department).calendar
