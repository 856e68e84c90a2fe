"""Finds opportunities: reads the segment, tries every rule, keeps what chance does not explain, and tells
it."""

from retrieval.catalog import Catalog, CatalogField
from retrieval.database import Store
from tools.opportunities.choosing import Finding, chosen
from tools.opportunities.evidence import behind
from tools.opportunities.items import churn_columns, segment_fields
from tools.opportunities.naming import Names
from tools.opportunities.opportunity import Opportunities, Opportunity
from tools.opportunities.outcomes import SUBJECTS, complaining
from tools.opportunities.request import OpportunityRequest
from tools.opportunities.rules import NEGATIVE, find_rules
from tools.opportunities.table import Table, read_table
from tools.opportunities.wording import Teller, kind_of, need_of
from tools.tickets.composing import day
from tools.toolbox import ToolContext

__all__ = ["FEWEST", "find_opportunities", "least_support", "read_segment_table"]

FEWEST = 10
_OF = 1000
"""A finding has at least ten records, and a thousandth of all: what is rarer is nobody's plan."""

_FEW = 100


def find_opportunities(context: ToolContext, request: OpportunityRequest, at: int) -> Opportunities:
    """Needs behind complaints in the segment and period of the request, ranked. at: seconds UTC.

    Raises BadQuery for a field, value or period the data cannot have.
    """
    store, catalog = context.store, context.catalog()
    table = read_segment_table(context, request)
    floor = least_support(len(table), request.min_support)
    tried, rules = find_rules(table, catalog, floor)
    found = [
        each for each in chosen(rules) if not request.kinds or kind_of(each.rule.rule, table) in request.kinds
    ]
    complaints = complaining(table, NEGATIVE)
    known = table.time[table.time >= 0]
    return Opportunities(
        request,
        request.language or "en",
        day(int(known.min()), store.timezone) if len(known) else None,
        day(int(known.max()), store.timezone) if len(known) else None,
        len(table),
        int(complaints.sum()) if complaints is not None else 0,
        tried,
        len(found),
        floor,
        len(table) < _FEW,
        _told(store, catalog, table, found[: request.limit], floor, complaints is not None),
        at,
        catalog.version,
        tuple(_warnings(table, complaints is not None)),
    )


def read_segment_table(context: ToolContext, request: OpportunityRequest) -> Table:
    """The records of the request's segment and period, with all that rules are made of. Raises BadQuery."""
    catalog = context.catalog()
    return read_table(context.store, catalog, request.filters, request.period, _fields(catalog))


def least_support(records: int, asked: int | None = None) -> int:
    """Records a finding needs in a segment of that many."""
    return asked if asked is not None else max(FEWEST, round(records / _OF))


def _fields(catalog: Catalog) -> list[CatalogField]:
    more = [catalog.field(name) for name in (*SUBJECTS, "sentiment", "intent", "order_value", "nps")]
    wanted = [*segment_fields(catalog), *churn_columns(catalog), *(each for each in more if each)]
    return list({each.name: each for each in wanted}.values())


def _told(
    store: Store, catalog: Catalog, table: Table, found: list[Finding], floor: int, complaints: bool
) -> tuple[Opportunity, ...]:
    teller = Teller(Names(catalog), table, complaints, floor)
    with store.read() as connection:
        return tuple(
            teller.opportunity(
                each, rank, behind(store, connection, table, each.behind, need_of(each.rule.rule))
            )
            for rank, each in enumerate(found, start=1)
        )


def _warnings(table: Table, complaints: bool) -> list[str]:
    found = []
    if 0 < len(table) < _FEW:
        found.append("few")
    if len(table) and not complaints:
        found.append("no_sentiment")
    if not any(each in table.many or each in table.columns for each in SUBJECTS):
        found.append("no_topics")
    return found
