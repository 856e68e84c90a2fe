"""The chat page, as files beside this package."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

__all__ = ["PAGE", "router"]

PAGE = Path(__file__).parent.parent / "page"

router = APIRouter(include_in_schema=False)


@router.get("/")
def page() -> FileResponse:
    """The chat page."""
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})
