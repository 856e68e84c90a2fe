"""Questions in, a stream of events out."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.errors import PROBLEMS
from api.schemas.feedback import ChatQuestion
from api.serving import AssistantDep
from api.sse import event_stream
from assistant.answering import answer, new_thread

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["chat"])

_EXAMPLE = (
    'event: status\ndata: {"step": "reading"}\n\n'
    'event: tool_call\ndata: {"id": "c1", "tool": "query_segments", "arguments": {}}\n\n'
    'event: result\ndata: {"id": "c1", "tool": "query_segments", "result": {"handle": "r1"}}\n\n'
    'event: text\ndata: {"delta": "There are 3,000 records."}\n\n'
    'event: done\ndata: {"thread_id": "t1", "answer": "There are 3,000 records."}\n\n'
)


@router.post(
    "/chat",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {"example": _EXAMPLE}}, "description": "events, in order"},
        400: PROBLEMS[400],
    },
)
async def chat(asked: ChatQuestion, assistant: AssistantDep, request: Request) -> StreamingResponse:
    """Answers a question as server-sent events: status, tool_call, result and text, then done or error.

    `done` carries the whole answer and its thread_id; send that with a follow-up question.
    """
    thread = asked.thread_id or new_thread()
    return event_stream(answer(assistant, asked.question, thread, asked.now), thread, request)
