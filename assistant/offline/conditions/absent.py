"""Properties a question asks of that this data has no field for: "how old are they", 男女比例, "by agent"."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.offline.names.glossary import singular
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import Catalog, CatalogField

__all__ = ["asks_absent"]

_CITED = re.compile(
    r"(?<![a-z])(?:mention|contain|the words?(?![a-z])|about)|提到|提及|说到|写到|含有|包含|关于|[“\"「]"
)


@dataclass(frozen=True, slots=True)
class _Property:
    """of_texts: it is one of the texts themselves, whatever they mention: the longest complaint about lamps."""

    names: frozenset[str]
    asked: re.Pattern[str]
    of_texts: bool = False


def asks_absent(scan: Scan, catalog: Catalog, knows: Callable[[str], bool]) -> str | None:
    """The words for a property no field holds; None where there is none, or texts are asked to mention it.

    `knows`: whether words are a name this data has.
    """
    cited = _CITED.search(scan.free) is not None
    for each in _properties():
        if cited and not each.of_texts:
            continue
        found = each.asked.search(scan.free)
        if found is None or knows(found.group().strip()):
            continue
        if not any(_holds(field, each) for field in catalog.fields if not field.derived):
            return found.group().strip()
    return None


def _holds(field: CatalogField, asked: _Property) -> bool:
    forms = [plain(form).strip() for form in (field.name, field.en, field.zh) if form]
    ends = {end for form in forms for end in (form, _last(form))}
    return bool(ends & asked.names) or any(
        form.endswith(name) for form in forms for name in asked.names if not name.isascii()
    )


def _last(form: str) -> str:
    words = re.findall(r"[a-z0-9]+", form)
    return singular(words[-1]) if words and form.isascii() else form


@cache
def _properties() -> tuple[_Property, ...]:
    file = resources.files(__package__) / "absent.toml"
    known = tomllib.loads(file.read_text(encoding="utf-8"))["property"]
    return tuple(
        _Property(
            frozenset(each["names"]),
            re.compile(
                "|".join([*(rf"(?<![a-z0-9'-]){one}(?![a-z0-9])" for one in each["en"]), *each["zh"]])
            ),
            each.get("of_texts", False),
        )
        for each in known
    )
