"""The record that is answered, as it stands in the store."""

from dataclasses import dataclass

import sqlalchemy as sa

from prompts import Language
from retrieval.database import Store, feedback_table, feedback_text
from retrieval.errors import BadQuery
from retrieval.noting.tables import feedback_topic
from retrieval.records import whole_text

__all__ = ["Case", "language_of", "read_case"]


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
    return Case(
        record, message, (row.title or "").strip(), topic, row.intent, row.channel, row.product, row.customer
    )


def language_of(noted: str, message: str) -> Language:
    """The language a customer is answered in. noted: zh-Hans, zh-Hant, en, mixed or other."""
    if noted.startswith("zh"):
        return "zh"
    if noted == "en":
        return "en"
    wide = sum("\u4e00" <= each <= "\u9fff" for each in message)
    return "zh" if wide * 3 > len(message.split()) else "en"
