"""Chat models by name: the built-in offline model, or any OpenAI-compatible endpoint."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.settings import Settings
from retrieval.catalog import Catalog
from retrieval.errors import BadSetting, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["OFFLINE", "chat_model", "endpoint_failure", "is_offline"]

OFFLINE = "offline"

MOST_WORDS = 800
"""Tokens one reply may have: calls and answers are short, and a small model that repeats itself must end."""


def is_offline(settings: Settings) -> bool:
    """True when answers come from the built-in model, which needs no key and no network."""
    return settings.model == OFFLINE


def chat_model(settings: Settings, catalog: Callable[[], Catalog]) -> "BaseChatModel":
    """The chat model these settings name. Raises BadSetting when the endpoint's URL is missing."""
    if is_offline(settings):
        from assistant.offline.model import OfflineChatModel

        return OfflineChatModel(catalog=catalog)
    if not settings.model_url:
        raise BadSetting("model_url_missing", model=settings.model)
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.model,
        base_url=settings.model_url,
        api_key=SecretStr(settings.model_key or "none"),
        timeout=settings.model_timeout,
        max_retries=1,
        max_completion_tokens=MOST_WORDS,
        streaming=True,
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
