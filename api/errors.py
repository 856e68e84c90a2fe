"""Errors as {code, message}, the message in the language the caller reads."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.schemas.problem import Problem
from api.serving import request_language
from prompts import error_text
from retrieval.errors import Conflict, FeedbackError, InputError, NotAllowed, NotSignedIn, Refused

__all__ = ["PROBLEMS", "install_error_handlers", "problems"]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request can be mended: the sentence says how."},
    401: {"model": Problem, "description": "Nobody has signed in, or the sign-in has ended."},
    403: {"model": Problem, "description": "The role of whoever is signed in does not permit it."},
    409: {
        "model": Problem,
        "description": "Somebody else was first: `details` say who and when.",
    },
    503: {"model": Problem, "description": "Something outside did not answer: a model, a database."},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route says no with, for the API's description."""
    return {status: PROBLEMS[status] for status in statuses}


log = logging.getLogger(__name__)


_STATUS: tuple[tuple[type[FeedbackError], int], ...] = (
    (InputError, 400),
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (Conflict, 409),
    (Refused, 403),
)
"""The first that fits; everything else is outside and did not answer."""


def install_error_handlers(app: FastAPI) -> None:
    """Every error of this application answers as a Problem."""
    app.exception_handler(FeedbackError)(_ours)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def _problem(request: Request, status: int, code: str, **details: object) -> JSONResponse:
    message = error_text(code, request_language(request), details)
    told = Problem(code=code, message=message)
    return JSONResponse(told.model_dump(exclude_defaults=True), status)


async def _ours(request: Request, error: FeedbackError) -> JSONResponse:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 503)
    message = error_text(error.code, request_language(request), error.details)
    told = Problem(code=error.code, message=message, details=_plain(error) if status == 409 else {})
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(told.model_dump(exclude_defaults=True), status, headers)


def _plain(error: FeedbackError) -> dict[str, object]:
    return {
        name: each if isinstance(each, str | int | float | None) else str(each)
        for name, each in error.details.items()
    }


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    return _problem(request, 400, "bad_request", where=where, why=first["msg"])


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    code = {404: "not_found", 405: "not_allowed"}.get(error.status_code, "bad_request")
    return _problem(request, error.status_code, code, where=request.url.path, why=error.detail)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("a request failed", exc_info=error)
    return _problem(request, 500, "internal_error")
