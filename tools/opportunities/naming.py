"""Items and outcomes in words: as a group of people, as a subject, and as a condition of a rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import LANGUAGES, Language, text
from retrieval.catalog import Catalog, CatalogField
from tools.opportunities.items import Item
from tools.opportunities.needs import PARTS
from tools.opportunities.opportunity import Said
from tools.opportunities.outcomes import SUBJECTS, Outcome
from tools.segments.query import Filter

__all__ = ["Names", "said"]


def said(key: str, **parts: object) -> Said:
    """A sentence of the room in both languages; parts that are Said take each language's side."""
    both = {
        language: text(
            "opportunities",
            key,
            language,
            **{name: each.in_(language) if isinstance(each, Said) else each for name, each in parts.items()},
        )
        for language in LANGUAGES
    }
    return Said(both["en"], both["zh"])


@dataclass(frozen=True, slots=True)
class Names:
    """Words for the fields and values of this data."""

    catalog: Catalog

    def group(self, items: Sequence[Item]) -> Said:
        """Whose records: "region East and customer tier VIP"."""
        return _joined("and", [self.item(each) for each in items])

    def item(self, item: Item) -> Said:
        if item.op == "is":
            return said(f"item_{item.field}")
        if item.field in SUBJECTS:
            return self.subject(item)
        field = self.catalog.field(item.field)
        flag = field is not None and field.kind == "flag"
        key = {"=": "item_is", "<=": "item_at_most", ">": "item_above"}[item.op]
        if flag:
            key = "item_yes" if item.value == "1" else "item_no"
        return said(key, field=self.field(item.field), value=self.value(item))

    def subject(self, item: Item) -> Said:
        """What it is about: the topic's, theme's or category's name in quotation marks."""
        if item.op == "is":
            return said(f"item_{item.field}")
        if item.field == "theme":
            return said("item_theme", value=self.value(item), ref=item.value)
        return said("item_subject", value=self.value(item))

    def condition(self, item: Item, complains: bool = False) -> Said:
        """As a rule writes it."""
        if item.op == "is":
            part = item.field in PARTS
            return said("if_part", part=self.item(item)) if part else said(f"if_{item.field}")
        if complains:
            return said("if_subject", field=item.field, value=item.value)
        key = {"=": "if_is", "<=": "if_at_most", ">": "if_above"}[item.op]
        return said(key, field=item.field, value=item.value)

    def consequent(self, outcome: Outcome, complaints: bool) -> Said:
        item = outcome.item
        if item is None:
            return said(f"then_{outcome.what}")
        if outcome.what == "part":
            return said("then_part", part=self.subject(item))
        key = {"asks": "then_asks_for", "left": "then_left", "detractor": "then_detractor"}.get(
            outcome.what, "then_complaint" if complaints else "then_about"
        )
        return said(key, field=item.field, value=item.value)

    def field(self, name: str) -> Said:
        found = self.catalog.field(name)
        return Said(found.en, found.zh) if found else Said(name, name)

    def value(self, item: Item) -> Said:
        """The value as people call it."""
        found = self.catalog.field(item.field)
        named = next((each for each in found.values if each.value == item.value), None) if found else None
        # a name that is in quotation marks already would be in two pairs of them
        return (
            Said(named.name("en").strip("“”"), named.name("zh").strip("“”"))
            if named
            else Said(item.value, item.value)
        )

    def filters(self, items: Sequence[Item], outcome: Outcome, complaints: bool) -> tuple[Filter, ...] | None:
        """What the records behind a rule meet, as queries take it; None where words of the text decide."""
        if any(each.op == "is" for each in items) or outcome.what in ("late", "part", "leaving"):
            return None
        found = [self._filter(each) for each in (*items, *([outcome.item] if outcome.item else []))]
        about = outcome.what == "complaint" or any(each.field in SUBJECTS for each in items)
        if complaints and (about or outcome.what == "negative"):
            found.append(Filter(field="sentiment", value="negative"))
        if outcome.what == "asks":
            found.append(Filter(field="intent", op="in", values=("suggestion", "request")))
        return tuple(found)

    def _filter(self, item: Item) -> Filter:
        field: CatalogField | None = self.catalog.field(item.field)
        if field is not None and field.kind == "flag":
            return Filter(field=item.field, value=item.value == "1")
        if item.op != "=":
            return Filter(field=item.field, op="<=" if item.op == "<=" else ">", value=float(item.value))
        return Filter(field=item.field, value=item.value)


def _joined(key: str, parts: Sequence[Said]) -> Said:
    def side(language: Language) -> str:
        return text("opportunities", key, language).join(each.in_(language) for each in parts)

    return Said(side("en"), side("zh"))
