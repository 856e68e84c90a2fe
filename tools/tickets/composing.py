"""A ticket's title and summary, put together from what was counted and what customers wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from prompts import Language, text
from tools.segments.query import Filter
from tools.tickets.choosing import Piece
from tools.tickets.tallying import Tally

__all__ = ["day", "summary_of", "title_of"]

LONGEST_TITLE = 120
MOST_STANDING = 4
TITLE_FIELDS = ("product", "region")


def title_of(
    language: Language, topic: str, clause: str, tally: Tally, note: str, asked: Sequence[Filter] = ()
) -> str:
    """What is wrong, on one line: what the person said, else the topic with a customer's own words.

    topic: its name in that language, empty when there is none. asked: the filters of the segment it is about.
    """
    said = " ".join(note.split("\n", 1)[0].split())
    if said:
        return said if len(said) <= LONGEST_TITLE else said[: LONGEST_TITLE - 1] + "…"
    values = [str(each.value) for each in asked if each.field in TITLE_FIELDS and each.op == "="]
    values += [each.value for each in tally.standing if each.field in TITLE_FIELDS and each.share >= 0.5]
    if not values and tally.records == 1 and tally.products:
        values = [tally.products[0][0]]
    values = [each for each in dict.fromkeys(values) if each not in clause][:2]
    comma = ", " if language == "en" else "，"
    where = text("ticket_drafts", "title_where", language, values=comma.join(values)) if values else ""
    if topic and clause:
        return text("ticket_drafts", "title", language, topic=topic, where=where, clause=clause)
    if topic:
        return text("ticket_drafts", "title_plain", language, topic=topic, where=where)
    if clause:
        return text("ticket_drafts", "title_clause", language, clause=clause, where=where)
    return text("ticket_drafts", "title_unknown", language, where=where)


def summary_of(
    language: Language,
    tally: Tally,
    quotes: Sequence[tuple[Piece, str]],
    note: str,
    zone: ZoneInfo,
    asked: frozenset[str] = frozenset(),
    theme: str = "",
) -> str:
    """How many, who, since when, where it stands out, what they wrote. asked: fields that were asked for.

    theme: how large the theme is of late that it is about, said instead of the latest counts.
    """
    figures = list(_figures(language, tally, quotes, zone, asked, lately=not theme))
    lines = [theme] if theme else []
    lines.append((" " if language == "en" else "").join(figures))
    if note.strip():
        lines.append(text("ticket_drafts", "said", language, note=note.strip()))
    if quotes:
        lines += ["", text("ticket_drafts", "quotes", language)]
        lines += [_quote(language, piece, said, zone) for piece, said in quotes]
    return "\n".join(lines)


def day(seconds: int | None, zone: ZoneInfo) -> str:
    """The day on the store's clock, empty when it is not known."""
    return "" if seconds is None else datetime.fromtimestamp(seconds, zone).date().isoformat()


def _figures(
    language: Language,
    tally: Tally,
    quotes: Sequence[tuple[Piece, str]],
    zone: ZoneInfo,
    asked: frozenset[str],
    *,
    lately: bool,
) -> Iterator[str]:
    if tally.records == 1:
        yield _one(language, tally, quotes, zone)
        return
    yield text(
        "ticket_drafts",
        "many_records",
        language,
        records=tally.records,
        customers=_customers(language, tally),
        span=_span(language, tally, zone),
    )
    if lately:
        yield from _lately(language, tally, zone)
    if tally.felt and "sentiment" not in asked:
        yield text("ticket_drafts", "feeling", language, negative=tally.negative, felt=tally.felt)
    if tally.urgent:
        yield text("ticket_drafts", "urgent", language, urgent=tally.urgent)
    if tally.standing:
        yield _standing(language, tally)


def _one(language: Language, tally: Tally, quotes: Sequence[tuple[Piece, str]], zone: ZoneInfo) -> str:
    who = "one_no_customer" if tally.unnamed else "one_customer"
    known = day(tally.first, zone)
    return text(
        "ticket_drafts",
        "one_record",
        language,
        id=quotes[0][0].id if quotes else "",
        date=text("ticket_drafts", "fact", language, value=known) if known else "",
        customer=text("ticket_drafts", who, language),
    )


def _customers(language: Language, tally: Tally) -> str:
    if not tally.customers:
        key = "by_nobody"
    else:
        key = "by_one_customer" if tally.customers == 1 else "by_customers"
        key += "_and_unnamed" if tally.unnamed else ""
    return text("ticket_drafts", key, language, customers=tally.customers, unnamed=tally.unnamed)


def _span(language: Language, tally: Tally, zone: ZoneInfo) -> str:
    first, last = day(tally.first, zone), day(tally.last, zone)
    if not first:
        return ""
    return text(
        "ticket_drafts", "span_day" if first == last else "span_days", language, first=first, last=last
    )


def _lately(language: Language, tally: Tally, zone: ZoneInfo) -> Iterator[str]:
    """Only where there is a time before to compare with: feedback of one month is all of the last 30 days."""
    if tally.recent == tally.records and not tally.before:
        return
    key = "lately_new" if not tally.before else "lately_falling"
    key = "lately_rising" if tally.before and tally.recent > tally.before else key
    last = day(tally.last, zone)
    yield text("ticket_drafts", key, language, recent=tally.recent, before=tally.before, last=last)


def _standing(language: Language, tally: Tally) -> str:
    told = [
        text(
            "ticket_drafts",
            "standing_each",
            language,
            value=each.value,
            having=each.having,
            of=each.of,
            share=f"{each.share:.0%}",
            elsewhere=f"{each.elsewhere:.0%}",
        )
        for each in tally.standing[:MOST_STANDING]
    ]
    joined = text("ticket_drafts", "joined", language).join(told)
    return text("ticket_drafts", "standing", language, each=joined)


def _quote(language: Language, piece: Piece, said: str, zone: ZoneInfo) -> str:
    known = [day(piece.time, zone), piece.product, piece.region, piece.tier]
    facts = "".join(text("ticket_drafts", "fact", language, value=each) for each in known if each)
    line = " ".join(said.split("\n"))
    return text("ticket_drafts", "quote", language, quote=line, id=piece.id, facts=facts)
