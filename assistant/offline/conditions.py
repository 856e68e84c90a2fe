"""Which feedback is meant: the conditions a question states, each with its place in the question.

Sources, in the order they are read: quoted words, values of fields, numbers compared with a field, missing and
present values, and everyday words for good and bad feedback.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.offline.lexicon import concept
from assistant.offline.linking import FieldMention
from assistant.offline.numerals import NUMBER, number
from assistant.offline.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = [
    "Condition",
    "feeling",
    "feeling_conditions",
    "missing_conditions",
    "number_conditions",
    "price_field",
    "text_conditions",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter and where the question says it. `reading`: (said, meant) when that had to be interpreted."""

    start: int
    end: int
    filter: Filter
    reading: tuple[str, str] | None = None


_MORE = r"more than|over|above|greater than|exceed(?:s|ing)?|higher than|beyond|better than|>(?!=)|大于|超过|高于|多于|超出|贵于|贵过|好于"
_AT_LEAST = r"at least|no less than|not less than|minimum of|>=|≥|不低于|不少于|至少|起码|达到|不小于"
_LESS = r"less than|under|below|fewer than|lower than|worse than|cheaper than|<(?!=)|小于|低于|少于|不到|不足|不满|差于"
_AT_MOST = r"at most|no more than|not more than|up to|maximum of|<=|≤|不超过|不高于|至多|最多|不大于"
_EXACT = r"exactly|equal(?:s|ed)?(?: to)?|=|of|is|was|are|were|rated|gave(?: it| us)?|scor(?:e|ed|ing)|等于|为|是|打了?|给了?|得了?"
_UNIT = (
    r"(?:\s?-?\s?(?P<unit>stars?|颗星|星级?|分(?!位)|元|块钱?|人民币|yuan|rmb|cny|dollars?|usd|points?|%))?"
)
_NUMBER_PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"(?:{_EXACT})?\s*(?P<a>NUM)\s?(?:分|星|stars?)?\s*(?:or|或者?|、|/)\s*(?P<b>NUM)UNIT", "in"),
    (r"(?:between|from|介于|在|从)?\s*(?P<a>NUM)\s?(?:元|块|分|星|yuan)?\s*(?:and|to|到|至|和|-|~|–)\s*(?P<b>NUM)UNIT\s*(?:之间|间)?", "between"),
    (r"(?P<a>NUM)UNIT\s*(?:or|and) (?:more|above|higher|over|up|better)|(?P<c>NUM)\+|(?P<d>NUM)\s?(?P<u2>元|块|分|星|个|条)?\s?(?:及|或)?(?:以上|之上|起(?!来))", ">="),
    (r"(?P<a>NUM)UNIT\s*(?:or|and) (?:less|below|lower|under|fewer|worse)|(?P<d>NUM)\s?(?P<u2>元|块|分|星|个|条)?\s?(?:(?:及|或)(?:以下|之下|以内)|以下|以内)", "<="),
    (rf"(?:{_AT_LEAST})\s*[¥$]?(?P<a>NUM)UNIT", ">="),
    (rf"(?:{_AT_MOST})\s*[¥$]?(?P<a>NUM)UNIT", "<="),
    (rf"(?:{_MORE})\s*[¥$]?(?P<a>NUM)UNIT", ">"),
    (rf"(?:{_LESS})\s*[¥$]?(?P<a>NUM)UNIT", "<"),
    (rf"(?:{_EXACT})?\s*(?:an? )?[¥$]?(?P<a>NUM)\s?-?\s?(?P<unit>stars?|颗星|星)", "="),
    (rf"(?:{_EXACT})?\s*[¥$]?(?P<a>NUM)UNIT", "="),
)  # fmt: skip
_SCORED = re.compile(r"scor(?:e|ed|es|ing)\b|rat(?:e|ed|ing)s?\b|打分|评分|打了?|给了?")
_REACH = 16
"""How many characters may stand between a number and the name of its field."""


def text_conditions(scan: Scan) -> list[Condition]:
    """Words in quotation marks: feedback whose text contains them."""
    found: list[Condition] = []
    for match in scan.find(
        r"[\"“”「『《]([^\"“”」』》\x00]{1,60})[\"”“」』》]|(?<![a-z])'([^'\x00]{2,60})'(?![a-z])"
    ):
        words = (match.group(1) or match.group(2)).strip()
        scan.take(*match.span())
        found.append(Condition(*match.span(), Filter(field="text", op="contains", value=words)))
    return found


def number_conditions(scan: Scan, fields: Sequence[FieldMention], catalog: Catalog) -> list[Condition]:
    """Numbers compared with a numeric field: the one named beside them, or the one their unit means."""
    found: list[Condition] = []
    for pattern, op in _NUMBER_PATTERNS:
        filled = pattern.replace("UNIT", _UNIT).replace("NUM", NUMBER)
        for match in scan.find(filled):
            field = _field_of(scan, match, fields, catalog, bare=op in ("=", "in"))
            if field is None or "\x00" in scan.free[match.start() : match.end()]:
                continue
            start = match.start() - len(_scored(scan, match))
            scan.take(start, match.end())
            found.append(Condition(start, match.end(), _number_filter(field, op, match)))
    return found


def _number_filter(field: CatalogField, op: str, match: re.Match[str]) -> Filter:
    groups = match.groupdict()
    first = number(next(groups[name] for name in ("a", "c", "d") if groups.get(name)))
    if op == "in":
        return Filter(field=field.name, op="in", values=(first, number(groups["b"])))
    if op == "between":
        low, high = sorted((first, number(groups["b"])))
        return Filter(field=field.name, op="between", values=(low, high))
    return Filter.model_validate({"field": field.name, "op": op, "value": first})


def _field_of(
    scan: Scan, match: re.Match[str], fields: Sequence[FieldMention], catalog: Catalog, *, bare: bool
) -> CatalogField | None:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("u2") or ""
    if bare and not unit and not re.search(r"\d", match.group()):
        return None
    near = [f for f in fields if f.field.kind == "number" and _distance(match, f) <= _REACH]
    if bare and not unit:
        near = [f for f in near if f.end <= match.start() and match.start() - f.end <= 6] or [
            f for f in near if f.start >= match.end() and f.start - match.end() <= 1
        ]
    if near:
        return min(near, key=lambda f: (_distance(match, f), f.start > match.start())).field
    if not unit and (_scored(scan, match) or _SCORED.search(match.group())):
        unit = "points"
    return _field_of_unit(unit, catalog)


def _scored(scan: Scan, match: re.Match[str]) -> str:
    """The word for scoring right before a number, as in "scored below 5"; empty when there is none."""
    before = re.search(
        rf"(?:{_SCORED.pattern})(?: of| it| us)?\s*$", scan.free[max(0, match.start() - 16) : match.start()]
    )
    return before.group() if before else ""


def _distance(match: re.Match[str], field: FieldMention) -> int:
    return max(field.start - match.end(), match.start() - field.end, 0)


def _field_of_unit(unit: str, catalog: Catalog) -> CatalogField | None:
    """Stars are ratings; money is the only field that sounds like a price."""
    numbers = [field for field in catalog.fields if field.kind == "number"]
    if concept("stars").fullmatch(unit):
        return catalog.field("rating")
    if concept("points").fullmatch(unit):
        scores = [f for f in numbers if f.name in ("rating", "nps", "csat")]
        return scores[0] if len(scores) == 1 else None
    if concept("money").fullmatch(unit):
        prices = [f for f in numbers if re.search(r"price|cost|amount|value|价|金额|费", f.name.lower())]
        return prices[0] if len(prices) == 1 else None
    return None


def missing_conditions(scan: Scan, fields: Sequence[FieldMention]) -> list[Condition]:
    """ "without a theme", "没有评分", "rating is blank"; and "with a theme", "有评分" for the opposite."""
    found: list[Condition] = []
    textless = scan.take_first(concept("textless"))
    if textless:
        found.append(Condition(*textless.span(), Filter(field="text", op="missing")))
    for field in fields:
        before = scan.free[max(0, field.start - 30) : field.start]
        after = scan.free[field.end : field.end + 26]
        link = r"[\s的]*(?:field |column |value |values |is |are |was |字段|为|是)*\s*"
        gap = r"\s*(?:the |an? |any |given |valid )?$"
        op = None
        if match := re.search(rf"(?:{concept('missing').pattern}){gap}", before):
            op, start, end = "missing", field.start - len(before) + match.start(), field.end
        elif match := re.match(rf"{link}(?:{concept('missing').pattern})", after):
            op, start, end = "missing", field.start, field.end + match.end()
        elif match := re.search(rf"(?:{concept('present').pattern}){gap}", before):
            op, start, end = "present", field.start - len(before) + match.start(), field.end
        if op and "\x00" not in scan.free[start : field.start] + scan.free[field.end : end]:
            scan.take(start, end)
            found.append(Condition(start, end, _given(field.field, missing=op == "missing")))
    return found


def _given(field: CatalogField, *, missing: bool) -> Filter:
    """ "No likes" of a field that every record has and that can be 0 means 0."""
    if field.kind == "number" and field.lowest == 0 and field.name not in ("rating", "nps", "csat"):
        return Filter(field=field.name, op="=" if missing else ">", value=0.0)
    return Filter(field=field.name, op="missing" if missing else "present")


def price_field(catalog: Catalog) -> CatalogField | None:
    """The field that "yuan" and "most expensive" speak of, when only one can be meant."""
    return _field_of_unit("元", catalog)


def feeling_conditions(scan: Scan, catalog: Catalog, conditions: Sequence[Condition]) -> list[Condition]:
    """Everyday words for good and bad feedback, read as this data can say it.

    Sentiment, else NPS, else rating: what the data itself says comes before a sentiment that was noted.

    "complaints about late flights" says nothing more than the theme when the data keeps themes of complaints.
    """
    found: list[Condition] = []
    for name in ("promoter", "passive", "detractor", "complaint", "praise"):
        match = scan.take_first(concept(name))
        if match is None or _already_said(name, conditions):
            continue
        meant = feeling(name, catalog)
        if meant is not None:
            said = f"{meant.field} {meant.op} {meant.value if meant.value is not None else meant.values}"
            found.append(Condition(*match.span(), meant, (match.group(), said)))
    return found


def _complaints_are_records(catalog: Catalog) -> bool:
    """Whether the files call each record a complaint, as in "Complaint ID": then the word restricts nothing."""
    told = ("id", "text", "title", "time", "customer")
    headers = (header for field in catalog.fields if field.name in told for header in field.headers)
    return any(re.search("complain|投诉|投訴|客诉", header.lower()) for header in headers)


def _already_said(name: str, conditions: Sequence[Condition]) -> bool:
    fields = {each.filter.field for each in conditions}
    told = {
        "sentiment",
        *(field for field in fields if re.search(r"complain|投诉|issue|theme", field.lower())),
    }
    return name in ("complaint", "praise") and bool(fields & told)


def feeling(name: str, catalog: Catalog) -> Filter | None:
    if name in ("promoter", "passive", "detractor"):
        bounds = {"promoter": (9.0, 10.0), "passive": (7.0, 8.0), "detractor": (0.0, 6.0)}
        return Filter(field="nps", op="between", values=bounds[name]) if catalog.field("nps") else None
    bad = name == "complaint"
    if bad and _complaints_are_records(catalog):
        return None
    sentiment = catalog.field("sentiment")
    wanted = "negative" if bad else "positive"
    felt = sentiment is not None and any(each.value == wanted for each in sentiment.values)
    if sentiment and felt and not sentiment.derived:
        return Filter(field="sentiment", value=wanted)
    if catalog.field("nps"):
        return Filter(field="nps", op="<=" if bad else ">=", value=6.0 if bad else 9.0)
    rating = catalog.field("rating")
    if rating and (rating.lowest or 0) < (rating.highest or 0):
        return Filter(field="rating", op="<=" if bad else ">=", value=2.0 if bad else 4.0)
    return Filter(field="sentiment", value=wanted) if felt else None
