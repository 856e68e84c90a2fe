"""The record that is answered, as it stands in the store."""

from dataclasses import dataclass

import sqlalchemy as sa

from prompts import Language
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.noting.tables import feedback_topic
from retrieval.records import whole_text
from tools.replies.brief import TicketStanding
from tools.replies.reply import ReplyRequest
from tools.segments.conditions import segment_condition
from tools.segments.query import Filter
from tools.tickets.tables import ticket, ticket_feedback
from tools.tickets.themed import theme_filter
from tools.toolbox import ToolContext

__all__ = ["Case", "cases_in", "language_of", "read_case", "ticket_of"]


@dataclass(frozen=True, slots=True)
class Case:
    """One record. message: title and text, personal data taken out. topic, intent: as noted or corrected."""

    record: str
    message: str
    title: str
    topic: str | None
    intent: str | None
    channel: str | None
    product: str | None
    customer: str | None
    ticket: TicketStanding | None = None


def read_case(store: Store, record: str) -> Case:
    """Raises BadQuery for a record that does not exist, may not be seen, or says nothing."""
    table = feedback_table()
    query = (
        sa.select(
            table.c.seq,
            table.c.intent,
            table.c.channel,
            table.c.product,
            table.c.customer,
            feedback_text.c.text,
            feedback_text.c.title,
        )
        .outerjoin(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.id == record)
    )
    with store.read() as connection:
        row = connection.execute(query).first()
        if row is None:
            raise BadQuery("unknown_record", record=record)
        topic = connection.scalar(
            sa.select(feedback_topic.c.topic)
            .where(feedback_topic.c.seq == row.seq)
            .order_by(feedback_topic.c.confidence.desc(), feedback_topic.c.topic)
            .limit(1)
        )
    message = whole_text(row.title, row.text).strip()
    if not message:
        raise BadQuery("reply_no_text", record=record)
    title = (row.title or "").strip()
    standing = ticket_of(store, record)
    return Case(record, message, title, topic, row.intent, row.channel, row.product, row.customer, standing)


def cases_in(context: ToolContext, asked: ReplyRequest, most: int) -> tuple[Case, ...]:
    """The newest records of the segment that say something. Raises BadQuery as counting does."""
    catalog, store = context.catalog(), context.store
    table = feedback_table(catalog.attributes)
    of_topic = (Filter(field="topic", value=asked.topic),) if asked.topic else ()
    of_theme = (theme_filter(catalog, asked.theme),) if asked.theme else ()
    filters = (*asked.filters, *of_topic, *of_theme)
    condition = segment_condition(catalog, table, filters, asked.period, store.timezone)
    query = (
        sa.select(table.c.id)
        .where(condition, table.c.text_hash.is_not(None))
        .order_by(table.c.time.desc(), table.c.seq.desc())
        .limit(most)
    )
    with store.read() as connection:
        records = list(connection.scalars(query))
    return tuple(read_case(store, each) for each in records)


def ticket_of(store: Store, record: str) -> TicketStanding | None:
    """The newest ticket the record is linked to and that may be seen."""
    query = (
        sa.select(ticket.c.id, ticket.c.state, ticket.c.department)
        .join(ticket_feedback, ticket_feedback.c.ticket == ticket.c.id)
        .where(ticket_feedback.c.record == record, ticket.c.merged_into.is_(None))
        .order_by(ticket.c.id.desc())
        .limit(1)
    )
    if store.limit is not None:
        query = query.where(ticket.c.scope == store.limit.key)
    with store.whole().read() as connection:
        row = connection.execute(query).first()
    return TicketStanding(row.id, row.state, row.department) if row else None


def language_of(noted: str, message: str) -> Language:
    """The language a customer is answered in. noted: zh-Hans, zh-Hant, en, mixed or other."""
    if noted.startswith("zh"):
        return "zh"
    if noted == "en":
        return "en"
    wide = sum("\u4e00" <= each <= "\u9fff" for each in message)
    return "zh" if wide * 3 > len(message.split()) else "en"
