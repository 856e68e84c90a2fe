"""The one record with the most of something: "the most liked review", 点赞最多的那条. It is quoted, not counted."""

import re

from assistant.offline.conditions.numbers import field_of_unit
from assistant.offline.query.pieces import Pieces
from assistant.offline.text.lexicon import concept
from retrieval.catalog import Catalog
from tools.segments.query import Filter

__all__ = ["foremost"]


def foremost(pieces: Pieces, catalog: Catalog) -> Filter | None:
    """What tells the record with the highest or lowest number of all; None when something else is asked.

    The bound is that of the whole data: with other conditions or a period the records have to be ranked.
    """
    ordering = pieces.ordering
    if ordering is None or not ordering.superlative or ordering.quality or ordering.both:
        return None
    if pieces.conditions or pieces.times or pieces.buckets or pieces.sides or pieces.asked.explicit:
        return None
    numbers = [each.field for each in pieces.fields if each.field.kind == "number"]
    if ordering.unit and not numbers:  # 最贵的那条
        numbers = [each for each in (field_of_unit(ordering.unit, catalog),) if each]
    others = [each for each in pieces.fields if each.field.kind not in ("number", "text")]
    text = pieces.scan.text
    for each in pieces.fields:  # the "order" of an order value is no record
        if re.match(rf"(?:{concept('record').pattern}) ", text[each.start : each.end]):
            text = text[: each.start] + "\x00" * (each.end - each.start) + text[each.end :]
    if len(numbers) != 1 or others or not _one_record(text) or _FIGURE.search(pieces.scan.text):
        return None
    bound = numbers[0].highest if ordering.descending else numbers[0].lowest
    known = catalog.field(numbers[0].name)
    return Filter(field=numbers[0].name, value=bound) if known and bound is not None else None


_FIGURE = re.compile(
    r"(?<![a-z])(?:minimum|maximum|min|max|lowest|highest|smallest|largest) (?:[a-z]+ ){1,3}(?:of|for|among|in) (?:all |the |those |these |them|our )"
)
"""The number itself is asked for: "the minimum order value of those reviews"."""


def _one_record(text: str) -> bool:
    """Whether one record is spoken of, or its words."""
    record = concept("record").pattern
    english = rf"(?<![a-z])(?:which|what|the|a|single|one)\s+(?:[a-z-]+\s+){{0,4}}(?:{record})(?! (?:have|has|had) been)"
    chinese = rf"(?:(?:哪|那|这|第)一?[条个篇封则]|的一[条篇封则])(?:{record})?|(?:{record})[^,，]{{0,10}}?哪一?[条个篇封则]|的那?(?:{record})(?:[是写说]|$|内容)"
    return re.search(rf"{english}|{chinese}", text) is not None
