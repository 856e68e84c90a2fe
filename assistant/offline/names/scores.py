"""What each of several scores is of: "service" in "best service", where there is a service score."""

import re
from collections.abc import Iterable, Mapping

from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.mentions import FieldMention
from assistant.offline.names.surfaces import SCORED, spaced
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["satisfaction", "score_surfaces", "take_scores"]

_SCORING = re.compile(
    r"(?<![a-z])(?:scores?|scored|scoring|ratings?|rated|marks?|points|averages?|avg|mean|best|worst|highest|lowest)(?![a-z])|[打评均得总]分|平均|分数|最[好差高低]|垫底|倒数"
    r"|(?:(?<![a-z])(?:under|over|below|above|at least|at most|less than|more than|lower than|higher than|greater than|smaller than|better than|worse than|(?:no|not) (?:less|lower|more|higher|better|worse|greater|smaller) than|exceed(?:s|ed|ing)?|equals?(?: to)?|min|max)(?![a-z])|[<>≥≤=]=?) ?[1-5](?![\d%])"
    r"|(?<![\d.])[1-5](?:\.\d)? ?(?:\+|(?:or|and) (?:higher|lower|above|below|over|under|up|more|less|better|worse|down)(?![a-z])|及?以[上下])"
    r"|(?:低于|高于|小于|大于|不到|不足|超过|至少|少于|等于|不低于|不高于|不超过|达到)[1-5一二三四五](?![\d%条个])"
)
_SCORE_WORD = re.compile(
    r"\s?(?:scores?|ratings?|marks?|points|grades?)(?![a-z])|的?(?:评分|打分|得分|分数|分(?!店))"
)
_MENTIONED = re.compile(
    r"(?:(?<![a-z])(?:about|mention(?:s|ed|ing)?|of|contain(?:s|ing)?|with)(?: the)?|提到|提及|关于|说到|投诉|抱怨)\s*$"
)

_RANKED_BY = re.compile(
    r"(?<![a-z])(?:sort|rank|order|arrang)(?:s|e[sd]?|ed|ing)?(?![a-z])[^,;?]*(?<![a-z])(?:by|on)(?: the| their)? $|按$"
)
_CLAUSE_ENDS = re.compile(
    r"\W*$|\W+(?:asc|desc|from|high|low|best|worst|start|please|pls|then)|(?:来|给)?(?:排|从|由)"
)
"""Shops are put in an order by a score: "sort branches by cleanliness", 按卫生排个序."""

_VALUED = re.compile(
    r" ?(?:(?:is|was|of|at|above|below|over|under)(?: least| most)? |[=:<>≥≤]=? ?|(?:is |was )?(?:greater|higher|lower|better|worse|less|more) than |为|是|打|等于|大于|小于|高于|低于)?[1-5](?:\.\d)?(?![\d%]|\s?(?:stars?|[条个次]))"
)
""" "Of cleanliness 2": a score, not what somebody speaks of."""


def score_surfaces(catalog: Catalog, known: Mapping[str, CatalogField]) -> dict[str, CatalogField]:
    """What each of several scores is of, in either language: "service" and 服务 of `service_score`."""
    surfaces: dict[str, CatalogField] = {}
    for field in catalog.fields:
        what = SCORED.match(spaced(field.name))
        if field.kind == "number" and not field.derived and not field.known and what is not None:
            surfaces |= {
                each: field for each in same_meaning(what["what"]) if known.get(each, field) is field
            }
    return surfaces


def take_scores(
    scan: Scan, pieces: Iterable[tuple[int, int]], scores: Mapping[str, CatalogField]
) -> list[FieldMention]:
    """Takes what is scored, where scores are spoken of; `pieces`: the stretches that may be names."""
    if not scores:
        return []
    scored = _SCORING.search(scan.text) is not None
    found: list[FieldMention] = []
    for start, end in sorted(pieces, key=lambda span: span[0] - span[1]):
        surface = scan.free[start:end]
        longer = any(start <= at < end for each in found for at in (each.start, each.end - 1))
        spoken_of = _MENTIONED.search(scan.text[:start]) and not _VALUED.match(scan.text[end:])
        ranked = _RANKED_BY.search(scan.text[:start]) and _CLAUSE_ENDS.match(scan.text[end:])
        if surface in scores and not longer and not spoken_of and (scored or ranked):
            score = _SCORE_WORD.match(scan.text, end)
            found.append(FieldMention(start, score.end() if score else end, scores[surface]))
    for each in found:
        scan.take(each.start, each.end)
    return found


_SATISFIED = (
    "satisfaction",
    "satisfaction level",
    "satisfaction rating",
    "level of satisfaction",
    "满意程度",
)


def satisfaction(catalog: Catalog) -> dict[str, CatalogField]:
    """Names of satisfaction, which the rating tells where no other score is given."""
    rating = catalog.field("rating")
    return dict.fromkeys(_SATISFIED, rating) if rating and catalog.field("csat") is None else {}
