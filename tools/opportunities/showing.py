"""Opportunities as a page (Markdown and HTML are made of it) and as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from prompts import Language, text
from tools.opportunities.opportunity import Opportunities, Opportunity, Ratio
from tools.themes.showing.blocks import Block, Facts, Heading, Notice, Page, Quotes, Text
from tools.themes.showing.csv import safe

__all__ = ["notices", "opportunities_page", "render_csv", "table"]

SHOWN_IDS = 12

_HEAD = (
    "rank", "id", "kind", "title", "need", "rule", "records", "of", "support", "confidence",
    "confidence_low", "confidence_high", "rest", "lift", "p", "q", "excess", "excess_low", "customers",
    "order_value_total", "order_value_mean", "order_value_n", "first", "last", "small", "next_step", "also",
    "quote_ids", "ids",
)  # fmt: skip

Cell = str | int | float | bool | None


def render_csv(found: Opportunities, language: Language) -> str:
    """One row a finding; heads are fixed, so that programs can rely on them."""
    return table(_HEAD, [_row(each, language) for each in found.entries])


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """As CSV. A cell that a spreadsheet would compute is made text."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe(each) if isinstance(each, str) else each for each in row] for row in rows)
    return made.getvalue()


def opportunities_page(found: Opportunities, language: Language) -> Page:
    """Everything there is to say, the strongest finding first."""
    heading = _say("heading", language)
    return Page(heading, language, tuple(_blocks(found, language, heading)))


def notices(found: Opportunities, language: Language) -> tuple[str, ...]:
    """What limits the findings, in sentences."""
    said = [_say(each, language, records=f"{found.records:,}") for each in found.warnings]
    return (*said, *([] if found.entries else [_say("none", language)]))


def _blocks(found: Opportunities, language: Language, heading: str) -> Iterator[Block]:
    yield Heading(1, heading)
    days = _say("days", language, first=found.first, last=found.last) if found.first else ""
    numbers = {name: f"{getattr(found, name):,}" for name in ("records", "complaints", "candidates", "found")}
    yield Text(
        _say(
            "scope_line", language, days=days, shown=len(found.entries), support=found.min_support, **numbers
        )
    )
    for each in notices(found, language):
        yield Notice(each)
    if found.entries:
        yield Text(_say("ranking", language))
    for entry in found.entries:
        yield Heading(2, f"{entry.rank}. {entry.title.in_(language)} ({entry.id})")
        yield Text(entry.need.in_(language))
        yield Facts(tuple(_facts(found, entry, language)))
        yield Quotes(tuple((quote.text, quote.id) for quote in entry.quotes))


def _facts(found: Opportunities, each: Opportunity, language: Language) -> Iterator[tuple[str, str]]:
    def line(name: str, /, key: str = "", **details: Any) -> tuple[str, str]:
        return _say(f"line_{name}", language), _say(f"line_{key or name}_text", language, **details)

    small = _say("small_aside", language, small=_say("small", language)) if each.small else ""
    yield _say("line_kind", language), _say(f"kind_{each.kind}", language)
    yield line(
        "support",
        records=f"{each.support.part:,}",
        share=_percent(each.support.share),
        of=each.rule.universe.in_(language),
        small=small,
    )
    yield line("confidence", **_sides(each.confidence, each.rest))
    yield line("lift", lift=f"{each.lift:.1f}", candidates=f"{found.candidates:,}", q=_q(each.q))
    yield line("excess", excess=f"{each.excess:,.0f}", low=f"{each.excess_low:,.0f}")
    named = "customers" if each.customers_named else "customers_unnamed"
    yield line("customers", named, customers=f"{each.customers:,}")
    if each.order_value is not None:
        value = each.order_value
        yield line("value", total=f"{value.total:,.0f}", mean=f"{value.mean:,.0f}", n=f"{value.n:,}")
    if each.first:
        yield line("seen", first=each.first, last=each.last)
    yield _say("line_rule", language), each.rule.written.in_(language)
    if each.also:
        joined = _say("list", language).join(other.in_(language) for other in each.also)
        yield _say("line_also", language), joined
    yield _say("line_ids", language), _ids(each, language)
    yield _say("line_next", language), each.next_step.in_(language)


def _ids(each: Opportunity, language: Language) -> str:
    shown = ", ".join(each.ids[:SHOWN_IDS])
    more = each.support.part - min(len(each.ids), SHOWN_IDS)
    return f"{shown}, {_say('line_more', language, more=f'{more:,}')}" if more > 0 else shown


def _sides(confidence: Ratio, rest: Ratio) -> dict[str, Any]:
    return {
        "share": _percent(confidence.share),
        "part": f"{confidence.part:,}",
        "with": f"{confidence.records:,}",
        "low": _percent(confidence.low),
        "high": _percent(confidence.high),
        "rest": _percent(rest.share),
        "rest_part": f"{rest.part:,}",
        "rest_of": f"{rest.records:,}",
    }


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _q(q: float) -> str:
    return "< 0.0001" if q < 0.0001 else f"= {q:.4f}"


def _row(each: Opportunity, language: Language) -> tuple[Cell, ...]:
    value = each.order_value
    return (
        each.rank, each.id, each.kind, each.title.in_(language), each.need.in_(language),
        each.rule.written.in_(language), each.support.part, each.support.records,
        round(each.support.share, 6), round(each.confidence.share, 6), round(each.confidence.low, 6),
        round(each.confidence.high, 6),
        round(each.rest.share, 6), each.lift, each.p, each.q, each.excess, each.excess_low, each.customers,
        value.total if value else None, value.mean if value else None, value.n if value else None,
        each.first, each.last, each.small, each.next_step.in_(language),
        "; ".join(other.in_(language) for other in each.also),
        " ".join(quote.id for quote in each.quotes), " ".join(each.ids),
    )  # fmt: skip


def _say(key: str, language: Language, **details: object) -> str:
    return text("opportunities", key, language, **details)
