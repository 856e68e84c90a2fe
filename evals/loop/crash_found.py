"""What a world that was killed over and over came to, read from its tables and from what arrived."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa

from evals.loop.crash_tasks import task
from evals.loop.landing import Landed
from retrieval.audit.verifying import verify
from retrieval.database import Store
from retrieval.outbox.tables import delivery, outbox_event
from tools.proposals.tables import proposal
from tools.replies.rechecking import DERIVED
from tools.replies.tables import reply
from tools.tickets.life import ticket_name
from tools.tickets.tables import ticket_event

__all__ = ["Found", "look"]

_DUE = {"breached response", "breached resolution", "escalated response", "escalated resolution"}
_ESCALATIONS = 3


@dataclass(slots=True)
class Found:
    """Counts over worlds. All but the first four, and `repeated`, must be 0.

    acknowledged: answers that a process was given and wrote down before it was killed; lost: those that do
    not hold in the end. undone: tasks, notices and sends that never came. repeated: sends under an id that
    had already arrived, which a receiver drops.
    """

    worlds: int = 0
    kills: int = 0
    acknowledged: int = 0
    tickets: int = 0
    sends: int = 0
    repeated: int = 0
    lost: int = 0
    undone: int = 0
    double_tickets: int = 0
    double_replies: int = 0
    double_notices: int = 0
    double_sends: int = 0
    unwritten_sends: int = 0
    disordered: int = 0
    rejected_ran: int = 0
    not_as_decided: int = 0
    audit_findings: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        names = [each.name for each in fields(self)]
        wrong = (int(getattr(self, name)) for name in names[names.index("lost") : -1])
        return sum(wrong) + len(self.notes)


def look(
    found: Found,
    store: Store,
    seed: int,
    tasks: int,
    ledger: Sequence[Mapping[str, Any]],
    landed: Sequence[Landed],
) -> None:
    """Adds what one world came to."""
    with store.read() as connection:
        proposals = {row.key: row for row in connection.execute(sa.select(proposal))}
        events = connection.execute(sa.select(ticket_event).order_by(ticket_event.c.id)).all()
        replies = connection.execute(sa.select(reply)).all()
        out = connection.execute(sa.select(outbox_event).order_by(outbox_event.c.seq)).all()
        states = Counter(connection.scalars(sa.select(delivery.c.state)))
    found.worlds += 1
    opened = Counter(each.content["proposal"] for each in events if each.kind == "opened")
    sent = Counter(each.proposal for each in replies)
    found.tickets += opened.total()
    found.double_tickets += sum(count - 1 for count in opened.values())
    _look_at_tasks(found, seed, tasks, proposals, opened, sent)
    _look_at_promises(found, ledger, proposals, events)
    _look_at_notices(found, events)
    _look_at_sends(found, out, landed)
    found.double_replies += sum(count - 1 for count in sent.values())
    found.undone += states.total() - states["delivered"]
    found.audit_findings += len(verify(store).findings)


def _look_at_tasks(
    found: Found,
    seed: int,
    tasks: int,
    proposals: Mapping[str, Any],
    opened: Counter[int],
    sent: Counter[int],
) -> None:
    """Each task as it was planned: it ran once as decided, or it did not run."""
    for number in range(tasks):
        wanted, row = task(seed, number), proposals.get(f"task {number}")
        if row is None:
            found.undone += 1
            continue
        ran = opened[row.id] + sent[row.id]
        found.undone += wanted.runs and not ran
        found.undone += row.state != ("executed" if wanted.runs else "rejected")
        found.rejected_ran += not wanted.runs and bool(ran)
        found.not_as_decided += bool(ran) and _said(row.executed) != _said(wanted.final)


def _look_at_promises(
    found: Found, ledger: Sequence[Mapping[str, Any]], proposals: Mapping[str, Any], events: Sequence[Any]
) -> None:
    """What a process was told before it was killed still holds."""
    notices = {(each.kind, ticket_name(each.ticket)) for each in events}
    for told in ledger:
        if "ticket" in told:
            found.acknowledged += 1
            found.lost += (told["step"], told["ticket"]) not in notices
        elif "proposal" in told:
            found.acknowledged += 1
            row = proposals.get(f"task {told['task']}")
            found.lost += row is None or not _holds(told, row)


def _holds(told: Mapping[str, Any], row: Any) -> bool:
    decided = told["state"] == "proposed" or (row.state, row.outcome) == (told["state"], told["outcome"])
    return decided and row.id == told["proposal"]


def _look_at_notices(found: Found, events: Sequence[Any]) -> None:
    """Every deadline of every ticket was given notice of, and each notice once."""
    tickets = {each.ticket for each in events if each.kind == "opened"}
    notices = [each for each in events if each.kind in ("warned", "breached", "escalated")]
    once = Counter(each.content["once"] for each in notices)
    found.double_notices += sum(count - 1 for count in once.values())
    had: dict[int, Counter[str]] = {number: Counter() for number in tickets}
    for each in notices:
        had[each.ticket][f"{each.kind} {each.content['deadline']}"] += 1
    for counted in had.values():
        found.undone += len(_DUE - counted.keys())
        escalated = counted["escalated response"] + counted["escalated resolution"]
        found.undone += max(0, _ESCALATIONS - escalated)


def _look_at_sends(found: Found, out: Sequence[Any], landed: Sequence[Landed]) -> None:
    """What arrived is what was written: each event, under its one id, in order."""
    written = {each.id: place for place, each in enumerate(out)}
    first = list(dict.fromkeys(each.id for each in landed))
    found.sends += len(landed)
    found.repeated += len(landed) - len(first)
    found.undone += len(written.keys() - set(first))
    found.unwritten_sends += len(set(first) - written.keys())
    ids: dict[tuple[str, str, str], set[str]] = {}
    for each in landed:
        ids.setdefault((each.kind, each.subject, each.data), set()).add(each.id)
    found.double_sends += sum(len(names) - 1 for names in ids.values())
    found.disordered += sum(_disordered(out, written, first))


def _disordered(out: Sequence[Any], written: Mapping[str, int], first: Sequence[str]) -> Iterator[bool]:
    """Of each two events of a subject, as they first arrived, whether the later was written before."""
    last: dict[str, int] = {}
    for name in first:
        place = written.get(name)
        if place is not None:
            subject = out[place].subject
            yield last.get(subject, -1) > place
            last[subject] = place


def _said(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, without what the desk finds about a reply by itself."""
    return {name: value for name, value in payload.items() if name not in DERIVED}
