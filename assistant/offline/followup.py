"""Questions that lean on the one before: "and for Delta?", "那上个月呢", "only VIP"."""

import re
from dataclasses import replace

from assistant.offline.lexicon import concept
from assistant.offline.reading import Reading
from tools.segments.query import Filter, Measure, SegmentQuery

__all__ = ["leans", "merged", "quoted_anew"]

_LEANING = re.compile(
    r"^\s*(?:and\b|what about|how about|but\b|then\b|now\b|only\b|just\b|no,|not\b|instead|same\b|also\b|break (?:it|that|them) down"
    r"|of (?:those|these|them)|in (?:those|these)|by\b|per\b|那|换成|只看|只要|仅|再|还有|其中|这些|它们|改成|如果|按)"
    r"|[呢咧]\s*[?？]?\s*$|\bthat\b|里面|\b(?:those|these|them|that one|the same)\b|这些里|其中|它们",
    re.IGNORECASE,
)


_MENDABLE = (None, "nothing_asked", "no_number")
"""Problems that the turn before may solve."""


def leans(question: str, reading: Reading, *, first: bool = True) -> bool:
    """Whether a question leaves things out that the one before said.

    A second question in one message (`first` False) leans unless it says on its own what to count of what.
    """
    if reading.intent not in ("count", "unread") or reading.problem not in _MENDABLE:
        return False
    if reading.problem == "no_number":
        return True
    if not first:
        return not {"measure", "filters"} <= reading.explicit
    if reading.query.measures[0].op == "share_of_total" and not {"filters", "groups"} & reading.explicit:
        return True
    elided = re.search(r"的(?:一?共|总共)?(?:有|占)?(?:多少|几)", question)
    if elided and not re.search(rf"(?:{concept('record').pattern})", question):
        return True
    short = len(question) < 40 and "measure" not in reading.explicit
    return bool(_LEANING.search(question)) or (short and not {"groups", "order"} & reading.explicit)


def merged(reading: Reading, previous: SegmentQuery) -> Reading:
    """The reading with everything it left out taken from the query before."""
    said, query = reading.explicit, reading.query
    if reading.problem == "no_number":
        return _other_measure(reading, previous)
    if query.measures[0].op == "share_of_total" and not query.filters and previous.filters:
        share = Measure(op="share", where=previous.filters)
        return replace(reading, query=previous.model_copy(update={"measures": (share,), "filters": ()}))
    new_filters = query.filters + (query.measures[0].where if "measure" not in said else ())
    changed = {each.field for each in new_filters}
    asked_feeling = _other_feeling(previous, new_filters) if "measure" not in said else None
    if asked_feeling is not None:
        return replace(reading, query=asked_feeling)
    measures = query.measures if "measure" in said else _changed_measures(previous.measures, new_filters)
    part = {each.field for measure in measures for each in measure.where}
    filters = tuple(each for each in previous.filters if each.field not in changed)
    added = tuple(each for each in new_filters if "measure" in said or each.field not in part)
    single = {each.field for each in added if each.op == "="}
    groups = (
        query.group_by if "groups" in said else tuple(g for g in previous.group_by if g.field not in single)
    )
    compare = query.compare if "compare" in said or "filters" in said else previous.compare
    if "period" in said and "compare" not in said:
        compare = None
    update = {
        "measures": measures,
        "filters": filters + added,
        "period": query.period if "period" in said else previous.period,
        "group_by": groups,
        "compare": compare,
        "order": (query.order if "order" in said else previous.order) if groups else None,
        "limit": (query.limit if "order" in said else previous.limit) if groups else None,
        "min_group": max(query.min_group, previous.min_group),
    }
    return replace(reading, query=previous.model_copy(update=update), intent="count", problem=None)


def quoted_anew(reading: Reading, previous: Reading) -> Reading:
    """ "Why do they complain about X? Show 2 quotes": one search, the second sentence changing the first."""
    query = previous.query.model_copy(
        update={
            "filters": reading.query.filters or previous.query.filters,
            "period": reading.query.period or previous.query.period,
        }
    )
    return replace(previous, query=query, topic=reading.topic or previous.topic, limit=reading.limit)


def _other_feeling(previous: SegmentQuery, filters: tuple[Filter, ...]) -> SegmentQuery | None:
    """ "And negative?" after the share of positive ones."""
    if len(filters) != 1 or filters[0].field != "sentiment":
        return None
    op = {"negative": "share_negative", "positive": "share_positive"}.get(str(filters[0].value))
    if op is None or previous.measures[0].op not in ("share_negative", "share_positive"):
        return None
    return previous.model_copy(update={"measures": (Measure.model_validate({"op": op}),)})


def _other_measure(reading: Reading, previous: SegmentQuery) -> Reading:
    """ "And the median?" of the number asked for before; still a problem when that was none."""
    number = previous.measures[0].field
    if number is None:
        return reading
    measure = reading.query.measures[0].model_copy(update={"field": number})
    query = previous.model_copy(update={"measures": (measure,)})
    return replace(reading, query=query, intent="count", problem=None)


def _changed_measures(measures: tuple[Measure, ...], filters: tuple[Filter, ...]) -> tuple[Measure, ...]:
    """A share's part takes a new value for the same field: "and positive?"."""
    by_field = {each.field: each for each in filters}
    return tuple(
        each.model_copy(update={"where": tuple(by_field.get(part.field, part) for part in each.where)})
        for each in measures
    )
