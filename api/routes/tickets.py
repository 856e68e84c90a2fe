"""Tickets: the board, one ticket, and what people do to it."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.errors import problems
from api.schemas.tickets import (
    TicketChanged,
    TicketDrafted,
    TicketLine,
    TicketPage,
    TicketPublic,
    TicketQuery,
)
from api.serving import LanguageDep, ServingDep
from api.signing import NowDep, PersonDep, ReaderDep, TokenDep
from api.ticketing import page_of
from tools.tickets.changing import Change, change
from tools.tickets.life import WORKING
from tools.tickets.listing import Wanted, listed
from tools.tickets.request import TicketRequest

__all__ = ["router"]

router = APIRouter(prefix="/api/tickets", tags=["tickets"], responses=problems(400, 401, 503))

_DRAFTING = {
    "records": {"summary": "From records", "value": {"records": ["n1", "n4"]}},
    "words": {"summary": "From a search", "value": {"query": "parcel arrived late"}},
    "filters": {
        "summary": "From a segment",
        "value": {"filters": [{"field": "rating", "op": "<=", "value": 2}]},
    },
}
_CHANGING = {
    "start": {"summary": "Work on it", "value": {"op": "start"}},
    "resolve": {"summary": "It is done", "value": {"op": "resolve", "text": "The courier was changed."}},
    "priority": {"summary": "More urgent", "value": {"op": "priority", "priority": "P1", "text": "Press."}},
}


@router.get("")
def listing(query: Annotated[TicketQuery, Query()], serving: ServingDep, now: NowDep) -> TicketPage:
    """Tickets, the most pressing first. 400 for a filter there is not."""
    states = tuple(query.state) or WORKING
    wanted = Wanted(states, query.department, query.assignee, query.overdue)
    found = listed(serving.store, wanted, serving.rules, now)
    end = query.cursor + query.limit
    items = [TicketLine.model_validate(each.to_json()) for each in found[query.cursor : end]]
    return TicketPage(items=items, next=end if len(found) > end else None)


@router.post("/draft")
def draft(
    asked: Annotated[TicketRequest, Body(openapi_examples=_DRAFTING)], serving: ServingDep, now: NowDep
) -> TicketDrafted:
    """Drafts a ticket and changes nothing: propose it at /api/proposals, as it is or edited."""
    from tools.tickets.drafting import draft_ticket

    drafted = draft_ticket(serving.assistant.context, asked, now)
    return TicketDrafted(
        draft=drafted.draft, quotes=list(drafted.quotes), facts=drafted.result("r1", asked).facts
    )


@router.get("/{id}")
def show(
    id: int,  # noqa: A002 - what a path calls it
    serving: ServingDep,
    reader: ReaderDep,
    language: LanguageDep,
    now: NowDep,
) -> TicketPublic:
    """One ticket with its history, its deadlines, and what you may do to it now; if not, why not."""
    return page_of(serving, id, reader, language, now)


@router.post("/{id}/changes", responses=problems(403, 409))
def make_change(
    id: int,  # noqa: A002
    given: Annotated[Change, Body(openapi_examples=_CHANGING)],
    serving: ServingDep,
    token: TokenDep,
    person: PersonDep,
    language: LanguageDep,
    now: NowDep,
) -> TicketChanged:
    """Changes a ticket, from starting it to merging and splitting. 409 says what stands in the way."""
    done = change(serving.store, token, id, given, now, serving.routing)
    other = done.other.id if done.other else None
    return TicketChanged(ticket=page_of(serving, id, person, language, now), other=other)
