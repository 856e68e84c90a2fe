"""What a finding rests on: ids, quotes, customers, what their orders are worth, and when it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from retrieval.database import Store, feedback_table, feedback_text
from retrieval.quotes import quote
from retrieval.records import whole_text
from tools.opportunities.needs import where
from tools.opportunities.opportunity import OrderValue, Quote, Ratio
from tools.opportunities.table import Bools, Table
from tools.segments.intervals import mean, wilson
from tools.tickets.composing import day
from tools.tickets.telltale import is_chinese

__all__ = ["MOST_IDS", "Behind", "behind", "ratio"]

MOST_IDS = 200
"""Ids told of one finding, the newest first."""

QUOTES = 3
_LOOKED_AT = 300
_SHORT, _LONG = 12, 160


@dataclass(frozen=True, slots=True)
class Behind:
    """The evidence of one finding; see Opportunity."""

    ids: tuple[str, ...]
    quotes: tuple[Quote, ...]
    customers: int
    order_value: OrderValue | None
    first: str | None
    last: str | None


def behind(store: Store, connection: sa.Connection, table: Table, records: Bools, need: str | None) -> Behind:
    """need: of NEEDS, when words of the text decided; quotes then show them."""
    places = np.flatnonzero(records)
    times = table.time[places]
    known = times[times >= 0]
    days = (
        [day(int(each), store.timezone) for each in (known.min(), known.max())]
        if len(known)
        else [None, None]
    )
    newest = places[np.lexsort((-table.seq[places], -times))]
    ids = _ids(connection, [int(each) for each in table.seq[newest[:MOST_IDS]]])
    return Behind(
        tuple(ids),
        _quotes(connection, [int(each) for each in table.seq[newest[:_LOOKED_AT]]], need),
        len(np.unique(table.person[places])),
        _order_value(table, places),
        days[0],
        days[1],
    )


def ratio(part: int, records: int) -> Ratio:
    low, high = wilson(part / records, records) if records else (0.0, 1.0)
    return Ratio(part, records, part / records if records else 0.0, low, high)


def _order_value(table: Table, places: npt.NDArray[np.int64]) -> OrderValue | None:
    values = table.numbers.get("order_value")
    if values is None:
        return None
    known = values[places]
    known = known[~np.isnan(known)]
    if not len(known):
        return None
    total, average = float(known.sum()), float(known.mean())
    low, high = mean(average, float((known**2).sum()), len(known)) if len(known) > 1 else (None, None)
    return OrderValue(round(total, 2), round(average, 2), len(known), _cents(low), _cents(high))


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _ids(connection: sa.Connection, seqs: Sequence[int]) -> list[str]:
    facts = feedback_table()
    rows = connection.execute(sa.select(facts.c.seq, facts.c.id).where(facts.c.seq.in_(seqs)))
    ids = {seq: str(record) for seq, record in rows}
    return [ids[each] for each in seqs if each in ids]


def _quotes(connection: sa.Connection, seqs: Sequence[int], need: str | None) -> tuple[Quote, ...]:
    """Up to three: of different texts and customers, in both languages where there are both, the newest
    first."""
    facts = feedback_table()
    query = (
        sa.select(
            facts.c.seq,
            facts.c.id,
            facts.c.customer,
            facts.c.time,
            feedback_text.c.title,
            feedback_text.c.text,
        )
        .join(feedback_text, feedback_text.c.seq == facts.c.seq)
        .where(facts.c.seq.in_(seqs))
    )
    order = {seq: place for place, seq in enumerate(seqs)}
    rows = sorted(connection.execute(query), key=lambda row: order[row.seq])
    told = [(row, whole_text(row.title, row.text)) for row in rows]
    fit = sorted(
        (pair for pair in told if pair[1].strip()), key=lambda pair: not _SHORT <= len(pair[1]) <= _LONG
    )
    chosen: list[tuple[Any, str]] = []
    for row, text in fit:
        same = any(text == other or (row.customer and row.customer == one.customer) for one, other in chosen)
        alike = len(chosen) == 1 and is_chinese(text) == is_chinese(chosen[0][1])
        if not same and not (alike and any(is_chinese(other) != is_chinese(text) for _, other in fit)):
            chosen.append((row, text))
        if len(chosen) == QUOTES:
            break
    return tuple(Quote(str(row.id), _passage(text, need), row.time) for row, text in chosen)


def _passage(text: str, need: str | None) -> str:
    """The text, or the part of a long one that tells the need, byte for byte."""
    if len(text) <= _LONG:
        return text.strip()
    place = where(need, text) if need else None
    if place is None:
        return quote(text, (), _LONG)
    start = max(0, place[0] - _LONG // 2)
    return quote(text[start : start + 2 * _LONG], (), _LONG)
