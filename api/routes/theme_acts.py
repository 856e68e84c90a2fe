"""What people do to themes, and what happened to them."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.errors import problems
from api.schemas.themes import ThemeAct, ThemeActed, ThemeEventPublic, ThemePublic
from api.serving import LanguageDep, ServingDep
from api.signing import NowDep, PersonDep, TokenDep
from retrieval.database import Store
from retrieval.errors import BadQuery
from retrieval.themes import curating
from retrieval.themes.history import history
from retrieval.themes.theme import Theme, theme_id

__all__ = ["router"]

router = APIRouter(prefix="/api/themes", tags=["themes"], responses=problems(400, 401, 503))

_ACTS = {
    "rename": {
        "summary": "Another name",
        "value": {"op": "rename", "name_en": "Late parcels", "name_zh": "包裹迟到"},
    },
    "merge": {"summary": "Into another", "value": {"op": "merge", "into": "TH-7"}},
    "undo": {"summary": "Take it back", "value": {"op": "undo"}},
}
_FLAGS = {"pin": curating.pin, "unpin": curating.unpin, "mute": curating.mute, "unmute": curating.unmute}


@router.get("/{ref}/history")
def what_happened(ref: str, serving: ServingDep) -> list[ThemeEventPublic]:
    """A theme's history, the first event first: born, grew, split, merged, ended, and what people did."""
    return [ThemeEventPublic.of(each) for each in history(serving.store, _number(ref))]


@router.post("/{ref}/acts", responses=problems(403, 409))
def act(
    ref: str,
    given: Annotated[ThemeAct, Body(openapi_examples=_ACTS)],
    serving: ServingDep,
    token: TokenDep,
    person: PersonDep,
    language: LanguageDep,
    now: NowDep,
) -> ThemeActed:
    """Renames, merges, splits, pins or mutes a theme, or undoes that. Takes a lead; all of it is logged."""
    person.require("rule")
    theme, other = _done(serving.store, token, _number(ref), given, now)
    return ThemeActed(
        theme=ThemePublic.of(theme, language), other=ThemePublic.of(other, language) if other else None
    )


def _done(store: Store, token: str, theme: int, given: ThemeAct, now: int) -> tuple[Theme, Theme | None]:
    edition = given.edition
    match given.op:
        case "rename":
            names = given.name_en, given.name_zh
            return curating.rename(store, token, theme, *names, now, edition=edition), None
        case "merge":
            into = curating.merge(store, token, theme, _number(given.into or ""), now, edition=edition)
            return into, None
        case "split":
            return curating.split(store, token, theme, now, edition=edition)
        case "undo":
            return curating.undo(store, token, theme, now, edition=edition), None
        case flag:
            return _FLAGS[flag](store, token, theme, now, edition=edition), None


def _number(ref: str) -> int:
    """Raises BadQuery for what is no id of a theme."""
    found = theme_id(ref)
    if not found:
        raise BadQuery("theme_unknown", theme=ref[:200])
    return found
