"""One message in its conversation -> one reading for each question in it."""

import re
from collections.abc import Callable
from datetime import date

from assistant.offline.followup import Before, leans, merged, quoted_anew
from assistant.offline.lexicon import concept, means_nothing
from assistant.offline.linking import Linker
from assistant.offline.openings import opening
from assistant.offline.reading import Reading, answerable, parts, read, with_reasons
from assistant.offline.scan import plain
from retrieval.catalog import Catalog
from tools.segments.spans import WeekStart

__all__ = ["read_message", "settled"]

_Read = Callable[[str, Before | None], Reading]
"""A question, and the turn before when it is about the same -> its reading."""


def read_message(
    message: str,
    before: Before | None,
    catalog: Catalog,
    linker: Linker,
    today: date,
    week_start: WeekStart = "monday",
) -> list[Reading]:
    """What each question in the message asks for; what one leaves out it takes from the one before it."""
    ask = _reader(catalog, linker, today, week_start)
    readings: list[Reading] = []
    asked = parts(message)
    for part in [each for each in asked if not _empty(each)] or asked:
        reading = _read_part(part, before, ask, first=not readings)
        if reading.intent == "quotes" and readings and readings[-1].intent == "quotes":
            reading = quoted_anew(reading, readings.pop())
        if not reading.problem:
            before = Before(reading.query, reading.intent == "quotes", reading.topic, reading.limit)
        elif reading.problem != "nothing_asked" and not readings:
            before = None
        readings += with_reasons(reading, catalog)
    return answerable(readings)


def _reader(catalog: Catalog, linker: Linker, today: date, week_start: WeekStart) -> _Read:
    """Reads a question on its own, or as one about what the turn before was about."""

    def ask(question: str, about: Before | None) -> Reading:
        if about is None:
            return read(question, catalog, linker, today, week_start=week_start)
        return read(question, catalog, linker, today, about.fields, about.query.period, week_start)

    return ask


def _read_part(part: str, before: Before | None, ask: _Read, *, first: bool) -> Reading:
    """Read as a follow-up when it begins or is shaped like one, else on its own."""
    if before is None:
        return ask(part, None)
    part, pointed = _pointed(part, before)
    opened = opening(part)
    if pointed:
        reading = ask(opened.rest, before)
        return merged(reading, before) if leans(opened.rest, reading, first=first, opened=True) else reading
    if opened.leaning:
        reading = ask(opened.rest, before)
        if leans(opened.rest, reading, first=first, opened=True):
            return merged(reading, before)
    reading = ask(part, None)
    if leans(part, reading, first=first):
        favouring = ask(part, before)
        return merged(favouring if leans(part, favouring, first=first) else reading, before)
    if reading.problem and len(part) < _SHORT:
        favouring = ask(part, before)
        if leans(part, favouring, first=first):
            return merged(favouring, before)
    return reading


def _empty(part: str) -> bool:
    """ "OK.", "谢谢！": nothing is asked."""
    return means_nothing(plain(part)) or not opening(part).rest.strip(" ,.!?，。！？")


def _pointed(part: str, before: Before) -> tuple[str, bool]:
    """ "The top one", "那个月": named by what the answer before put first."""
    found = re.search(concept("first_of_before"), plain(part)) if before.first else None
    if found is None or len(plain(part)) != len(part):
        return part, False
    return f"{part[: found.start()]} {before.first} {part[found.end() :]}", True


_SHORT = 30
"""A question shorter than this may name a value that only the conversation makes clear."""


def settled(asked: str, reading: Reading, answer: str) -> str:
    """The question with the words that could mean several things replaced by what was chosen of them."""
    said, options = reading.details.get("said", ""), reading.details.get("options", "").split("\n")
    chosen = next(
        (each for each in options if each and each.casefold() in answer.casefold()), answer.strip(" .。!！")
    )
    return re.sub(re.escape(said), chosen, asked, count=1, flags=re.IGNORECASE) if said else asked
