"""Tickets: the board, one ticket, and what people do to it."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query

from api.errors import problems
from api.numbers import Number
from api.schemas.tickets import (
    EffectPublic,
    FiguresPublic,
    MatchPublic,
    RecipientPublic,
    RecurringPublic,
    TellCreate,
    TellPublic,
    TicketChanged,
    TicketDrafted,
    TicketLine,
    TicketPage,
    TicketPublic,
    TicketQuery,
)
from api.serving import DeskDep, LanguageDep, ServingDep
from api.signing import NowDep, PersonDep, ReaderDep, TokenDep
from api.ticketing import page_of
from tools.tickets.changing import Change, change
from tools.tickets.effect import effect
from tools.tickets.effect import told as told_in_words
from tools.tickets.figures import figures
from tools.tickets.joining import recurring
from tools.tickets.life import WORKING
from tools.tickets.listing import Wanted, listed
from tools.tickets.request import TicketRequest
from tools.tickets.store import read_ticket
from tools.tickets.telling import recipients, tell

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
    from tools.tickets.matching import same_issue

    context = serving.assistant.context
    drafted = draft_ticket(context, asked, now)
    same = same_issue(context.store, context.embedder(), drafted.draft)
    return TicketDrafted(
        draft=drafted.draft,
        quotes=list(drafted.quotes),
        facts=drafted.result("r1", asked).facts,
        same=[MatchPublic.model_validate(asdict(each)) for each in same],
    )


@router.get("/figures")
def how_they_do(
    serving: ServingDep,
    now: NowDep,
    by_department: bool = False,
    bucket: Literal["month", "quarter", "year"] | None = None,
) -> list[FiguresPublic]:
    """Resolved and for good, how soon, how often too late; for all, or by department and by period."""
    found = figures(serving.store, serving.rules, now, by_department=by_department, bucket=bucket)
    return [FiguresPublic.model_validate(each.to_json()) for each in found]


@router.get("/recurring")
def came_back(serving: ServingDep, now: NowDep) -> list[RecurringPublic]:
    """Resolved tickets whose feedback came back: somebody may want to reopen them."""
    return [RecurringPublic.model_validate(asdict(each)) for each in recurring(serving.store, now)]


@router.get("/{id}")
def show(
    id: Number,  # noqa: A002 - what a path calls it
    serving: ServingDep,
    reader: ReaderDep,
    language: LanguageDep,
    now: NowDep,
) -> TicketPublic:
    """One ticket with its history, its deadlines, and what you may do to it now; if not, why not."""
    return page_of(serving, id, reader, language, now)


@router.get("/{id}/recipients")
def to_tell(id: Number, serving: ServingDep) -> list[RecipientPublic]:  # noqa: A002
    """Everybody whose feedback the ticket is about, each once, the latest first."""
    store = serving.store
    with store.whole().read() as connection:
        ticket = read_ticket(connection, id, store.limit.key if store.limit else "")
    return [RecipientPublic.model_validate(asdict(each)) for each in recipients(store, ticket)]


@router.post("/{id}/tell", responses=problems(403, 409))
def tell_them(
    id: Number,  # noqa: A002
    given: TellCreate,
    desk: DeskDep,
    person: PersonDep,
    now: NowDep,
) -> TellPublic:
    """Proposes a message to everybody who was not told yet, once each. They wait in the inbox."""
    person.require("ticket")
    told = tell(desk, id, now, given.done)
    return TellPublic(
        proposals=[each.id for each in told.proposals],
        before=told.before,
        waiting=[RecipientPublic.model_validate(asdict(each)) for each in told.waiting],
    )


@router.get("/{id}/effect", responses=problems(409))
def before_and_after(
    id: Number,  # noqa: A002
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> EffectPublic:
    """Whether the fix shows. 409 for a ticket that was never resolved."""
    found = effect(serving.store, id, now)
    return EffectPublic.model_validate({**found.to_json(), "words": told_in_words(found, language)})


@router.post("/{id}/changes", responses=problems(403, 409))
def make_change(
    id: Number,  # noqa: A002
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
