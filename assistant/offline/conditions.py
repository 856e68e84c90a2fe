"""Which feedback is meant: the conditions a question states, each with its place in the question.

Sources, in the order they are read: quoted words, values of fields, numbers compared with a field, missing and
present values, and everyday words for good and bad feedback.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.offline.lexicon import concept
from assistant.offline.linking import FieldMention
from assistant.offline.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = [
    "Condition",
    "feeling",
    "feeling_conditions",
    "missing_conditions",
    "text_conditions",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter and where the question says it. `reading`: (said, meant) when that had to be interpreted."""

    start: int
    end: int
    filter: Filter
    reading: tuple[str, str] | None = None


def theme_conditions(scan: Scan, catalog: Catalog) -> list[Condition]:
    """Themes by their number, "TH-12": before anything else reads that as one."""
    found: list[Condition] = []
    if catalog.field("theme") is not None:
        for match in scan.find(r"(?<![a-z0-9])th-\d{1,9}(?!\d)"):
            scan.take(*match.span())
            found.append(Condition(*match.span(), Filter(field="theme", value=match[0].upper())))
    return found


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


def missing_conditions(scan: Scan, fields: Sequence[FieldMention]) -> list[Condition]:
    """ "without a theme", "没有评分", "rating is blank"; and "with a theme", "有评分" for the opposite."""
    found: list[Condition] = []
    textless = scan.take_first(concept("textless"))
    if textless:
        found.append(Condition(*textless.span(), Filter(field="text", op="missing")))
    for field in fields:
        before = scan.free[max(0, field.start - 30) : field.start]
        after = scan.free[field.end : field.end + 26]
        link = r"[\s的]*(?:field |column |value |values |is |are |was |字段|[这那]?一?[栏列欄]位?|为|是)*\s*"
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


def feeling_conditions(scan: Scan, catalog: Catalog, conditions: Sequence[Condition]) -> list[Condition]:
    """Everyday words for good and bad feedback, read as this data can say it.

    Sentiment, else NPS, else rating: what the data itself says comes before a sentiment that was noted.

    "complaints about late flights" says nothing more than the theme when the data keeps themes of complaints.
    """
    found: list[Condition] = []
    for name in ("promoter", "passive", "detractor", "complaint", "praise"):
        match = scan.take_first(concept(name))
        if match is None or _already_said(name, conditions, catalog):
            continue
        meant = _of_theme(name, conditions, catalog) or feeling(name, catalog)
        if meant is not None:
            said = f"{meant.field} {meant.op} {meant.value if meant.value is not None else meant.values}"
            found.append(Condition(*match.span(), meant, (match.group(), said)))
    return found


def _complaints_are_records(catalog: Catalog) -> bool:
    """Whether the files call each record a complaint, as in "Complaint ID": then the word restricts nothing."""
    told = ("id", "text", "title", "time", "customer")
    headers = (header for field in catalog.fields if field.name in told for header in field.headers)
    return any(re.search("complain|投诉|投訴|客诉", header.lower()) for header in headers)


def _of_theme(name: str, conditions: Sequence[Condition], catalog: Catalog) -> Filter | None:
    """Complaints and praise of a theme that was found, counted as reports on themes count them: by sentiment."""
    felt = {"complaint": "negative", "praise": "positive"}.get(name)
    named = any(each.filter.field in _FOUND and _is_found(each.filter.field, catalog) for each in conditions)
    return Filter(field="sentiment", value=felt) if felt and named and catalog.field("sentiment") else None


_FOUND = ("theme", "theme_group")


def _is_found(name: str, catalog: Catalog) -> bool:
    """Whether a field says which of the themes found in the texts, good and bad alike, a record has."""
    field = catalog.field(name)
    return field is not None and field.derived


def _already_said(name: str, conditions: Sequence[Condition], catalog: Catalog) -> bool:
    fields = {each.filter.field for each in conditions}
    fields -= {each for each in fields if each in _FOUND and _is_found(each, catalog)}
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
