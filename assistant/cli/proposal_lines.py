"""Proposals and standing rules as lines of text, in either language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from prompts import Language, sentences, text
from retrieval.people.roles import Actor
from retrieval.understanding.routing import Routing
from tools.proposals.proposal import Edit, Proposal
from tools.proposals.standing import Rule

__all__ = ["Telling"]

_IDS, _ROWS = 8, 3
_LONG = ("text", "summary")
"""Fields shown as they are, on lines of their own, before all others."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Says it in `language`, with times in the store's zone. topics: names of topics, by id."""

    language: Language
    zone: ZoneInfo
    routing: Routing
    topics: Mapping[str, str]

    def say(self, key: str, **details: object) -> str:
        return text("proposals", key, self.language, **details)

    def listing(self, found: Sequence[Proposal], limit: int) -> Iterator[str]:
        if not found:
            yield self.say("list_none")
            return
        for each in found:
            details = {"title": _title(each.payload), "when": self.time(each.made_at)}
            yield self.say("list_line", id=each.id, **self._standing(each), **details)
        more = "list_more" if len(found) == limit else "list_count"
        yield self.say(more, n=len(found), before=found[-1].id)

    def show(self, found: Proposal, edits: Sequence[Edit], quotes: Mapping[str, str]) -> Iterator[str]:
        """The whole of a proposal. quotes: texts of records it is about, as far as they may be seen."""
        standing = self._standing(found)
        yield self.say("show_head", id=found.id, **standing)
        yield self.say("show_asked", when=self.time(found.made_at), edition=found.edition, **standing)
        if found.why:
            yield self.say("show_why", why=found.why)
        if found.decided_by and found.decided_at:
            by, when = self.who(found.decided_by), self.time(found.decided_at)
            yield self.say("show_decided", decided_by=by, when=when, state=standing["state"])
        if found.reason:
            yield self.say("show_reason", reason=found.reason)
        if found.outcome:
            yield self.say("show_outcome", outcome=self.outcome(found))
        heads = {"executed": "show_payload_ran", "rejected": "show_payload_rejected"}
        yield from ("", self.say(heads.get(found.state, "show_payload")))
        yield from self.payload(found.payload)
        yield from ("", *self._rests(found.rests_on, quotes))
        yield from self._edits(edits)
        if found.is_open:
            yield from ("", self.say("show_next", id=found.id))

    def payload(self, payload: Mapping[str, Any]) -> Iterator[str]:
        """What is asked for, as a person reads it: the words first, then the rest, a line each."""
        if payload.get("title"):
            yield f"  {payload['title']}"
        for name in _LONG:
            if payload.get(name):
                yield from ("", *(f"  | {line}".rstrip() for line in str(payload[name]).splitlines()), "")
        for name, value in payload.items():
            if name == "checks":
                yield from ("  " + self._line(name, line) for line in self._checks(value))
            elif name not in ("title", *_LONG) and value not in (None, [], {}, ""):
                yield "  " + self._line(name, self._value(name, value))

    def outcome(self, found: Proposal) -> str:
        """What came of it, in a sentence."""
        told = found.outcome or {}
        if found.kind == "open_ticket" and "name" in told:
            key = "outcome_opened" if told.get("opened") else "outcome_added"
            return self.say(key, **{"added": 0, **told})
        if found.kind == "send_reply":
            return self.say("outcome_reply" if told.get("leaves", True) else "outcome_by_hand")
        return self.say("and").join(f"{name} {self._value(name, value)}" for name, value in told.items())

    def rules(self, found: Sequence[Rule]) -> Iterator[str]:
        if not found:
            yield self.say("rules_none")
        for each in found:
            details = {"by": each.made_by, "when": self.time(each.made_at)}
            if each.ended_at is not None:
                details |= {"ended_by": each.ended_by or "", "ended": self.time(each.ended_at)}
                yield self.say("rule_line_ended", **self.rule(each), **details)
            else:
                yield self.say("rule_line", **self.rule(each), **details)

    def rule(self, rule: Rule) -> dict[str, Any]:
        """What a rule is about, for a sentence."""
        conditions = (
            self.say(
                "rule_condition",
                field=self._field(field),
                values=self.say("rule_or").join(self._wanted(field, value) for value in values),
            )
            for field, values in rule.conditions.items()
        )
        joined = self.say("rule_and").join(conditions)
        return {"id": rule.id, "kind": self.kind(rule.kind), "conditions": joined}

    def kind(self, name: str) -> str:
        return sentences("proposals", self.language).get(f"kind_{name}", name)

    def who(self, actor: Actor) -> str:
        return self.say(f"who_{actor.kind}", name=actor.name)

    def time(self, at: int) -> str:
        return datetime.fromtimestamp(at, self.zone).strftime("%Y-%m-%d %H:%M")

    def _standing(self, found: Proposal) -> dict[str, str]:
        return {
            "kind": self.kind(found.kind),
            "state": self.say(f"state_{found.state}"),
            "asked_by": self.who(found.asked_by),
        }

    def _rests(self, rests_on: Mapping[str, Any], quotes: Mapping[str, str]) -> Iterator[str]:
        results, records = rests_on.get("results") or [], rests_on.get("records") or []
        if not results and not records:
            yield self.say("show_rests_none")
            return
        yield self.say("show_rests")
        for each in results:
            key = "show_result_missing" if each.get("missing") else "show_result"
            yield "  " + self.say(key, **each)
            yield from (f"    {' | '.join(map(str, row))}" for row in each.get("rows", ())[:_ROWS])
        if records:
            yield "  " + self._records(records)
        for record in records[:_IDS]:
            if record in quotes:
                yield "    " + self.say("show_quote", record=record, text=quotes[record])

    def _edits(self, edits: Sequence[Edit]) -> Iterator[str]:
        if edits:
            yield from ("", self.say("show_edits"))
        for each in edits:
            yield "  " + self.say("show_edit", edition=each.edition, by=each.by, when=self.time(each.at))
            for name in each.after:
                if each.before.get(name) != each.after[name]:
                    yield from self._change(name, each.before.get(name), each.after[name])

    def _change(self, name: str, before: Any, after: Any) -> Iterator[str]:
        """What was there and what is; of long texts, the lines that differ."""
        if name in _LONG:
            lines = unified_diff(
                str(before or "").splitlines(), str(after or "").splitlines(), lineterm="", n=0
            )
            yield from (f"    {line[0]} {line[1:]}" for line in islice(lines, 2, None) if line[0] in "+-")
            return
        for sign, value in (("-", before), ("+", after)):
            if value not in (None, [], {}, ""):
                yield f"    {sign} {self._line(name, self._value(name, value))}"

    def _records(self, records: Sequence[str]) -> str:
        shown = self.say("and").join(records[:_IDS])
        if len(records) <= _IDS:
            return self.say("show_records", records=shown)
        return self.say("show_records_more", records=shown, n=len(records) - _IDS)

    def _checks(self, checks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        passed = [str(each["name"]) for each in checks if each["passed"]]
        if passed:
            yield self.say("check_passed", names=self.say("and").join(passed))
        for each in checks:
            if not each["passed"]:
                yield self.say("check_failed", name=each["name"], why=each["why"])

    def _wanted(self, field: str, value: Any) -> str:
        if value is None:
            return self.say("rule_nothing")
        if isinstance(value, str) and value.endswith(".*"):
            return self.say("rule_under", value=self._value(field, value.removesuffix(".*")))
        return self._value(field, value)

    def _line(self, name: str, value: str) -> str:
        return self.say("field_line", field=self._field(name), value=value)

    def _field(self, name: str) -> str:
        return sentences("proposals", self.language).get(f"field_{name}", name)

    def _value(self, name: str, value: Any) -> str:
        if name == "department" and value in self.routing.names:
            return self.routing.names[value][self.language == "zh"]
        if name == "topic" and value in self.topics:
            return self.topics[value]
        if name == "language" and value in ("en", "zh"):
            return self.say(f"language_{value}")
        if name in ("ticket", "add_to") and isinstance(value, int):
            return f"T-{value}"
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list):
            shown = [self._value("", each) for each in value[:_IDS]]
            more = [self.say("more", n=len(value) - _IDS)] if len(value) > _IDS else []
            return self.say("and").join([*shown, *more])
        return str(value)

    def _mapping(self, value: Mapping[str, Any]) -> str:
        """A source by its id, a filter as it reads, anything else by its parts."""
        if "id" in value:
            return str(value["id"])
        if value.keys() >= {"field", "op"}:
            parts = (value["field"], value["op"], value.get("value", value.get("values", "")))
            return " ".join(str(each) for each in parts if each)
        factors = sentences("tickets", self.language)
        return "; ".join(f"{factors.get(f'factor_name_{name}', name)}: {why}" for name, why in value.items())


def _title(payload: Mapping[str, Any]) -> str:
    """What a payload is about, in one line."""
    said = str(payload.get("title") or payload.get("text") or payload.get("record") or "")
    line = " ".join(said.split())
    return line if len(line) <= 60 else line[:60] + "…"
