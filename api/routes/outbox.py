"""What leaves and where to; what did not arrive."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.errors import problems
from api.schemas.outbox import (
    DestinationAdded,
    DestinationCreate,
    DestinationPublic,
    EventPublic,
    Handled,
    OutboxQuery,
)
from api.serving import ServingDep
from api.signing import NowDep, TokenDep, needs
from retrieval.outbox import destinations as places
from retrieval.outbox.destinations import Added, Destination, Wanted
from retrieval.outbox.looking import drop, event, events, resend

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["outbox"], responses=problems(400, 401, 403))
_LEADING = [Depends(needs("rule"))]


@router.get("/outbox", dependencies=_LEADING)
def listed(query: Annotated[OutboxQuery, Query()], serving: ServingDep) -> list[EventPublic]:
    """Events, the newest first; `state=dead`: those a person has to look at."""
    found = events(
        serving.store,
        state=query.state,
        place=query.destination,
        subject=query.subject,
        limit=query.limit,
    )
    return [EventPublic.model_validate(asdict(each)) for each in found]


@router.get("/outbox/{id}", dependencies=_LEADING)
def show(id: str, serving: ServingDep) -> EventPublic:  # noqa: A002 - what a path calls it
    """One event and how far it has got."""
    return EventPublic.model_validate(asdict(event(serving.store, id)))


@router.post("/outbox/{id}/{act}")
def handle(
    id: str,  # noqa: A002
    act: Literal["resend", "drop"],
    serving: ServingDep,
    token: TokenDep,
    now: NowDep,
    destination: str | None = None,
) -> Handled:
    """Tries an event's dead deliveries anew, or gives them up so that what waits behind them goes on."""
    do = resend if act == "resend" else drop
    return Handled(deliveries=do(serving.store, token, id, now, destination))


@router.get("/destinations", dependencies=_LEADING)
def all_destinations(serving: ServingDep, ended: bool = False) -> list[DestinationPublic]:
    """Where events go, and how many have not arrived."""
    return [_told(each) for each in places.destinations(serving.store, ended=ended)]


@router.post("/destinations", status_code=201, responses=problems(409))
def add(given: DestinationCreate, serving: ServingDep, token: TokenDep, now: NowDep) -> DestinationAdded:
    """Adds a destination; it gets what happens from now on. Its secret is shown this once."""
    wanted = Wanted(**{**given.model_dump(), "events": tuple(given.events)})
    return _added(places.add(serving.store, token, wanted, serving.senders, now))


@router.post("/destinations/{name}/rotate")
def rotate(name: str, serving: ServingDep, token: TokenDep, now: NowDep) -> DestinationAdded:
    """A new secret, shown this once; the old one signs beside it for a day."""
    return _added(places.rotate(serving.store, token, name, now))


@router.post("/destinations/{name}/{act}")
def change(
    name: str, act: Literal["pause", "resume", "end"], serving: ServingDep, token: TokenDep, now: NowDep
) -> DestinationPublic:
    """Pauses a destination, sends there again, or ends it for good."""
    do = {"pause": places.pause, "resume": places.resume, "end": places.end}[act]
    return _told(do(serving.store, token, name, now))


def _added(added: Added) -> DestinationAdded:
    return DestinationAdded(destination=_told(added.destination), secret=added.secret)


def _told(destination: Destination) -> DestinationPublic:
    return DestinationPublic.model_validate(asdict(destination))
