"""One question -> what it asks for, as typed tool arguments, or what of it could not be read."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Literal

from assistant.language import question_language
from assistant.offline.conditions.joining import joined_filters, joined_period
from assistant.offline.conditions.numbers import field_of_unit
from assistant.offline.conditions.stated import feeling
from assistant.offline.conditions.topics import topic_field
from assistant.offline.names.linking import Linker
from assistant.offline.premises.beyond import missing_name
from assistant.offline.premises.statements import Claim
from assistant.offline.query.apart import queries_of
from assistant.offline.query.composing import claim_of, compose, so_many
from assistant.offline.query.explaining import as_explained
from assistant.offline.query.foremost import foremost
from assistant.offline.query.grouping import groups_of, implied_groups
from assistant.offline.query.movers import held_against_before
from assistant.offline.query.pieces import Pieces, take_apart
from assistant.offline.query.quoted import names_speaker
from assistant.offline.query.sentences import parts
from assistant.offline.text.lexicon import concept, means_nothing
from assistant.offline.times import Step
from prompts import Language
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy, Measure, Order, Period, SegmentQuery
from tools.segments.spans import WeekStart

__all__ = ["Reading", "answerable", "parts", "read", "with_reasons"]

Intent = Literal[
    "count",
    "quotes",
    "describe",
    "reply",
    "ticket",
    "decide",
    "themes",
    "changes",
    "fix",
    "opportunities",
    "unread",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question was read as.

    readings: (said, meant) pairs that had to be interpreted, shown with the answer. problem: a key of
    `prompts/texts/answers.<language>.toml` when the question cannot be answered, with `details` for it.
    explicit: which parts the question itself states; a follow-up takes the others from the turn before.
    notes: keys of further sentences the answer owes. claim: what the question takes for true. reason: it goes
    with the reading before, and is left out when that shows that what was asked why is not so. lifted: fields a
    follow-up no longer restricts. quoted_too: feedback is to be quoted beside the figures. quality: the best or the worst is asked for. step: how the period counts from
    that of the turn before. asked: the arguments of the call, where it is no count and no search.
    beside: further queries of the same question. quoting: what is quoted beside figures, where that is not what
    was counted. passed: quotes that were shown before, which "more" passes over.
    """

    language: Language
    intent: Intent
    query: SegmentQuery = field(default_factory=SegmentQuery)
    topic: str = ""
    limit: int = 5
    readings: tuple[tuple[str, str], ...] = ()
    problem: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    explicit: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    claim: Claim | None = None
    reason: bool = False
    lifted: frozenset[str] = frozenset()
    quality: Literal["best", "worst"] | None = None
    quoted_too: bool = False
    step: Step | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[SegmentQuery, ...] = ()
    quoting: SegmentQuery | None = None
    passed: int = 0


def answerable(readings: list[Reading]) -> list[Reading]:
    """Without the sentences that ask for nothing, unless none asks for anything."""
    asking = [each for each in readings if each.problem != "nothing_asked"]
    return asking or readings[-1:]


def read(
    question: str,
    catalog: Catalog,
    linker: Linker,
    today: date,
    favoured: Collection[str] = (),
    under: Period | None = None,
    week_start: WeekStart = "monday",
) -> Reading:
    """Reads a question over this data. Never guesses: what is not understood becomes a problem.

    `favoured`: fields the conversation is about; `under`: the period it is about; `week_start`: the
    first day of a week.
    """
    language = question_language(question)
    pieces = take_apart(question, language, catalog, linker, today, favoured, under, week_start)
    if pieces.describe:
        return Reading(language, "describe")
    unanswered = _unanswered(pieces, catalog, question)
    if unanswered is not None:
        again = partial(read, catalog=catalog, linker=linker, today=today, under=under, week_start=week_start)
        return as_explained(question, pieces, again) or unanswered
    if pieces.span or pieces.extreme_time:
        return _time_extremes(pieces)
    said_groups = groups_of(pieces, catalog)
    groups = said_groups or implied_groups(pieces, catalog)
    first = foremost(pieces, catalog)
    if first is not None and groups:  # ranked, and quoted
        ranked = _count(question, pieces, catalog, groups, said_groups)
        return replace(ranked, quoted_too=True, quoting=SegmentQuery(filters=(first,)))
    if first is not None:
        return replace(_quotes(pieces), query=SegmentQuery(filters=(first,)), topic="", limit=3)
    if _wants_quotes(pieces, groups):
        counted = _counts_too(pieces)
        return (
            replace(_count(question, pieces, catalog, groups, said_groups), quoted_too=True)
            if counted
            else _quotes(pieces)
        )
    return _count(question, pieces, catalog, groups, said_groups)


def _unanswered(pieces: Pieces, catalog: Catalog, question: str) -> Reading | None:
    """Why a question cannot be answered; None where it can."""
    moved = pieces.trend or (pieces.changed and pieces.sides is None)
    if moved and not pieces.lacks and catalog.field("time") is None:
        return _problem(pieces, "no_time", question.strip())
    if pieces.lacks:
        return _problem(pieces, *pieces.lacks)
    if pieces.unread and not (pieces.quotes and not names_speaker(pieces.unread, pieces.scan.text)):
        return _not_understood(pieces, catalog)
    if pieces.doubts and not _only_about(pieces):
        return _doubted(pieces, question)
    unsaid = held_against_before(pieces, catalog)
    return _problem(pieces, unsaid, question.strip()) if unsaid else None


def with_reasons(reading: Reading, catalog: Catalog) -> list[Reading]:
    """A "why" about figures, answered with what can be known: the figures, which topics moved most, and quotes."""
    if reading.quoted_too and not reading.problem:
        kept = reading.quoting or SegmentQuery(filters=reading.query.filters, period=reading.query.period)
        return [reading, Reading(reading.language, "quotes", kept, limit=3)]
    if reading.claim is None or not reading.claim.why:
        return [reading, *(replace(reading, query=each, beside=(), readings=()) for each in reading.beside)]
    query = reading.query
    quotes = SegmentQuery(filters=_unhappy(query, catalog), period=query.period)
    told = [reading, *_moved(reading, catalog)]
    return [*told, Reading(reading.language, "quotes", quotes, limit=3, notes=("no_cause",), reason=True)]


def _moved(reading: Reading, catalog: Catalog) -> list[Reading]:
    """The topics whose number of records differs most between the two periods of a comparison."""
    query, topic = reading.query, topic_field(catalog)
    if query.compare is None or query.compare.period is None or query.group_by or topic is None:
        return []
    moved = query.model_copy(
        update={
            "measures": (Measure(),),
            "filters": _unhappy(query, catalog),
            "group_by": (GroupBy(field=topic),),
            "order": Order(
                by="difference", descending=reading.claim is None or reading.claim.up is not False
            ),
            "limit": 3,
        }
    )
    return [Reading(reading.language, "count", moved, notes=("moved",), reason=True)]


def _unhappy(query: SegmentQuery, catalog: Catalog) -> tuple[Filter, ...]:
    """The query's filters, those of a share's part, and those that tell who lowers a score: who has a reason."""
    measure = query.measures[0]
    part = {each.field: each for each in measure.where}
    if measure.op == "share_negative":
        part["sentiment"] = Filter(field="sentiment", value="negative")
    elif measure.op == "nps":
        part["nps"] = Filter(field="nps", op="between", values=(0.0, 6.0))
    elif measure.field == "rating":
        part["rating"] = Filter(field="rating", op="<=", value=2.0)
    elif not query.filters and (felt := feeling("complaint", catalog)):
        part[felt.field] = felt
    kept = [each for each in query.filters if each.field not in part and each.op != "present"]
    return (*kept, *part.values())


def _count(
    question: str, pieces: Pieces, catalog: Catalog, groups: list[GroupBy], said_groups: Sequence[GroupBy]
) -> Reading:
    asked, ordering = pieces.asked, pieces.ordering
    priced = ordering is not None and bool(ordering.unit)
    numbered = asked.measure.field or any(each.field.kind == "number" for each in pieces.fields)
    numeric = numbered or priced
    if ordering and ordering.unit == "days" and not numbered and not field_of_unit("days", catalog):
        if not pieces.buckets:
            return _problem(pieces, "no_number", question.strip())
        ordering = pieces.ordering = replace(ordering, unit="", descending=not ordering.descending)
    stated = {
        "measure": asked.explicit
        or (ordering is not None and _MOST_RECORDS.search(pieces.scan.text) is not None),
        "groups": bool(said_groups),
        "period": bool(pieces.times),
        "filters": bool(pieces.conditions),
        "compare": pieces.sides is not None,
        "order": ordering is not None,
        "lifted": bool(pieces.lifted),
    }
    if not any(stated.values()) and not numeric:
        return _problem(pieces, "nothing_asked", question.strip())
    unranked = ordering and ordering.explicit and not groups and pieces.sides is None and not numeric
    unranked = unranked or (pieces.least > 1 and not groups and pieces.sides is None)  # of which groups?
    said = {name for name, each in stated.items() if each}
    nothing = asked.measure.op == "share" and said == {"measure"} and not pieces.fields
    query = compose(pieces, catalog, groups)
    if ordering and not groups:  # what a follow-up ranks anew
        order = Order(descending=ordering.descending)
        query = query.model_copy(update={"order": order, "limit": ordering.limit, "offset": ordering.offset})
    if len(query.measures) > 1:  # "the branch with the most reviews and its price"
        stated["measure"] = True
    query, *beside = queries_of(query, pieces)
    if idle := _idle_limit(pieces, query):
        return _problem(pieces, "not_understood", f"“{idle}”")
    if any(_contradicts(each) for each in (query, *beside)) or _untold(pieces, (query, *beside)):
        return _problem(pieces, "not_understood", f"“{question.strip()}”")
    return Reading(
        pieces.language,
        "count",
        query,
        beside=tuple(beside),
        readings=_interpreted(pieces),
        explicit=frozenset(name for name, said in stated.items() if said),
        notes=("no_people",) if asked.people else (),
        problem="nothing_to_rank" if unranked else "nothing_asked" if nothing else None,
        details={"asked": question.strip()} if unranked or nothing else {},
        claim=claim_of(pieces, query),
        lifted=pieces.lifted,
        quality=_quality(pieces),
        step=pieces.times[0].step if pieces.times else None,
    )


_MOST_RECORDS = re.compile(r"(?:反馈|评价|评论|留言|记录|点评)(?:数量?|量)?最[多少]")
"""What is ranked by is said, as a number of records: 这里面反馈最多的是哪个, after their shares."""


def _idle_limit(pieces: Pieces, query: SegmentQuery) -> str:
    """The words of a score's limit where no groups are held to it and nothing is claimed: 评分低且NPS在6以下的."""
    limits = [each for each in pieces.limits if each.of in ("nps", "average")]
    if not limits or query.group_by or query.compare or pieces.statement is not None or pieces.absence:
        return ""
    if re.match(r"\W*given that ", pieces.scan.text):
        return ""
    return pieces.scan.text[limits[0].start : limits[0].end]


def _untold(pieces: Pieces, queries: Sequence[SegmentQuery]) -> bool:
    """Whether an average is asked for beside other figures that no query tells: of two shares only."""
    told = {each.op for query in queries for each in query.measures}
    asked = {each.op for each in pieces.asked.more if each.op in ("average", "median", "nps")}
    return bool(asked - told) and pieces.sides is not None


def _contradicts(query: SegmentQuery) -> bool:
    """Whether a share is told of records that cannot have it: of one region, of those of another."""
    fixed = {each.field: each.value for each in query.filters if each.op == "=" and not each.bucket}
    parts = (part for each in query.measures for part in each.where if part.op == "=" and not part.bucket)
    return any(part.field in fixed and fixed[part.field] != part.value for part in parts)


def _quality(pieces: Pieces) -> Literal["best", "worst"] | None:
    if pieces.ordering is None or not pieces.ordering.quality:
        return None
    return "best" if pieces.ordering.descending else "worst"


def _only_about(pieces: Pieces) -> bool:
    """Whether quotes are wanted that are about what might mean several things: the words tell which to find."""
    led = re.compile(r"(?:(?<![a-z])(?:about|on|re|regarding|mentioning)|关于|说到|提到)\s?(?:the |an? )?$")
    return pieces.quotes and all(led.search(pieces.scan.text[: each.start]) for each in pieces.doubts)


def _wants_quotes(pieces: Pieces, groups: Sequence[GroupBy]) -> bool:
    if pieces.sides is not None or (pieces.asked.explicit and not pieces.quotes):
        return False
    if pieces.statement is not None and (pieces.statement.way or pieces.stated_first):
        return False
    if groups and pieces.ordering is not None and pieces.ordering.explicit:
        return False  # "What do people say most often?" ranks
    if pieces.why and not pieces.quotes and so_many(pieces):
        return False  # "why so many one-star ratings" takes for true that there are some
    wanted = pieces.show or pieces.limit is not None
    listed = wanted and not groups and pieces.ordering is None
    return pieces.quotes or pieces.why or listed


def _counts_too(pieces: Pieces) -> bool:
    """ "How many mention refunds, and what do they say?" """
    return pieces.asked.explicit and bool(pieces.conditions or pieces.times)


def _quotes(pieces: Pieces) -> Reading:
    topics = [str(each.filter.value) for each in pieces.conditions if each.filter.op == "contains"]
    kept = [each for each in pieces.conditions if each.filter.op != "contains"]
    return Reading(
        pieces.language,
        "quotes",
        SegmentQuery(filters=joined_filters(kept), period=joined_period(pieces.times)),
        topic=" ".join([*topics, *(each for each in pieces.unread if not _NUMBER_OF.fullmatch(each))])
        or _subject(pieces),
        limit=pieces.limit or 5,
        readings=tuple(each.reading for each in kept if each.reading),
        explicit=frozenset({"shown"} if _only_looks(pieces) else {"quotes"} if _told(pieces) else {"listed"}),
        notes=("no_cause",) if pieces.why else (),
    )


_NUMBER_OF = re.compile(
    r"(?:[几兩两一二三四五六七八九十]|\d+)[条則则句个段封篇]?|one|two|three|four|five|six|seven|eight|nine|ten"
)
"""How many quotes are wanted, which is nothing to search for."""


def _only_looks(pieces: Pieces) -> bool:
    """ "看下", "look at": nothing says that words of customers are wanted."""
    wanted = r"(?<![a-z])(?:show|list|find|display|pull|read|see|give)|展示|显示|列|找|给我|几[条句则篇]"
    return not (pieces.quotes or pieces.why) and re.search(wanted, pieces.scan.text) is None


def _told(pieces: Pieces) -> bool:
    """Whether quotes are spoken of, not only showing something: "show those with gold members"."""
    named = re.search(concept("record"), pieces.scan.text) is not None
    return pieces.quotes or pieces.why or pieces.limit is not None or named


def _subject(pieces: Pieces) -> str:
    """What stands after "about" as it was written, when no condition was read from it; no time: "about in May"."""
    text = pieces.scan.text
    for each in pieces.times:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    said = re.search(r"(?:\babout|\bregarding|\bconcerning|关于|对于?)\s*(?:the )?([^?？.。]+)", text)
    if said is None or any(each.end > said.start(1) for each in pieces.conditions):
        return ""
    return "" if means_nothing(said.group(1)) else " ".join(said.group(1).split())


def _time_extremes(pieces: Pieces) -> Reading:
    first, last = Measure(op="min", field="time"), Measure(op="max", field="time")
    measures = (first, last) if pieces.span else (last,) if pieces.extreme_time == "latest" else (first,)
    filters, period = joined_filters(pieces.conditions), joined_period(pieces.times)
    return Reading(
        pieces.language,
        "count",
        SegmentQuery(measures=measures, filters=filters, period=period),
        readings=_interpreted(pieces),
        explicit=frozenset({"measure"}),
    )


def _interpreted(pieces: Pieces) -> tuple[tuple[str, str], ...]:
    told = (*pieces.told, *(each.reading for each in pieces.conditions if each.reading))
    return (pieces.respelled, *told) if pieces.respelled else told


def _doubted(pieces: Pieces, question: str) -> Reading:
    """Which of several things words mean is asked, all of them named."""
    doubt = pieces.doubts[0]
    named = (" / " if pieces.language == "en" else "、").join(f"**{each}**" for each in doubt.labels)
    details = {"said": doubt.said, "options": "\n".join(doubt.labels), "named": named}
    return replace(
        _problem(pieces, "which", question.strip()), details={"asked": question.strip(), **details}
    )


def _not_understood(pieces: Pieces, catalog: Catalog) -> Reading:
    """What is missing from the data where the unread words name it, else just the words."""
    asked = ", ".join(f"“{word}”" for word in pieces.unread)
    lacking = missing_name(pieces.scan, pieces.unread, pieces.fields, catalog)
    if lacking is None:
        return _problem(pieces, "not_understood", asked)
    key, details = lacking
    return replace(_problem(pieces, key, asked), details={"asked": asked, **details})


def _problem(pieces: Pieces, key: str, asked: str) -> Reading:
    query = SegmentQuery(measures=(pieces.asked.measure,))
    explicit = frozenset({"unread"} if pieces.unread else ())
    return Reading(pieces.language, "unread", query, problem=key, details={"asked": asked}, explicit=explicit)
