"""The pages, as files beside this package, and whether the service is alive."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

__all__ = ["PAGE", "router"]

PAGE = Path(__file__).parent.parent / "page"

router = APIRouter(include_in_schema=False)


@router.get("/")
def chat() -> FileResponse:
    """Questions and answers."""
    return _page("index.html")


@router.get("/sign-in")
def sign_in() -> FileResponse:
    """Name and password."""
    return _page("signin.html")


@router.get("/inbox")
def inbox() -> FileResponse:
    """What waits for a decision: replies first."""
    return _page("inbox.html")


@router.get("/tickets")
def tickets() -> FileResponse:
    """Tickets by state, one ticket, and how they do."""
    return _page("tickets.html")


@router.get("/themes")
def themes() -> FileResponse:
    """Themes ranked, and one theme."""
    return _page("themes.html")


@router.get("/healthz")
def health() -> dict[str, str]:
    """Answers as soon as questions can be asked."""
    return {"status": "ok"}


def _page(name: str) -> FileResponse:
    return FileResponse(PAGE / name, headers={"cache-control": "no-cache"})
