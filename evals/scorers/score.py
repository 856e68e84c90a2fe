"""What every scorer returns, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]
"""The JSON of one answer, as `feedback ask --batch` writes it."""

__all__ = ["Answer", "Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """value: right or wrong, or a figure in the scorer's own unit. reason: why, in a few words."""

    value: bool | float
    reason: str

    @property
    def right(self) -> bool:
        """Whether a yes-or-no score says yes; a figure is never right or wrong."""
        return self.value is True
