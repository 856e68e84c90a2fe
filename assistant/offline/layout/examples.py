"""Values named only as examples of all: "doubles, twins and the like, for each", 大床双床家庭房那些，各是多少."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.offline.conditions.stated import Condition
from assistant.offline.layout.sides import apart
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog

__all__ = ["take_examples"]

_AND_SO_ON = re.compile(
    r"的?\s?(?:那些|那几[种类]|之类的?|等等|…+|\.{2,}|[,，]? ?(?:etc\.?|and so on|and so forth|and the like|and such)(?![a-z]))"
)
_NEXT = re.compile(r"的?\s*(?:[、,，/]|和|与|跟|and|or)?\s*")


def take_examples(
    scan: Scan, conditions: Sequence[Condition], catalog: Catalog
) -> tuple[list[Condition], list[FieldMention]]:
    """The conditions without those on examples, and the fields whose values are all to be told apart instead."""
    end = _AND_SO_ON.search(scan.text)
    each_of = apart(scan.text) or re.search(
        r"[各每]|分别|(?<![a-z])(?:each|every|by|per|breakdown|broken down|split|ways)(?![a-z])", scan.text
    )
    if end is None or not each_of:
        return list(conditions), []
    ordered = sorted((each for each in conditions if each.end <= end.start()), key=lambda each: each.start)
    listed = ordered[-1:]
    if not listed or not _NEXT.fullmatch(scan.text[listed[0].end : end.start()]):
        return list(conditions), []
    for one, other in reversed(list(pairwise(ordered))):
        same = one.filter.field == other.filter.field and one.filter.op == other.filter.op == "="
        if not (same and _NEXT.fullmatch(scan.text[one.end : other.start])):
            break
        listed.insert(0, one)
    field = catalog.field(listed[0].filter.field or "")
    if len(listed) < 2 or field is None or field.kind != "category":
        return list(conditions), []
    for found in scan.find(_AND_SO_ON):
        scan.take(*found.span())
    kept = [each for each in conditions if each not in listed]
    return kept, [FieldMention(listed[0].start, listed[-1].end, field)]
