"""One message in its conversation -> one reading for each question in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.language import question_language
from assistant.offline.names.linking import Linker
from assistant.offline.query.further import further
from assistant.offline.query.limited import limited
from assistant.offline.query.reading import Reading, answerable, parts, read, with_reasons
from assistant.offline.text.asides import without_asides
from assistant.offline.text.lexicon import concept, means_nothing
from assistant.offline.text.scan import plain
from assistant.offline.times.elided import to_date
from assistant.offline.turns.among import kind_ranked, ranked_by, told_anew, with_one_more
from assistant.offline.turns.before import Before
from assistant.offline.turns.carried import of_groups_left
from assistant.offline.turns.choosing import chosen, settled
from assistant.offline.turns.contrast import asks_how_far, asks_of_both, compared_with, contrast
from assistant.offline.turns.denied import turned_round
from assistant.offline.turns.elsewhen import elsewhen, unit_named, weekday_named
from assistant.offline.turns.followup import merged, names_whole, part_of, quoted_anew
from assistant.offline.turns.leaning import leans, points_back
from assistant.offline.turns.lifting import also_lifted, counts_those, lift
from assistant.offline.turns.lists import column_added, of_all, relisted
from assistant.offline.turns.of_each import of_each
from assistant.offline.turns.openings import begun_anew, opening, shortened
from assistant.offline.turns.pointing import (
    at_place,
    first_named,
    names_only,
    names_the_other,
    of_first_rows,
    of_kept_rows,
    of_listed_row,
    others,
    pointed,
    ranked_list,
    ranks_times,
    rows_meant,
    without_figure,
)
from assistant.offline.turns.quoting_on import asks_for_one, read_on
from assistant.offline.turns.same import same_for
from assistant.offline.turns.shortened import named_in_full, number_named, still_held
from assistant.offline.turns.summing import summed
from assistant.offline.turns.things import counted_alike, first_only, named_by_each, things_named
from assistant.offline.turns.together import asks_for_both, asks_for_more, asks_for_overlap, overlap, together
from assistant.offline.turns.whole import asks_whole, of_whole
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy, SegmentQuery
from tools.segments.spans import WeekStart

__all__ = ["read_message", "settled_otherwise", "unsettled"]

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
    language = question_language(message, before.language if before else None)
    whole = without_asides(message)
    groups = limited(whole, lambda said: ask(said, None))
    if groups is None and not (before is not None and before.shown and re.search("那一?[个款家种类]", whole)):
        groups = further(whole, lambda said: ask(said, None))
    if groups is not None:
        return [replace(groups, language=language)]
    readings: list[Reading] = []
    asked = parts(without_asides(message) if before else to_date(without_asides(message)))
    for part in [each for each in asked if not _empty(each)] or asked:
        anew = begun_anew(part)
        if anew is not None:
            before, part = None, anew or part
            if not anew:
                continue
        reading = _read_part(part, before, ask, catalog, first=not readings)
        reading = replace(reading, language=language)  # an opening that was stripped counts, too
        if reading.intent == "quotes" and readings and readings[-1].intent == "quotes":
            reading = quoted_anew(reading, readings.pop())
        reading = of_groups_left(reading)
        if not reading.problem:
            before = _then(reading, before)
        elif reading.problem != "nothing_asked" and not readings:
            before = None
        readings += with_reasons(reading, catalog)
    return answerable(readings) or [replace(ask(message, None), language=language)]


def _then(reading: Reading, before: Before | None) -> Before:
    """What the next question of the same message leans on."""
    told = Before(reading.query, reading.intent == "quotes", reading.topic, reading.limit)
    if before is None:
        return told
    return replace(
        told, earlier=before.query, shown=before.shown, shown_by=before.shown_by, listed=before.listed
    )


def _reader(catalog: Catalog, linker: Linker, today: date, week_start: WeekStart) -> _Read:
    """Reads a question on its own, or as one about what the turn before was about."""

    def ask(question: str, about: Before | None) -> Reading:
        if about is None:
            return read(question, catalog, linker, today, week_start=week_start)
        return read(question, catalog, linker, today, about.fields, about.query.period, week_start)

    return ask


def _read_part(part: str, before: Before | None, ask: _Read, catalog: Catalog, *, first: bool) -> Reading:
    """Read as a follow-up when it begins or is shaped like one, else on its own."""
    if before is None:
        return ask(part, None)
    on = read_on(part, before, catalog)
    if isinstance(on, Reading):
        return on
    part = same_for(on)
    part = weekday_named(unit_named(number_named(still_held(part), before, catalog), before), before)
    if (before.query.period is not None or not before.first) and not ranks_times(before.query):
        part = shortened(part)
    added = with_one_more(on, before, ask) or summed(on, before, ask) or ranked_by(on, before, ask)
    if added is not None:
        return added
    listed = told_anew(part, before) or relisted(part, before)
    if listed is not None:
        return _asking(listed, part, before, ask)
    part = named_by_each(named_in_full(part, before, catalog), before, catalog)
    for reader in (
        column_added,
        of_all,
        of_each,
        _contrasted,
        summed,
        _together,
        _of_the_rest,
        _again,
        _freed,
        _of_a_row,
        _of_those,
    ):
        found = reader(part, before, ask)
        if found is not None:
            return found
    return _read_leaning(part, before, ask, first=first)


def _read_leaning(part: str, before: Before, ask: _Read, *, first: bool) -> Reading:
    counted = before.query.measures[0].op == "count"
    told = part if counted or ranks_times(before.query) else shortened(part)
    told, pointed = first_named(told, before)
    part = told if pointed else part
    opened = opening(part)
    if pointed or opened.leaning:
        reading = ask(opened.rest, before)
        if leans(opened.rest, reading, first=first, opened=True):
            return _merged(part, _of_all_its_records(reading) if pointed else reading, before)
        if pointed:
            return reading
    reading = ask(part, None)
    if _same_measure(reading, before):
        return _merged(part, ask(part, before), before)
    if part_of(part) and names_whole(reading, before.query):
        return merged(reading, before)
    if leans(part, reading, first=first):
        favouring = ask(part, before)
        return _merged(part, favouring if leans(part, favouring, first=first) else reading, before)
    if of_listed_row(part, reading, before):
        return _merged(part, ask(part, before), before)
    if reading.problem and len(part) < _SHORT:
        favouring = ask(part, before)
        if leans(part, favouring, first=first):
            return _merged(part, favouring, before)
    return reading


def _of_all_its_records(reading: Reading) -> Reading:
    """ "What is its NPS?" after what gets the most complaints: its score is not one of the complaints alone."""
    scores = [each.op in _FELT or each.field == "rating" for each in reading.query.measures]
    felt = any(each.field == "sentiment" for each in reading.query.filters)
    scored = "measure" in reading.explicit and all(scores) and not felt
    return replace(reading, lifted=reading.lifted | {"sentiment"}) if scored else reading


_FELT = ("nps", "csat", "share_negative", "share_positive")


def _same_measure(reading: Reading, before: Before) -> bool:
    """ "The reply rate in August" after that of September: what was asked before, of another period."""
    measure = reading.query.measures[0]
    told = measure.op != "count" and reading.query.measures == before.query.measures and not before.quoted
    return (
        told
        and reading.explicit - {"filters"} == {"measure", "period"}
        and reading.problem is None
        and not reading.query.filters
    )


def _merged(part: str, reading: Reading, before: Before) -> Reading:
    reading = counted_alike(part, reading, before)
    whole = of_whole(reading, before.query) if asks_whole(opening(part).rest, reading) else None
    if whole is not None:
        return whole
    rows = None if counts_those(part, reading) else rows_meant(part, reading, before)
    if rows is not None:
        return merged(*_of_rows(reading, before, rows))
    more = also_lifted(part, reading, before)
    anew = "groups" in reading.explicit and points_back(plain(part))
    first = of_first_rows(before) if anew or counts_those(part, reading) else None
    split = {each.field for each in reading.query.filters} | {each.field for each in reading.query.group_by}
    if first is not None and first.field not in split:
        query = reading.query.model_copy(update={"filters": (first, *reading.query.filters)})
        reading = replace(reading, query=query)
    kept = of_kept_rows(reading, before, pointed=points_back(plain(part)))
    if kept is not None and kept.field not in reading.lifted:
        query = reading.query.model_copy(update={"filters": (kept, *reading.query.filters)})
        reading = replace(reading, query=query)
        before = replace(before, query=before.query.model_copy(update={"having": (), "min_group": 1}))
    return merged(replace(reading, lifted=reading.lifted | more), before)


def _of_those(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "What is their average rating?" after a ranking, 谁付得最多 after what two groups pay."""
    those = ask(opening(part).rest, before)
    kind = kind_ranked(part, those, before)
    if kind is not None:
        return merged(kind, before)
    meant = rows_meant(part, those, before) is not None and not counts_those(part, those)
    return _merged(part, those, before) if meant else None


def _of_rows(reading: Reading, before: Before, rows: Filter) -> tuple[Reading, Before]:
    """A figure of each of the rows that a ranking put first, and the turn before without its ranking."""
    reading = _of_all_its_records(reading)
    groups = (GroupBy(field=rows.field or ""),)
    query = reading.query.model_copy(update={"filters": (*reading.query.filters, rows), "group_by": groups})
    unranked = before.query.model_copy(update={"order": None, "limit": None, "offset": 0})
    told = replace(reading, query=query, explicit=reading.explicit | {"groups"})
    return told, replace(before, query=unranked)


def _together(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "Both together?", 两个加起来呢: the last two answers as one."""
    if before.quoted or before.earlier is None:
        return None
    if asks_for_more(part):
        three = {"asked": f"“{part.strip()}”"}
        return Reading(question_language(part), "unread", problem="not_understood", details=three)
    if not (asks_for_both(part) or asks_for_overlap(part)):
        return None
    one = overlap if asks_for_overlap(part) else together
    both = one(before.query, before.earlier)
    asked = replace(ask(part, before), intent="count", problem=None, details={}, claim=None)
    return replace(asked, query=both) if both else None


def _of_the_rest(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "And the rest?", 其余的呢."""
    query = others(part, before)
    if query is None:
        return None
    if before.quoted:
        return replace(ask(part, before), intent="quotes", query=query, topic=before.topic, problem=None)
    return replace(ask(part, before), intent="count", query=query, problem=None, details={}, claim=None)


def _again(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "What are they?" after a number of different things; "how about after that?"."""
    readers = (things_named, first_only, elsewhen, turned_round)
    query = next((query for each in readers if (query := each(part, before))), None)
    return None if query is None else _asking(query, part, before, ask)


def _asking(query: SegmentQuery, part: str, before: Before, ask: _Read) -> Reading:
    """The query as what the question asks for."""
    asked = replace(ask(part, before), intent="count", problem=None, details={}, claim=None)
    return replace(asked, query=query, readings=(), beside=(), quoted_too=False)


def _freed(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "Without the VIP filter", 不限VIP了: a condition of the turn before is taken back."""
    found = lift(part, before, lambda said: ask(said, before))
    if found is None:
        return None
    reading = ask(opening(found.rest).rest, before) if found.rest else None
    if reading is not None and not leans(found.rest, reading, opened=True):
        return None
    alone = reading or Reading(question_language(part), "count")
    return merged(replace(alone, lifted=alone.lifted | found.fields, problem=None, details={}), before)


def _of_a_row(part: str, before: Before, ask: _Read) -> Reading | None:
    """ "How many of the second one are open?", 第一名那个的原话: about a row of the last list."""
    found = pointed(without_figure(part, before, ask), before)
    if found is None:
        return None
    text, label = found
    listed = ranked_list(before)
    if listed is not None and names_only(text):
        return Reading(question_language(part), "count", at_place(listed, before.shown.index(label), before))
    named = opening(text.replace("\x01", f" {label} ")).rest
    reading = ask(named, before)
    own = (*reading.query.filters, *(one for each in reading.query.measures for one in each.where))
    if any(each.field == before.shown_by and str(each.value) == label for each in own) or not before.shown_by:
        return _merged(part, reading, before) if leans(named, reading, opened=True) else None
    bare = opening(text.replace("\x01", " ")).rest
    reading = ask(bare, before) if bare.strip() else Reading(question_language(part), "count")
    if not leans(bare, reading, opened=True):
        return None
    row = Filter(field=before.shown_by, value=label)
    query = reading.query.model_copy(update={"filters": (*reading.query.filters, row)})
    return _merged(part, replace(reading, query=query, problem=None, details={}), before)


def _contrasted(part: str, before: Before, ask: _Read) -> Reading | None:
    """The answer before held against what the question names, or against the one before that."""
    if before.quoted:
        return None
    if asks_how_far(part):
        told = before.query.compare is not None
        both = before.query if told else contrast(before.query, before.earlier) if before.earlier else None
        if both is None:
            words = {"asked": f"“{part.strip()}”"}
            return Reading(question_language(part), "unread", problem="not_understood", details=words)
        return _asking(both, part, before, ask)
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
    lifted = also_lifted(other, reading, alone)  # 和整体比
    both = contrast(alone.query, merged(replace(reading, lifted=reading.lifted | lifted), alone).query)
    return replace(reading, query=both, intent="count", problem=None) if both else None


def _empty(part: str) -> bool:
    """ "OK.", "谢谢！": nothing is asked."""
    quoted = re.search(concept("quotes"), plain(part)) or asks_for_one(part)
    return not quoted and (means_nothing(plain(part)) or not opening(part).rest.strip(" ,.!?，。！？"))


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


def settled_otherwise(message: str, readings: Sequence[Reading], reply: str, question: str) -> str | None:
    """What was asked, with the choice the reply passed over: "and the other one?", "and as a touchpoint?".

    message, readings: the question that was met by "which do you mean?"; reply: what chose then; question: what is
    asked now. None when it turns to no other of those choices.
    """
    doubted = next((each for each in reversed(readings) if each.problem == "which"), None)
    if doubted is None:
        return None
    options = doubted.details.get("options", "").split("\n")
    taken = chosen(options, reply)
    left = [each for each in options if each not in taken]
    rest = re.sub(r"^(?:as|for|the) ", "", opening(question).rest.strip())
    turned = left if names_the_other(question) and len(left) == 1 else chosen(options, rest)
    if (
        not taken
        or len(turned) != 1
        or turned[0] in taken
        or re.match(r"by |per |each |按|各|每", plain(rest))
    ):
        return None
    return settled(
        doubted.details.get("asked") or message, doubted.details.get("said", ""), options, turned[0]
    )
