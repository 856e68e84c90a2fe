"""Questions this data can answer, drawn from its own fields and values: shown where someone starts."""

from collections.abc import Iterator

from prompts import Language, text
from retrieval.catalog import Catalog, CatalogField

__all__ = ["example_questions"]

MOST_QUESTIONS = 6
FEWEST_PRESENT = 0.3
"""A field that most records lack makes a poor first question."""

NEVER_GROUPED = ("id", "text", "title", "customer", "language", "source")
MEASURED = ("nps", "csat", "rating")


def example_questions(catalog: Catalog, language: Language) -> list[str]:
    """At most six questions, none when there is no data."""
    if not catalog.records:
        return []
    return list(dict.fromkeys(_questions(catalog, language)))[:MOST_QUESTIONS]


def _questions(catalog: Catalog, language: Language) -> Iterator[str]:
    groups = _groups(catalog)
    measured = next((found for name in MEASURED if (found := _common(catalog, name))), None)
    if groups:
        yield text("examples", "count_by", language, field=_name(groups[0], language))
    if measured and groups:
        yield text("examples", f"{measured.name}_by", language, field=_name(groups[:2][-1], language))
    if groups:
        field = groups[0]
        value = field.values[0].value
        yield text("examples", "count_value", language, field=_name(field, language), value=value)
    if _common(catalog, "time"):
        yield text("examples", "by_month", language)
    if _common(catalog, "text"):
        yield text("examples", "complaints", language)
    if measured:
        yield text("examples", f"{measured.name}_all", language)
    yield text("examples", "count_all", language)


def _groups(catalog: Catalog) -> list[CatalogField]:
    """Categories with a handful of short values, the fewest missing first."""
    fitting = [
        each
        for each in catalog.fields
        if each.kind == "category"
        and each.name not in NEVER_GROUPED
        and 2 <= each.distinct <= 40
        and each.present >= FEWEST_PRESENT * catalog.records
        and len(each.values[0].value) <= 30
    ]
    return sorted(fitting, key=lambda each: (not each.known, -each.present, each.distinct))


def _common(catalog: Catalog, name: str) -> CatalogField | None:
    found = catalog.field(name)
    return found if found and found.present >= FEWEST_PRESENT * catalog.records else None


def _name(field: CatalogField, language: Language) -> str:
    return field.zh if language == "zh" else field.en
