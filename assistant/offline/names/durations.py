"""Lengths of time asked for by what was done meanwhile: "how long did they wait", 等了多久, "stayed over 5 nights"."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.offline.names.mentions import FieldMention
from assistant.offline.names.surfaces import spaced
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["lasting"]


@dataclass(frozen=True, slots=True)
class _Length:
    said: re.Pattern[str]
    named: re.Pattern[str]


_MEASURED = re.compile(
    r"(?<![a-z])(?:how (?:long|much time|many (?:days|hours|minutes|nights|weeks))|longest|shortest|longer|shorter|average|avg|mean|median|typical|total|sum|max(?:imum)?|min(?:imum)?)(?![a-z])"
    r"|多久|多长(?:时间)?|[几多]少?(?:个?小时|分钟|天|晚)|最[久长短]|更[久长短]|平均|中位|均值|总共|合计|\d ?(?:-| )?(?:days?|hours?|hrs?|minutes?|mins?|nights?|weeks?|个?小时|分钟|天|晚)(?![a-z])"
    r"|(?<![a-z])an? (?:day|hour|minute|night|week)(?![a-z])"
)
"""A question that has to do with how long something took, not only with what was done."""
_SPOKEN_OF = re.compile(
    r"(?:(?<![a-z])(?:about|on|mention(?:s|ed|ing)?|say(?:s|ing)?|contain(?:s|ing)?|regarding|complain(?:ed|ing|ts?)?(?: about)?)(?: the| long)?|提到|提及|关于|说到?|投诉|抱怨|吐槽)\s*$"
)
_HOW_LONG = re.compile(
    r"(?<![a-z])how (?:long|much time)(?: (?:do|does|did|is|are|was|were|has|have|had))?(?![a-z])|[了要得]?(?:多久|多长(?:的?时间)?)"
)


def lasting(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> list[FieldMention]:
    """The one length of time that a verb speaks of, where the question names none by itself; takes the verb.

    fields: those named so far; where one of them is such a length, the verb belongs to it.
    """
    if not _MEASURED.search(scan.text):
        return []
    for length in _lengths():
        meant = [each for each in catalog.fields if _is_called(each, length.named)]
        if len(meant) != 1 or any(each.field.name == meant[0].name for each in fields):
            continue
        verb = next(
            (v for v in scan.find(length.said) if not _SPOKEN_OF.search(scan.text[: v.start()])), None
        )
        if verb is None:
            continue
        scan.take(*verb.span())
        for each in scan.find(_HOW_LONG):
            scan.take(*each.span())
        return [FieldMention(*verb.span(), meant[0])]
    return []


def _is_called(field: CatalogField, name: re.Pattern[str]) -> bool:
    return field.kind == "number" and not field.derived and name.search(spaced(field.name)) is not None


@cache
def _lengths() -> tuple[_Length, ...]:
    file = resources.files(__package__) / "durations.toml"
    listed = tomllib.loads(file.read_text(encoding="utf-8"))["lengths"]
    return tuple(_Length(re.compile("|".join(each["said"])), re.compile(each["named"])) for each in listed)
