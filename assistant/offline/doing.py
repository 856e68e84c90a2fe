"""What is to be done, as the call of a tool that proposes it: which records, or which segment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.offline.orders import Order
from assistant.offline.query.reading import Reading
from assistant.offline.turns.before import Before
from prompts import Language

__all__ = ["CALLS", "Shown", "order_reading"]

CALLS = {"reply": "draft_reply", "ticket": "open_ticket"}
"""The tool of each intent."""

_MOST_POINTED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """Ids of records in a conversation. last: what "this" means. listed: what "the second one" counts in."""

    last: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def order_reading(
    order: Order,
    language: Language,
    before: Before | None,
    shown: Shown,
    read: Callable[[str], Reading],
) -> Reading:
    """The call an order makes. shown: the records of the conversation. read: a question alone."""
    if order.doing == "decide":
        return Reading(language, "decide", problem="decide")
    records = order.records or _pointed(order, shown)
    segment = _segment(order, before if order.doing == "ticket" else None, read) if not records else None
    reading = segment or Reading(language, "count")
    asked: dict[str, Any] = {"records": list(records)} if records else _about(reading, order)
    reading = replace(
        reading,
        language=language,
        intent=order.doing,
        problem=None,
        notes=(),
        claim=None,
        query=reading.query,
    )
    if order.doing == "reply":
        return _reply(reading, order, records, asked, shown)
    if not asked:
        return replace(reading, problem="which_feedback")
    note = {"note": order.note} if order.note else {}
    return replace(reading, asked=asked | note | {"language": language})


def _reply(
    reading: Reading, order: Order, records: Sequence[str], asked: dict[str, Any], shown: Shown
) -> Reading:
    """A reply answers one record, or all of a segment that was named: never a guess among several."""
    if len(records) > 1 or not asked or set(asked) == {"query"}:
        ids = ", ".join((records or shown.listed)[:5])
        problem = "which_record" if ids else "which_record_none"
        return replace(reading, problem=problem, details={"ids": ids})
    if records:
        asked = {"record": records[0]}
    extra = {"note": order.note} if order.note else {}
    return replace(reading, asked=asked | extra | ({"length": "short"} if order.short else {}))


def _pointed(order: Order, shown: Shown) -> tuple[str, ...]:
    """The records shown before that an order points at: "the second one", "this", 这几条."""
    if order.pointing is None:
        return ()
    if order.pointing == 0:
        return shown.last[:_MOST_POINTED] if not order.rest else ()
    place = order.pointing - 1 if order.pointing > 0 else order.pointing
    listed = shown.listed
    return (listed[place],) if -len(listed) <= place < len(listed) else ()


def _segment(order: Order, before: Before | None, read: Callable[[str], Reading]) -> Reading | None:
    """The segment an order names, or the one the conversation is about."""
    if order.rest:
        return read(order.rest)
    if before is None:
        return None
    return Reading("en", "count", query=before.query, topic=before.topic if before.quoted else "")


def _about(reading: Reading, order: Order) -> dict[str, Any]:
    """The arguments that say which segment; words to search for, where they name none."""
    if reading.problem:
        return {"query": order.rest}
    query = reading.query.model_dump(mode="json", exclude_defaults=True)
    about = {name: query[name] for name in ("filters", "period") if query.get(name)}
    if reading.topic:
        about["query"] = reading.topic
    filters = about.get("filters", ())
    if len(filters) == 1 and set(filters[0]) == {"field", "value"} and filters[0]["field"] == "theme":
        about["theme"] = about.pop("filters")[0]["value"]
    return about or ({"query": order.rest} if order.rest else {})
