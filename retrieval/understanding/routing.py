"""Which department feedback goes to: rules in a file that people edit, the first that fits."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import BadFile
from retrieval.understanding.batch import Label
from retrieval.words import fold

__all__ = ["DEFAULT", "Routing", "Rule", "load_routing"]

DEFAULT = Path(__file__).with_suffix(".toml")
_CONDITIONS = ("topic", "product", "region", "urgency", "intent")


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
    names = {name: _names(file, name, said) for name, said in table.get("departments", {}).items()}
    rules = tuple(
        _rule(file, place, each, names) for place, each in enumerate(table.get("rule", ()), start=1)
    )
    if not rules or rules[-1].conditions:
        raise BadFile("routing_open", file=file)
    return Routing(names, rules)


def _names(file: Path, name: str, said: Any) -> tuple[str, str]:
    if not isinstance(said, dict):
        raise BadFile("routing_department", file=file, department=name)
    return str(said.get("en") or said.get("zh") or name), str(said.get("zh") or said.get("en") or name)


def _rule(file: Path, place: int, said: Mapping[str, Any], names: Mapping[str, Any]) -> Rule:
    department = said.get("department")
    if department not in names:
        raise BadFile("routing_rule", file=file, rule=place, word=department, known=", ".join(names))
    if unknown := [field for field in said if field not in ("department", *_CONDITIONS)]:
        raise BadFile("routing_rule", file=file, rule=place, word=unknown[0], known=", ".join(_CONDITIONS))
    given = {field: said[field] for field in _CONDITIONS if field in said}
    conditions = {
        field: tuple(fold(str(each)) for each in (value if isinstance(value, list) else [value]))
        for field, value in given.items()
    }
    return Rule(str(department), conditions)
