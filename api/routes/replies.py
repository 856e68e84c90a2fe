"""Replies: drafted and checked here; proposed, edited and approved as proposals."""

from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Body

from api.errors import problems
from api.schemas.replies import PointPublic, ReplyCheck, ReplyChecked, ReplyFiguresPublic
from api.serving import LanguageDep, ServingDep
from api.signing import NowDep
from tools.replies.reply import ReplyDraft, ReplyRequest

__all__ = ["router"]

router = APIRouter(prefix="/api/replies", tags=["replies"], responses=problems(400, 401, 503))

_DRAFTING = {
    "record": {"summary": "To one record", "value": {"record": "s6"}},
    "short": {
        "summary": "Short, with something to say",
        "value": {"record": "s6", "length": "short", "note": "Offer a replacement."},
    },
}


@router.post("/draft")
def draft(
    asked: Annotated[ReplyRequest, Body(openapi_examples=_DRAFTING)], serving: ServingDep, now: NowDep
) -> ReplyDraft:
    """Drafts a reply and changes nothing: propose it at /api/proposals, as it is or edited."""
    from tools.replies.run import draft_reply

    return draft_reply(serving.assistant.context, asked, now)


@router.get("/figures")
def how_they_do(serving: ServingDep) -> list[ReplyFiguresPublic]:
    """How many drafts were accepted, accepted with edits and rejected, by topic and language."""
    from tools.replies.learning import reply_figures

    return [ReplyFiguresPublic.model_validate(asdict(each)) for each in reply_figures(serving.store)]


@router.post("/check")
def checked(given: ReplyCheck, serving: ServingDep, language: LanguageDep, now: NowDep) -> ReplyChecked:
    """Holds a text against the record it answers: what passes, what fails and why, which points it meets."""
    from tools.replies.briefing import make_brief
    from tools.replies.checks import check

    asked = ReplyRequest(record=given.record, length=given.length, note=given.note, language=given.language)
    brief = make_brief(serving.assistant.context, asked, now)
    hosts = serving.settings.allowed_links
    found = check(given.text, brief, language, hosts)
    points = [
        PointPublic(
            kind=point.kind,
            words=point.words,
            answered=all(
                each.passed
                for each in check(given.text, replace(brief, points=(point,)), language, hosts)
                if each.name == "points"
            ),
        )
        for point in brief.points
    ]
    return ReplyChecked(checks=list(found), points=points)
