"""Everything a reply is written from."""

from dataclasses import dataclass
from typing import Literal

from prompts import Language
from retrieval.understanding.notes import Note
from tools.replies.points import Point
from tools.replies.register import Register
from tools.replies.reply import Length

__all__ = ["Approved", "Brief", "Ground", "TicketStanding"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Something a reply may rest on: a passage of what the company knows, or the answer to a similar case.

    id: as the reply cites it. nature: of the passage, policy or fact; case otherwise. asked: what that
    customer had said; "" for knowledge. point: the number of the point it was found for, None for all.
    """

    kind: Literal["knowledge", "case"]
    id: str
    text: str
    language: str
    nature: Literal["policy", "fact", "case"] = "fact"
    heading: str = ""
    asked: str = ""
    point: int | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """A reply a person approved before, for the same topic and intent: as drafted, and as approved."""

    record: str
    drafted: str
    approved: str
    likeness: float


@dataclass(frozen=True, slots=True)
class TicketStanding:
    """The ticket the message belongs to, and how it stands ("open", "resolved")."""

    id: int
    state: str
    department: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of a message and may be used to answer it.

    message: title and text as stored, personal data taken out. language: of the reply. note: the agent's
    wish. voice: what the company's tone files say. avoid: words not to use. missing: what must be asked for
    (order, model, time, contact, screenshot, place). person_needed: why a person must decide (legal, safety,
    media, refund, minor, data). records: all that this answers; more than one for a segment.
    """

    record: str
    message: str
    language: Language
    register: Register
    length: Length
    points: tuple[Point, ...]
    whole: Note
    topic: str | None
    intent: str
    at: int
    title: str = ""
    note: str = ""
    channel: str | None = None
    product: str | None = None
    knowledge: tuple[Ground, ...] = ()
    cases: tuple[Ground, ...] = ()
    approved: tuple[Approved, ...] = ()
    voice: str = ""
    avoid: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    person_needed: tuple[str, ...] = ()
    ticket: TicketStanding | None = None
    records: tuple[str, ...] = ()
