"""Tickets as lines of text, in either language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prompts import Language, sentences, text
from retrieval.people.roles import Actor
from retrieval.understanding.routing import Routing
from tools.tickets.changing import Changed
from tools.tickets.deadlines import Deadline
from tools.tickets.life import Ticket, TicketEvent, ticket_name
from tools.tickets.listing import Listed
from tools.tickets.rules import Rules
from tools.tickets.shown import Shown
from tools.tickets.watching import Watched

__all__ = ["Telling"]


@dataclass(frozen=True, slots=True)
class Telling:
    """Says it in `language`, with departments by their names and times on their clocks."""

    language: Language
    rules: Rules
    routing: Routing

    def say(self, key: str, **details: object) -> str:
        return text("tickets", key, self.language, **details)

    def listing(self, found: tuple[Listed, ...]) -> Iterator[str]:
        if not found:
            yield self.say("list_none")
            return
        for each in found:
            yield self.say("list_line", **self._standing(each.ticket), due=self._next(each))
        yield self.say("list_count", n=len(found), overdue=sum(each.is_overdue for each in found))

    def show(self, shown: Shown) -> Iterator[str]:
        ticket = shown.listed.ticket
        standing = self._standing(ticket)
        yield self.say("show_head", name=standing["name"], title=ticket.title)
        opened = self.time(ticket.opened_at, ticket.department)
        yield self.say("show_standing", **standing, n=ticket.customers, opened=opened)
        yield from self._origin(ticket, shown.events[0])
        yield from ("", *ticket.summary.splitlines())
        yield from self._factors(ticket)
        yield from ("", self.say("show_deadlines", zone=shown.zone))
        for each in shown.listed.deadlines.earlier:
            yield "  " + self.say("show_deadline_round", line=self.deadline(each, ticket))
        yield from ("  " + self.deadline(each, ticket) for each in shown.listed.deadlines.current)
        yield from ("", self.say("show_records", n=shown.records))
        for quoted in shown.quotes:
            yield "  " + self.say("show_record", record=quoted.record, text=quoted.text)
        if shown.records > len(shown.quotes):
            yield "  " + self.say("show_more", n=shown.records - len(shown.quotes))
        yield from ("", self.say("show_history"))
        yield from ("  " + self.event(each, ticket) for each in shown.events)
        known = sentences("tickets", self.language)
        possible = self.say("and").join(
            known[f"do_{each}"] for each in shown.possible if f"do_{each}" in known
        )
        yield from ("", self.say("show_possible", possible=possible or "-"))

    def changed(self, changed: Changed, split: bool = False) -> Iterator[str]:
        if changed.other is not None:
            key = "done_split" if split else "done_merged"
            yield self.say(key, name=changed.ticket.name, other=changed.other.name)
        shown = changed.other if changed.other is not None and not split else changed.ticket
        yield self.say("done", **self._standing(shown))

    def watched(self, watched: Watched) -> str:
        none = self.say("watched_none")
        kinds = ("warned", "breached", "escalated", "closed")
        names = {kind: tuple(dict.fromkeys(getattr(watched, kind))) for kind in kinds}
        return self.say(
            "watched", **{kind: self.say("and").join(each) or none for kind, each in names.items()}
        )

    def deadline(self, each: Deadline, ticket: Ticket) -> str:
        """One deadline, in words."""
        details = {
            "what": self.say(each.kind),
            "due": self.time(each.due, ticket.department),
            "met": self.time(each.met_at, ticket.department),
            "left": self._duration(each.remaining),
            "over": self._duration(-each.remaining),
        }
        key = f"deadline_{each.state}"
        if each.met_at is not None:
            key = "deadline_late" if each.state == "breached" else "deadline_met"
            key += "_paused" if each.due is None else ""
        return self.say(key, **details)

    def event(self, event: TicketEvent, ticket: Ticket) -> str:
        """One event, in words; what somebody wrote with it follows."""
        content = event.content
        key = f"event_{event.kind}"
        how = content.get("how")
        if event.kind == "linked" and how in ("opened", "joined"):
            key = f"{key}_{how}"
        if event.kind == "escalated" and content["assignee"] == content["before"]:
            key = f"{key}_kept"
        what = self.say(key, **self._details(content))
        if content.get("text"):
            what = self.say("event_text", what=what, text=content["text"])
        at = self.time(event.at, ticket.department)
        return self.say("show_event", at=at, who=self._who(event.actor), what=what)

    def time(self, moment: int | None, department: str) -> str:
        """A moment on the department's clock."""
        if moment is None:
            return ""
        zone = self.rules.department(department).calendar.zone
        return datetime.fromtimestamp(moment, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def _details(self, content: Any) -> dict[str, Any]:
        told = {name: value for name, value in content.items() if name != "ticket"}
        told["n"] = len(content.get("records", ()))
        told["assignee"] = content.get("assignee") or self.say("nobody")
        if "department" in content:
            told["department"] = self._department(content["department"])
            told["before"] = self._department(content["before"])
        if "deadline" in content:
            told["deadline"] = self.say(content["deadline"])
        for name, key in (("into", "into"), ("from", "source")):
            if name in content:
                told[key] = ticket_name(content[name])
        return told

    def _standing(self, ticket: Ticket) -> dict[str, str]:
        level = self.say("level", level=ticket.level) if ticket.level else ""
        return {
            "name": ticket.name,
            "title": ticket.title,
            "priority": ticket.priority,
            "state": self.say(f"state_{ticket.state}"),
            "department": self._department(ticket.department),
            "assignee": (ticket.assignee or self.say("nobody")) + level,
        }

    def _next(self, each: Listed) -> str:
        late = [d.due for d in each.deadlines.current if d.state == "breached" and not d.met_at and d.due]
        department = each.ticket.department
        if late:
            return self.say("next_overdue", due=self.time(min(late), department))
        if any(d.state == "paused" for d in each.deadlines.current):
            return self.say("next_paused")
        due = each.deadlines.next_due
        return self.say("next_due", due=self.time(due, department)) if due else self.say("next_none")

    def _origin(self, ticket: Ticket, opening: TicketEvent) -> Iterator[str]:
        if ticket.merged_into is not None:
            yield self.say("show_merged", into=ticket_name(ticket.merged_into))
        if "split_from" in opening.content:
            yield self.say("show_split", source=ticket_name(opening.content["split_from"]))
        if opening.content.get("proposal"):
            yield self.say("show_proposal", proposal=opening.content["proposal"])

    def _factors(self, ticket: Ticket) -> Iterator[str]:
        known = sentences("tickets", self.language)
        if ticket.factors:
            yield from ("", self.say("show_factors"))
        for name, why in ticket.factors.items():
            yield f"  {known.get(f'factor_name_{name}', name)}: {why}"

    def _department(self, name: str) -> str:
        names = self.routing.names.get(name)
        return names[self.language == "zh"] if names else name

    def _who(self, actor: Actor) -> str:
        return self.say(f"who_{actor.kind}", name=actor.name)

    def _duration(self, seconds: int) -> str:
        minutes = max(0, seconds) // 60
        if minutes < 60:
            return self.say("duration_minutes", minutes=minutes)
        return self.say("duration", hours=minutes // 60, minutes=minutes % 60)
