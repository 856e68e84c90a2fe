"""What is said no with."""

from typing import Any

from pydantic import BaseModel, Field

__all__ = ["Problem"]


class Problem(BaseModel):
    """What is wrong: a code for programs, a sentence for people, and what the sentence was made of."""

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)
