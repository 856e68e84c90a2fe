"""The tools as plain requests: the same functions the assistant calls."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.errors import PROBLEMS
from api.schemas.feedback import ResultView
from api.serving import AssistantDep
from tools.search.query import SearchQuery
from tools.search.run import search_feedback
from tools.segments.query import SegmentQuery
from tools.segments.run import run_query

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["queries"], responses={400: PROBLEMS[400], 503: PROBLEMS[503]})

_COUNTING = {
    "by month": {
        "summary": "Average rating by month",
        "value": {
            "measures": [{"op": "average", "field": "rating"}],
            "group_by": [{"field": "time", "bucket": "month"}],
        },
    },
    "one number": {
        "summary": "Records rated 1 or 2",
        "value": {"filters": [{"field": "rating", "op": "<=", "value": 2}]},
    },
}
_SEARCHING = {
    "late": {"summary": "Late deliveries", "value": {"text": "parcel arrived late", "limit": 5}},
    "chinese": {"summary": "Refunds, in Chinese", "value": {"text": "退款慢"}},
}


@router.post("/segments/query")
def query_segments(
    query: Annotated[SegmentQuery, Body(openapi_examples=_COUNTING)],
    assistant: AssistantDep,
) -> ResultView:
    """Counts and measures over a segment. 400 with a sentence for a field this data does not have."""
    context = assistant.context
    result = run_query(context.store, context.catalog(), query)
    return ResultView.model_validate(result.to_json())


@router.post("/search")
def search(
    query: Annotated[SearchQuery, Body(openapi_examples=_SEARCHING)],
    assistant: AssistantDep,
) -> ResultView:
    """Finds feedback by words and meaning. covered and missing: records with a vector, and still without."""
    context = assistant.context
    result = search_feedback(context.store, context.catalog(), context.embedder(), context.vectors(), query)
    return ResultView.model_validate(result.to_json())
