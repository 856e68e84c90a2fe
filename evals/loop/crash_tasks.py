"""Tasks of a world that is killed over and over: what is asked, how it is decided, what must come of it."""

import random
from dataclasses import dataclass
from typing import Any, Literal

from tools.replies.reply import ReplyDraft
from tools.tickets.ticket import TicketDraft

__all__ = ["COURSES", "RECORD", "Course", "Task", "task"]

Course = Literal["approve", "approve edited", "edit and approve", "reject", "edit and reject", "rule"]
COURSES: tuple[Course, ...] = Course.__args__  # type: ignore[attr-defined]

RECORD = "r1"
"""The record that replies answer."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is proposed under a number. again: how often each request is sent once more."""

    number: int
    kind: Literal["open_ticket", "send_reply"]
    course: Course
    asked: dict[str, Any]
    edited: dict[str, Any]
    again: int

    @property
    def runs(self) -> bool:
        return "reject" not in self.course

    @property
    def final(self) -> dict[str, Any]:
        """The payload as it stands in the end."""
        return self.edited if "edit" in self.course else self.asked


def task(seed: int, number: int) -> Task:
    """The task of that number: the same for whoever draws it."""
    chance = random.Random(f"{seed} {number}")
    course = chance.choice(COURSES)
    if course == "rule" or chance.random() < 0.7:
        priority = "P1" if course == "rule" else chance.choice(("P2", "P3", "P4"))
        asked, edited = (_ticket(number, name, priority) for name in ("asked", "edited"))
        return Task(number, "open_ticket", course, asked, edited, chance.randrange(2))
    asked, edited = (_reply(number, name) for name in ("asked", "edited"))
    return Task(number, "send_reply", course, asked, edited, chance.randrange(2))


def _ticket(number: int, name: str, priority: Any) -> dict[str, Any]:
    draft = TicketDraft(
        title=f"task {number} {name}",
        summary="made up",
        language="en",
        topic="safety",
        department="safety",
        priority=priority,
        customers=1,
    )
    return draft.model_dump(mode="json")


def _reply(number: int, name: str) -> dict[str, Any]:
    draft = ReplyDraft(record=RECORD, language="en", text=f"task {number} {name}")
    return draft.model_dump(mode="json")
