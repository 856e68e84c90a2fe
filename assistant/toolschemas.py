"""Tools as language models and their servers are told of them.

Schemas keep to what strict servers take: one flat object each, nothing recursive or referred to, no further
properties, and only the keywords in KEYWORDS. They lose what the tool's description says better (titles,
docstrings, defaults): every call sends them again, and a small local model reads some fifty tokens a second.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel

from retrieval.catalog import Catalog, CatalogField

__all__ = ["KEYWORDS", "calls_schema", "lean_tool"]

KEYWORDS = frozenset(("type", "properties", "required", "additionalProperties", "items", "enum", "anyOf"))
"""What a schema here is made of; strict servers refuse more, and some take $ref for a mistake."""

MOST_LISTED = 60
"""Values of a category up to which a call is held to them."""

MOST_CALLS = 3
"""Calls a constrained reply may hold at once: a small model would go on."""

_DATE: dict[str, Any] = {"type": "string"}
_PERIOD = {"start": _DATE, "end": _DATE}
_OPERATORS = ("=", "!=", "in", "not in", "<", "<=", ">", ">=", "between", "missing", "present", "contains")
_BOUND: dict[str, Any] = {
    "type": "object",
    "properties": {
        "measure": {"type": "integer"},
        "op": {"type": "string", "enum": ["<", "<=", ">", ">="]},
        "value": {"type": "number"},
    },
    "required": ["op", "value"],
    "additionalProperties": False,
}
"""What a figure of a group must be. measure: its place, the first where it is left out."""

_MATCHES = ("contains", "not contains", "missing", "present")


def lean_tool(tool: Any) -> dict[str, Any]:
    """The tool in OpenAI's form. Nothing told is wrong, but it is not all: `any_of` is for outer filters."""
    told = convert_to_openai_tool(tool)
    arguments = tool.tool_call_schema if isinstance(tool, BaseTool) else None
    if isinstance(arguments, type) and issubclass(arguments, BaseModel):
        schema = arguments.model_json_schema()
        told["function"]["parameters"] = _flat(schema, schema.get("$defs", {}), ())
    return told


def _flat(schema: Mapping[str, Any], known: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    """A schema with what it refers to in place; below the first such, nothing that refers to itself."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _flat(known[name], known, (*inside, name))
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if options:
        return _either([_flat(each, known, inside) for each in options])
    kept = {key: value for key, value in schema.items() if key in KEYWORDS}
    if "properties" in schema:
        properties = {
            name: _flat(each, known, inside)
            for name, each in schema["properties"].items()
            if len(inside) < 2 or not _refers(each, inside[-1])
        }
        kept |= {"properties": properties, "additionalProperties": False}
    if not kept.get("required"):
        kept.pop("required", None)
    if kept.get("type") == "array":
        items = schema.get("items") or next(iter(schema.get("prefixItems", ())))
        kept["items"] = _flat(items, known, inside)
    return kept


def _either(options: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema of several; plain types as a list of types, of which "number" holds every integer."""
    if any(set(each) != {"type"} for each in options):
        return options[0] if len(options) == 1 else {"anyOf": options}
    types = list(dict.fromkeys(each["type"] for each in options))
    types = [each for each in types if each != "integer" or "number" not in types]
    return {"type": types[0] if len(types) == 1 else types}


def _refers(schema: Mapping[str, Any], name: str) -> bool:
    return str(schema.get("items", schema).get("$ref", "")).endswith(f"/{name}")


def calls_schema(catalog: Catalog) -> dict[str, Any]:
    """The schema of `{"calls": [{"tool": ..., "arguments": ...}]}` over this data, for `response_format`.

    Fields, operators, buckets and the values of short categories are enumerations, so that a server that
    obeys the schema cannot be given a name this data does not have.
    """
    where = {"type": "array", "items": {"$ref": "#/$defs/filter"}}
    names = [each.name for each in catalog.fields]
    segment = {"filters": where, "period": _object(_PERIOD)}
    count = {
        "measures": {"type": "array", "items": _measure(catalog, where)},
        **segment,
        "group_by": {"type": "array", "items": _group(catalog)},
        "compare": _object({**segment, "without": {"type": "array", "items": _one_of(names)}}),
        "order": _object(
            {"by": _one_of(["measure", "group", "difference"]), "descending": {"type": "boolean"}}
        ),
        "limit": {"type": "integer"},
        "min_group": {"type": "integer"},
        "having": _listed(_BOUND),
        "either": {"type": "boolean"},
        "each": {"type": "boolean"},
    }
    text = {"type": "string"}
    search = {"text": text, **segment, "limit": {"type": "integer"}}
    themed = {**segment, "about": _one_of(["complaints", "praise", "all"]), "limit": {"type": "integer"}}
    options = [
        _call("query_segments", _object(count)),
        _call("search_feedback", _object(search)),
        _call("describe_data", _object({"field": _one_of(names)})),
        _call("summarize_themes", _object({**themed, "themes": _listed(text)})),
        _call("compare_periods", _object({**themed, "before": _object(_PERIOD)}, "period")),
        _call("check_fix", _object({"subject": text, "fixed": text, "filters": where}, "subject")),
        _call("find_opportunities", _object({**segment, "limit": {"type": "integer"}})),
        _call("draft_reply", _object({"record": text, "length": _one_of(["short", "full"]), "note": text})),
        _call("open_ticket", _object({"records": _listed(text), "query": text, **segment, "note": text})),
    ]
    calls = {"type": "array", "items": {"anyOf": options}, "minItems": 1, "maxItems": MOST_CALLS}
    filters = {"anyOf": [_filter(each) for each in catalog.fields]}
    return {**_object({"calls": calls}, "calls"), "$defs": {"filter": filters}}


def _object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _listed(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


def _call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return _object({"tool": _one_of([name]), "arguments": arguments}, "tool", "arguments")


def _filter(field: CatalogField) -> dict[str, Any]:
    """A condition on one field, with the operators and values of its kind."""
    listed = field.kind == "category" and field.distinct <= min(MOST_LISTED, len(field.values))
    value: dict[str, Any] = _one_of([each.value for each in field.values]) if listed else {"type": "string"}
    if field.kind == "number":
        value = {"type": "number"}
    if field.kind == "flag":
        value = {"type": "boolean"}
    operators = {"text": _MATCHES, "flag": ("=", "missing", "present")}.get(field.kind, _OPERATORS)
    if field.kind == "category":
        operators = tuple(each for each in _OPERATORS if "<" not in each and ">" not in each)
    told = {"field": _one_of([field.name]), "op": _one_of(operators), "value": value}
    return _object({**told, "values": {"type": "array", "items": value}}, "field", "op")


def _measure(catalog: Catalog, where: dict[str, Any]) -> dict[str, Any]:
    """What is computed: of nothing, of a field of the right kind, or of a condition."""
    numbers = [each.name for each in catalog.fields if each.kind in ("number", "flag")]
    options = [
        _object({"op": _one_of(["count", "customers", "share_of_total"])}, "op"),
        _object({"op": _one_of(["share", "count"]), "where": where}, "op", "where"),
        _object(
            {"op": _one_of(["distinct"]), "field": _one_of([f.name for f in catalog.fields])}, "op", "field"
        ),
    ]
    if catalog.field("sentiment"):
        options.append(_object({"op": _one_of(["share_negative", "share_positive"])}, "op"))
    if numbers:
        named = {"field": _one_of(numbers)}
        plain = ["average", "median", "sum", "min", "max", "nps", "csat"]
        options.append(_object({"op": _one_of(plain), **named}, "op", "field"))
        cut = {"op": _one_of(["percentile"]), **named, "percentile": {"type": "number"}}
        options.append(_object(cut, "op", "field", "percentile"))
    return {"anyOf": options}


def _group(catalog: Catalog) -> dict[str, Any]:
    """A field to split by; dates by a bucket."""
    dates = [each.name for each in catalog.fields if each.kind == "date"]
    others = [each.name for each in catalog.fields if each.kind not in ("date", "text")]
    buckets = ["hour", "day", "weekday", "week", "month", "quarter", "year"]
    options = [_object({"field": _one_of(others)}, "field")] if others else []
    if dates:
        dated = {"field": _one_of(dates), "bucket": _one_of(buckets)}
        options.append(_object(dated, "field", "bucket"))
    return {"anyOf": options}
