"""Which department feedback goes to: rules in a file that people edit, the first that fits."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import BadFile
from retrieval.understanding.batch import Label
from retrieval.understanding.intent import INTENTS
from retrieval.understanding.urgency import URGENCIES
from retrieval.words import fold

__all__ = ["DEFAULT", "Routing", "Rule", "load_routing"]

DEFAULT = Path(__file__).with_suffix(".toml")
_CONDITIONS = ("topic", "product", "region", "urgency", "intent")
_CHOICES = {"urgency": URGENCIES, "intent": INTENTS}


@dataclass(frozen=True, slots=True)
class Rule:
    """department, when every condition holds: field -> accepted values, folded; a topic may be its area."""

    department: str
    conditions: Mapping[str, tuple[str, ...]]

    def fits(self, facts: Mapping[str, Sequence[str]]) -> bool:
        return all(set(accepted) & set(facts[field]) for field, accepted in self.conditions.items())

    def told(self) -> str:
        """The rule in its own words: "topic=logistics"."""
        return (
            " ".join(f"{field}={'|'.join(values)}" for field, values in self.conditions.items())
            or "otherwise"
        )


@dataclass(frozen=True, slots=True)
class Routing:
    """names: of the departments, (English, Chinese). rules: in order; the last one has no conditions."""

    names: Mapping[str, tuple[str, str]]
    rules: tuple[Rule, ...]

    def department(
        self, topics: Sequence[str], product: str | None, region: str | None, urgency: str, intent: str
    ) -> Label:
        """The department of the first rule that fits, with the rule as the reason."""
        areas = [topic.split(".")[0] for topic in topics]
        facts = {
            "topic": [fold(each) for each in (*topics, *areas)],
            "product": [fold(product or "")],
            "region": [fold(region or "")],
            "urgency": [urgency],
            "intent": [intent],
        }
        rule = next(rule for rule in self.rules if rule.fits(facts))
        return Label(rule.department, 1.0, (rule.told(),))


def load_routing(path: Path | None = None) -> Routing:
    """The rules of that file, or the built-in ones. Raises BadFile naming what in it cannot be used."""
    file = path or DEFAULT
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile("routing_unreadable", file=file, why=str(error)) from error
    departments, said = table.get("departments"), table.get("rule")
    if not isinstance(departments, dict) or not isinstance(said, list):
        raise BadFile("routing_parts", file=file)
    names = {name: _names(file, name, each) for name, each in departments.items()}
    rules = tuple(_rule(file, place, each, names) for place, each in enumerate(said, start=1))
    if not rules or rules[-1].conditions:
        raise BadFile("routing_open", file=file)
    for place, rule in enumerate(rules[:-1], start=1):
        if not rule.conditions:
            raise BadFile("routing_early", file=file, rule=place)
    return Routing(names, rules)


def _names(file: Path, name: str, said: Any) -> tuple[str, str]:
    if not isinstance(said, dict):
        raise BadFile("routing_department", file=file, department=name)
    return str(said.get("en") or said.get("zh") or name), str(said.get("zh") or said.get("en") or name)


def _rule(file: Path, place: int, said: Any, names: Mapping[str, Any]) -> Rule:
    if not isinstance(said, dict):
        raise BadFile("routing_parts", file=file)
    department = said.get("department")
    if department not in names:
        raise BadFile("routing_rule", file=file, rule=place, word=department, known=", ".join(names))
    if unknown := [field for field in said if field not in ("department", *_CONDITIONS)]:
        raise BadFile("routing_rule", file=file, rule=place, word=unknown[0], known=", ".join(_CONDITIONS))
    conditions = {field: _values(file, place, field, said[field]) for field in _CONDITIONS if field in said}
    return Rule(str(department), conditions)


def _values(file: Path, place: int, field: str, said: Any) -> tuple[str, ...]:
    """The accepted values, folded. A value that could never hold is an error, not a rule that sleeps."""
    values = said if isinstance(said, list) else [said]
    if not values or not all(isinstance(each, str) and each.strip() for each in values):
        raise BadFile("routing_values", file=file, rule=place, field=field)
    folded = tuple(fold(each.strip()) for each in values)
    for each in folded:
        if field in _CHOICES and each not in _CHOICES[field]:
            raise BadFile("routing_rule", file=file, rule=place, word=each, known=", ".join(_CHOICES[field]))
    return folded
