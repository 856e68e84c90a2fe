"""Marks as a condition: 满分 and "a perfect score" are the highest value a score has, 低分 and "poor marks" low ones."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.mentions import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = ["full_marks"]

_FULL = re.compile(
    r"(?:打|给|评|得|拿)?(?:了|出|到|的)?满分(?!是|为|多少|几|\d|[制卷])"
    r"|(?<![a-z])(?:(?:a |the )?(?:perfect|full|maximum|top|max) (?:scores?|marks?|ratings?)|full points|top-?rated)(?![a-z])"
)
_HIGHEST = (5, 10, 100)
"""What scores go up to; of another column the highest value need not be full marks."""


def full_marks(
    scan: Scan, catalog: Catalog, fields: Sequence[FieldMention], said: Sequence[Condition]
) -> list[Condition]:
    """Takes the words for full marks: of the score named right before or after, else of the rating.

    said: the conditions so far; they are returned too, but for the praise that full marks are (满分好评).
    """
    found = list(said)
    for match in [each for each in _FULL.finditer(scan.free) if "\x00" not in each.group()]:
        meant = _score(match, fields) or catalog.field("rating")
        if meant is None or meant.highest not in _HIGHEST:
            continue
        scan.take(*match.span())
        praise = [each for each in found if each.filter.field == "sentiment" and each.start == match.end()]
        found = [each for each in found if each not in praise]
        found.append(Condition(*match.span(), Filter(field=meant.name, value=float(meant.highest))))
    return [*found, *_at_the_end(scan, catalog, fields), *_low_or_high(scan, catalog, fields)]


_COUNTED = re.compile(
    r"(?<![a-z])(?:how many|number of|count of|(?:what|which) (?:share|percent(?:age)?|proportion|%) of|show(?: me)?|list|quote)(?![a-z])(?P<of>[^,;?]{0,60}?)"
    r"(?<![a-z])(?P<verb>have|has|had|having|with|gives?|gave|giving|given|left|leaves?|got|gets?) (?:us |it |them )?(?:the |a |our )?"
    r"(?P<end>lowest|highest|worst|best|top|minimum|maximum|smallest)(?: possible)? $"
)
_OF_RECORDS = re.compile(
    rf"^\W*$|(?<![a-z])(?:{concept('record').pattern}|people|customers|users|guests|buyers|vips?)(?:(?: that| who| which| in| from| of)(?![a-z]).*)?\s*$"
)
"""What has the end of a score: pieces of feedback or who wrote them, and no groups that are ranked."""
_COUNTED_ZH = re.compile(r"(?:[打给评得]了?)?(?P<end>最[低高差好])的?$")
_MARK_ZH = re.compile(r"(?:[打给评得]了?)(?P<end>最[低高差好])分(?=的)")
_AFTER_ZH = re.compile(r"(?:打得|给得|给的)?(?P<end>最[低高差好])(?=的)")
_OF_THEM = re.compile(
    r"的(?:那些|这些)?(?:评[价论]|反[馈应]|记录|留言|客[户人]|用户|人|顾客|订单|会员)?(?:一共|总共|都|大概)*(?:有|占)(?:多少|几|比)"
)
_LOW_ENDS = ("lowest", "worst", "minimum", "smallest", "最低", "最差")


def _at_the_end(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> list[Condition]:
    """ "How many have the lowest rating", 最低评分的评论有多少条: the end of the score, and nothing that is ranked."""
    ends = [(each.start, each.end, each.field) for each in fields if each.field.kind == "number"]
    found: list[tuple[int, int, CatalogField, str]] = []
    for start, end, field in ends:
        said = _COUNTED.search(scan.text[:start])
        said = said if said and _OF_RECORDS.search(said["of"]) else None
        if said is None and _OF_THEM.match(scan.text, end):
            said = _COUNTED_ZH.search(scan.text[:start])
        after = _AFTER_ZH.match(scan.text, end)
        if said:
            found.append((said.start("end"), end, field, said["end"]))
        elif after and _OF_THEM.match(scan.text, after.end()):
            found.append((start, after.end(), field, after["end"]))
    rating = catalog.field("rating")
    for mark in _MARK_ZH.finditer(scan.free):
        if rating and _OF_THEM.match(scan.text, mark.end()):
            found.append((*mark.span(), rating, mark["end"]))
    told: list[Condition] = []
    for start, end, field, word in found:
        value = field.lowest if word in _LOW_ENDS else field.highest
        if value is None:
            continue
        scan.take(start, end)
        same = Filter(field=field.name, value=float(value))
        told.append(Condition(start, end, same, (scan.text[start:end], f"{field.name} = {value:g}")))
    return told


_LOW = re.compile(r"(?:[打给评得]了?)?(?<![最更较比高超降减调])低分(?!是|为|多少|几|\d|数)")
_HIGH = re.compile(r"(?:[打给评得]了?)?(?<![最更较比低提升])高分(?!是|为|多少|几|\d|数|子)")
_BEFORE = re.compile(r"(?<![a-z])(?:low|poor|high) $")
_SAID_OF_IT = re.compile(
    r"(?:都|就|会|很|这么|那么|如此|普遍|比较|偏|太)*(?P<end>[低高])(?=的?原因|的?\W*$|的(?:客|人|用户|顾客|会员|评价|评论|反馈|记录|订单))"
)
_RANKED = re.compile(r"哪|谁|平均|均[值分]|最|比|多少|几")
""" "为什么打分低", 评分高的客户: words that say which marks, and not which group's are lower."""
_BOUNDS = (0.4, 0.8)
"""Up to which part of the scale a mark is low, and from which it is high: 2 and 4 of 5 stars."""


def _low_or_high(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> list[Condition]:
    """ "Why the low ratings", 给低分的客人: marks at an end of the scale, told with the answer."""
    found: list[tuple[int, int, CatalogField | None, bool]] = []
    for each in fields:
        before = _BEFORE.search(scan.free[: each.start])
        plural = scan.text[each.start : each.end].endswith(
            "s"
        )  # "a low rating" may be any; "low" of what else?
        if before and plural:
            found.append((before.start(), each.end, each.field, before.group() != "high "))
        after = _SAID_OF_IT.match(scan.free[each.end :])
        if after and each.field.kind == "number" and not _RANKED.search(scan.text):
            found.append((each.start, each.end + after.end(), each.field, after["end"] == "低"))
    for pattern, low in ((_LOW, True), (_HIGH, False)):
        for match in pattern.finditer(scan.free):
            found.append((*match.span(), _score(match, fields) or catalog.field("rating"), low))
    told: list[Condition] = []
    for start, end, meant, low in found:
        if meant is None or meant.highest not in _HIGHEST:
            continue
        scan.take(start, end)
        bound = float(meant.highest) * _BOUNDS[0 if low else 1]
        limit = Filter(field=meant.name, op="<=" if low else ">=", value=bound)
        told.append(Condition(start, end, limit, (scan.text[start:end], f"{meant.name} {limit.op} {bound}")))
    return told


def _score(match: re.Match[str], fields: Sequence[FieldMention]) -> CatalogField | None:
    """The score the words stand beside."""
    numbers = [each for each in fields if each.field.kind == "number"]
    beside = [
        each.field
        for each in numbers
        if 0 <= match.start() - each.end <= 2 or 0 <= each.start - match.end() <= 4
    ]
    return beside[0] if beside else None
