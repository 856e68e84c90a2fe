"""What is computed: which measure the question asks for, over which field."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.offline.conditions.numbers import DEARER, spoken_number
from assistant.offline.measures.people import counts_customers, distinct_people
from assistant.offline.measures.series import JOINED, in_one_list, take_how_many
from assistant.offline.measures.share_words import take_share
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept, number_in
from assistant.offline.text.numerals import number
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Bucket, GroupBy, Measure

__all__ = ["Asked", "find_measure"]

_OF_NUMBERS = ("median", "percentile", "average", "sum")


@dataclass(frozen=True, slots=True)
class Asked:
    """The measure, the place of its word in the question, and whether the question said it at all.

    `people`: customers were asked for, in data that names none. `more`: further measures asked for beside it
    ("average rating and number of reviews"); `end`: where the measure's word ends.
    """

    measure: Measure = field(default_factory=Measure)
    at: int = 0
    explicit: bool = True
    field: FieldMention | None = None
    needs: str | None = None
    people: bool = False
    more: tuple[Measure, ...] = ()
    end: int = 0


_MOST_MEASURES = 4


def find_measure(
    scan: Scan, catalog: Catalog, fields: Sequence[FieldMention], buckets: Sequence[GroupBy] = ()
) -> Asked:
    """Takes the words of the measure, and of those that are asked for beside it.

    `needs` names what this data lacks when the measure cannot be computed. `buckets`: the calendar units the
    question names, which an average number of records may be for.
    """
    daily = _per_bucket(scan, catalog, fields, buckets)
    if daily is not None:
        return daily
    asked = _one_measure(scan, catalog, fields)
    if not asked.explicit or asked.needs:
        return asked
    found = [asked]
    while len(found) < _MOST_MEASURES and (
        beside := _beside(scan, [_span(each) for each in found], catalog, fields)
    ):
        found.append(beside)
    while any(each.measure.op == "average" for each in found) and scan.take_first(concept("average")):
        pass  # said again: "on average ..., give both averages"
    found.sort(key=lambda each: each.at)
    all_said = [m for each in found for m in (each.measure, *_listed_numbers(scan, each, fields))]
    different = [each for each in dict.fromkeys(all_said) if each != found[0].measure]
    return replace(found[0], more=tuple(different))


def _span(asked: Asked) -> tuple[int, int]:
    return asked.at, max(asked.end, asked.field.end if asked.field else 0)


def _beside(
    scan: Scan, spans: Sequence[tuple[int, int]], catalog: Catalog, fields: Sequence[FieldMention]
) -> Asked | None:
    """A further measure: its word stands right after "and", or the one found so far does, being the later."""
    for each in fields:
        at = (each.start, each.end)
        if each.field.name in ("nps", "csat") and at not in spans and _beside_it(scan, each.start, spans):
            return Asked(
                Measure.model_validate({"op": each.field.name}), each.start, field=each, end=each.end
            )
    for op in (*_OF_NUMBERS, "share", "nps", "csat", "count"):
        for match in scan.find(concept(op)):
            if not _beside_it(scan, match.start(), spans) or _asks_how_much(scan, match, spans):
                continue
            kept = scan.free
            found = _one_measure(scan, catalog, fields)
            if found.explicit and not found.needs and found.at == match.start():
                return found
            scan.free = kept
    return None


def _asks_how_much(scan: Scan, match: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    """ "VIP的，差评率多少": how much the figure before is, not how many records beside it."""
    gap = scan.text[max(end for _, end in spans) : match.start()] if spans else ""
    return (
        re.fullmatch("多少|how much", match.group()) is not None
        and re.fullmatch(r"[\s是有为又都各到底大概]*", gap) is not None
    )


def _beside_it(scan: Scan, start: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the later of two words for measures, with what was read right before it, follows an "and"."""
    first, last = min(spans), max(spans)
    later = start if start > last[0] else first[0]
    lead = len(scan.free[:later].rstrip("\x00 "))
    noun = re.search(r"(?:反馈|评价|评论|留言|记录|投诉)$", scan.text[:later])  # 平均房价和评价数
    ends = (later, lead, noun.start() if noun else lead)
    return any(JOINED.search(scan.text[:end]) for end in ends)


def _listed_numbers(scan: Scan, asked: Asked, fields: Sequence[FieldMention]) -> list[Measure]:
    """ "Average rating and price", "rating, price: mean of each": the same measure of each number of a list."""
    if asked.field is None or asked.measure.op not in _OF_NUMBERS:
        return []
    numbers = sorted((each for each in fields if each.field.kind == "number"), key=lambda each: each.start)
    runs: list[list[FieldMention]] = []
    for each in numbers:
        gap = scan.text[runs[-1][-1].end : each.start] if runs else ""
        if runs and asked.measure.op == "sum":  # "like count and highest reply count"
            gap = scan.free[runs[-1][-1].end : each.start].replace("\x00", "") or gap
        if runs and in_one_list(gap, same=runs[-1][-1].field.name == each.field.name):
            runs[-1].append(each)
        else:
            runs.append([each])
    run = next((each for each in runs if asked.field in each), [])
    if asked.at < asked.field.start:  # what stands before "average" is no part of its list
        run = [each for each in run if each.start >= asked.at]
    names = [name for name in dict.fromkeys(each.field.name for each in run) if name != asked.measure.field]
    take_how_many(scan, len(names) + 1)
    scored = {name: {"op": name, "field": None} for name in ("nps", "csat")}
    return [asked.measure.model_copy(update=scored.get(name, {"field": name})) for name in names]


def _one_measure(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> Asked:
    numeric = [each for each in fields if each.field.kind == "number"]
    per = _per_group(scan, fields)
    if per is not None:
        return per
    for op in _OF_NUMBERS:
        match = scan.find(concept(op)).__iter__()
        found = next(iter(match), None)
        if found is None or (op == "sum" and not numeric):
            continue
        target = _target(scan, found, numeric)
        if target is None and op == "average" and _counts_people(scan) and not _of_a_score(scan, found):
            continue
        scan.take(*found.span())
        scan.take_first(concept("count")) if op == "sum" else None
        return _numeric(scan, op, found, target, catalog)
    scan.take_first(_BY_PERCENT)
    share = take_share(scan)
    if share:
        while scan.take_first(concept("share")):  # "what percentage ... in percent"
            pass
        return Asked(Measure(op="share"), share.start(), end=share.end())
    return _score(scan, catalog, fields) or _count(scan, catalog, fields)


_BY_PERCENT = re.compile(
    r"(?:and )?(?<![a-z])by (?:how (?:many|much)|what) (?:percent(?:age)?(?: points?)?|per ?cent|%|pp)(?![a-z])"
    r"|(?<=[多少高低涨跌升降增减长加])了?(?:百分之几|百分之多少|几成|(?:几|多少)(?:个?百分点|个点))|(?:几|多少)个百分点"
)
"""How far two figures are apart, in percent: no share of anything."""


_AVERAGE_COUNT = re.compile(
    r"(?<![a-z])(?:average|mean|typical|avg)\s+(?:number|count|volume|amount)s?(?:\s+of)?(?![a-z])|(?<![a-z])how (?:many|much)(?=[^?]*(?:on average|typically|usually))"
    r"|(?<![a-z])(?:daily|weekly|monthly|yearly) average(?! (?:of )?(?!record|review|number|volume|count)[a-z])|(?:日|天|周|月|(?<!\d)年)均(?![价分值])|平均(?!分|值|数|评|价|得|打)"
)
_UNITS_OF_AVERAGE: tuple[tuple[Bucket, str], ...] = (
    ("day", r"[日天]均(?![价分值])|(?<![a-z])daily average"),
    ("week", r"周均(?![价分值])|(?<![a-z])weekly average"),
    ("month", r"月均(?![价分值])|(?<![a-z])monthly average"),
    ("year", r"(?<!\d)年均(?![价分值])|(?<![a-z])yearly average"),
)


def _per_bucket(
    scan: Scan, catalog: Catalog, fields: Sequence[FieldMention], buckets: Sequence[GroupBy]
) -> Asked | None:
    """ "Average number of reviews per day", 日均反馈量: records for each calendar unit; None for other averages."""
    if catalog.field("time") is None or any(each.field.kind == "number" for each in fields):
        return None
    unit = next((bucket for bucket, words in _UNITS_OF_AVERAGE if re.search(words, scan.text)), None)
    if unit is None and len(buckets) == 1 and re.search(_AVERAGE_COUNT, scan.free):
        unit = buckets[0].bucket
    if unit is None:
        return None
    at = next((match.start() for match in scan.find(_AVERAGE_COUNT)), 0)
    while (
        scan.take_first(_AVERAGE_COUNT)
        or scan.take_first(concept("average"))
        or scan.take_first(concept("count"))
    ):
        pass
    return Asked(Measure(op="count_per", field="time", bucket=unit), at, end=at)


def _per_group(scan: Scan, fields: Sequence[FieldMention]) -> Asked | None:
    """ "Average number of reviews per product", 平均每个客户多少条: records for each value of a field."""
    many = re.search(
        r"(?<![a-z])(?:average|mean|typical|avg)\s+(?:number|count|volume|amount)s?\s+of(?![a-z])|(?<![a-z])how many\b.*\b(?:on average|per)\b.*\bon average|平均每[^，。？?]{1,10}?(?:有|写|留|提|来|收到|发)?了?(?:多少|几)[条个篇次则封]?|(?<=[^，。？?])平均(?:有|写|留|提|来|收到|发)?了?(?:多少|几)[条篇次则封]",
        scan.text,
    )
    if many is None:
        head = re.search(
            r"人均(?=反馈|评论|评价|留言|记录|条数|发|写|投诉)|平均(?:每一?[个位名]?|一[个位名])(?:人|客户|用户|顾客)(?=(?:会|能)?(?:反馈|投诉|评论|写|留言?|发|提|来)?了?(?:多少|几)[条次个篇])",
            scan.text,
        )
        if head is None or any(each.field.kind == "number" for each in fields):
            return None
        scan.take(*head.span())
        return Asked(Measure(op="count_per", field="customer"), head.start(), end=head.end())
    for each in fields:
        before = scan.text[max(0, each.start - 20) : each.start]
        if each.field.kind in ("category", "flag") and re.search(
            r"(?:(?<![a-z])(?:per|each|every|a|(?:of|for|across|over|among) (?:all|all of)(?: the| our| these)?)(?: single| different)?|每一?[个名位款家种]?)\s*$",
            before,
        ):
            scan.take(*many.span())
            return Asked(
                Measure(op="count_per", field=each.field.name), many.start(), field=each, end=many.end()
            )
    return None


def _target(scan: Scan, found: re.Match[str], numeric: Sequence[FieldMention]) -> FieldMention | None:
    """The number field nearest to the measure's word; in both languages it usually follows, but not in a clause
    of its own (平均分超过3，并且NPS高于0).
    """
    after = [each for each in numeric if each.start >= found.end()]
    if "分" in scan.text[found.end() - 1 : found.end() + 1] and not [
        each for each in numeric if each.end <= found.start()
    ]:
        after = [each for each in after if not _OWN_CLAUSE.search(scan.text[found.end() : each.start])]
        numeric = after
    return min(after or numeric, key=lambda each: abs(each.start - found.end()), default=None)


_OWN_CLAUSE = re.compile(r"\d[^,，。?？]{0,4}(?:[,，]|而且|并且?|且|同时|或|但|还有?|也)")


def _of_a_score(scan: Scan, found: re.Match[str]) -> bool:
    """ "每个产品的平均分", 均价: the average says itself of what."""
    return re.search("[均评][分价]|打分|评分", scan.text[found.start() : found.end() + 2]) is not None


def _counts_people(scan: Scan) -> bool:
    return re.search(r"per|每", scan.free) is not None


def _numeric(
    scan: Scan, op: str, found: re.Match[str], target: FieldMention | None, catalog: Catalog
) -> Asked:
    percentile = number_in(found) if op == "percentile" else None
    field = target.field if target else _of_unit(scan, catalog) or _only_number(catalog)
    field = field or spoken_number(scan, catalog)
    if field is None:
        values = {"op": op, "percentile": number(percentile) if percentile else None}
        return Asked(Measure.model_validate(values), found.start(), needs=found.group().strip())
    values = {"op": op, "field": field.name, "percentile": number(percentile) if percentile else None}
    return Asked(Measure.model_validate(values), found.start(), field=target, end=found.end())


def _of_unit(scan: Scan, catalog: Catalog) -> CatalogField | None:
    """ "How many stars on average", 平均几颗星: the number its unit means."""
    if re.search(r"(?<![a-z])stars?(?![a-z])|几?颗?星", scan.text):
        return catalog.field("rating")
    return None


def _only_number(catalog: Catalog) -> CatalogField | None:
    numbers = [field for field in catalog.fields if field.kind == "number" and not field.derived]
    return numbers[0] if len(numbers) == 1 else None


def _score(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> Asked | None:
    """NPS and CSAT asked for by name; "NPS score" with an average was read before."""
    for op in ("nps", "csat"):
        named = next((each for each in fields if each.field.name == op), None)
        if named is not None:
            return Asked(Measure.model_validate({"op": op}), named.start, field=named, end=named.end)
        match = scan.take_first(concept(op))
        if match and catalog.field(op) is None:
            return Asked(Measure(), match.start(), needs=op.upper())
        if match:
            return Asked(Measure.model_validate({"op": op}), match.start(), end=match.end())
    return None


def _count(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> Asked:
    words = _take_all(scan, "count")
    distinct = scan.take_first(concept("distinct"))
    if not words:
        return _different_things(scan, catalog, fields, distinct)
    numeric = [each for each in fields if each.field.kind == "number"]
    bare = all(re.fullmatch(r"多少|how much", word.group()) for word in words)
    which = all(scan.text[word.start() - 1 : word.start()] == "哪" for word in words)
    if (bare and (numeric or DEARER.search(scan.text))) or (which and numeric):
        return Asked(Measure(), words[0].start(), explicit=False)
    not_records = _NOT_BY_RECORD.search(scan.text)
    if not_records is not None:
        scan.take(*not_records.span())
    end = words[0].end()
    for word in words:
        summed = next(
            (
                each
                for each in numeric
                if re.fullmatch(r"[ 的]?", scan.text[each.end : word.start()]) and each.end <= word.start()
            ),
            None,
        )
        if summed and re.match(r"总|合计|累计|total|counts?$|数量?$", word.group()):
            return Asked(Measure(op="sum", field=summed.field.name), word.start(), field=summed, end=end)
        asked = _counted(scan, word, fields, distinct=distinct is not None)
        by_record = asked and asked.measure.op == "customers" and re.search(_BY_RECORD, scan.text)
        if asked and not by_record:
            return asked
    records = any(re.search("[条篇封则单起项份例笔]$", word.group()) for word in words)
    people = not records and any(counts_customers(scan, word) for word in words)
    people = people or distinct_people(scan, distinct)
    people = people and not re.search(_BY_RECORD, scan.text)
    people = people or not_records is not None
    if people:
        unnamed = catalog.field("customer") is None
        counted = Measure() if unnamed else Measure(op="customers")
        return Asked(counted, words[0].start(), people=unnamed, end=end)
    return Asked(Measure(), words[0].start(), end=end)


_PEOPLE_COUNTED = r"(?:客户|用户|顾客|会员|买家|乘客|旅客|市民|网友)(?:总|人)?数(?!据)|人数|人头数"
_BY_RECORD = r"[几幾][条篇封则](?=客户|用户|顾客|会员|买家|网友)|按(?:条数?|记录数?|篇数?|则数?)|论条|以条计|(?<![a-z])(?:not (?:people|customers|users|persons)|(?:count|counting) (?:records|messages|reviews)|how often|(?:complaints?|reviews?|records?|messages?|comments?) per (?:customer|person|user|guest))(?![a-z])"


_NOT_BY_RECORD = re.compile(
    r"(?:(?<![a-z])(?:not|rather than|instead of|as opposed to) (?:the )?(?:how many |number of |count of |total )?"
    r"(?:messages|records|rows|reviews|posts|comments|tickets|entries|responses|feedbacks?)(?: count)?(?![a-z])"
    r"|(?:不是|而不是|(?<![类級级])别按|不要按|不按|不算)(?:条数|反馈数|评论数|消息数|记录数|评价数|多少条|几条|条)(?:来?算)?)"
)
"""Customers are to be counted: "not how many messages", 不是条数."""


def _different_things(
    scan: Scan, catalog: Catalog, fields: Sequence[FieldMention], distinct: re.Match[str] | None
) -> Asked:
    """ "Unique customers", 去重客户: a number of different things without a word for numbers."""
    counted = re.search(_PEOPLE_COUNTED, scan.text)
    if distinct is None and counted:
        unnamed = catalog.field("customer") is None
        return Asked(
            Measure() if unnamed else Measure(op="customers"),
            counted.start(),
            people=unnamed,
            end=counted.end(),
        )
    if distinct is None:
        return Asked(Measure(), explicit=False)
    at, end = distinct.span()
    near = (each for each in fields if 0 <= each.start - end <= 3 or 0 <= at - each.end <= 6)
    beside = next((each for each in near if each.field.kind in ("category", "flag")), None)
    if beside is not None and beside.field.name != "customer":
        return Asked(Measure(op="distinct", field=beside.field.name), at, field=beside, end=end)
    around = scan.text[max(0, at - 8) : end + 12]
    if beside is None and not re.search(concept("people"), around):
        return Asked(Measure(), explicit=False)
    return Asked(Measure(op="customers"), at, field=beside, people=catalog.field("customer") is None, end=end)


def _take_all(scan: Scan, name: str) -> list[re.Match[str]]:
    found = []
    while match := scan.take_first(concept(name)):
        found.append(match)
    return found


def _counted(
    scan: Scan, word: re.Match[str], fields: Sequence[FieldMention], *, distinct: bool
) -> Asked | None:
    """The field right after "how many": its customers, its different values, or its sum."""
    counted = next((each for each in fields if 0 <= each.start - word.end() <= 10), None)
    between = scan.text[word.end() : counted.start] if counted else ""
    if counted is None or not re.fullmatch(
        r"\s*(?:of )?(?:all |the |our )*(?:different |distinct |unique |种|个|家|款|类|不同的?)*\s*", between
    ):
        return None
    if counted.field.name == "customer":
        return Asked(Measure(op="customers"), word.start(), field=counted)
    if scan.text[word.start() - 1 : word.start()] == "哪" and counted.field.kind == "category":
        return None  # 有哪几种房型: which they are
    if counted.field.kind == "category" or distinct:
        return Asked(Measure(op="distinct", field=counted.field.name), word.start(), field=counted)
    if counted.field.kind == "number":
        return Asked(Measure(op="sum", field=counted.field.name), word.start(), field=counted)
    return None
