"""A noun that only repeats what a flag says: "how many replies were late" counts records, not the topic "slow replies"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from retrieval.catalog import Catalog

__all__ = ["without_echoes"]

_ANSWERS = re.compile(r"repl(?:y|ies)|respon\w+|answer\w*|回[复覆应]|答[复覆]")
"""Words for an answer; a flag whose name has one says something of it."""


def without_echoes(conditions: Sequence[Condition], catalog: Catalog) -> list[Condition]:
    """The conditions without noted topics that were read from the flag's own noun."""
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
