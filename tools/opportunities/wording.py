"""A finding as an opportunity: what kind it is, its title, need, rule and next step in both languages."""

from dataclasses import dataclass

import numpy as np

from tools.opportunities.choosing import FALSE, LEAST_LIFT, Finding, covered
from tools.opportunities.counting import Counted
from tools.opportunities.evidence import Behind, ratio
from tools.opportunities.items import Item, high_tiers, words_of
from tools.opportunities.naming import Names, said
from tools.opportunities.needs import PARTS
from tools.opportunities.opportunity import Opportunity, Rule, Said, opportunity_id
from tools.opportunities.outcomes import SUBJECTS
from tools.opportunities.request import Kind
from tools.opportunities.table import Table
from tools.opportunities.testing import Tested
from tools.segments.intervals import SMALL

__all__ = ["Teller", "kind_of", "need_of"]

_IMPLIED, _COMMON = 0.99, 0.9


def need_of(rule: Counted) -> str | None:
    """Which words of the text decided, if any."""
    outcome = rule.outcome
    if outcome.what in ("leaving", "late"):
        return outcome.what
    item = outcome.item if outcome.what == "part" else rule.group.items.items[rule.first]
    return item.field if item is not None and item.op == "is" and item.field in PARTS else None


def kind_of(rule: Counted, table: Table) -> Kind:
    items = [rule.group.items.items[each] for each in rule.items]
    tiers = high_tiers(table.columns.get("tier"))
    valued = any(
        each.field == "repeat_buyer"
        or (each.field == "tier" and each.value in tiers)
        or (each.field == "order_value" and each.op == ">")
        for each in items
    )
    outcome = rule.outcome
    if outcome.what in ("leaving", "left"):
        return "leaving"
    if outcome.what == "part" or items[0].field in PARTS:
        return "accessories"
    late = outcome.what == "late" or (outcome.item and outcome.item.value in words_of("delay_topics"))
    if late and outcome.what != "asks" and (valued or items[0].field == "pays_speed"):
        return "paid_speed"
    return "repeat_buyers" if outcome.what == "asks" and valued else "together"


@dataclass(frozen=True, slots=True)
class Teller:
    """Words for the findings of one table. complaints: whether sentiments are known; floor: least records."""

    names: Names
    table: Table
    complaints: bool
    floor: int

    def opportunity(self, finding: Finding, rank: int, evidence: Behind) -> Opportunity:
        tested, rule = finding.rule, finding.rule.rule
        words = _Words(self, tested, evidence)
        return Opportunity(
            opportunity_id(key_of(rule)),
            rank,
            kind_of(rule, self.table),
            words.titled("title"),
            words.titled("need"),
            self.rule(rule),
            ratio(rule.both, rule.n),
            ratio(rule.both, rule.with_),
            ratio(*rule.rest),
            round(rule.lift, 2),
            tested.p,
            tested.q,
            round(tested.excess, 1),
            round(tested.excess_low, 1),
            evidence.customers,
            bool((self.table.customer >= 0).any()),
            evidence.order_value,
            evidence.ids,
            evidence.quotes,
            evidence.first,
            evidence.last,
            rule.both < SMALL,
            tuple(dict.fromkeys(_Words(self, each, evidence).titled("title") for each in finding.also)),
            words.next_step(),
        )

    def rule(self, rule: Counted) -> Rule:
        items = [rule.group.items.items[each] for each in rule.items]
        conditions = tuple(
            self.names.condition(each, self.complaints and each.field in SUBJECTS) for each in items
        )
        consequent = self.names.consequent(rule.outcome, self.complaints)
        universe = said(f"universe_{rule.group.name}")
        antecedent = Said(
            " AND ".join(each.en for each in conditions), " 且 ".join(each.zh for each in conditions)
        )
        written = said(
            "rule",
            antecedent=antecedent,
            consequent=consequent,
            universe=universe,
            support=self.floor,
            lift=LEAST_LIFT,
            rate=f"{FALSE:.0%}",
        )
        filters = self.names.filters(items, rule.outcome, self.complaints)
        return Rule(conditions, consequent, universe, written, filters)


@dataclass(frozen=True, slots=True)
class _Words:
    """The sentences of one rule: which ones, and what stands in them."""

    teller: Teller
    tested: Tested
    evidence: Behind

    def titled(self, what: str) -> Said:
        rule = self.tested.rule
        part, others = rule.rest
        found = said(
            f"{what}_{self._form()}",
            group=self._group(),
            subject=self._subject(),
            value=rule.outcome.item.value if rule.outcome.item else "",
            share=f"{rule.confidence:.0%}",
            rest=_percent(part, others),
            records=rule.both,
        )
        return Said(found.en[:1].upper() + found.en[1:], found.zh)

    def next_step(self) -> Said:
        form = self._form().removesuffix("_subject")
        parts = {"group": self._group(), "subject": self._subject(), "customers": self.evidence.customers}
        parts["value"] = self.tested.rule.outcome.item.value if self.tested.rule.outcome.item else ""
        return said(f"next_{form}", **parts)

    def _form(self) -> str:
        rule = self.tested.rule
        first, outcome = self._items()[0], rule.outcome
        match outcome.what:
            case "complaint":
                if first.field in SUBJECTS:
                    return "topics" if self.teller.complaints else "subjects"
                return "complaint" if self.teller.complaints else "about"
            case "asks":
                return "asks_for" if outcome.item else "asks"
            case "leaving":
                return "leaving_subject" if first.field in SUBJECTS else "leaving"
            case "negative":
                return "part_negative" if first.field in PARTS else "negative"
            case _:
                return outcome.what

    def _items(self) -> list[Item]:
        return [self.tested.rule.group.items.items[each] for each in self.tested.rule.items]

    def _group(self) -> Said:
        items = self._items()
        group = self.teller.names.group(items)
        implied = self._implied(items)
        if implied is None:
            return group
        return said("group_implied", group=group, implied=self.teller.names.item(implied))

    def _subject(self) -> Said:
        outcome = self.tested.rule.outcome
        if outcome.item is not None:
            return self.teller.names.subject(outcome.item)
        return self.teller.names.group(self._items())

    def _implied(self, items: list[Item]) -> Item | None:
        """What nearly all of the group's records have in common besides, and far from all others."""
        column = self.teller.table.columns.get("product")
        if column is None or any(each.field == "product" for each in items):
            return None
        group = covered(self.tested)
        codes = column.codes[group & (column.codes >= 0)]
        if not len(codes):
            return None
        counts = np.bincount(codes, minlength=len(column.values))
        most = int(counts.argmax())
        usual = (column.codes == most).sum() / max(int((column.codes >= 0).sum()), 1)
        all_of_it = counts[most] >= _IMPLIED * len(codes) and usual < _COMMON
        return Item("product", column.values[most]) if all_of_it else None


def key_of(rule: Counted) -> list[str]:
    """What the rule says, in an order of its own: the same for the same rule."""
    return [
        rule.group.name,
        *sorted(rule.group.items.items[each].key for each in rule.items),
        rule.outcome.key,
    ]


def _percent(part: int, records: int) -> str:
    return f"{part / records:.0%}" if records and part / records >= 0.01 else f"{part / max(records, 1):.1%}"
