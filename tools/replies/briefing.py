"""The brief of a reply, gathered: the message, what was raised, what is known, what is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from statistics import mode

from prompts import Language
from retrieval.errors import BadQuery
from retrieval.understanding.notes import Note
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tools.replies.brief import Brief
from tools.replies.case import Case, cases_in, language_of, read_case
from tools.replies.grounding import Company, company, grounded
from tools.replies.missing import what_is_missing
from tools.replies.naming import named, thing
from tools.replies.person import REASONS, why_a_person
from tools.replies.points import MOST, Point, likely_topic, read_points
from tools.replies.register import register_of
from tools.replies.reply import ReplyRequest
from tools.toolbox import ToolContext

__all__ = ["brief_of", "make_brief", "make_briefs", "message_reader"]

MOST_RECORDS = 200
"""Records of a segment that are answered together, the newest."""


def make_brief(context: ToolContext, asked: ReplyRequest, at: int) -> Brief:
    """The brief for a record, or that for most of a segment. at: seconds UTC.

    Raises BadQuery for a record or segment that does not exist or says nothing.
    """
    return make_briefs(context, asked, at)[0]


def make_briefs(context: ToolContext, asked: ReplyRequest, at: int) -> tuple[Brief, ...]:
    """One for a record; for a segment one in each language it is written in, that of most records first."""
    known = company(context.store)
    if asked.record is not None:
        case = read_case(context.store, asked.record)
        return (grounded(context, brief_of(case, asked, at, known), known),)
    cases = cases_in(context, asked, MOST_RECORDS)
    if not cases:
        raise BadQuery("reply_no_records")
    briefs = [brief_of(case, asked, at, known) for case in cases]
    languages = [each for each, _ in Counter(each.language for each in briefs).most_common()]
    grouped = [[each for each in briefs if each.language == language] for language in languages]
    return tuple(grounded(context, _together(each), known) for each in grouped)


def brief_of(case: Case, asked: ReplyRequest, at: int, known: Company | None = None) -> Brief:
    """What the message itself gives: no source is looked up yet. known: what holds for all replies."""
    reader = message_reader()
    known = known or Company()
    whole = reader.read([case.message])[0]
    language = asked.language or language_of(whole.language.value, case.message)
    register = register_of(case.message, language, known.voice(language), case.title)
    points = _concrete(read_points(case.message, whole, reader, case.title), whole)
    return Brief(
        record=case.record,
        message=case.message,
        title=case.title,
        language=language,
        register=register,
        length=asked.length,
        points=points,
        whole=whole,
        topic=case.topic or likely_topic(whole),
        intent=case.intent or whole.intent.value,
        at=at,
        note=asked.note,
        channel=case.channel,
        product=case.product,
        voice=known.voice(language),
        avoid=known.avoid(language),
        missing=what_is_missing(case.message, points, register, case.product),
        person_needed=why_a_person(case.message, whole, known.policies),
        ticket=case.ticket,
        records=(case.record,),
    )


def _concrete(points: tuple[Point, ...], whole: Note) -> tuple[Point, ...]:
    """Without what only vents: outbursts about nothing in particular, where there is more to answer."""
    spoken: Language = "zh" if whole.language.value.startswith("zh") else "en"
    kept = tuple(
        each
        for each in points
        if each.topic or each.kind != "problem" or named(each, spoken, spoken) or thing(each, spoken, spoken)
    )
    only_thanks = all(each.kind == "thanks" for each in kept)
    return points[:1] if not kept or (only_thanks and whole.feeling.label == "negative") else kept


def _together(briefs: Sequence[Brief]) -> Brief:
    """One brief for several records: what many of them raise, without anybody's own words.

    Records that a person must look at one by one are left out, unless all are of that kind.
    """
    briefs = [each for each in briefs if not each.person_needed] or briefs
    if len(briefs) == 1:
        return briefs[0]
    topics = Counter(each.topic for each in briefs if each.topic)
    topic = topics.most_common(1)[0][0] if topics else None
    first = next(each for each in briefs if each.topic == topic)
    missing = Counter(name for each in briefs for name in each.missing)
    return replace(
        first,
        title="",
        topic=topic,
        intent=mode(each.intent for each in briefs),
        points=tuple(_shared_points(briefs)),
        missing=tuple(name for name, count in missing.most_common(2) if 2 * count >= len(briefs)),
        person_needed=tuple(
            reason for reason in REASONS if any(reason in each.person_needed for each in briefs)
        ),
        ticket=first.ticket if all(each.ticket == first.ticket for each in briefs) else None,
        records=tuple(each.record for each in briefs),
    )


def _shared_points(briefs: Sequence[Brief]) -> Iterator[Point]:
    """What at least a fifth of the messages raise, the commonest of each kind; always the very commonest."""
    counts = Counter(key for each in briefs for key in {(point.kind, point.topic) for point in each.points})
    common = counts.most_common()
    kept = [key for key, count in common if 5 * count >= len(briefs)] or [key for key, _ in common[:1]]
    if any(kind != "thanks" for kind, _ in kept):
        kept = [key for key in kept if key[0] != "thanks"]
    for kind, most in MOST.items():
        mine = [key for key in kept if key[0] == kind]
        named = [key for key in mine if key[1] is not None] or mine
        for key in named[:most]:
            scores = [
                point.score for each in briefs for point in each.points if (point.kind, point.topic) == key
            ]
            yield Point(kind, 0, 0, "", key[1], kind, sum(scores) / len(scores))


@cache
def message_reader() -> NoteReader:
    """Reads messages and their parts, by the built-in topics; made once, since its models take a second."""
    return NoteReader(TopicReader(load_taxonomy()))
