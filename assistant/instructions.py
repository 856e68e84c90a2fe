"""What a language model is told before a conversation: its rules, and what this data has.

It is the same, byte for byte, for every question while the data stays the same: servers keep what they have
read of a prompt's beginning, and a small local one reads some fifty tokens a second.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from unicodedata import category

from assistant.context import TokenCounter
from prompts import Language, prompt
from retrieval.catalog import Catalog, CatalogField

__all__ = ["CATALOG_TOKENS", "catalog_lines", "instructions", "shown_names"]

CATALOG_TOKENS = 600
"""What the list of fields may take: it is read with every call."""

SHARE_OF_BUDGET = 12
"""The catalog takes at most one twelfth of a question's tokens."""

_PLAIN = re.compile(r"[\w .,&/()+'%…·、（）-]+")
"""What names usually are made of; one with more in it is quoted."""

MOST_VALUES = 12


def instructions(
    catalog: Callable[[], Catalog], count: TokenCounter, budget: int, language: Language, tools: str = ""
) -> Callable[[], str]:
    """The system prompt over the data as it is when asked.

    language: of the rules; the answer follows the question. tools: what they do, for servers that cannot be
    told of tools.
    """
    made: dict[int, str] = {}
    room = min(CATALOG_TOKENS, budget // SHARE_OF_BUDGET)

    def told() -> str:
        now = catalog()
        if now.version not in made:
            made.clear()
            made[now.version] = prompt(
                "system",
                language,
                catalog=catalog_lines(now, count, room),
                records=now.records,
                timezone=now.timezone,
                calling=prompt("calling", language, tools=tools) if tools else "",
            )
        return made[now.version]

    return told


def catalog_lines(catalog: Catalog, count: TokenCounter, room: int) -> str:
    """The fields of this data in about `room` tokens, one a line; values are left out before fields."""
    for values in (MOST_VALUES, 8, 6, 4, 3, 0):
        lines = [_line(field, values) for field in catalog.fields]
        if count("\n".join(lines)) <= room:
            return "\n".join(lines)
    kept: list[str] = []
    for line in lines:
        room -= count(line) + 1
        if room < 0:
            kept.append("- ...")
            break
        kept.append(line)
    return "\n".join(kept)


def _line(field: CatalogField, most: int) -> str:
    names = dict.fromkeys(_shown(name) for name in (field.en, field.zh) if name != field.name)
    called = f" ({', '.join(names)})" if names else ""
    return f"- {_shown(field.name, 60)}{called}: {field.kind}{_extent(field, most)}"


def _extent(field: CatalogField, most: int) -> str:
    if field.lowest is not None and field.highest is not None:
        if field.kind == "date":
            days = (datetime.fromtimestamp(edge, UTC).date() for edge in (field.lowest, field.highest))
            return ", {} to {}".format(*days)
        return f", {field.lowest:g} to {field.highest:g}"
    if field.kind == "flag" or not field.values or field.pseudonymous or not most:
        return ""
    shown = ", ".join(_shown(each.value) for each in field.values[:most])  # no counts: those come from tools
    return f": {shown}" + (f", ... ({field.distinct})" if field.distinct > most else "")


def shown_names(names: str) -> str:
    """Names with commas between them as a model may read them, each as in the list of fields."""
    return ", ".join(_shown(each, 60) for each in names.split(", "))


def _shown(name: str, limit: int = 40) -> str:
    """A name from a file as one short line that stands for itself: whoever named a column writes no prompt.

    Invisible characters are left out, and what is more than a plain name stands in quotes.
    """
    visible = "".join(each if category(each)[0] not in "CZ" else " " * each.isspace() for each in name)
    line = " ".join(visible.split())
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return line if _PLAIN.fullmatch(line) else json.dumps(line, ensure_ascii=False).replace("<", r"\u003c")
