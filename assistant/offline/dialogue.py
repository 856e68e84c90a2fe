"""One message in its conversation -> one reading for each question in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.language import question_language
from assistant.offline.asides import without_asides
from assistant.offline.choosing import settled
from assistant.offline.contrast import asks_of_both, compared_with, contrast
from assistant.offline.followup import Before, leans, merged, names_whole, part_of, quoted_anew
from assistant.offline.lexicon import concept, means_nothing
from assistant.offline.linking import Linker
from assistant.offline.openings import opening
from assistant.offline.reading import Reading, answerable, parts, read, with_reasons
from assistant.offline.scan import plain
from retrieval.catalog import Catalog
from tools.segments.spans import WeekStart

__all__ = ["read_message", "unsettled"]

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
    language = question_language(message)
    readings: list[Reading] = []
    asked = parts(without_asides(message))
    for part in [each for each in asked if not _empty(each)] or asked:
        reading = _read_part(part, before, ask, first=not readings)
        reading = replace(reading, language=language)  # an opening that was stripped counts, too
        if reading.intent == "quotes" and readings and readings[-1].intent == "quotes":
            reading = quoted_anew(reading, readings.pop())
        if not reading.problem:
            earlier = before.query if before else None
            before = Before(
                reading.query, reading.intent == "quotes", reading.topic, reading.limit, earlier=earlier
            )
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
    held_against = _contrasted(part, before, ask)
    if held_against is not None:
        return held_against
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
    if part_of(part) and names_whole(reading, before.query):
        return merged(reading, before)
    if leans(part, reading, first=first):
        favouring = ask(part, before)
        return merged(favouring if leans(part, favouring, first=first) else reading, before)
    if reading.problem and len(part) < _SHORT:
        favouring = ask(part, before)
        if leans(part, favouring, first=first):
            return merged(favouring, before)
    return reading


def _contrasted(part: str, before: Before, ask: _Read) -> Reading | None:
    """The answer before held against what the question names, or against the one before that."""
    if before.quoted:
        return None
    if before.earlier is not None and asks_of_both(part):
        both = contrast(before.query, before.earlier)
        asked = replace(ask(part, before), intent="count", problem=None, details={}, claim=None)
        return replace(asked, query=both) if both else None
    other = compared_with(part)
    if other is None:
        return None
    alone = replace(before, query=before.query.model_copy(update={"compare": None}))
    reading = ask(other, alone)
    if "measure" in reading.explicit or not leans(other, reading, opened=True):
        return None
    both = contrast(alone.query, merged(reading, alone).query)
    return replace(reading, query=both, intent="count", problem=None) if both else None


def _empty(part: str) -> bool:
    """ "OK.", "谢谢！": nothing is asked."""
    if re.search(concept("quotes"), plain(part)):
        return False
    return means_nothing(plain(part)) or not opening(part).rest.strip(" ,.!?，。！？")


def _pointed(part: str, before: Before) -> tuple[str, bool]:
    """ "The top one", "那个月": named by what the answer before put first."""
    found = re.search(concept("first_of_before"), plain(part)) if before.first else None
    if found is None or len(plain(part)) != len(part):
        return part, False
    return f"{part[: found.start()]} {before.first} {part[found.end() :]}", True


_SHORT = 30
"""A question shorter than this may name a value that only the conversation makes clear."""


def unsettled(message: str, readings: Sequence[Reading], answer: str) -> str | None:
    """What was asked, with what the answer to "which do you mean?" chose; None when it chose nothing."""
    doubted = next((each for each in reversed(readings) if each.problem == "which"), None)
    if doubted is None:
        return None
    said, options = doubted.details.get("said", ""), doubted.details.get("options", "").split("\n")
    asked = doubted.details.get("asked") or message
    return settled(asked, said, options, answer)
