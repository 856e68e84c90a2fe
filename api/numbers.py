"""Whole numbers as requests may name them: larger ones are refused before any database sees them."""

from typing import Annotated

from pydantic import Field

__all__ = ["Count", "Number", "Sequence"]

_LARGEST, _LAST = 2**31 - 1, 2**63 - 1
"""What a database's INTEGER and its BIGINT hold."""

Number = Annotated[int, Field(ge=1, le=_LARGEST)]
"""The number of a proposal, a ticket or a rule, in a path or as a cursor."""

Count = Annotated[int, Field(ge=0, le=_LARGEST)]
"""How many to skip; an edition."""

Sequence = Annotated[int, Field(ge=0, le=_LAST)]
"""A place in the audit log, or seconds UTC."""
