"""A next step that follows from a theme: rules in `next_step.toml`, a sentence with its figures each."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from prompts import Language, text
from tools.themes.directions import moves
from tools.themes.impact import cost
from tools.themes.report import Entry, Impact, Over
from tools.themes.request import About
from tools.themes.tickets import ThemeTicket
from tools.tickets.effect import Effect

__all__ = ["facts", "next_step", "rule_of"]


Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Rules:
    act: Sequence[Rule]
    look: Sequence[Rule]
    fields: Mapping[str, Sequence[str]]


def next_step(
    entry: Entry,
    language: Language,
    tickets: Sequence[ThemeTicket] = (),
    effect: Effect | None = None,
    fields: Mapping[str, str] | None = None,
    about: About = "complaints",
) -> str:
    """What to do, and where to look first, in one or two sentences.

    tickets: the theme's, whatever their state. effect: of the one that was resolved last. fields: what people
    call fields, by their names. about: what is counted.
    """
    known, rules = facts(entry, tickets, effect, about), _rules()
    act = rule_of(rules.act, known)
    found = [act, rule_of(rules.look, known) if act and act.get("look") else None]
    told = [_say(each["name"], entry, language, tickets, effect, fields or {}) for each in found if each]
    return (" " if language == "en" else "").join(told)


def facts(
    entry: Entry, tickets: Sequence[ThemeTicket], effect: Effect | None, about: About = "complaints"
) -> dict[str, Any]:
    """What rules ask of. praise: whether that is counted. records: of the theme; share: of all counted.
    open, resolved: tickets. trend: see `moves`; timed: whether there are times. gone: it goes. effect: the
    verdict on the last resolution.

    nps_cost, rating_cost: what the theme surely changes the whole segment's score by, below 0 where it costs
    some. over: whether something is over-represented; version, product: whether such a field is.
    """
    over = _over(entry)
    return {
        "praise": about == "praise",
        "records": entry.share.part,
        "share": entry.share.share,
        "open": sum(each.is_open for each in tickets),
        "resolved": sum(not each.is_open and each.resolved is not None for each in tickets),
        "trend": moves(entry),
        "timed": entry.trend.timed,
        "gone": moves(entry) in ("gone", "falling"),
        "effect": effect.verdict if effect else None,
        "nps_cost": _sure_cost(entry, "nps"),
        "rating_cost": _sure_cost(entry, "rating"),
        "over": bool(over),
        "version": _first(over, "version") is not None,
        "product": _first(over, "product") is not None,
    }


def rule_of(rules: Sequence[Rule], known: Mapping[str, Any]) -> Rule | None:
    """The first rule that holds."""
    return next((each for each in rules if all(_meets(c, known) for c in each["when"])), None)


def _meets(condition: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    value = known[condition["fact"]]
    if "is" in condition:
        return bool(value == condition["is"])
    if "any" in condition:
        return value in condition["any"]
    if value is None:
        return False
    return bool(condition.get("least", value) <= value <= condition.get("most", value))


def _say(
    rule: str,
    entry: Entry,
    language: Language,
    tickets: Sequence[ThemeTicket],
    effect: Effect | None,
    fields: Mapping[str, str],
) -> str:
    """The rule's sentence; every figure that any of them names is at hand."""
    over = _over(entry)
    version, product = _first(over, "version"), _first(over, "product")
    values = {
        "part": entry.share.part,
        "records": entry.share.records,
        "share": _percent(entry.share.share),
        "open": ", ".join(each.name for each in tickets if each.is_open),
        "resolved": max(
            (each for each in tickets if each.resolved is not None and not each.is_open),
            key=lambda each: each.resolved or 0,
            default=None,
        ),
        "rise": _rise(entry, language),
        "nps": _cost(entry, "nps", language),
        "rating": _cost(entry, "rating", language),
        "effect": _effect(effect, language),
        "version": _value(version, fields, language),
        "product": _value(product, fields, language),
        "value": _value(over[0] if over else None, fields, language),
    }
    values["resolved"] = values["resolved"].name if isinstance(values["resolved"], ThemeTicket) else ""
    return text("themes_telling", f"step_{rule}", language, **values)


def _over(entry: Entry) -> list[Over]:
    """What is over-represented and can be looked at, the largest lift first."""
    skipped = _rules().fields["skip"]
    return sorted((each for each in entry.over if each.field not in skipped), key=lambda each: -each.lift)


def _first(over: Sequence[Over], kind: str) -> Over | None:
    names = _rules().fields[kind]
    return next((each for each in over if each.field.lower() in names), None)


def _value(over: Over | None, fields: Mapping[str, str], language: Language) -> str:
    if over is None:
        return ""
    lift = f"{over.lift:.1f}"
    part, rest = over.part, over.rest
    return text(
        "themes_telling",
        "step_value" if rest.part else "step_value_only",
        language,
        field=fields.get(over.field, over.field),
        value=over.value,
        lift=lift,
        part=part.part,
        records=part.records,
        rest_part=rest.part,
        rest_records=rest.records,
    )


def _rise(entry: Entry, language: Language) -> str:
    trend, before = entry.trend, entry.against
    if before is not None and before.verdict in ("rose", "new") and trend.kind not in ("rising", "new"):
        return text(
            "themes_telling",
            "step_rise_against",
            language,
            before=_percent(before.part.share),
            after=_percent(entry.share.share),
            first=before.first,
            last=before.last,
        )
    if trend.changed and trend.before and trend.after:
        return text(
            "themes_telling",
            "step_rise_since",
            language,
            before=_percent(trend.before.share),
            after=_percent(trend.after.share),
            changed=trend.changed,
        )
    if trend.per_week is not None:
        return text("themes_telling", "step_rise_weekly", language, per_week=f"{100 * trend.per_week:+.2f}")
    return text("themes_telling", "step_rise_new", language)


def _impact_of(entry: Entry, measure: str) -> Impact | None:
    return next((each for each in entry.impacts if each.measure == measure), None)


def _sure_cost(entry: Entry, measure: str) -> float | None:
    impact = _impact_of(entry, measure)
    return impact.high * _weight(impact) if impact and impact.high is not None else None


def _weight(impact: Impact) -> float:
    """The theme's part of all the scores there are: so much of the difference the whole segment feels."""
    return impact.n_with / (impact.n_with + impact.n_without)


def _cost(entry: Entry, measure: str, language: Language) -> str:
    impact = _impact_of(entry, measure)
    if impact is None or impact.low is None or impact.high is None:
        return ""
    digits = 0 if measure == "nps" else 2
    return text(
        "themes_telling",
        f"step_{measure}",
        language,
        cost=f"{abs(cost(impact)):.{digits + 1 if digits == 0 else digits}f}",
        difference=f"{impact.difference:+.{digits}f}",
        low=f"{impact.low:+.{digits}f}",
        high=f"{impact.high:+.{digits}f}",
        n=impact.n_with,
    )


def _effect(effect: Effect | None, language: Language) -> str:
    if effect is None or effect.before is None or effect.after is None:
        return text("themes_telling", "step_effect_early", language, days=effect.days if effect else 0)
    return text(
        "themes_telling",
        "step_effect",
        language,
        before=_percent(effect.before.share),
        before_part=effect.before.part,
        before_records=effect.before.records,
        after=_percent(effect.after.share),
        after_part=effect.after.part,
        after_records=effect.after.records,
        days=effect.days,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


@cache
def _rules() -> _Rules:
    file = resources.files(__package__) / "next_step.toml"
    kept = tomllib.loads(file.read_text(encoding="utf-8"))
    return _Rules(kept["act"], kept["look"], kept["fields"])
