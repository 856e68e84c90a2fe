"""Words beside which others mean something else: a noun that only repeats what a flag says ("how many replies were
late" counts records, not the topic "slow replies"), and praise of a category, which is itself none.
"""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition, feeling
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog

__all__ = ["without_echoes"]

_OF = re.compile(
    r"\s*(?:for|about|of|on|regarding|towards?|的|关于|对|方面的?|被)?\s*(?:the |our |your |it's )?\s*"
)
_FELT = ("praise", "complaint")


def _praised_beside(scan: Scan, conditions: Sequence[Condition], catalog: Catalog) -> list[Condition]:
    """The conditions, a category that is called praise as the feeling where one of its siblings is praised:
    "packaging compliments", 表扬客服. In a list ("praise and packaging") it is a category.
    """
    found = list(conditions)
    for place, each in enumerate(conditions):
        felt = each.filter.op == "=" and each.filter.value in _FELT
        meant = feeling(str(each.filter.value), catalog) if felt else None
        if meant is None or not any(_of_sibling(scan, each, other) for other in conditions):
            continue
        said = f"{meant.field} {meant.op} {meant.value}"
        found[place] = Condition(each.start, each.end, meant, (scan.text[each.start : each.end], said))
    return found


def _of_sibling(scan: Scan, felt: Condition, other: Condition) -> bool:
    if other.filter.op != "=" or other.filter.field != felt.filter.field or other.filter == felt.filter:
        return False
    first, second = sorted((felt, other), key=lambda each: each.start)
    return _OF.fullmatch(scan.text[first.end : second.start]) is not None


_ANSWERS = re.compile(r"repl(?:y|ies)|respon\w+|answer\w*|回[复覆应]|答[复覆]")
"""Words for an answer; a flag whose name has one says something of it."""


def without_echoes(scan: Scan, conditions: Sequence[Condition], catalog: Catalog) -> list[Condition]:
    """The conditions without noted topics that were read from the flag's own noun, and with praise of a category."""
    conditions = _praised_beside(scan, conditions, catalog)
    flags = [each for each in conditions if _says_of_answers(each, catalog)]
    return [each for each in conditions if not flags or each in flags or not _echoes(each, catalog)]


def _says_of_answers(condition: Condition, catalog: Catalog) -> bool:
    field = catalog.field(condition.filter.field)
    return (
        field is not None
        and field.kind == "flag"
        and not field.derived
        and _ANSWERS.search(f"{field.name} {field.en} {field.zh}".lower()) is not None
    )


def _echoes(condition: Condition, catalog: Catalog) -> bool:
    field = catalog.field(condition.filter.field)
    said = condition.reading[0] if condition.reading else ""
    return field is not None and field.derived and _ANSWERS.fullmatch(said.strip().lower()) is not None
