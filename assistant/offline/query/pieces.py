"""A question taken apart: every piece it is made of, before anything is put together from them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from assistant.offline.conditions.absent import asks_absent
from assistant.offline.conditions.clock import (
    by_weekday,
    clock_conditions,
    days_apart,
    has_hours,
    without_own_weekday,
)
from assistant.offline.conditions.echoes import without_echoes
from assistant.offline.conditions.flags import (
    denies,
    open_conditions,
    rate_conditions,
    stated_flags,
    turned_flags,
    unset_conditions,
)
from assistant.offline.conditions.full_marks import full_marks
from assistant.offline.conditions.glosses import glosses_read
from assistant.offline.conditions.hearing import hear
from assistant.offline.conditions.joining import different
from assistant.offline.conditions.left_out import leave_out
from assistant.offline.conditions.numbers import number_conditions
from assistant.offline.conditions.stated import (
    Condition,
    missing_conditions,
    of_field,
    text_conditions,
    theme_conditions,
    unrated_conditions,
    with_feelings,
)
from assistant.offline.conditions.thresholds import enough, times_over
from assistant.offline.conditions.topics import mentioned, unread, worded
from assistant.offline.conditions.values import value_conditions
from assistant.offline.layout.against_one import beyond_one
from assistant.offline.layout.crossing import split_flags
from assistant.offline.layout.examples import take_examples
from assistant.offline.layout.listed import take_listed
from assistant.offline.layout.ordering import Ordering, find_ordering
from assistant.offline.layout.sides import Sides, against_the_one_before, apart, find_sides
from assistant.offline.layout.structure import extreme_time, find_buckets, take_crossings
from assistant.offline.layout.used import used_up
from assistant.offline.measures.asked import Asked, find_measure
from assistant.offline.measures.bounds import Limit, averaged, either, fewest, find_limits, held_against
from assistant.offline.measures.quoting import newest_first
from assistant.offline.measures.rates import rates_read
from assistant.offline.measures.stated_only import take_stated_only
from assistant.offline.measures.tallies import tallies
from assistant.offline.measures.verbs import done_with, take_defined, without_totals
from assistant.offline.names.customers import customer_mentions, told_once
from assistant.offline.names.durations import lasting
from assistant.offline.names.introduced import introduced
from assistant.offline.names.linking import Doubt, FieldMention, Linker
from assistant.offline.names.numbered import hidden, take_numbers, uncover
from assistant.offline.names.own_words import take_own_words
from assistant.offline.names.respelling import inclusive, respelled
from assistant.offline.premises.absences import premise_first, take_absence, take_consequence
from assistant.offline.premises.beyond import asks_beyond, asks_how_long
from assistant.offline.premises.statements import Statement, find_statement
from assistant.offline.query.lifted import lifted_fields
from assistant.offline.query.quoted import felt_besides, named_in_quotes, take_quoting
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from assistant.offline.text.shorthand import written_out
from assistant.offline.text.taking import take_all, take_trend
from assistant.offline.times import TimeMention, read_times
from assistant.offline.times.elided import filled_out
from prompts import Language
from retrieval.catalog import Catalog, data_span
from tools.segments.query import GroupBy, Period
from tools.segments.spans import WeekStart

__all__ = ["Pieces", "take_apart"]

_ADDED = ("count", "customers", "distinct", "sum", "share_of_total")
"""Measures of which the figures of two values can be put together."""


@dataclass(slots=True)
class Pieces:
    """What was found.

    `unread` is what nobody understood; `lacks`, why this data cannot answer; `doubts`, what has to be asked.
    """

    language: Language
    scan: Scan
    describe: bool = False
    conditions: list[Condition] = field(default_factory=list)
    times: list[TimeMention] = field(default_factory=list)
    fields: list[FieldMention] = field(default_factory=list)
    named: list[FieldMention] = field(default_factory=list)
    buckets: list[GroupBy] = field(default_factory=list)
    least: int = 1
    limits: list[Limit] = field(default_factory=list)
    limit: int | None = None
    quotes: bool = False
    show: bool = False
    why: bool = False
    trend: bool = False
    changed: bool = False
    compared: bool = False
    span: bool = False
    extreme_time: str | None = None
    ordering: Ordering | None = None
    asked: Asked = field(default_factory=Asked)
    sides: Sides | None = None
    statement: Statement | None = None
    stated_first: str | None = None
    absence: bool = False
    ranked_field: str | None = None
    lifted: frozenset[str] = frozenset()
    unread: list[str] = field(default_factory=list)
    respelled: tuple[str, str] | None = None
    lacks: tuple[str, str] | None = None
    doubts: list[Doubt] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def compares_quality(self) -> bool:
        """Whether better or worse is spoken of, not only more or less."""
        ranked = self.ordering is not None and self.ordering.quality
        return ranked or (self.statement is not None and self.statement.way in ("better", "worse"))


def take_apart(
    question: str,
    language: Language,
    catalog: Catalog,
    linker: Linker,
    today: date,
    favoured: Collection[str] = (),
    under: Period | None = None,
    week_start: WeekStart = "monday",
) -> Pieces:
    """Every reader in turn takes what it understands, the surest first.

    `favoured`: fields the conversation is about, whose values are meant rather than others of the same name.
    `under`: the period it is about, which "the month before" counts from.
    """
    question = _in_full(question, linker)
    scan = Scan.of(question)
    pieces = Pieces(language, scan)
    if scan.take_first(concept("describe")):
        pieces.describe = True
        return pieces
    pieces.conditions = text_conditions(scan, linker.holds) + theme_conditions(scan, catalog)
    if _asks_other_things(pieces, catalog, linker, question):
        return pieces
    ordered, named = newest_first(scan), hidden(scan, catalog)
    times = read_times(scan, today, data_span(catalog), under=under, week_start=week_start)
    uncover(scan, named)
    pieces.times, gone = leave_out(scan, times, catalog)
    pieces.conditions += gone + without_own_weekday(clock_conditions(scan, catalog), pieces.times)
    pieces.extreme_time = extreme_time(scan)
    buckets = find_buckets(scan, catalog)
    pieces.buckets = by_weekday(buckets or [], pieces.conditions, scan)
    if lacks := _no_such_time(pieces, catalog, today, timeless=buckets is None):
        pieces.lacks = (lacks, question.strip())
        return pieces
    quoting = take_quoting(scan, catalog, linker, ordered=ordered)
    pieces.quotes, pieces.limit = quoting.wanted, quoting.limit
    _link(pieces, catalog, linker, favoured)
    pieces.conditions += felt_besides(quoting.felt, pieces.conditions)
    _shape(pieces, catalog)
    take_own_words(scan, catalog, _fields_of(pieces))
    pieces.unread = [*unread(scan), *either(scan, pieces.limits), *_uncompared(pieces)]
    mended = respelled(question, pieces.unread, linker)
    if mended != question:
        again = take_apart(mended, language, catalog, linker, today, favoured, under, week_start)
        again.respelled = (question, mended)
        return again
    hearing = _heard_again(pieces, linker)
    if hearing is not None:
        return take_apart(question, language, catalog, hearing, today, favoured, under, week_start)
    if pieces.asked.needs:
        pieces.lacks = ("no_number", " ".join([pieces.asked.needs, *pieces.unread]))
    return pieces


def _uncompared(pieces: Pieces) -> tuple[str, ...]:
    """What is set against something that is not computed."""
    limited = pieces.least > 1 or any(each.of == "count" for each in pieces.limits)
    at = pieces.asked.at if limited else None
    return beyond_one(pieces.scan, pieces.conditions, pieces.named, pieces.asked.measure.op, limited_at=at)


def _heard_again(pieces: Pieces, linker: Linker) -> Linker | None:
    """A linker that hears what the unread words mean, where they mean something; else takes what is doubtful."""
    if not pieces.unread:
        return None
    if pieces.quotes:
        pieces.unread, hearing = named_in_quotes(pieces.unread, pieces.conditions, linker)
        return hearing
    heard = hear(pieces.scan, linker, pieces.conditions)
    if heard.meant:
        return linker.hearing(heard.meant)
    pieces.doubts += heard.doubts
    known = (*heard.idle, *(doubt.said for doubt in heard.doubts))
    pieces.unread = [word for word in pieces.unread if not any(word in each for each in known)]
    return None


def _in_full(question: str, linker: Linker) -> str:
    """The question with what is typed for short, glossed in brackets or left out written as the readers take it."""
    question = introduced(inclusive(premise_first(written_out(question, linker.knows))), linker.knows)
    return filled_out(rates_read(glosses_read(question, linker.knows), linker.knows))


def _asks_other_things(pieces: Pieces, catalog: Catalog, linker: Linker, question: str) -> bool:
    """Whether no feedback, or not this, can answer; `lacks` then says why."""
    scan = pieces.scan
    absent = asks_absent(scan, catalog, linker.knows)
    if absent:
        pieces.lacks = ("not_recorded", absent)
        return True
    consequence, pieces.absence = take_consequence(scan), take_absence(scan)
    beyond = (not consequence and asks_beyond(scan, linker.knows)) or asks_how_long(scan, catalog)
    pieces.lacks = (beyond, question.strip()) if beyond else None
    return pieces.lacks is not None


def _fields_of(pieces: Pieces) -> set[str]:
    """The fields that the question was read as being about."""
    measures = (pieces.asked.measure, *pieces.asked.more)
    named = {each.field for each in measures if each.field} | {each.field.name for each in pieces.fields}
    return named | {each.filter.field for each in pieces.conditions}


def _no_such_time(pieces: Pieces, catalog: Catalog, today: date, *, timeless: bool) -> str | None:
    """Why this data cannot answer for the times of the question, if it cannot: a key of the answers' texts."""
    if pieces.scan.take_first(concept("future")) or any(_is_ahead(each, today) for each in pieces.times):
        return "future"
    if timeless or (pieces.times and catalog.field("time") is None):
        return "no_time"
    hours = any(each.filter.bucket == "hour" for each in pieces.conditions)
    if (hours or any(each.bucket == "hour" for each in pieces.buckets)) and not has_hours(catalog):
        return "no_hours"
    return None


def _is_ahead(time: TimeMention, today: date) -> bool:
    return time.period.start is not None and date.fromisoformat(str(time.period.start)[:10]) > today


def _link(pieces: Pieces, catalog: Catalog, linker: Linker, favoured: Collection[str]) -> None:
    """Fields, values, numbers, and everyday words, as conditions on this data."""
    scan, conditions = pieces.scan, pieces.conditions
    pieces.limits = find_limits(scan)
    customers = customer_mentions(scan, catalog)
    said = worded(scan)
    often = times_over(scan)
    links = linker.link(scan, favoured)
    take_crossings(scan, links.fields)
    fields, pieces.lifted = lifted_fields(scan, links)
    fields += lasting(scan, catalog, fields)
    values, pieces.doubts, pieces.told = told_once(scan, links.values), links.doubts, links.readings
    take_numbers(scan, values)
    least, stated, fields = enough(scan, fields)
    pieces.least = max(often, least)
    pieces.limits += tallies(scan, fields) or fewest(scan, fields)
    pieces.conditions = conditions = [of_field(scan, each, fields) for each in conditions]
    conditions += [of_field(scan, each, [one for one in fields if one.field.kind == "text"]) for each in said]
    yes = (each for each in values if each.field.kind == "flag" and not denies(scan, each))
    flags = [FieldMention(each.start, each.end, each.field) for each in yes]
    lacking = missing_conditions(scan, flags)
    conditions += lacking
    values = [each for each in values if not any(gone.start <= each.start < gone.end for gone in lacking)]
    conditions += value_conditions(scan, [*customers, *values], fields)
    conditions += rate_conditions(scan, catalog, fields)
    conditions += number_conditions(scan, fields, catalog, favoured)
    conditions = pieces.conditions = full_marks(scan, catalog, fields, conditions)
    conditions += (
        open_conditions(scan, catalog) + stated_flags(scan, fields) + unset_conditions(scan, catalog)
    )
    conditions[:] = turned_flags(scan, conditions, catalog)
    conditions += missing_conditions(scan, fields, conditions) + unrated_conditions(
        scan, catalog, fields, favoured
    )
    conditions += mentioned(scan, linker) + stated
    take_defined(scan, conditions)
    conditions[:] = with_feelings(scan, catalog, conditions)
    conditions[:], named = take_examples(scan, different(without_echoes(scan, conditions, catalog)), catalog)
    fields = without_totals(scan, fields) + named
    fields += done_with(scan, catalog, [each for each in fields if each.field.kind == "number"])
    pieces.named = list(fields)
    crossed = split_flags(scan, conditions, catalog, fields, dated=bool(pieces.buckets), quoted=pieces.quotes)
    pieces.fields = [each for each in fields if not used_up(scan, each, pieces.conditions)] + crossed


def _shape(pieces: Pieces, catalog: Catalog) -> None:
    """The words that say what to do with what was linked."""
    scan = pieces.scan
    take_stated_only(scan)
    take_listed(scan, pieces.fields)
    pieces.statement = find_statement(scan, held=bool(pieces.limits) or pieces.absence)
    pieces.span = scan.take_first(concept("span")) is not None
    trend = take_trend(scan)
    pieces.trend = trend is not None
    between = trend and re.match("how", trend.group()) and any(each.ends for each in pieces.times)
    pieces.changed = take_all(scan, "change") or bool(between)
    pieces.ordering = find_ordering(scan)
    pieces.asked = held_against(find_measure(scan, catalog, pieces.fields, pieces.buckets), pieces.limits)
    if not pieces.limits and (meant := averaged(scan, pieces.asked, pieces.named, pieces.conditions)):
        pieces.asked, condition, limit, group = meant
        pieces.fields += [group] if group not in pieces.fields else []
        pieces.limits.append(limit)
        pieces.conditions.remove(condition)
    if pieces.asked.measure.op == "count_per":
        pieces.buckets = [each for each in pieces.buckets if each.bucket != pieces.asked.measure.bucket]
    compared = take_all(scan, "compare")
    compared = _take_ways(scan, pieces.statement) or compared
    pieces.compared = bool(compared or pieces.changed or pieces.ordering is not None or pieces.statement)
    if compared or pieces.ordering is not None or apart(scan.text):
        pieces.conditions = days_apart(scan, pieces.conditions)
    pieces.sides = find_sides(
        scan,
        pieces.times,
        pieces.conditions,
        compared=compared
        or pieces.changed
        or (pieces.statement is not None and pieces.statement.way is not None),
        ordered=pieces.ordering is not None,
        figure=pieces.asked.measure.op not in _ADDED or _told_of_number(pieces),
        superlative=pieces.ordering is not None and pieces.ordering.superlative,
    )
    if pieces.sides is not None:
        take_all(scan, "comparative")  # "how many more in Q4 than in Q3"
    _stated(pieces, catalog)
    pieces.show = scan.take_first(concept("show")) is not None
    said = scan.take_first(concept("why"))
    pieces.why = bool(said or (pieces.statement and pieces.statement.why))


def _told_of_number(pieces: Pieces) -> bool:
    """Whether a number is asked for without saying how, which is its average: "A, and B's price"."""
    alone = not pieces.asked.explicit and pieces.ordering is None
    return alone and any(each.field.kind == "number" for each in pieces.fields)


def _take_ways(scan: Scan, statement: Statement | None) -> bool:
    """Takes the words that say which way something is said to differ."""
    if statement is None or statement.way is None:
        return False
    found = [take_all(scan, name) for name in ("rise", "fall", "better", "worse")]
    return any(found)


def _stated(pieces: Pieces, catalog: Catalog) -> None:
    """What a statement sets against each other when the question does not: a period and the one before it.

    "More" and "worse" then say how something went, not what is ranked.
    """
    statement, ordering = pieces.statement, pieces.ordering
    if statement is None:
        return
    named = not statement.why and ordering is not None and ordering.explicit
    if statement.way is None and not (named and ordering is not None and ordering.superlative):
        return
    if (
        statement.way is None
        or statement.first
        or (ordering is not None and ordering.superlative and pieces.sides is None)
    ):
        _stated_extreme(pieces)
        return
    if pieces.sides is not None or catalog.field("time") is None:
        return
    pieces.ordering = None
    pieces.changed = True
    if not pieces.buckets:
        pieces.sides = against_the_one_before(pieces.times, data_span(catalog))


def _stated_extreme(pieces: Pieces) -> None:
    """ "Why does A have the most?" ranks the field A is a value of, and holds A against the first."""
    subject = next((each for each in pieces.conditions if each.filter.op == "=" and _nameable(each)), None)
    named = subject.filter.field if subject else ""
    others = [each.field for each in pieces.fields if each.field.name != named]
    if subject is None or (others and others[0].kind != "number"):
        return
    pieces.conditions.remove(subject)
    pieces.sides = None
    pieces.ordering = pieces.ordering or Ordering(descending=True, limit=None)
    pieces.stated_first = str(subject.filter.value)
    pieces.ranked_field = subject.filter.field


def _nameable(condition: Condition) -> bool:
    named = condition.filter.field not in ("sentiment", "intent", "text")
    return named and isinstance(condition.filter.value, str)
