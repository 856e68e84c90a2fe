"""What a language model is told before a conversation: its rules, and what this data has."""

from collections.abc import Callable
from datetime import UTC, datetime

from assistant.context import TokenCounter
from prompts import Language, prompt
from retrieval.catalog import Catalog, CatalogField

__all__ = ["catalog_lines", "instructions"]

SHARE_OF_BUDGET = 12
"""The catalog takes at most one twelfth of a question's tokens: it is sent with every call."""

MOST_VALUES = 12


def instructions(
    catalog: Callable[[], Catalog], count: TokenCounter, budget: int
) -> Callable[[Language], str]:
    """The system prompt by language, over the data as it is when asked. It changes only with the data."""
    made: dict[tuple[Language, int], str] = {}

    def told(language: Language) -> str:
        now = catalog()
        key = (language, now.version)
        if key not in made:
            lines = catalog_lines(now, count, budget // SHARE_OF_BUDGET)
            made.clear()
            made[key] = prompt("system", language, catalog=lines, records=now.records, timezone=now.timezone)
        return made[key]

    return told


def catalog_lines(catalog: Catalog, count: TokenCounter, room: int) -> str:
    """The fields of this data in about `room` tokens, one a line; values are left out before fields."""
    for values in (MOST_VALUES, 6, 3, 0):
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
    names = dict.fromkeys(name for name in (field.en, field.zh) if name != field.name)
    called = f" ({', '.join(names)})" if names else ""
    return f"- {field.name}{called}: {field.kind}{_extent(field, most)}"


def _extent(field: CatalogField, most: int) -> str:
    if field.lowest is not None and field.highest is not None:
        if field.kind == "date":
            days = (datetime.fromtimestamp(edge, UTC).date() for edge in (field.lowest, field.highest))
            return ", {} to {}".format(*days)
        return f", {field.lowest:g} to {field.highest:g}"
    if not field.values or not most:
        return ""
    shown = ", ".join(_shown(each.value) for each in field.values[:most])  # no counts: those come from tools
    return f", {field.distinct} values: {shown}" + (", ..." if field.distinct > most else "")


def _shown(value: str, limit: int = 40) -> str:
    line = " ".join(value.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
