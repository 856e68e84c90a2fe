"""Opportunities as answers are handed them: a table, and the details of its first rows as facts."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from prompts import Language
from tools.opportunities.opportunity import Opportunities, Opportunity
from tools.results import Cell, Result

__all__ = ["opportunities_result"]

DETAILED = 5
"""Opportunities of which a result has the rule and quotes."""

_COLUMNS = (
    *("opportunity", "title", "kind", "records", "share", "share_rest"),
    *("lift", "q", "customers", "last"),
)


def opportunities_result(found: Opportunities, handle: str) -> Result:
    """covered: the complaints that were looked at; missing: the other records of the segment."""
    shown = found.entries[:DETAILED]
    facts = {
        "records": found.records,
        "complaints": found.complaints,
        "candidates": found.candidates,
        "found": found.found,
        "min_support": found.min_support,
        "small": found.small,
        **_days(found),
        "details": [_details(each, found.language) for each in shown],
    }
    rows = tuple(_row(each, found.language) for each in found.entries)
    quoted = tuple(quote.id for each in shown for quote in each.quotes)
    asked = found.request.model_dump(mode="json", exclude_defaults=True)
    return Result(handle, "find_opportunities", asked, None, _COLUMNS, rows, found.records, 0, facts, quoted)


def _row(each: Opportunity, language: Language) -> tuple[Cell, ...]:
    return (
        *(each.id, each.title.in_(language), each.kind, each.support.part),
        *(each.confidence.share, each.rest.share, each.lift, each.q, each.customers, each.last),
    )


def _details(each: Opportunity, language: Language) -> dict[str, Any]:
    return {
        "opportunity": each.id,
        "need": each.need.in_(language),
        "rule": each.rule.written.in_(language),
        "support": asdict(each.support),
        "confidence": asdict(each.confidence),
        "rest": asdict(each.rest),
        "quotes": [{"id": quote.id, "text": quote.text} for quote in each.quotes],
        "next_step": each.next_step.in_(language),
        "small": each.small,
    }


def _days(found: Opportunities) -> dict[str, Any]:
    """The period as results have it: half-open."""
    if not found.first or not found.last:
        return {}
    end = date.fromisoformat(found.last[:10]) + timedelta(days=1)
    return {"period": {"start": found.first[:10], "end": end.isoformat()}}
