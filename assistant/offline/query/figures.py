"""Which figures are computed, and over which records: the measures of a query and the filters of its whole."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.joining import joined_filters
from assistant.offline.conditions.numbers import DEARER, field_of_unit
from assistant.offline.conditions.stated import Condition
from assistant.offline.measures.stated_only import of_stated_only
from assistant.offline.query.pieces import Pieces
from assistant.offline.query.shares import split_share
from assistant.offline.text.lexicon import concept
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy, Measure

__all__ = ["measures_of", "share_of", "shares_of"]

_SCORES = ("rating", "nps", "csat")
_FELT = (*_SCORES, "sentiment")
_RATIO = re.compile(r"(?<![a-z])ratio(?![a-z])|倍|之比")
_GROUPS_OF_NPS = frozenset(("promoter", "passive", "detractor", "推荐者", "被动者", "中立者", "贬损者"))

Figures = tuple[tuple[Measure, ...], tuple[Filter, ...]]


def measures_of(
    pieces: Pieces, catalog: Catalog, conditions: list[Condition], groups: Sequence[GroupBy]
) -> Figures:
    """The measures, the one asked for first, and the filters of the whole; a share keeps its part to itself."""
    alone = _counted_alone(pieces, conditions)
    if alone is not None:
        rest = [each for each in conditions if each is not alone]
        told, kept = measures_of(pieces, catalog, rest, groups)
        part = Measure(where=(alone.filter,))
        return tuple(part if each == Measure() else each for each in told), kept
    first, filters = _first(pieces, catalog, conditions, groups)
    if groups and any(each.op == "share" and not each.where for each in pieces.asked.more):
        filters = joined_filters(_without_own(pieces, conditions), pieces.scan.text)
    more: list[Measure] = []
    for each in pieces.asked.more:
        if each.op == "sum" and pieces.asked.measure.op == "sum" and first.op in ("max", "min"):
            more.append(each.model_copy(update={"op": first.op}))  # "the highest like count and reply count"
            continue
        if each.op == "share" and not each.where and first.op == "share":
            continue  # "how often ..., as %"
        if each.op == "share" and not each.where:
            part, _ = _share(pieces, conditions, catalog)
            more.append(part)
        else:
            more.append(each)
    if not pieces.asked.explicit and not groups and first.op in ("max", "min"):
        numbers = (each.field.name for each in pieces.fields if each.field.kind == "number")
        more += [first.model_copy(update={"field": name}) for name in numbers]
    ordering = pieces.ordering
    if ordering is not None and ordering.both and first.op in ("average", "median", "sum") and not groups:
        more += [first.model_copy(update={"op": op}) for op in ("max", "min")]
    if ordering is not None and ordering.both and first.op in ("min", "max"):
        more.append(first.model_copy(update={"op": "min" if first.op == "max" else "max"}))
    return tuple(dict.fromkeys((first, *more))), filters


_COUNT_NEXT = re.compile(r"的?(?:反馈|评价|评论|留言|记录|投诉)?(?:数(?![据字])量?|量|条数)")
_OF_ALL = ("average", "median", "sum", "min", "max", "nps", "csat")


def _counted_alone(pieces: Pieces, conditions: Sequence[Condition]) -> Condition | None:
    """各渠道的平均分和差评数: the average is of all reviews, only the number is of the negative ones."""
    measures = (pieces.asked.measure, *pieces.asked.more)
    others = [each for each in measures if each.op in _OF_ALL]
    if Measure() not in measures or not others or pieces.sides is not None or pieces.ordering is not None:
        return None
    text = pieces.scan.text
    own = [each for each in conditions if each.filter.field in _FELT or _is_flag(each)]
    counted = [each for each in own if _COUNT_NEXT.match(text[each.end :])]
    return counted[0] if len(counted) == 1 and len(own) == 1 else None


def _is_flag(condition: Condition) -> bool:
    return str(condition.filter.value).lower() in ("true", "false")


def _without_own(pieces: Pieces, conditions: Sequence[Condition]) -> list[Condition]:
    """ "Number of reviews and share negative by channel": the number is of all reviews, not of the negative ones."""
    text, at = pieces.scan.text, pieces.asked.end
    words = [each.span() for each in concept("share").finditer(text)]

    def own(each: Condition) -> bool:
        return each.start >= at and any(
            re.fullmatch(r"\s?的?", text[min(each.end, end) : max(each.start, start)]) for start, end in words
        )

    return [each for each in conditions if not own(each)]


def _first(
    pieces: Pieces, catalog: Catalog, conditions: list[Condition], groups: Sequence[GroupBy]
) -> tuple[Measure, tuple[Filter, ...]]:
    asked, ordering = pieces.asked, pieces.ordering
    if asked.measure.op == "share":
        return _share(pieces, conditions, catalog, groups)
    often = _how_often(pieces, conditions, catalog, groups) or _most_felt(pieces, conditions, catalog, groups)
    if often is not None:
        return often
    filters = joined_filters(conditions, pieces.scan.text)
    if asked.measure.op == "sum" and ordering and ordering.explicit and not groups:
        extreme = "max" if ordering.descending else "min"
        return asked.measure.model_copy(update={"op": extreme}), filters
    if asked.explicit and not (ordering and ordering.unit and asked.measure.op == "count"):
        grouped = [each.field for each in groups]
        counted = asked.measure.op in ("distinct", "customers") and (
            (asked.measure.op == "distinct" and asked.measure.field in grouped)
            or (pieces.least > 1 and grouped == ["customer"])
        )
        return (Measure() if counted else asked.measure), filters
    number = next((each.field.name for each in pieces.fields if each.field.kind == "number"), None)
    if ordering and ordering.unit and number is None:
        meant = field_of_unit(ordering.unit, catalog)
        number = meant.name if meant else None
    if number is None and pieces.sides is not None and DEARER.search(pieces.scan.text):
        dear = field_of_unit("元", catalog)
        number = dear.name if dear else None
    if number and not any(each.field == number for each in groups):
        op = "average" if groups and number in _SCORES else _of_number(pieces, groups)
        return Measure.model_validate({"op": op, "field": number}), filters
    return _quality(pieces, catalog, filters, groups) or Measure(), filters


_OFTEN = re.compile(r"(?<![a-z])how (?:often|frequently|rarely)(?![a-z])|多(?:常|经常|频繁)")
_OFTENEST = re.compile(
    r"(?<![a-z])(?:least|most|more|less) (?:often|frequently|likely|reliably)(?![a-z])|(?<![a-z])(?:rarely|seldom)(?![a-z])"
    r"|(?<![a-z])(?:best|worst|better|worse|good|bad|poor|poorest|weakest|strongest|great|laziest|sloppiest|slackest|keenest|most diligent) (?:at|for|in|with|about) (?:[a-z]+ ){0,3}?(?:\w+ing|\w+ed)(?![a-z])"
    r"|(?<![a-z])(?:repl(?:y|ies)|responds?|answers?) (?:the )?(?:least|most)(?! (?:reviews|complaints|records|messages))(?![a-z])"
    r"|最(?:不|少|懒得?|不爱)(?:爱|肯|愿意|常|怎么)?(?=回|答|处理|解决)|最(?:爱|常|勤)(?=回复|答复|处理|解决)"
)
"""How often something is done is a part of the times it could have been."""


def _how_often(
    pieces: Pieces, conditions: list[Condition], catalog: Catalog, groups: Sequence[GroupBy]
) -> tuple[Measure, tuple[Filter, ...]] | None:
    """ "How often do we answer on time", "which shop replies least": the share of a yes or no, not its number."""
    text = pieces.scan.text
    ranked = bool(groups or pieces.sides) and _OFTENEST.search(text) is not None
    if pieces.asked.measure.op != "count" or pieces.buckets or not (ranked or _OFTEN.search(text)):
        return None
    flags = {each.name for each in catalog.fields if each.kind == "flag" and not each.derived}
    part = [each for each in conditions if each.filter.field in flags and each.filter.op == "="]
    if len(part) != 1:
        return None
    base = [each for each in conditions if each not in part]
    measure, whole = share_of((part[0].filter,), joined_filters(base, text), catalog)
    if of_stated_only(pieces.scan):
        whole = (*whole, Filter(field=part[0].filter.field, op="present"))
    return measure, whole


def _most_felt(
    pieces: Pieces, conditions: list[Condition], catalog: Catalog, groups: Sequence[GroupBy]
) -> tuple[Measure, tuple[Filter, ...]] | None:
    """ "The least negative airline", 最负面的品牌: how large a part is negative, not how many records are."""
    if pieces.asked.explicit or not ((groups and pieces.ordering) or pieces.sides):
        return None
    text = pieces.scan.text
    felt = [
        each
        for each in conditions
        if each.filter.field == "sentiment"
        and re.search(r"(?<![a-z])(?:most|least|more|less) $|[最更]$", text[: each.start])
        and re.search(
            r"complain|gripe|moan|tives$|comments?$|reviews?$|feedback$|ones$|投诉|差评|好评|抱怨|吐槽",
            text[each.start : each.end],
        )
        is None
        and not re.match(rf"(?:的|\s)?(?:{concept('record').pattern})", text[each.end :])
    ]
    if len(felt) != 1:
        return None
    base = [each for each in conditions if each not in felt]
    return share_of((felt[0].filter,), joined_filters(base, text), catalog)


_AVERAGED = re.compile(
    r"客单|均[价额值]|人均|(?<![a-z])(?:basket size|average order|ticket size|aov|arpu)(?![a-z])"
)
"""What is itself the average of a number: 客单价, "basket size"."""


_EXTREME_OF = re.compile(
    r"(?<![a-z])(?:max(?:imum)?|min(?:imum)?)(?! (?:of )?\d)(?![a-z])|最[大小](?:值|的?(?:订单)?金额)"
)
"""An extreme of the number itself, not what comes first by it: "the maximum order value for A and B"."""


_VALUE_ASKED = re.compile(
    r"^(?!.*(?:哪|谁|which|who(?![a-z])))(?:.*(?:最[高低大小贵]|最便宜|[上下]限).*(?:多少|几)"
    r"|.*(?<![a-z])(?:what|how much)(?![a-z]).*(?:highest|lowest|largest|smallest|biggest|most expensive|priciest|cheapest)(?![a-z]))"
)
"""What the highest or lowest is, not whose it is: 官网和Booking最高房价是多少."""


def _of_number(pieces: Pieces, groups: Sequence[GroupBy]) -> str:
    """A number asked for without saying how: its extreme for one record or product, its average else."""
    ordering = pieces.ordering
    text = pieces.scan.text
    told = pieces.sides is not None and not groups and bool(_VALUE_ASKED.search(text))
    if ordering is not None and not ordering.quality and (told or _EXTREME_OF.search(text)):
        return "max" if ordering.descending else "min"
    if groups and _AVERAGED.search(pieces.scan.text):
        return "average"
    if ordering is None or not ordering.explicit or ordering.quality or pieces.sides is not None:
        return "average"
    if groups and groups[0].field not in ("id", "product"):
        return "average"
    return "max" if ordering.descending else "min"


_MOOD = re.compile(
    r"(?<![a-z])(?:un)?happiest(?![a-z])|(?<![a-z])angriest(?![a-z])|怨气最[大重]|最不满意?的|最开心"
)
"""Best and worst by how people feel, not by what they score."""


def _quality(
    pieces: Pieces, catalog: Catalog, filters: tuple[Filter, ...], groups: Sequence[GroupBy]
) -> Measure | None:
    """What "best", "worse" and "how is sentiment" are measured by when the question does not say.

    Sentiment when it is spoken of; else ratings, NPS, CSAT, or sentiment, as far as this data has them.
    None where a feeling is counted already ("the worst complaints").
    """
    spoken = any(each.field.name == "sentiment" for each in pieces.fields)
    felt = catalog.field("sentiment")
    spoken = spoken or (felt is not None and not felt.derived and _MOOD.search(pieces.scan.text) is not None)
    grouped = {each.field for each in groups}
    if spoken and "sentiment" not in grouped and (pieces.compares_quality or pieces.sides or groups):
        return Measure(op="share_negative", field="sentiment")
    if not pieces.compares_quality or any(name in _FELT for name in _fields(filters)):
        return None
    for op, name in (
        ("average", "rating"),
        ("nps", "nps"),
        ("csat", "csat"),
        ("share_negative", "sentiment"),
    ):
        field = catalog.field(name)
        if field is not None and name not in grouped and field.kind in ("number", "category"):
            return Measure.model_validate({"op": op, "field": name})
    return None


def _fields(filters: Sequence[Filter]) -> set[str]:
    return {name for each in filters for name in (each.field, *_fields(each.any_of)) if name}


def shares_of(pieces: Pieces, catalog: Catalog) -> Figures | None:
    """ "What share is positive and what share negative": a share for each of two values that are all there is to be
    a share of. None when the two sides of a comparison are the wholes of a share, and for ratios.
    """
    used = pieces.sides.used if pieces.sides else ()
    others = [each for each in pieces.conditions if each not in used]
    if pieces.asked.measure.op != "share" or _RATIO.search(pieces.scan.text):
        return None
    at = pieces.asked.at
    nearest = min(pieces.conditions, key=lambda each: min(abs(each.start - at), abs(each.end - at)))
    if others and (nearest not in used or any(each.filter.field in _FELT for each in others)):
        return None
    _, part = split_share(pieces.scan, pieces.asked, pieces.conditions)
    if others and not any(each in part for each in used):
        return None  # "what share of A and of B were late"
    whole = joined_filters(others, pieces.scan.text)
    told = [share_of((each.filter,), whole, catalog) for each in used]
    return tuple(measure for measure, _ in told), told[0][1]


def _share(
    pieces: Pieces, conditions: list[Condition], catalog: Catalog, groups: Sequence[GroupBy] = ()
) -> tuple[Measure, tuple[Filter, ...]]:
    """A share of a feeling or a score is one of the records that state it; of anything else, of all records."""
    base, part = _part_before(pieces, conditions) or split_share(pieces.scan, pieces.asked, conditions)
    whole = joined_filters(base, pieces.scan.text)
    if not part:
        compared = pieces.sides is not None and not pieces.sides.comparison.period
        return Measure() if compared else Measure(op="share_of_total"), whole
    told = {each.field for each in groups}
    if all(each.filter.field in told and each.filter.op == "=" for each in part):
        return Measure(op="share_of_total"), whole  # "shares of A and not A": each group's own
    measure, whole = share_of(joined_filters(part, pieces.scan.text), whole, catalog)
    if of_stated_only(pieces.scan):
        present = (Filter(field=each.field, op="present") for each in measure.where if each.field)
        parts = {each.field for each in measure.where}
        stated = (each for each in whole if not (each.op == "missing" and each.field in parts))
        whole = tuple(dict.fromkeys((*stated, *present)))
    return measure, whole


def _part_before(
    pieces: Pieces, conditions: Sequence[Condition]
) -> tuple[list[Condition], list[Condition]] | None:
    """ "Is delivery over a fifth of all complaints": what stands before the limit is the part of what follows."""
    if not pieces.limits or not re.match(r"\s?of(?![a-z])", pieces.scan.text[pieces.limits[0].end :]):
        return None
    at = pieces.limits[0].start
    part = [each for each in conditions if each.start < at]
    base = [each for each in conditions if each.start >= at]
    return (base, part) if part and base else None


def share_of(
    where: tuple[Filter, ...], base: tuple[Filter, ...], catalog: Catalog | None = None
) -> tuple[Measure, tuple[Filter, ...]]:
    """The measure of the share that `where` is of `base`, and the filters of the whole.

    Of a feeling or a score it is a share of the records that state it.
    """
    if len(where) == 1 and where[0].field == "sentiment" and where[0].op == "=":
        feeling = {"negative": "share_negative", "positive": "share_positive"}.get(str(where[0].value))
        if feeling:
            return Measure.model_validate({"op": feeling}), base
    given = tuple(
        Filter(field=each.field, op="present")
        for each in where
        if (each.field in _FELT or _grouped_score(each.field, catalog))
        and each.op not in ("missing", "present")
    )
    return Measure(op="share", where=where), tuple(dict.fromkeys((*base, *given)))


def _grouped_score(name: str, catalog: Catalog | None) -> bool:
    """Whether a field says promoter, passive or detractor: it states a score."""
    field = catalog.field(name) if catalog else None
    if field is None or field.kind != "category" or not field.values:
        return False
    return all(re.sub("s$", "", each.value.casefold()) in _GROUPS_OF_NPS for each in field.values)
