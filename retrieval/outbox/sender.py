"""What a way out is handed, and what it says came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol
from zoneinfo import ZoneInfo

from prompts import Language
from retrieval.outbox.network import Allowed

__all__ = ["Outcome", "Outward", "Parcel", "Place", "Sender"]

Ended = Literal["arrived", "failed", "away", "busy", "refused", "gone"]


@dataclass(frozen=True, slots=True)
class Outward:
    """What the one who runs the service allows. smtp_url: smtp://, smtps://, with name and password in it.

    seconds: how long one webhook may take in all, and one step of a mail.
    """

    allowed: Allowed = field(default_factory=Allowed)
    smtp_url: str | None = field(default=None, repr=False)
    smtp_from: str = ""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Place:
    """A destination as its sender sees it. secrets: that sign for it, the newest first."""

    id: int
    name: str
    kind: str
    address: str
    language: Language = "en"
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way to one place. id: the same on every try. at: when it happened, seconds UTC.

    private: what was sealed with it; empty for places that did not ask for this kind by its name.
    """

    id: str
    kind: str
    subject: str
    at: int
    content: Mapping[str, Any]
    place: Place
    attempt: int = 1
    private: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended.

    arrived; failed: it answered, and may take it later; away: nobody answered; busy: it asks for nothing
    within `after` seconds; refused: this event will never be taken; gone: the place wants no more events.
    why: a code and a detail ("status 500"), of which prompts/texts/outbox.*.toml has the sentence.
    """

    ended: Ended
    why: str = ""
    after: int = 0


class Sender(Protocol):
    """One way out. It keeps nothing: what was tried and when is the outbox's business.

    kind: of the destinations it serves. at_once: tries to one place side by side. signs: whether its places
    have a secret. ordered: whether an event waits for the one before it of the same subject. longest: seconds
    a try takes at most, and so how long it is lent to one worker.
    """

    kind: ClassVar[str]
    at_once: ClassVar[int]
    signs: ClassVar[bool]
    ordered: ClassVar[bool]

    @property
    def longest(self) -> int: ...

    def check(self, address: str) -> str:
        """The address as it is kept. Raises BadSetting for one that nothing can be sent to."""
        ...

    async def send(self, parcel: Parcel, at: int) -> Outcome:
        """Tries once. Whatever the other side does is an outcome, never an exception."""
        ...
