"""Opportunities: needs behind complaints, with the rules that found them; and what one is worth."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from api.errors import problems
from api.schemas.opportunities import OpportunitiesPublic, OpportunityQuery, RoiPublic, RoiQuestion
from api.serving import LanguageDep, Serving, ServingDep
from api.signing import NowDep
from assistant.segments import day_of, read_period, read_segment
from prompts import Language
from retrieval.errors import BadQuery
from tools.opportunities.opportunity import Opportunities
from tools.opportunities.request import OpportunityRequest

__all__ = ["router"]

router = APIRouter(prefix="/api/opportunities", tags=["opportunities"], responses=problems(400, 401, 503))

Asked = Annotated[OpportunityQuery, Query()]

_REQUESTS = {
    "leaving": {"summary": "What people leave over", "value": {"kinds": ["leaving"]}},
    "quarter": {
        "summary": "The app's third quarter",
        "value": {
            "filters": [{"field": "channel", "value": "app"}],
            "period": {"start": "2026-07-01", "end": "2026-10-01"},
        },
    },
}
_FORMS: dict[str, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@router.get("")
def found(query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep) -> OpportunitiesPublic:
    """Needs behind complaints in a segment and period, each with its rule, figures and evidence."""
    return OpportunitiesPublic.of(_find(serving, _request(query, serving, language, now), now))


@router.post("")
def found_for(
    request: Annotated[OpportunityRequest, Body(openapi_examples=_REQUESTS)],
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> OpportunitiesPublic:
    """The same, with filters and a period as data."""
    spoken = request.model_copy(update={"language": request.language or language})
    return OpportunitiesPublic.of(_find(serving, spoken, now))


@router.get(
    ".{form}",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _FORMS.values()}, "description": "the file"}},
)
def as_file(
    form: Literal["html", "md", "csv"], query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep
) -> Response:
    """The findings as a file to keep or send on."""
    from tools.opportunities.showing import opportunities_page, render_csv
    from tools.themes.showing import html, markdown

    result = _find(serving, _request(query, serving, language, now), now)
    if form == "csv":
        content = render_csv(result, result.language).encode("utf-8-sig")
    else:
        page = opportunities_page(result, result.language)
        content = (html if form == "html" else markdown).written(page).encode()
    # An attachment: what customers wrote is never a page of this service.
    headers = {"content-disposition": f'attachment; filename="opportunities.{form}"'}
    return Response(content, media_type=_FORMS[form], headers=headers)


@router.post("/{ref}/roi")
def roi(ref: str, asked: RoiQuestion, serving: ServingDep, language: LanguageDep, now: NowDep) -> RoiPublic:
    """(Value of new customers + value of retained customers) / cost, from numbers that are given.

    What is missing is asked for in `notices`; nothing is made up. 400 where no such finding is found.
    """
    from tools.opportunities.roi import roi_sheet

    spoken = asked.language or language
    query = OpportunityQuery(segment=asked.segment, period=asked.period, limit=100, language=spoken)
    result = _find(serving, _request(query, serving, language, now), now)
    chosen = result.find(ref)
    if chosen is None:
        known = ", ".join(each.id for each in result.entries[:5]) or "-"
        raise BadQuery("opportunity_unknown", opportunity=ref[:100], known=known)
    return RoiPublic.of(roi_sheet(asked.inputs, chosen), spoken)


def _request(query: OpportunityQuery, serving: Serving, language: Language, now: int) -> OpportunityRequest:
    catalog = serving.assistant.context.catalog()
    return OpportunityRequest(
        filters=read_segment(query.segment, catalog),
        period=read_period(query.period, catalog, day_of(now, catalog)),
        kinds=tuple(query.kind),
        limit=query.limit,
        min_support=query.min_support,
        language=query.language or language,
    )


def _find(serving: Serving, request: OpportunityRequest, now: int) -> Opportunities:
    from tools.opportunities.run import find_opportunities  # numpy: only when asked for

    return find_opportunities(serving.assistant.context, request, now)
