"""The things an answer was about, spoken of without their name: "what are they?", "which one", "for each of them"."""

import re
from dataclasses import replace

from assistant.offline.query.reading import Reading
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.leaning import record_named
from assistant.offline.turns.openings import opening
from retrieval.catalog import Catalog
from tools.segments.query import GroupBy, Measure, Order, SegmentQuery

__all__ = ["counted_alike", "first_only", "named_by_each", "things_named"]

_THEM = r"(?:they|them|those|these|all of them|all of those|the names|their names|its names)"
_WHAT_ARE_THEY = re.compile(
    rf"(?:(?:and|so|then|now|well|great|nice|cool|ok|okay|alright) )*(?:(?:can|could|would) you )?(?:please )?(?:"
    rf"(?:what|which|who)(?: ones?)? (?:are|were|is|would be) (?:all (?:of )?)?{_THEM}(?: (?:all|called|named|exactly|again))*"
    rf"|(?:what|which) (?:ones?|are the different ones)|what (?:are|were) (?:they|those|these) called"
    rf"|(?:list|name|show|give|tell|enumerate|spell out|display)(?: me| us)?(?: out)? {_THEM}(?: all| out| one by one)?"
    rf"|(?:i want|i'd like|let me have|let me see) (?:to see )?{_THEM}|namely)(?: please| pls| then| again)*"
    r"|(?:那么?)?(?:它们|他们|这些|那些)?(?:分别|具体|都)*(?:是|有|叫|包括)(?:哪些|哪几[个种类家款]|什么|啥)(?:名字?)?"
    r"|(?:(?:请|帮我|都|逐一|一一)*(?:列|写|说|报)(?:一下|出来|一列|给我看看?)|(?:都)?有(?:哪些|哪几[个种类家款])|哪[些几][个种类家款]?)"
)
"""Whole questions for the names of what was counted."""


def things_named(question: str, before: Before) -> SegmentQuery | None:
    """ "What are they?", 都有哪些, after a number of different things: how many records each of them has.

    None when the question asks something else or no things were counted.
    """
    measure = before.query.measures[0]
    counted = measure.op == "distinct" and measure.field is not None and not before.quoted
    if not counted or before.query.compare is not None or before.query.group_by:
        return None
    asked = re.sub(r"\s*[,，.!！]\s*", " ", plain(question)).strip(" ?？。呢啊呀")
    if _WHAT_ARE_THEY.fullmatch(asked) is None:
        return None
    groups = (GroupBy(field=measure.field or ""),)
    return before.query.model_copy(update={"measures": (Measure(),), "group_by": groups})


_FIRST_ONLY = re.compile(
    r"(?:(?:and|so|then|now|ok|okay|please|can you|could you) )*(?:only |just )?(?:return|show|give|list|keep|display|print|get|find|name|tell)(?: me| us)?(?: only| just)? (?:the )?(?:top|first|leading|highest|very first)(?: one| row| result| entry)(?: only)?(?: please| pls| now| then)*"
    r"|(?:(?:and|so|then|now|ok|okay|please) )*(?:only keep|keep (?:only|just)|just keep) (?:the )?(?:top|first|leading|highest) [a-z]+(?: [a-z]+)?(?: please| pls| now| then)*"
)


def first_only(question: str, before: Before) -> SegmentQuery | None:
    """ "Return the top one" after a list: its first row."""
    query = before.query
    listed = len(query.group_by) == 1 and query.group_by[0].bucket is None and query.compare is None
    if before.quoted or not listed or _FIRST_ONLY.fullmatch(plain(question).strip(" ,.?!")) is None:
        return None
    return query.model_copy(update={"order": query.order or Order(), "limit": 1, "offset": 0})


_WHICH_ONE = re.compile(
    r"(?<![a-z])(?:which|what)(?: one| ones)(?: of (?:them|those|these))?(?![a-z'])(?! of)"
    r"|(?<![a-z])which of (?:them|those|these)(?![a-z])(?= (?:is|are|was|were|has|have|had|got|gets?|do|does|did)(?![a-z]))"
)
_EACH_HAS = re.compile(
    r"(?<![a-z])(?:do|does|did|has|have|had) (?:each|every one|all)(?: one)?(?: of (?:them|those|these))?(?: (?:have|has|get|got|receive|had))?(?=\W*$|[,.;!?])"
)
_EACH_ONE = re.compile(
    r"(?<![a-z])(?P<by>for|by|in|per|of|from|on) (?:each|every)(?: single)?(?: one)?(?: of (?:them|those|these))?(?=\W*$|[,.;!?])"
    r"|(?<![a-z])(?P<by2>per) one(?=\W*$)"
)


def named_by_each(question: str, before: Before, catalog: Catalog) -> str:
    """The question with the name of what the turn before was split by, or counted different ones of, in place of
    "which one" and "for each of them"; the question itself when that was nothing or several things.
    """
    name = _thing(before, catalog)
    text = plain(question)
    if name is None or len(text) != len(question) or not opening(question).rest.strip():
        return question
    has = _EACH_HAS.search(text)
    if has is not None:
        return f"{question[: has.start()]}for each {name}{question[has.end() :]}"
    found = _EACH_ONE.search(text)
    if found is not None:
        by = found["by"] or found["by2"]
        some = before.query.limit or before.query.having or before.query.min_group > 1
        those = " of those" if some and re.search("of (?:them|those|these)", found.group()) else ""
        return f"{question[: found.start()]}{by} each {name}{those}{question[found.end() :]}"
    same = re.search(
        rf"(?<![a-z])(?:that|this|the same) (?:{re.escape(name)}|{re.escape(name.split()[-1])})(?![a-z])",
        text,
    )
    if same is not None and before.first is not None and before.query.order is not None:
        return f"and {question[: same.start()]}{name} {before.first}{question[same.end() :]}"
    found = _WHICH_ONE.search(text)
    if found is None:
        return question
    of = re.search(" of (?:them|those|these)$", found.group())
    kept = before.query.having or before.query.min_group > 1
    return (
        f"{question[: found.start()]}which {name}{of.group() if of and kept else ''}{question[found.end() :]}"
    )


_WHO_HAVE = re.compile(
    r"(?<![a-z])(?:number|how many|those|ones)(?: of (?:those|them))? (?:that|who|which) (?:[a-z]+)"
)


def counted_alike(question: str, reading: Reading, before: Before) -> Reading:
    """ "How many are there for each tier?" after a number of customers: customers are counted again."""
    counts = "measure" in reading.explicit and reading.query.measures == (Measure(),)
    if before.quoted or before.query.measures[0].op != "customers" or not counts:
        return reading
    text = plain(question)
    other = record_named(text) or re.search(concept("complaint"), text) is not None
    if other and not _WHO_HAVE.search(text):
        return reading
    return replace(reading, query=reading.query.model_copy(update={"measures": (Measure(op="customers"),)}))


def _thing(before: Before, catalog: Catalog) -> str | None:
    """What one of the things the turn before told apart is called."""
    query = before.query
    if before.quoted or query.compare is not None or len(query.group_by) > 1:
        return None
    if query.group_by and query.group_by[0].bucket:
        return query.group_by[0].bucket
    counted = query.measures[0].field if query.measures[0].op == "distinct" else None
    if not (query.group_by or counted) and before.listed is not None:
        others = [each for each in query.filters if each.field != before.shown_by]
        if others == list(before.listed.filters):  # "which of them has the most?" after their total, or one's
            counted = before.shown_by
    field = catalog.field(query.group_by[0].field if query.group_by else counted or "")
    return field.en.lower() if field is not None and field.kind == "category" else None
