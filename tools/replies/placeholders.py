"""Places in a reply for personal data: filled at sending, by a person who may see it, and stored nowhere.

A place is written {{customer_name}}. A draft, its proposal, the row of the approved reply, the audit log and
the logs hold the place, never the value; the filled text exists only sealed, in the outbox, until it is
delivered.
"""

import re
from collections.abc import Mapping

from retrieval.errors import BadQuery, Conflict
from retrieval.understanding.privacy.spans import PLACEHOLDER

__all__ = ["ADDRESS", "MOST_CHARACTERS", "fill_in", "placeholders", "require_fill"]

PLACE = re.compile(r"\{\{\s*([^\W\d]\w{0,39})\s*\}\}")
"""A place: a name in double braces; letters of any script, digits and underscores."""

_LOOSE = re.compile(r"\{\{|\}\}")

MOST_CHARACTERS = 500
"""Of one value."""

ADDRESS = "to"
"""The one value that fills no place: where the reply is sent."""


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the places in a text, in order, each once."""
    return tuple(dict.fromkeys(match[1] for match in PLACE.finditer(text)))


def require_fill(text: str, fill: Mapping[str, str]) -> None:
    """Raises Conflict while anything waits to be filled, BadQuery for values that fit no place."""
    names = placeholders(text)
    empty = [name for name in names if name not in fill]
    if empty:
        raise Conflict("placeholder_unfilled", names=", ".join(f"{{{{{name}}}}}" for name in empty))
    if left := [*dict.fromkeys(PLACEHOLDER.findall(text)), *_LOOSE.findall(PLACE.sub("", text))]:
        raise Conflict("placeholder_left", marks=", ".join(left))
    if unknown := [name for name in fill if name not in names and name != ADDRESS]:
        raise BadQuery("placeholder_unknown", names=", ".join(unknown), known=", ".join(names) or "-")
    for name, value in fill.items():
        if not value.strip() or len(value) > MOST_CHARACTERS or _LOOSE.search(value):
            raise BadQuery("placeholder_value", name=name)


def fill_in(text: str, fill: Mapping[str, str]) -> str:
    """The text as it is sent. Raises what `require_fill` does. Keep it nowhere but sealed."""
    require_fill(text, fill)
    return PLACE.sub(lambda match: fill[match[1]].strip(), text)
