"""The brief of a reply, gathered: the message, what was raised, what is known, what is missing."""

from functools import cache

from retrieval.errors import BadQuery
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tools.replies.brief import Brief
from tools.replies.case import Case, language_of, read_case
from tools.replies.missing import what_is_missing
from tools.replies.person import why_a_person
from tools.replies.points import likely_topic, read_points
from tools.replies.register import register_of
from tools.replies.reply import ReplyRequest
from tools.toolbox import ToolContext

__all__ = ["brief_of", "make_brief", "message_reader"]


def make_brief(context: ToolContext, asked: ReplyRequest, at: int) -> Brief:
    """Raises BadQuery for a record or segment that does not exist."""
    if asked.record is None:
        raise BadQuery("unknown_record", record="")
    return brief_of(read_case(context.store, asked.record), asked, at)


def brief_of(case: Case, asked: ReplyRequest, at: int) -> Brief:
    reader = message_reader()
    whole = reader.read([case.message])[0]
    language = asked.language or language_of(whole.language.value, case.message)
    points = read_points(case.message, whole, reader, case.title)
    register = register_of(case.message, language)
    topic = case.topic or likely_topic(whole)
    return Brief(
        record=case.record,
        message=case.message,
        language=language,
        register=register,
        length=asked.length,
        points=points,
        whole=whole,
        topic=topic,
        intent=case.intent or whole.intent.value,
        at=at,
        note=asked.note,
        channel=case.channel,
        product=case.product,
        title=case.title,
        missing=what_is_missing(case.message, points, register, case.product),
        person_needed=why_a_person(case.message, whole),
    )


@cache
def message_reader() -> NoteReader:
    """Reads messages and their parts, by the built-in topics; made once, since its models take a second."""
    return NoteReader(TopicReader(load_taxonomy()))
