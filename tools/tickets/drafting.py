"""A ticket drafted from feedback: title, summary, topic, department, priority, whom it affects."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from prompts import Language
from retrieval.catalog import Catalog
from retrieval.database import Store, feedback_text
from retrieval.errors import BadQuery
from retrieval.records import whole_text
from retrieval.visible import as_run
from tools.results import Result
from tools.segments.conditions import segment_condition
from tools.segments.run import literal_sql
from tools.tickets.choosing import Chosen, Piece, choose, pieces
from tools.tickets.composing import summary_of, title_of
from tools.tickets.deciding import Policy, decide
from tools.tickets.request import TicketRequest
from tools.tickets.tallying import Tally, tally
from tools.tickets.telltale import clause_of, is_chinese, quoted, telling_words
from tools.tickets.themed import named, share_told
from tools.tickets.ticket import TicketDraft
from tools.toolbox import ToolContext

if TYPE_CHECKING:
    from tools.tickets.matching import Match

__all__ = ["Drafted", "TicketRequest", "draft_ticket", "topic_name"]

OTHERS = 1_500
"""Other records a ticket's words are compared with."""

QUOTES = 5
LEAST_SHARE, FEW = 0.3, 5
"""Of the records that must have a topic for the ticket to have it; of fewer than FEW, most must."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """draft: the payload of the proposal. quotes: (record id, quote). sql: the statement of the records.

    matches: open tickets about the same, the likeliest first.
    """

    draft: TicketDraft
    tally: Tally
    quotes: tuple[tuple[str, str], ...]
    sql: str
    matches: "tuple[Match, ...]" = ()

    def result(self, handle: str, asked: TicketRequest) -> Result:
        """The draft as the result of a tool, with every figure that is in it."""
        tally, draft = self.tally, self.draft
        facts: dict[str, Any] = {
            "title": draft.title,
            "department": draft.department,
            "priority": draft.priority,
            "factors": draft.factors,
            "records": tally.records,
            "customers": tally.customers,
            "without_customer": tally.unnamed,
            "recent": tally.recent,
            "before": tally.before,
            "negative": tally.negative,
            "felt": tally.felt,
            "urgent": tally.urgent,
            "add_to": draft.add_to,
            "matches": [{"ticket": each.ticket, "score": round(each.score, 2)} for each in self.matches],
        }
        return Result(
            handle=handle,
            tool="open_ticket",
            query=asked.model_dump(mode="json", exclude_defaults=True),
            sql=self.sql,
            columns=("id", "quote"),
            rows=self.quotes,
            covered=tally.records,
            missing=0,
            facts=facts,
            citations=tuple(record for record, _ in self.quotes),
        )


def draft_ticket(
    context: ToolContext, asked: TicketRequest, at: int, policy: Policy | None = None
) -> Drafted:
    """Drafts it from what the store has, deterministically. at: UTC seconds. policy: the rules in force.

    Where an open ticket is likely about the same, the draft offers to add to it (`add_to`).

    Raises BadQuery when nothing says what it is about, and for what this data does not have.
    """
    chosen = choose(context, asked)
    with context.store.read() as connection:
        found = pieces(connection, chosen)
        if not found:
            raise BadQuery("ticket_no_feedback")
        counted = tally(connection, chosen)
        others = _others(connection, chosen)
        sql = _sql(connection, context.store, chosen)
        language = asked.language or _language(found)
        share = _theme_share(connection, context, chosen, language)
    chinese = language == "zh"
    weights = telling_words([each.whole for each in found], others)
    quotes = quoted(found, weights, QUOTES, chinese)
    clause = clause_of(quotes or [(each, each.whole) for each in found], weights, chinese)
    topic = chosen.topic or _topic(counted)
    name = topic_name(context.catalog(), topic, language)
    if chosen.theme:
        name = named(context.catalog(), chosen.theme, language)
    decided = decide(context.store, found, topic, counted, language, policy or _policy(context), at)
    draft = TicketDraft(
        title=title_of(language, name, clause, counted, asked.note, chosen.filters),
        summary=summary_of(
            language, counted, quotes, asked.note, context.store.timezone, chosen.fixed, share
        ),
        language=language,
        topic=topic,
        product=_product(counted),
        department=decided.department,
        priority=decided.priority,
        factors=dict(decided.factors),
        customers=counted.customers,
        records=tuple(each.id for each in found),
        segment=chosen.segment,
    )
    matches = _matches(context, draft)
    if matches:
        draft = draft.model_copy(update={"add_to": matches[0].ticket})
    return Drafted(draft, counted, tuple((piece.id, said) for piece, said in quotes), sql, matches)


def _theme_share(connection: sa.Connection, context: ToolContext, chosen: Chosen, language: Language) -> str:
    """What share of the segment's feedback the theme is, in a sentence; empty without a theme."""
    if chosen.theme is None:
        return ""
    catalog = context.catalog()
    others = [each for each in chosen.filters if each.field not in ("theme", "theme_group", "sentiment")]
    within = segment_condition(catalog, chosen.table, others, None, context.store.timezone)
    theme = (chosen.theme, named(catalog, chosen.theme, language))
    return share_told(connection, chosen.table, chosen.condition, within, language, theme)


def _policy(context: ToolContext) -> Policy:
    return context.policy() if context.policy else Policy()


def topic_name(catalog: Catalog, topic: str | None, language: Language) -> str:
    """What people call the topic; its id when nothing is known, empty without one."""
    field = catalog.field("topic")
    named = {each.value: each.name(language) for each in field.values} if field else {}
    return named.get(topic, topic) if topic else ""


def _matches(context: ToolContext, draft: TicketDraft) -> "tuple[Match, ...]":
    """Nothing is embedded while no ticket is open."""
    from tools.tickets.matching import open_tickets, same_issue  # numpy: only when drafting

    known = open_tickets(context.store)
    return tuple(same_issue(context.store, context.embedder(), draft, known)) if known else ()


def _language(found: list[Piece]) -> Language:
    texts = [each.whole for each in found if each.whole]
    return "zh" if 2 * sum(map(is_chinese, texts)) > len(texts) else "en"


def _topic(counted: Tally) -> str | None:
    """The most frequent one, if enough of the records have it: of few records, most."""
    least = LEAST_SHARE if counted.records >= FEW else 0.51
    if counted.topics and counted.topics[0][1] >= least * counted.records:
        return counted.topics[0][0]
    return None


def _product(counted: Tally) -> str | None:
    """The product of most of the records."""
    if counted.products and 2 * counted.products[0][1] > counted.records:
        return counted.products[0][0]
    return None


def _others(connection: sa.Connection, chosen: Chosen) -> list[str]:
    table = chosen.table
    query = (
        sa.select(feedback_text.c.title, feedback_text.c.text)
        .join(table, table.c.seq == feedback_text.c.seq)
        .where(sa.not_(chosen.condition))
        .order_by(table.c.seq.desc())
        .limit(OTHERS)
    )
    return [whole_text(title, said) for title, said in connection.execute(query)]


def _sql(connection: sa.Connection, store: Store, chosen: Chosen) -> str:
    counted = sa.select(sa.func.count(), sa.func.count(sa.distinct(chosen.table.c.customer)))
    return literal_sql(as_run(connection, counted.where(chosen.condition)), store.engine.dialect)
