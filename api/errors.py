"""Errors as {code, message}, the message in the language the caller reads."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.schemas import Problem
from api.serving import request_language
from prompts import error_text
from retrieval.errors import FeedbackError, InputError

__all__ = ["PROBLEMS", "install_error_handlers"]

PROBLEMS: dict[int | str, dict[str, object]] = {
    400: {"model": Problem, "description": "The request can be mended: the sentence says how."},
    503: {"model": Problem, "description": "Something outside did not answer: a model, a database."},
}

log = logging.getLogger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Every error of this application answers as a Problem."""
    app.exception_handler(FeedbackError)(_ours)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def _problem(request: Request, status: int, code: str, **details: object) -> JSONResponse:
    message = error_text(code, request_language(request), details)
    return JSONResponse({"code": code, "message": message}, status)


async def _ours(request: Request, error: FeedbackError) -> JSONResponse:
    return _problem(request, 400 if isinstance(error, InputError) else 503, error.code, **error.details)


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
