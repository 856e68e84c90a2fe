"""Chat models by name: the built-in offline model, or any OpenAI-compatible endpoint."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from retrieval.catalog import Catalog
from retrieval.errors import BadSetting, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["MOST_WORDS", "OFFLINE", "chat_model", "endpoint_failure", "is_offline", "retry_after", "until"]

OFFLINE = "offline"

MOST_WORDS = 800
"""Tokens one reply may have: calls and answers are short, and a small model that repeats itself must end."""


FIRST_PAUSE = 0.5
"""Seconds before a busy endpoint is asked again; each further pause is twice as long."""

_BUSY = (408, 409, 429, 500, 502, 503, 504, 529)

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Responses that come in meanwhile are cut off at the deadline, in monotonic seconds."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def retry_after(error: Exception, tried: int) -> float | None:
    """Seconds after which to ask again: as the endpoint says, else ever longer; None when it is no use."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return None
    if isinstance(error, openai.APIConnectionError):
        return FIRST_PAUSE if tried == 0 else None
    if not isinstance(error, openai.APIStatusError) or error.status_code not in _BUSY:
        return None
    told = error.response.headers.get("retry-after", "")
    return float(told) if told.replace(".", "", 1).isdigit() else FIRST_PAUSE * 2**tried


def is_offline(settings: Settings) -> bool:
    """True when answers come from the built-in model, which needs no key and no network."""
    return settings.model == OFFLINE


def chat_model(
    settings: Settings, catalog: Callable[[], Catalog], findable: Callable[[], bool] = lambda: False
) -> "BaseChatModel":
    """The chat model these settings name. Raises BadSetting when the endpoint's URL is missing.

    findable: whether themes can be found where the data has none yet.
    """
    if is_offline(settings):
        from assistant.offline.model import OfflineChatModel

        return OfflineChatModel(catalog=catalog, week_start=settings.week_start, findable=findable)
    if not settings.model_url:
        raise BadSetting("model_url_missing", model=settings.model)
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.model,
        base_url=settings.model_url,
        api_key=SecretStr(settings.model_key or "none"),
        timeout=settings.model_timeout,
        max_retries=0,  # the agent tries again itself, within the seconds of the question
        http_client=DefaultHttpxClient(event_hooks={"response": [_bounded]}),
        max_completion_tokens=MOST_WORDS,
        streaming=True,
        stream_usage=True,
        temperature=0,
        use_responses_api=False,
    )


def endpoint_failure(error: Exception, settings: Settings) -> ModelUnavailable:
    """What went wrong at the endpoint, as the error people see: the URL, the reason, the offline choice."""
    import openai

    details = {"url": settings.model_url, "model": settings.model, "seconds": f"{settings.model_timeout:g}"}
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailable("model_timeout", **details)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable("model_unreachable", **details, why=_innermost(error))
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return ModelUnavailable("model_key_refused", **details, status=error.status_code)
    if isinstance(error, openai.APIStatusError):
        why = _one_line(error.message)
        return ModelUnavailable("model_refused", **details, status=error.status_code, why=why)
    return ModelUnavailable("model_unreadable", **details, why=_one_line(f"{type(error).__name__}: {error}"))


def _innermost(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return _one_line(str(error) or type(error).__name__)


def _one_line(message: str, limit: int = 200) -> str:
    line = " ".join(message.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _bounded(response: Any) -> None:
    """Cuts a response off at the deadline: a server that sends something now and then is never timed out.

    The response is of whichever httpx the openai client is built on, so its stream's own base class is taken.
    """
    deadline, inner = _deadline.get(), response.stream
    base = next((each for each in type(inner).__mro__ if each.__name__ == "SyncByteStream"), None)
    if deadline == math.inf or base is None:
        return

    class Bounded(base):  # type: ignore[misc,valid-type]
        def __iter__(self) -> Iterator[bytes]:
            for piece in inner:
                if time.monotonic() > deadline:
                    raise TimeoutError("the question's time is up")
                yield piece

        def close(self) -> None:
            inner.close()

    response.stream = Bounded()
