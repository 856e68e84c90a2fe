"""Files in."""

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["import"])
