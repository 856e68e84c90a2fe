"""Server-sent events as tests read them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["read_events"]


def read_events(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(event, data) of each event."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
