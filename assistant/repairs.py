"""Slips that models make in the arguments of a call, mended where only one thing can be meant.

Whatever is mended is told, so that it stands beside the result. What is left wrong goes back to the model.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from prompts import Language, text
from retrieval.catalog import Catalog, CatalogField

__all__ = ["Repaired", "repair"]

_BUCKETS = ("hour", "day", "weekday", "week", "month", "quarter", "year")
_LISTS = ("measures", "filters", "group_by", "where", "any_of")
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_TODAY = re.compile(r"\btoday\b|今天|今日|本日", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Repaired:
    """The arguments as they are to run, and a sentence for each thing that was changed in meaning."""

    arguments: dict[str, Any]
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class _Repair:
    catalog: Catalog
    language: Language
    question: str
    today: date
    told: list[str] = field(default_factory=list)

    def tell(self, key: str, **variables: object) -> None:
        self.told.append(text("repairs", key, self.language, **variables))


def repair(
    arguments: Mapping[str, Any], catalog: Catalog, language: Language, question: str, today: date
) -> Repaired:
    """The arguments of a query or a search, mended. What is right already stays as it is."""
    mending = _Repair(catalog, language, question, today)
    given = _shaped(_without_empty(dict(arguments)))
    mended = {key: _part(mending, key, value) for key, value in given.items()}
    mended = {key: value for key, value in mended.items() if value is not None}
    return Repaired(mended, tuple(dict.fromkeys(mending.told)))


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("repairs.toml").read_text(encoding="utf-8"))


def _without_empty(value: Any) -> Any:
    """Without what says nothing: null, and the words small models write for it."""
    if isinstance(value, dict):
        kept = {key: _without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each is not None and each != {}}
    if isinstance(value, list):
        return [each for each in map(_without_empty, value) if each is not None and each != {}]
    return None if isinstance(value, str) and value.strip().casefold() in _words()["nothing"] else value


def _shaped(value: Any) -> Any:
    """Lists where lists belong; operators, measures and fields given bare or under another spelling."""
    if isinstance(value, list):
        return [_shaped(each) for each in value]
    if not isinstance(value, dict):
        return value
    told = dict(value)
    for key in _LISTS:
        if key in told and not isinstance(told[key], list):
            told[key] = [told[key]]
    for key, name in (("measures", "op"), ("group_by", "field")):
        if key in told:
            told[key] = [{name: each} if isinstance(each, str) else each for each in told[key]]
    if isinstance(told.get("order"), str):
        told["order"] = {"descending": not told["order"].casefold().startswith("asc")}
    return _operated({key: _shaped(each) for key, each in told.items()})


def _operated(told: dict[str, Any]) -> dict[str, Any]:
    """A condition or measure with its operator as the tools spell it, and its values where they belong."""
    if isinstance(told.get("op"), str):
        op = told["op"].strip().casefold()
        told["op"] = _words()["operators"].get(op) or _words()["measures"].get(op, op)
    if isinstance(told.get("value"), list):
        told["values"] = told.pop("value")
    if told.get("op") == "=" and len(told.get("values", ())) > 1:
        told["op"] = "in"
    return told


def _part(mending: _Repair, key: str, value: Any) -> Any:
    """One argument, mended by what it is."""
    if key == "period":
        return _period(mending, value)
    if key in ("filters", "where", "any_of"):
        return [_filter(mending, each) for each in value]
    if key == "measures":
        return [_measure(mending, each) for each in value]
    if key == "group_by":
        return [_group(mending, each) for each in value]
    if key == "compare" and isinstance(value, dict):
        mended = {name: _part(mending, name, each) for name, each in value.items()}
        return {name: each for name, each in mended.items() if each is not None} or None
    return value


def _period(mending: _Repair, period: Any) -> Any:
    """Days instead of moments at midnight; no period of no length; whole months whole."""
    if not isinstance(period, dict):
        return period
    kept = {edge: _day(value, edge) for edge, value in period.items()}
    start, end = _date(kept.get("start")), _date(kept.get("end"))
    if start is None or end is None:
        return kept
    if start == end == mending.today and not _TODAY.search(mending.question):
        mending.tell("period_left_out")
        return None
    if start == end or (start.day == 1 and start < end and (end + timedelta(days=1)).day == 1):
        kept["end"] = (end + timedelta(days=1)).isoformat()
        mending.tell("period_to_its_end", start=start, last=end)
    return kept


def _day(value: Any, edge: str) -> Any:
    """A moment at midnight as its day; the last minute of a day as the day after, where a period ends."""
    found = _TIME.match(value.strip()) if isinstance(value, str) else None
    day = _date(found[1]) if found else None
    if found is None or day is None:
        return value
    if found[2] == "00:00":
        return day.isoformat()
    return (day + timedelta(days=1)).isoformat() if edge == "end" and found[2] == "23:59" else value


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _filter(mending: _Repair, condition: Any) -> Any:
    if not isinstance(condition, dict):
        return condition
    kept = dict(condition)
    if "any_of" in kept:
        kept["any_of"] = _part(mending, "any_of", kept["any_of"])
    found = _field(mending, kept)
    if found is not None and found.kind == "number":
        for key in ("value", "values"):
            if key in kept:
                kept[key] = _each(kept[key], lambda number: _fraction(mending, found, number))
    return kept


def _measure(mending: _Repair, measure: Any) -> Any:
    """A percentile of 0.9 is the 90th; the conditions of a share are filters like others."""
    if not isinstance(measure, dict):
        return measure
    kept = dict(measure)
    _field(mending, kept)
    if "where" in kept:
        kept["where"] = _part(mending, "where", kept["where"])
    percentile = kept.get("percentile")
    if isinstance(percentile, float) and 0 < percentile < 1:
        kept["percentile"] = round(percentile * 100, 6)
        mending.tell("percentile_of_hundred", given=f"{percentile:g}", meant=f"{kept['percentile']:g}")
    return kept


def _group(mending: _Repair, group: Any) -> Any:
    """ "month" as a field is a bucket of the time, unless the data has such a field."""
    if not isinstance(group, dict):
        return group
    kept = dict(group)
    name = kept.get("field")
    if name in _BUCKETS and mending.catalog.field(name) is None and mending.catalog.field("time"):
        return {"field": "time", "bucket": name}
    found = _field(mending, kept)
    if found is not None and found.kind != "date":
        kept.pop("bucket", None)
    return kept


def _field(mending: _Repair, holder: dict[str, Any]) -> CatalogField | None:
    """The field a part names, its name put in place of an alias."""
    name = holder.get("field")
    if not isinstance(name, str):
        return None
    exact = mending.catalog.field(name)
    if exact is not None:
        return exact
    alike = [each for each in mending.catalog.fields if name.casefold() in _names(each)]
    if len(alike) != 1:
        return None
    holder["field"] = alike[0].name
    mending.tell("field_by_alias", given=name, meant=alike[0].name)
    return alike[0]


def _names(field: CatalogField) -> Iterator[str]:
    return (each.casefold() for each in (field.name, field.en, field.zh, *field.aliases))


def _fraction(mending: _Repair, field: CatalogField, number: Any) -> Any:
    """A percentage of a field that runs from 0 to 1: 80 is 0.8."""
    if isinstance(number, str) and re.fullmatch(r"\d+(?:\.\d+)?%", number):
        number = float(number[:-1])
    if isinstance(number, bool) or not isinstance(number, int | float):
        return number
    if field.lowest is None or field.highest is None or not (field.lowest >= -1 and field.highest <= 1):
        return number
    if not 1 < number <= 100:
        return number
    mending.tell("percent_of_one", given=f"{number:g}", meant=f"{number / 100:g}", field=field.name)
    return number / 100


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(each) for each in value] if isinstance(value, list) else change(value)
