"""Which feedback is meant: the conditions a question states, each with its place in the question.

Sources, in the order they are read: quoted words, values of fields, numbers compared with a field, missing and
present values, and everyday words for good and bad feedback.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = [
    "Condition",
    "feeling",
    "missing_conditions",
    "of_field",
    "text_conditions",
    "unrated_conditions",
    "with_feelings",
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


def text_conditions(scan: Scan, is_value: Callable[[str], bool] = lambda _: False) -> list[Condition]:
    """Words in quotation marks: feedback whose text contains them. `is_value`: whether folded words are a value of
    this data, which is then meant unless texts are said to mention it.
    """
    found: list[Condition] = []
    for match in scan.find(
        r"[\"“”「『《]([^\"“”」』》\x00]{1,60})[\"”“」』》]|(?<![a-z])'([^'\x00]{2,60})'(?![a-z])"
    ):
        words = (match.group(1) or match.group(2)).strip()
        if is_value(words) and not _MENTIONS.search(scan.text[: match.start()]):
            scan.take(match.start(), match.start() + 1)
            scan.take(match.end() - 1, match.end())
            continue
        scan.take(*match.span())
        found.append(Condition(*match.span(), Filter(field="text", op="contains", value=words)))
    return found


_MENTIONS = re.compile(
    r"(?:(?<![a-z])(?:words?|terms?|phrases?|say(?:s|ing)?|said|mention\w*|contain\w*|includ\w*|text|with|has|have|wrote|write\w*|us(?:e|es|ing)|title\w*|body)"
    r"|[提说讲写谈含带有到过里中是]|字样|标题|题目|正文|文本|出现)\W*$"
)


_NEAR = 24
"""Characters between a field's name and what is said of its value: "with a rating of at least 3"."""


_PARTED = re.compile(r"[,，;；()（）]|(?<![a-z])(?:are|were|how many|what|share|percent(?:age)?)(?![a-z])|%")
"""What ends a field's own phrase: "of those with a resolution, % duplicates"."""


def missing_conditions(
    scan: Scan, fields: Sequence[FieldMention], said: Sequence[Condition] = ()
) -> list[Condition]:
    """ "without a theme", "没有评分", "rating is blank"; and "with a theme", "有评分" for the opposite.

    said: what the question says of fields already; "with a rating of 3" does not ask for any rating.
    """
    found: list[Condition] = []
    textless = scan.take_first(concept("textless"))
    if textless:
        found.append(Condition(*textless.span(), Filter(field="text", op="missing")))
    for each in (*said, *found):
        if each.filter.field == "text" and each.filter.op == "missing":
            found = [*found, *_listed_too(scan, each.start, each.end, fields, missing=True)]
    for field in fields:
        if any(each.start <= field.start < each.end for each in found):
            continue  # one of a list that was taken together
        told = any(
            each.filter.field == field.field.name
            and (each.start == field.start or -1 <= each.start - field.end <= _NEAR)
            and not _PARTED.search(scan.text[field.end : each.start])
            for each in said
        )
        op, start, end = _given_or_not(scan, field, told=told)
        if op and "\x00" not in scan.free[start : field.start] + scan.free[field.end : end]:
            scan.take(start, end)
            found.append(Condition(start, end, _given(field.field, missing=op == "missing")))
            if op == "missing" or _BOTH.search(scan.text[start : field.start]):
                found += _listed_too(scan, start, end, fields, missing=op == "missing")
    return found


def _given_or_not(scan: Scan, field: FieldMention, *, told: bool) -> tuple[str, int, int]:
    """What is said of having the field at all ("missing", "present" or nothing), and where that begins and ends."""
    before = scan.free[max(0, field.start - 30) : field.start]
    before = "" if scan.text[field.start] == "哪" else before  # 有没有哪家店
    after = scan.free[field.end : field.end + 26]
    link = r"[\s的]*(?:field |column |value |values |is |are |was |were |be |still |yet |currently |remains? |stays? |字段|[这那]?一?[栏列欄]位?|为|是|都|均|也|全|皆|同时|两项)*\s*"
    gap = r"\s*(?:both )?(?:the |an? |any |given |valid |任何|一个|半个|过)?$"
    if match := re.search(rf"(?:{concept('missing').pattern}){gap}", before):
        return "missing", field.start - len(before) + match.start(), field.end
    match = re.match(rf"{link}(?:{concept('missing').pattern})", after)
    next_lacks = (
        match and re.search("(?:没有?|无)$", match.group()) and after[match.end() :].startswith("\x00")
    )
    if match and not next_lacks:  # 有卫生分没有服务分
        return "missing", field.start, field.end + match.end()
    counted = field.field.kind == "number" and field.field.lowest == 0
    if counted and (
        match := re.search(
            r"(?:(?<![a-z])(?:zero|no|nil|not a single|not one|(?<![\d.])0) |(?:零|(?<![\d.])0)个?[点按]?)$",
            before,
        )
    ):
        return "missing", field.start - len(match.group()), field.end
    if field.field.kind != "flag" and (
        match := re.search(r"(?:没有?|未)(?:任何|一个|半个)?[点按]?$", before)
    ):
        return "missing", field.start - len(match.group()), field.end
    if not told and (match := re.search(rf"(?:{concept('present').pattern}){gap}", before)):
        return "present", field.start - len(before) + match.start(), field.end
    stated = rf"{link}(?:stated|given|known|filled(?: in)?|provided|recorded|entered|set)(?![a-z])"
    if not told and field.field.kind != "flag" and (match := re.match(stated, after)):
        return "present", field.start, field.end + match.end()
    return "", field.start, field.end


_LISTED = re.compile(
    r"(?:分|数|栏|列)?\s*(?:和|与|跟|及|以及|或者?|还有|、|/|,|，|and|or|&|\+|nor|as well as)\s*(?:the |an? |any |no )?"
)


_BOTH = re.compile(r"(?<![a-z])both ")


def _listed_too(
    scan: Scan, start: int, end: int, fields: Sequence[FieldMention], *, missing: bool
) -> list[Condition]:
    """ "No likes or replies", "gave both a rating and an nps", 卫生分、服务分空着: it goes for each field of a list."""
    found: list[Condition] = []
    for each in fields:
        if each.start >= end and _LISTED.fullmatch(scan.text[end : each.start]):
            found.append(Condition(end, each.end, _given(each.field, missing=missing)))
            end = each.end
    for each in reversed(fields):
        if each.end <= start and _LISTED.fullmatch(scan.text[each.end : start]):
            start = each.start
            found.append(Condition(each.start, each.end, _given(each.field, missing=missing)))
    for one in found:
        scan.take(one.start, one.end)
    return found


def unrated_conditions(
    scan: Scan, catalog: Catalog, fields: Sequence[FieldMention], favoured: Collection[str] = ()
) -> list[Condition]:
    """ "Unrated", "gave no stars", 没打分的: the overall score is missing, where no other score is named beside.

    favoured: the fields the conversation is about, whose score is meant rather than another.
    """
    names = sorted(("rating", "nps", "csat"), key=lambda name: name not in favoured)
    score = next((each for name in names if (each := catalog.field(name))), None)
    found = re.search(concept("unrated"), scan.free) if score else None
    if found is None or score is None:
        return []
    if any(each.field.kind == "number" and 0 <= found.start() - each.end <= 2 for each in fields):
        return []
    scan.take(*found.span())
    return [Condition(*found.span(), Filter(field=score.name, op="missing"))]


def _given(field: CatalogField, *, missing: bool) -> Filter:
    """ "No likes" of a field that every record has and that can be 0 means 0."""
    if field.kind == "number" and field.lowest == 0 and field.name not in ("rating", "nps", "csat"):
        return Filter(field=field.name, op="=" if missing else ">", value=0.0)
    return Filter(field=field.name, op="missing" if missing else "present")


def of_field(scan: Scan, condition: Condition, fields: Sequence[FieldMention]) -> Condition:
    """ "theme is “X”", "标题里带“X”": quoted words are of the field named right before them."""
    for each in fields if condition.filter.op == "contains" else ():
        between = scan.text[each.end : condition.start]
        if each.end <= condition.start and re.fullmatch(
            r"\s*(?:字段|是|为|等于|=|:|：|is|equals|里|中|包含|带有?|含有?|contains?|的)*\s*", between
        ):
            op = "contains" if each.field.kind == "text" else "="
            scan.take(each.start, condition.end)
            meant = Filter.model_validate(
                {"field": each.field.name, "op": op, "value": condition.filter.value}
            )
            return Condition(each.start, condition.end, meant)
        after = scan.text[condition.end : each.start]
        if each.field.kind == "category" and re.fullmatch(r"\s*[(（]\s*|\s+(?:as (?:a |the )?)?", after):
            named = next((one.value for one in each.field.values if _same(one.value, condition)), None)
            if named is not None:  # "app" (category)
                closing = re.match(r"\s*[)）]", scan.text[each.end :])
                scan.take(condition.start, each.end + (closing.end() if closing else 0))
                return Condition(condition.start, each.end, Filter(field=each.field.name, value=named))
        if each.field.kind == "text" and re.fullmatch(
            r"\s+(?:in|inside|within)\s+(?:the |their |its |any )?", after
        ):
            scan.take(condition.start, each.end)
            return replace(condition, filter=condition.filter.model_copy(update={"field": each.field.name}))
    return condition


def _same(value: str, condition: Condition) -> bool:
    return value.casefold() == str(condition.filter.value).casefold()


def _felt(scan: Scan, catalog: Catalog, conditions: Sequence[Condition]) -> list[Condition]:
    """Everyday words for good and bad feedback, read as this data can say it.

    Sentiment, else NPS, else rating: what the data itself says comes before a sentiment that was noted.

    "complaints about late flights" says nothing more than the theme when the data keeps themes of complaints.
    """
    found: list[Condition] = []
    for name in ("promoter", "passive", "detractor", "complaint", "praise"):
        match = scan.take_first(concept(name))
        while match is not None and scan.take_first(concept(name)) is not None:
            pass  # said again: "mortgage complaints and card complaints"
        if match is None or _already_said(name, conditions, catalog):
            continue
        meant = _of_theme(name, conditions, catalog) or feeling(name, catalog)
        if meant is not None:
            said = f"{meant.field} {meant.op} {meant.value if meant.value is not None else meant.values}"
            found.append(Condition(*match.span(), meant, (match.group(), said)))
    return found


def with_feelings(scan: Scan, catalog: Catalog, conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions, and what everyday words for good and bad feedback add to them."""
    return _opposed([*conditions, *_felt(scan, catalog, conditions)], catalog, scan.text)


def _opposed(conditions: Sequence[Condition], catalog: Catalog, text: str) -> list[Condition]:
    """ "Complaints and praise": beside a feeling the opposite word is a feeling, too, whatever value is called so."""
    pairs = (("complaint", "praise"), ("praise", "complaint"))
    for felt, other in pairs:
        meant, against = feeling(felt, catalog), feeling(other, catalog)
        said = any(each.filter == meant for each in conditions)
        if not (said and meant and against and meant.field == against.field):
            continue
        return [
            replace(each, filter=against)
            if each.filter.field != against.field
            and each.filter.op == "="
            and re.fullmatch(concept(other), text[each.start : each.end])
            else each
            for each in conditions
        ]
    return list(conditions)


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
