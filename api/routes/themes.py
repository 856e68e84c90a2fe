"""Themes: reports in every form, what changed, whether a fix worked, and what people do to themes."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.errors import problems
from api.schemas.themes import ChangesPublic, FixPublic, ReportPublic, ThemeQuery
from api.serving import LanguageDep, Serving, ServingDep
from api.signing import NowDep
from api.sse import byte_stream
from api.theming import asked, progress, report_of, words_of
from prompts import Language
from retrieval.errors import BadQuery
from tools.themes.request import ChangesRequest, FixRequest, ThemeRequest

__all__ = ["router"]

router = APIRouter(prefix="/api/themes", tags=["themes"], responses=problems(400, 401, 503))

Asked = Annotated[ThemeQuery, Query()]
Drawn = Literal["json", "svg", "png"]

_REPORTS = {
    "app": {
        "summary": "Complaints about the app, this quarter",
        "value": {
            "filters": [{"field": "channel", "value": "app"}],
            "period": {"start": "2026-07-01", "end": "2026-10-01"},
        },
    },
    "praise": {"summary": "What is praised, by region", "value": {"about": "praise", "across": "region"}},
}
_CHANGES = {
    "month": {
        "summary": "September against August",
        "value": {"period": {"start": "2026-09-01", "end": "2026-10-01"}},
    }
}
_FIXES = {
    "theme": {"summary": "A theme and a day", "value": {"subject": "TH-12", "fixed": "2026-09-01"}},
    "ticket": {"summary": "A ticket that was resolved", "value": {"subject": "T-3"}},
}
_EXAMPLE = (
    'event: progress\ndata: {"step": "themes", "done": 0.4}\n\n'
    'event: report\ndata: {"records": 812, "entries": []}\n\n'
)
_FORMS: dict[str, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@router.get("")
def ranked(query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep) -> ReportPublic:
    """Themes of a segment and period, ranked, each with its figures, quotes and a next step."""
    return _public(serving, asked(query, serving, language, now), language, now)


@router.post("")
def ranked_for(
    request: Annotated[ThemeRequest, Body(openapi_examples=_REPORTS)],
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> ReportPublic:
    """The same, with filters and a period as data."""
    return _public(serving, request, language, now)


def _public(serving: Serving, request: ThemeRequest, language: Language, now: int) -> ReportPublic:
    report = report_of(serving, request, language, now)
    return ReportPublic.of(report, words_of(serving, request.language or language))


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {"example": _EXAMPLE}}, "description": "events, in order"}
    },
)
async def followed(
    query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep, request: Request
) -> StreamingResponse:
    """The same as server-sent events: progress while themes are found and counted, then report or error."""
    return byte_stream(progress(serving, query, query.language or language, now), request)


@router.get(
    ".{form}",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _FORMS.values()}, "description": "the file"}},
)
def as_file(
    form: Literal["html", "md", "csv"], query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep
) -> Response:
    """The report as a file to keep or send on; the HTML has its charts inside and loads nothing."""
    from tools.themes.showing import csv, html, markdown

    request = asked(query, serving, language, now)
    report = report_of(serving, request, language, now)
    spoken, catalog = request.language or language, serving.assistant.context.catalog()
    if form == "html":
        content = html.render(report, spoken, catalog).encode()
    elif form == "md":
        content = markdown.render(report, spoken, catalog).encode()
    else:
        content = csv.render(report, spoken, catalog).encode("utf-8-sig")
    # An attachment: what customers wrote is never a page of this service.
    headers = {"content-disposition": f'attachment; filename="themes.{form}"'}
    return Response(content, media_type=_FORMS[form], headers=headers)


@router.get(
    "/charts/{chart}.{form}",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}, "image/png": {}, "application/json": {}}}},
)
def drawn(
    chart: Literal["shares", "heat"],
    form: Drawn,
    query: Asked,
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> Response:
    """A chart over all themes, as a Vega-Lite specification or a picture. 400 where there is none."""
    return _drawn(serving, asked(query, serving, language, now), chart, form, language, now)


def _drawn(
    serving: Serving, request: ThemeRequest, chart: str, form: Drawn, language: Language, now: int
) -> Response:
    from tools.themes.showing.charts import report_charts
    from tools.themes.showing.drawing import png, svg

    report = report_of(serving, request, language, now)
    charts = report_charts(report, words_of(serving, request.language or language))
    name = report.entries[0].theme.ref if not chart and report.entries else chart
    spec = charts.get(name)
    if spec is None:
        raise BadQuery("chart_empty")
    if form == "json":
        return JSONResponse(spec)
    if form == "svg":
        return Response(svg(spec), media_type="image/svg+xml")
    return Response(png(spec), media_type="image/png")


@router.post("/changes")
def changed(
    request: Annotated[ChangesRequest, Body(openapi_examples=_CHANGES)],
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> ChangesPublic:
    """What changed between two periods; the second is as long a time just before, if not said."""
    from tools.themes.changes_run import compare_periods
    from tools.themes.telling import told

    spoken = request.language or language
    request = request.model_copy(update={"language": spoken})
    found = compare_periods(serving.assistant.context, request, now)
    return ChangesPublic.of(found, spoken, told(found, spoken))


@router.post("/fix", responses=problems(409))
def fixed(
    request: Annotated[FixRequest, Body(openapi_examples=_FIXES)],
    serving: ServingDep,
    language: LanguageDep,
    now: NowDep,
) -> FixPublic:
    """Whether a fix worked, and the customers to tell. 409 for a ticket never resolved, without a day."""
    from tools.themes.fix import fix_effect
    from tools.themes.telling import told

    spoken = request.language or language
    request = request.model_copy(update={"language": spoken})
    found = fix_effect(serving.assistant.context, request, now)
    return FixPublic.of(found, told(found, spoken))


@router.get("/{ref}")
def one(ref: str, query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep) -> ReportPublic:
    """One theme, by id or name, in a segment and period: a report of it alone."""
    return _public(serving, _only(ref, asked(query, serving, language, now)), language, now)


@router.get(
    "/{ref}/chart.{form}",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}, "image/png": {}, "application/json": {}}}},
)
def trend(
    ref: str, form: Drawn, query: Asked, serving: ServingDep, language: LanguageDep, now: NowDep
) -> Response:
    """A theme's weekly share, with the week it changed."""
    return _drawn(serving, _only(ref, asked(query, serving, language, now)), "", form, language, now)


def _only(ref: str, request: ThemeRequest) -> ThemeRequest:
    changed: dict[str, Any] = {"themes": (ref[:200],), "limit": 1, "muted": True}
    return request.model_copy(update=changed)
