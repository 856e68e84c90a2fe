"""Expressions compiled once for many questions."""

import re
from functools import lru_cache

__all__ = ["compiled"]


@lru_cache(maxsize=4096)
def compiled(pattern: str | re.Pattern[str], flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives. `re` itself keeps 512 expressions: a few dozen questions are read with four
    times as many, so that those asked of every question would be compiled again and again."""
    return re.compile(pattern, flags)
