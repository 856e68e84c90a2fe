"""A search run: feedback found inside a segment, quoted word for word."""

from datetime import datetime
from zoneinfo import ZoneInfo

from retrieval.catalog import Catalog, data_span
from retrieval.database import Store, feedback_table
from retrieval.embedding import Embedder
from retrieval.search import FACTS, Hit, Mode, SearchAnswer, Segment, newest, search
from retrieval.vectors import Vectors
from tools.results import Cell, Result
from tools.search.query import SearchQuery
from tools.segments.conditions import segment_condition

__all__ = ["find", "local_time", "search_feedback"]


def search_feedback(
    store: Store,
    catalog: Catalog,
    embedder: Embedder,
    vectors: Vectors | None,
    query: SearchQuery,
    handle: str = "r1",
) -> Result:
    """The records found, the best first: id, quote, time and the facts that are known of them.

    covered and missing: records of the segment with and without a vector; both are searched by words. `facts`
    has the same as `coverage`, and the number of hits. Raises BadQuery for a field or value this data cannot
    have.
    """
    answer = find(store, catalog, embedder, vectors, query)
    shown = [name for name in FACTS if any(name in hit.facts for hit in answer.hits)]
    texts, embedded = answer.coverage.texts, answer.coverage.embedded
    return Result(
        handle=handle,
        tool="search_feedback",
        query=query.model_dump(mode="json", exclude_defaults=True),
        sql=None,
        columns=("id", "quote", "time", *shown),
        rows=tuple(_row(hit, shown, store.timezone) for hit in answer.hits),
        covered=embedded,
        missing=texts - embedded,
        facts={
            "hits": len(answer.hits),
            "coverage": {"texts": texts, "embedded": embedded},
            **_data_days(catalog, query),
        },
        citations=tuple(hit.id for hit in answer.hits),
    )


def _data_days(catalog: Catalog, query: SearchQuery) -> dict[str, dict[str, str]]:
    """The days the data spans, where a period was asked for: an answer says so when that goes beyond them."""
    days = data_span(catalog) if query.period else None
    return {"data": {"first": days[0].isoformat(), "last": days[1].isoformat()}} if days else {}


def find(
    store: Store,
    catalog: Catalog,
    embedder: Embedder,
    vectors: Vectors | None,
    query: SearchQuery,
    mode: Mode = "hybrid",
) -> SearchAnswer:
    """The same search, with scores and ranks for programs; without a text, the newest records."""
    table = feedback_table(catalog.attributes)
    condition = segment_condition(catalog, table, query.filters, query.period, store.timezone)
    segment = Segment(table, (condition,))
    if not query.text.strip():
        return newest(store, embedder.name, segment, query.limit)
    return search(store, embedder, vectors, query.text, segment, query.limit, mode)


def _row(hit: Hit, shown: list[str], zone: ZoneInfo) -> tuple[Cell, ...]:
    time = None if hit.time is None else local_time(hit.time, zone)
    return (hit.id, hit.quote, time, *(hit.facts.get(name) for name in shown))


def local_time(seconds: int, zone: ZoneInfo) -> str:
    """A record's time on the clock of the store, to the minute."""
    return datetime.fromtimestamp(seconds, zone).isoformat(sep=" ", timespec="minutes")[:16]
