"""What was found: each opportunity with the rule behind it, its figures and its evidence, as data."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from prompts import Language
from tools.opportunities.request import Kind, OpportunityRequest
from tools.segments.query import Filter

__all__ = ["Opportunities", "Opportunity", "OrderValue", "Quote", "Ratio", "Rule", "Said", "opportunity_id"]


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` of `records`; share with its 95 % interval (Wilson)."""

    part: int
    records: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rule:
    """IF antecedent THEN consequent, among the records of `universe`.

    antecedent, consequent: readable conditions, joined by AND. filters: what the records behind the finding
    meet, as queries take it; None where words of the text decide, which no filter says.
    """

    antecedent: tuple[Said, ...]
    consequent: Said
    universe: Said
    written: Said
    filters: tuple[Filter, ...] | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A record's words, byte for byte. at: seconds UTC."""

    id: str
    text: str
    at: int | None


@dataclass(frozen=True, slots=True)
class OrderValue:
    """What the orders behind the records are worth: sum and mean, over the `n` records that have one.

    low, high: the mean's 95 % interval (Student); None of one value.
    """

    total: float
    mean: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One finding.

    support: records that meet antecedent and consequent, of all in the universe. confidence: of those that
    meet the antecedent. rest: the share of the consequent among all others. lift: confidence over the share
    in the universe. p: one-sided, of Fisher's test; q: corrected for all rules that were tried. excess:
    records more than there would be if the group were like the rest, without those that narrower findings
    tell of; `excess_low` at the cautious end of the 95 % interval: findings are ranked by it. customers:
    distinct ones; records with copies counted once where the data names none. first, last: days of the first
    and newest record (ISO). small: under 30 records. also: other rules that say the same of these records.
    """

    id: str
    rank: int
    kind: Kind
    title: Said
    need: Said
    rule: Rule
    support: Ratio
    confidence: Ratio
    rest: Ratio
    lift: float
    p: float
    q: float
    excess: float
    excess_low: float
    customers: int
    customers_named: bool
    order_value: OrderValue | None
    ids: tuple[str, ...]
    quotes: tuple[Quote, ...]
    first: str | None
    last: str | None
    small: bool
    also: tuple[Said, ...]
    next_step: Said

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        if self.rule.filters is not None:
            kept = [each.model_dump(mode="json", exclude_defaults=True) for each in self.rule.filters]
            found["rule"]["filters"] = kept
        return found


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Findings of a segment and period, ranked. records: in it; complaints: those of them that are negative.

    candidates: rules that were tried, all of which the correction counts. found: findings, of which `entries`
    are shown. min_support: records a finding needs. small: too few records to find much. warnings: what else
    to know, as codes of sentences.
    """

    request: OpportunityRequest
    language: Language
    first: str | None
    last: str | None
    records: int
    complaints: int
    candidates: int
    found: int
    min_support: int
    small: bool
    entries: tuple[Opportunity, ...]
    made_at: int
    data_version: int
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "request": self.request.model_dump(mode="json", exclude_defaults=True),
            "entries": [each.to_json() for each in self.entries],
        }

    def find(self, reference: str) -> Opportunity | None:
        """The finding of this id ("OP-3f2a90c1"), whatever its case."""
        wanted = reference.strip().upper()
        return next((each for each in self.entries if each.id.upper() == wanted), None)


_PLAIN = (
    *("language", "first", "last", "records", "complaints", "candidates", "found", "min_support", "small"),
    *("made_at", "data_version", "warnings"),
)


def opportunity_id(parts: Sequence[str]) -> str:
    """The same rule has the same id, whatever the data and the run: "OP-" and eight digits of its hash."""
    return "OP-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]
