"""The feedback a ticket is asked for with: named, searched for, of a topic, or of a segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import sqlalchemy as sa

from retrieval.catalog import Catalog
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.records import whole_text
from retrieval.words import fold
from tools.segments.checking import check_filters
from tools.segments.conditions import segment_condition
from tools.segments.query import Filter
from tools.tickets.request import TicketRequest
from tools.tickets.themed import theme_filter
from tools.toolbox import ToolContext

__all__ = ["MOST", "Chosen", "Piece", "choose", "pieces"]

MOST = 10_000
"""Records read for one draft, the newest; counts are of all."""

SEARCHED = 50
"""Records one search looks at."""

CORE = 8
NEAR = 0.5
"""Those of a search's hits are meant that are half as near to the middle of the best CORE as these are."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """condition: on `table`, what the records meet. filters: those asked for, those of a topic too.

    segment: the same as filters where they say all of it; None for records that were named or searched for,
    and for those of a period. theme: "TH-12" where it is about one.
    """

    table: sa.Table
    condition: sa.ColumnElement[bool]
    filters: tuple[Filter, ...]
    segment: tuple[Filter, ...] | None
    topic: str | None = None
    theme: str | None = None

    @property
    def fixed(self) -> frozenset[str]:
        """Fields that were asked for: that most records have the value asked for is no finding."""
        return frozenset(each.field for each in self.filters if each.op in ("=", "in"))


@dataclass(frozen=True, slots=True)
class Piece:
    """One record as tickets look at it. time: UTC seconds. copy_of: the first (seq) of its copies."""

    seq: int
    id: str
    time: int | None
    customer: str | None
    channel: str | None
    product: str | None
    region: str | None
    tier: str | None
    order_value: float | None
    language: str | None
    sentiment: str | None
    intent: str | None
    urgency: str | None
    copy_of: int | None
    text_hash: str | None
    title: str | None
    text: str | None

    @property
    def whole(self) -> str:
        return whole_text(self.title, self.text)


def choose(context: ToolContext, asked: TicketRequest) -> Chosen:
    """Raises BadQuery for ids, fields or values this data does not have, and when nothing is left."""
    if not (asked.records or asked.query.strip() or asked.topic or asked.theme or asked.filters):
        raise BadQuery("ticket_about_what")
    catalog, store = context.catalog(), context.store
    table = feedback_table(catalog.attributes)
    filters = asked.filters
    topic = None
    if asked.topic:
        found = _topic_filter(catalog, asked.topic)
        topic = str(found.value) if found.field == "topic" else None
        filters = (*filters, found)
    theme = theme_filter(catalog, asked.theme) if asked.theme else None
    if theme is not None:
        filters = (*filters, theme)
    filters, unknown = check_filters(catalog, filters, store.timezone)
    if asked.topic or theme:
        filters = (*filters, *_wrong_only(catalog, asked.filters))
    for each in unknown:
        closest = ", ".join(each.closest) or "-"
        raise BadQuery("ticket_value_unknown", field=each.field, value=each.value, closest=closest)
    condition = segment_condition(catalog, table, filters, asked.period, store.timezone)
    if asked.records:
        ids = list(dict.fromkeys(asked.records))
        _require_known(store, table, ids)
        condition = sa.and_(condition, table.c.id.in_(ids))
    if asked.query.strip():
        condition = sa.and_(condition, table.c.id.in_(_searched(context, asked, filters)))
    narrowed = bool(asked.records or asked.query.strip() or asked.period)
    segment = None if narrowed else filters
    return Chosen(table, condition, filters, segment, topic, str(theme.value) if theme else None)


def pieces(connection: sa.Connection, chosen: Chosen, limit: int = MOST) -> list[Piece]:
    """The records, the newest first."""
    table = chosen.table
    names = [name for name in Piece.__slots__ if name not in ("title", "text")]
    query = (
        sa.select(*(table.c[name] for name in names), feedback_text.c.title, feedback_text.c.text)
        .outerjoin(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(chosen.condition)
        .order_by(table.c.time.desc().nulls_last(), table.c.seq.desc())
        .limit(limit)
    )
    return [Piece(*tuple(row)) for row in connection.execute(query)]


def _topic_filter(catalog: Catalog, said: str) -> Filter:
    """The topic, area or category of that id or name, or the only one whose name has it in it.

    Raises BadQuery with the closest there are.
    """
    wanted = fold(said.strip())
    fields = [field for field in map(catalog.field, ("topic", "topic_area", "category")) if field]
    known = [
        (Filter(field=field.name, value=each.value), {fold(n) for n in (each.value, each.en, each.zh) if n})
        for field in fields
        for each in field.values
    ]
    named = [found for found, names in known if wanted in names]
    part = [found for found, names in known if any(wanted in each for each in names)]
    if named or len(part) == 1:
        return (named or part)[0]
    values = {name: str(found.value) for found, names in known for name in names}
    near = [each for each in values if wanted in each] or get_close_matches(wanted, values, cutoff=0.4)
    closest = ", ".join(dict.fromkeys(values[each] for each in near[:5])) or "-"
    raise BadQuery("ticket_value_unknown", field="topic", value=said, closest=closest)


def _wrong_only(catalog: Catalog, filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """A ticket about a topic or theme is about what is wrong: no praise, unless a feeling is asked for."""
    asked = any(each.field == "sentiment" for each in filters)
    if asked or catalog.field("sentiment") is None:
        return ()
    return (Filter(field="sentiment", op="!=", value="positive"),)


def _require_known(store: Store, table: sa.Table, ids: Sequence[str]) -> None:
    with store.read() as connection:
        known = set(connection.scalars(sa.select(table.c.id).where(table.c.id.in_(ids))))
    missing = [each for each in ids if each not in known]
    if missing:
        raise BadQuery("ticket_record_unknown", records=", ".join(missing[:5]))


def _searched(context: ToolContext, asked: TicketRequest, filters: tuple[Filter, ...]) -> list[str]:
    """Ids of the hits that are about the same as the best: a search also finds what shares but a word."""
    from tools.search.query import SearchQuery
    from tools.search.run import find  # numpy and what it needs: only when searching
    from tools.tickets.matching import nearest_to_first

    query = SearchQuery(text=asked.query, filters=filters, period=asked.period, limit=SEARCHED)
    answer = find(context.store, context.catalog(), context.embedder(), context.vectors(), query)
    return nearest_to_first(context.store, context.embedder(), [hit.id for hit in answer.hits], CORE, NEAR)
