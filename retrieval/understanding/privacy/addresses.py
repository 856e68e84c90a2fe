"""Addresses of people and places."""

from collections.abc import Sequence

from retrieval.understanding.privacy.entities import find_entities
from retrieval.understanding.privacy.spans import Span

__all__ = ["find_addresses"]


def find_addresses(texts: Sequence[str]) -> list[list[Span]]:
    """Spans of the kind address for each text; a city or a country alone is none.

    To find names too, `find_entities` reads the texts only once.
    """
    return [[span for span in spans if span.kind == "address"] for spans in find_entities(texts)]
