"""What an answer is split by: named fields, listed values, calendar buckets, or what a ranking leaves unsaid."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from assistant.offline.conditions.joining import joined_period
from assistant.offline.conditions.topics import topic_field
from assistant.offline.layout.sides import apart
from assistant.offline.layout.structure import asks_when_most, auto_bucket, find_groups, finer
from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.linking import FieldMention
from assistant.offline.names.subjects import subject_field
from assistant.offline.names.surfaces import spaced
from assistant.offline.query.pieces import Pieces
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import plain
from assistant.offline.times import TimeMention
from retrieval.catalog import Catalog, data_span
from tools.segments.query import GroupBy

__all__ = ["groups_of", "implied_groups"]

_TOGETHER = re.compile(
    r"(?<![a-z])(?:together|combined|in total|altogether|in all|overall|sum|either)(?![a-z])|合计|一共|总共|加起来|加一起|共计|共有|总和|总量|总数|总计"
)
_OR = re.compile(r"(?<![a-z])or(?![a-z])|或")


def groups_of(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """The groups of the query, in the order the question says them."""
    named = [pieces.ranked_field] if pieces.ranked_field else _named_groups(pieces, catalog)
    listed = [] if pieces.ranked_field else [name for name in _listed_values(pieces) if name not in named]
    if not named and not listed and _ASPECTS.search(pieces.scan.text):
        named = [name for name in (topic_field(catalog),) if name]
    if not named and not listed and _WARES.search(pieces.scan.text) and _known("product", catalog):
        named = ["product"]
    found = [GroupBy(field=name) for name in (*named, *listed)][:2] + pieces.buckets
    by_period = pieces.sides is not None and pieces.sides.comparison.period is not None
    when = asks_when_most(pieces.scan.text) and pieces.sides is None and not found
    trend = when or (pieces.trend and not by_period) or (pieces.changed and pieces.sides is None)
    if trend and not pieces.buckets and catalog.field("time"):
        found.append(GroupBy(field="time", bucket=auto_bucket(_days(pieces.times, catalog))))
    if pieces.sides and pieces.sides.comparison.period:
        found = [each for each in found if finer(each.bucket, pieces.sides.period)]
    return found


_WARES = re.compile(
    r"(?:有|是|包括)哪[几些]?[款台部支][^，。？?]{0,4}[,，]?\s?(?:分别|各)|(?:每|各)[款台部支](?!分)"
)
"""Products counted one by one: 有哪几款，各有多少."""

_ASPECTS = re.compile(
    r"(?:每一?个?|各个?|分|按|不同|哪一?个?|哪些|哪几个|几个|前[一二三四五六七八九十\d]+个?)方面|(?<![a-z])(?:each|every|per|by|which|what|top [a-z0-9]+) (?:aspect|area|facet)s?(?![a-z])"
)
"""What feedback is about, by another word."""


def implied_groups(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """What a question ranks that does not say it: the records, customers or topics."""
    subject = subject_field(catalog)
    if pieces.limits and pieces.ordering is None and subject and _WHO.search(pieces.scan.text):
        return [GroupBy(field=subject)]  # "who's over 60 % negative"
    if pieces.least > 1 and pieces.ordering is None and _PEOPLE.search(pieces.scan.text):
        return [GroupBy(field=name) for name in ("customer",) if catalog.field(name)]
    if pieces.ordering is None or not pieces.ordering.explicit or pieces.sides is not None:
        return []
    if _PEOPLE_WITH.search(pieces.scan.text) and _known("customer", catalog):
        return [GroupBy(field="customer")]
    return _record_group(pieces) or _shops(pieces, catalog) or _implied_group(pieces, catalog)


_PEOPLE_WITH = re.compile(
    r"(?<![a-z])(?:customers|people|users|clients|buyers)(?: who| that)?"
    r" (?:with|have|having|gave|give|giving|left|leave|wrote|made|raised|filed|had)(?: us)?(?: the| their| our)?"
    r" (?:[1-9]\d? )?(?:lowest|highest|worst|best|most|fewest|poorest|biggest|largest)(?![a-z])"
)
"""Who is ranked by what they gave: "the customers with the lowest NPS"."""


_PEOPLE = re.compile(r"(?<![a-z])(?:customers|people|users|guests|clients)(?![a-z])|客[户人]|用户|顾客|谁")
"""Who is listed by how often they wrote: "customers with two or more complaints"."""


def _named_groups(pieces: Pieces, catalog: Catalog) -> list[str]:
    """Categories and flags the question names, and any field it splits by in so many words; at most two."""
    asked = pieces.asked
    free = [each for each in pieces.fields if asked.field is None or each.start != asked.field.start]
    marked, others = find_groups(pieces.scan, free)
    groups = [each for each in marked if each.field.kind not in ("text", "date")]
    few = pieces.least > 1 or any(each.of == "count" for each in pieces.limits)
    if asked.measure.op in ("distinct", "customers") and few and not groups:
        return (
            [asked.measure.field or "customer"] if _known(asked.measure.field or "customer", catalog) else []
        )
    if asked.measure.op != "distinct":
        groups += [each for each in others if _splits(each, pieces)]
    ordered = sorted(groups, key=lambda each: each.start)
    things = pieces.sides is not None or any(each.field.kind != "number" for each in ordered)
    if things and pieces.ordering is not None:  # "rank regions by price", "which of A and B has the best"
        ordered = [each for each in ordered if each.field.kind != "number"]
    names = dict.fromkeys(each.field.name for each in ordered)
    if asked.measure.op not in ("distinct", "customers") or asked.field is None:
        names.pop(asked.measure.field or "", None)
    if set(names) <= {"customer"} and _KIND_OF_CUSTOMER.search(pieces.scan.text) and _known("tier", catalog):
        return ["tier"]
    return list(names)[:2]


_KIND_OF_CUSTOMER = re.compile(
    r"(?:哪一?[类种]|什么样的|哪[些几][类种]|各[类种])(?:型的?)?(?:客[户人]|用户|顾客|会员)|(?<![a-z])(?:which|what) (?:kinds?|types?|sorts?|groups?|classe?s?) of (?:customers?|users?|people|guests?|members?)(?![a-z])"
)
""" "Which kind of customer": the tier, and not the customers themselves."""


def _splits(mention: FieldMention, pieces: Pieces) -> bool:
    """A category that is named without a word for "by"; not who writes, nor the feeling two sides are held by."""
    felt = mention.field.name == "sentiment" and (pieces.sides is not None or pieces.compares_quality)
    if mention.field.derived and pieces.conditions and pieces.asked.explicit and not pieces.ordering:
        return False  # "how many issues are not resolved" speaks of feedback, not of topics
    return mention.field.kind in ("category", "flag") and mention.field.name != "customer" and not felt


def _known(name: str, catalog: Catalog) -> bool:
    return catalog.field(name) is not None


_SHOPS_OF = re.compile(r"[那这]?[两二三四五几][家个款种](?!月|星期|季)|(?<![a-z])(?:two|both|three)(?![a-z])")
"""Several values that one name means: 上海那两家."""


def _listed_values(pieces: Pieces) -> list[str]:
    """ "A, B and C": the fields of which three or more values are told apart, not put together."""
    text = pieces.scan.text
    used = pieces.sides.used if pieces.sides else ()
    named = Counter(
        each.filter.field for each in pieces.conditions if each.filter.op == "=" and each not in used
    )
    ranked = pieces.ordering is not None and pieces.ordering.explicit
    told_apart = apart(text) or ranked or re.search(r"compare|对比|比较|哪|which|versus|vs", text) is not None
    meant = [each.filter.field for each in pieces.conditions if each.filter.op == "in" and each not in used]
    if told_apart and not ranked and len(meant) == 1 and _SHOPS_OF.search(text):
        return meant
    return [
        name
        for name, count in named.items()
        if count > 2 and (told_apart or not (_TOGETHER.search(text) or _OR.search(text)))
    ]


def _record_group(pieces: Pieces) -> list[GroupBy]:
    """ "Which review has the most likes": the records themselves are ranked."""
    record = concept("record").pattern
    which = (
        rf"(?:which|what|哪一?[条个篇封则])\s*(?:single |one )?(?:{record})|(?:{record})是?哪一?[条个篇封则]"
    )
    numeric = any(each.field.kind == "number" for each in pieces.fields)
    told = not pieces.asked.explicit or pieces.asked.measure.op == "sum"  # "the highest like count"
    said = numeric and told and re.search(which, pieces.scan.text)
    return [GroupBy(field="id")] if said else []


_WHICH_SHOP = re.compile(
    rf"哪(?:{NUMBER}|几)?家(?!公司|企业|银行|航司|品牌)|谁家|(?:[名家位个]|最[高低好差贵])的?(?:都|分别)?是(?:谁|哪[些几])|(?<![a-z])who(?![a-z])"
)


def _shops(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """ "总分最低是哪家", "who has the lowest cleanliness score": shops are ranked by a score or a price, not records."""
    numeric = pieces.asked.measure.field or any(each.field.kind == "number" for each in pieces.fields)
    if not numeric or not _WHICH_SHOP.search(pieces.scan.text) or pieces.asked.measure.op == "count_per":
        return []
    names = same_meaning("branch")
    subject = subject_field(catalog)
    fields = [each for each in catalog.fields if each.kind == "category" and not each.derived]
    shops = [each.name for each in fields if names & {plain(each.name), spaced(each.name)}]
    meant = shops[0] if len(shops) == 1 else subject
    return [GroupBy(field=meant)] if meant else []


def _implied_group(pieces: Pieces, catalog: Catalog) -> list[GroupBy]:
    """ "Who complains most?" ranks customers, "what do people complain about most?" ranks topics."""
    where = re.search(
        r"(?<![a-z])where(?![a-z])|哪里|哪儿|地方(?:是|在)哪|哪个?地方|在哪(?!个|些|几|类|一|种|款|方面|块|项|门|条)",
        pieces.scan.text,
    )
    if where and catalog.field("region"):
        return [GroupBy(field="region")]
    counter = re.search(
        r"(?:(?<=[一二两三四五六七八九十\d])|哪一?|[这那]一?)[款支台部](?!分)", pieces.scan.text
    )
    if counter and catalog.field("product"):
        return [GroupBy(field="product")]
    kinds = _KINDS.search(pieces.scan.text) and _kinds_field(catalog)
    if kinds:
        return [GroupBy(field=kinds)]
    if (
        getattr(pieces.ordering, "unit", None)
        or pieces.asked.measure.field
        or any(each.field.kind == "number" for each in pieces.fields)
    ):
        return []
    who = re.search(r"\bwho\b|谁", pieces.scan.text)
    noted = "topic" if pieces.conditions else None
    subject = subject_field(catalog)
    one = pieces.least > 1 or where or _WHICH_ONE.search(pieces.scan.text)
    names = ("customer", subject) if who else (subject if one else None, topic_field(catalog), noted)
    return next(([GroupBy(field=name)] for name in names if name and catalog.field(name)), [])


_WHO = re.compile(r"^\W*(?:and |so )?(?:who|which ones?)(?:'s| is| are| has| have)?(?![a-z])|谁|哪[几些]?家")
_WHICH_ONE = re.compile(
    r"哪一?[家个](?!方面|主题|话题|原因|类|月|季|周|星期)|谁家|(?<![a-z])which (?:one|is (?:the )?(?:top|first|worst|best|ahead|highest|lowest))(?![a-z])"
)
_KINDS = re.compile(
    r"(?:(?<=[两一二三四五六七八九十\d])|哪[一几]?|前几)大?类(?!型|似|别的)|品类|类别|(?<![a-z])categor(?:y|ies)(?![a-z])"
)


def _kinds_field(catalog: Catalog) -> str | None:
    """The one column of the user's own that is named for kinds of things: product_category, 品类."""
    own = [each.name for each in catalog.fields if each.kind == "category" and not each.derived]
    named = [name for name in own if re.search(r"categor|品类|类别|分类", name.lower())]
    return named[0] if len(named) == 1 else None


def _days(times: Sequence[TimeMention], catalog: Catalog) -> int:
    period, span = joined_period(times), data_span(catalog)
    if period and period.start:
        end = date.fromisoformat(str(period.end)[:10]) if period.end else span[1] if span else None
        if end is not None:
            return (end - date.fromisoformat(str(period.start)[:10])).days
    return (span[1] - span[0]).days + 1 if span else 365
