"""Standing rules: what runs without anybody looking at it first."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.errors import problems
from api.numbers import Number
from api.schemas.proposals import RuleCreate, RulePublic
from api.serving import DeskDep
from api.signing import NowDep, TokenDep
from tools.proposals.standing import end_rule, make_rule, rules

__all__ = ["router"]

router = APIRouter(
    prefix="/api/rules",
    tags=["rules"],
    responses=problems(400, 401, 403),
)


@router.get("")
def listed(desk: DeskDep, ended: Annotated[bool, Query()] = False) -> list[RulePublic]:
    """The rules that hold; with `ended` also those that no longer do."""
    return [RulePublic.model_validate(each.to_json()) for each in rules(desk.store, ended)]


@router.post("", status_code=201)
def create(given: RuleCreate, desk: DeskDep, token: TokenDep, now: NowDep) -> RulePublic:
    """Makes a rule for proposals to come. Replies cannot have one."""
    made = make_rule(desk, token, given.kind, given.conditions, now)
    return RulePublic.model_validate(made.to_json())


@router.post("/{id}/end")
def end(id: Number, desk: DeskDep, token: TokenDep, now: NowDep) -> RulePublic:  # noqa: A002
    """Ends a rule: from now on a person decides."""
    return RulePublic.model_validate(end_rule(desk, token, id, now).to_json())
