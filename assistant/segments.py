"""A segment and a period as people write them: on the command line, in an address, in a page's box.

`channel=app|web,tier=VIP`; "last quarter", "上个月", "2026-Q3", "2026-07-01..2026-09-30".
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from retrieval.catalog import Catalog, data_span
from retrieval.errors import BadQuery, BadSetting
from tools.scope import parse_scope
from tools.segments.checking import check_filters, check_period
from tools.segments.query import Filter, Period

__all__ = ["day_of", "read_period", "read_segment"]

_ANY = ("", "all", "any", "all time", "全部", "不限", "所有")
_LONGEST = 200
_SHOWN = 10


def read_segment(written: str, catalog: Catalog) -> tuple[Filter, ...]:
    """The filters of a segment, with fields and values as this data spells them.

    Raises BadQuery for what cannot be read, and for a field or value this data does not have.
    """
    try:
        parts = parse_scope(written)
    except BadSetting as error:
        raise BadQuery("segment_unreadable", part=error.details["part"]) from error
    filters = tuple(_filter(field, values) for field, values in parts)
    checked, unknown = check_filters(catalog, filters, ZoneInfo(catalog.timezone))
    for each in unknown:
        known = each.closest or _commonest(catalog, each.field)
        raise BadQuery("segment_value", field=each.field, value=each.value, known=", ".join(known) or "-")
    return checked


def _filter(field: str, values: tuple[str, ...]) -> Filter:
    return (
        Filter(field=field, value=values[0])
        if len(values) == 1
        else Filter(field=field, op="in", values=values)
    )


def _commonest(catalog: Catalog, field: str) -> list[str]:
    found = catalog.field(field)
    return [each.value for each in found.values[:_SHOWN]] if found else []


def read_period(written: str, catalog: Catalog, today: date) -> Period | None:
    """The period that is meant; None for all time. today: what "last month" counts from.

    Raises BadQuery for what is no period, and for data without times.
    """
    from assistant.offline.text.scan import Scan
    from assistant.offline.times import read_times

    said = written.strip()
    if said.lower() in _ANY:
        return None
    scan = Scan.of(said[:_LONGEST].replace("..", " to "))
    found = read_times(scan, today, data_span(catalog))
    if len(found) != 1 or scan.rest() or found[0].period == Period():
        raise BadQuery("period_unreadable", period=said[:_LONGEST])
    check_period(catalog, found[0].period, ZoneInfo(catalog.timezone))
    return found[0].period


def day_of(moment: int, catalog: Catalog) -> date:
    """The day it is on the data's clock, at a moment in seconds UTC."""
    return datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(catalog.timezone)).date()
