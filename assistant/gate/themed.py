"""Reads results about themes: the figures of each, its quotes, and the sentences it is told in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.gate.folding import fold, label_key, quotable
from assistant.gate.known import Figure, FigureKind, Scope
from assistant.gate.units import sentences_of

if TYPE_CHECKING:
    from assistant.gate.results import Reader

__all__ = ["THEMED", "read_themed"]

THEMED = ("summarize_themes", "compare_periods", "check_fix", "find_opportunities")
"""Tools whose results name a theme or an opportunity in the first cells of a row."""

_KINDS: Mapping[str, FigureKind] = {
    "share": "share",
    "share_negative": "share",
    "share_before": "share",
    "share_after": "share",
    "share_rest": "share",
    "coverage": "share",
    "low": "share bound",
    "high": "share bound",
    "difference": "share difference",
    "per_week": "share difference",
    "nps_difference": "difference",
    "rating_difference": "difference",
    "lift": "ratio",
}
"""Of figures that are neither whole numbers nor plain values."""

_IMPACTS: Mapping[str, FigureKind] = {"low": "bound", "high": "bound", "difference": "difference"}
_WORDS = ("impacts", "over", "quotes", "asked", "told", "next_step", "about", "need", "rule")
"""Of the details, what has no figures of its own, and what is read apart: of scores, and of single values."""

_NO_SENTENCES = ("quotes", "asked", "impacts", "share", "trend", "over", "heat")
"""Of the facts, what has none: customers' words, and figures."""

_TOLD = ("told", "whole", "next_step", "need", "rule", "about", "warnings")


def read_themed(reader: "Reader", base: Scope) -> None:
    """Adds what a result about themes states. base: the scope of the whole result."""
    reader.add(95.0, "fixed", base)  # the level of every interval
    for row in reader.rows:
        told = dict(zip(reader.columns, row, strict=False))
        _figures(reader, told, _scope(reader, base, row[:2]), _KINDS)
    for each in reader.facts.get("details") or ():
        about = [each.get("theme") or each.get("opportunity"), each.get("name")]
        scope = _scope(reader, base, [name for name in about if name])
        _figures(reader, {name: value for name, value in each.items() if name not in _WORDS}, scope, _KINDS)
        for impact in each.get("impacts") or ():
            kinds = {**_KINDS, **_IMPACTS}
            if impact.get("measure") == "nps":
                kinds |= {"with_theme": "nps", "without": "nps"}
            _figures(reader, impact, scope, kinds)
        for part in each.get("over") or ():
            _figures(reader, part, _within(reader, scope, part), _KINDS)
        for quote in each.get("quotes") or ():
            _quote(reader, str(quote["id"]), str(quote["text"]))
        for asked in each.get("asked") or ():
            for record in asked["ids"]:
                _quote(reader, str(record), str(asked["text"]))
    _heat(reader, base, reader.facts.get("heat"))
    reader.known.told += [fold(each).text.strip() for each in sentences_of(_sentences(reader.facts))]


def _heat(reader: "Reader", base: Scope, heat: Mapping[str, Any] | None) -> None:
    """The share of each theme in each column, and the records of both."""
    if not heat:
        return
    for total in heat["totals"]:
        reader.add(total, "count", base)
    for row in heat["rows"]:
        scope = _scope(reader, base, [row["theme"]])
        for part, share in zip(row["records"], row["shares"], strict=True):
            reader.add(part, "count", scope)
            reader.add(share, "share", scope)


def _scope(reader: "Reader", base: Scope, names: Sequence[object]) -> Scope:
    """The scope of one theme, which its number and its name both mean."""
    if not names or not isinstance(names[0], str):
        return base
    for each in names:
        reader.name(each, "theme", names[0])
    reader.known.ids.setdefault(names[0], [])
    return Scope(base.handle, {**base.values, "theme": frozenset({label_key(names[0])})}, base.periods)


def _within(reader: "Reader", scope: Scope, part: Mapping[str, Any]) -> Scope:
    """The scope of a value within a theme; a theme, or the whole ("praise"), may be called so too."""
    field, value = str(part["field"]), str(part["value"])
    if value != reader.facts.get("about"):
        reader.name(value, field, value)
    return Scope(scope.handle, {**scope.values, field: frozenset({label_key(value)})}, scope.periods)


def _figures(
    reader: "Reader", told: Mapping[str, Any], scope: Scope, kinds: Mapping[str, FigureKind]
) -> None:
    figures = reader.known.figures
    for name, value in told.items():
        kind = type(value)  # results are JSON: plain types, whose names are compared quickest
        if kind is float:
            figures.append(Figure(value, kinds.get(name, "value"), scope))
        elif kind is int:
            figures.append(Figure(value, kinds.get(name, "count"), scope))
        elif kind is str:
            reader.term(value)
        elif kind is dict:
            _figures(reader, value, scope, kinds)
        elif kind is list or kind is tuple:
            for each in value:
                _figures(reader, each if type(each) is dict else {name: each}, scope, kinds)


def _quote(reader: "Reader", record: str, words: str) -> None:
    texts = reader.known.ids.setdefault(record, [])
    texts.append(quotable(words))
    reader.known.texts.append((record, texts[-1]))


def _sentences(told: object) -> Iterator[str]:
    """What a result says in words, wherever in its facts."""
    if type(told) is dict:
        for name, value in told.items():
            if type(value) is str:
                if name in _TOLD:
                    yield value
            elif name not in _NO_SENTENCES:
                yield from _sentences(value)
    elif type(told) is list or type(told) is tuple:
        for each in told:
            yield from _sentences(each)
