"""Numbers compared with a numeric field: "over 200 yuan", "4星及以上", "scored us 9 or 10", "took more than 30 days".

Which field is meant is said by its name beside the number, by the number's unit, or by a verb before it.
"""

import re
from collections.abc import Collection, Sequence

from assistant.offline.conditions.held_alike import held_alike
from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.names.surfaces import SCORED, spaced
from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = ["DEARER", "duration_fields", "field_of_unit", "number_conditions", "spoken_number"]

_MORE = (
    r"more than|over|above|greater than|larger than|bigger than|in excess of|exceed(?:s|ed|ing)?|higher than|longer than|beyond|better than|>(?!=)"
    r"|大于|超过|高于|多于|超出|贵于|贵过|好于|高过|大过|(?<![给打评得拿留写提说买来住])过(?=[千万百\d])|拖过|逾|超(?=[\d一二三四五六七八九十])|破(?=[千万百\d])"
)
_AT_LEAST = r"(?:greater|more|larger|higher) than or (?:equal|the same)(?: to| as)?|大于或?者?等于|高于或?者?等于|not under|not below|no lower than|no fewer than|at least|no less than|not less than|minimum(?: of)?|min\.?|starting (?:at|from)|upwards of|>=|≥|不低于|不下于?|不差于|不少于|至少|起码|达到|不小于"
_LESS = (
    r"less than|under|below|smaller than|fewer than|lower than|worse than|cheaper than|shorter than|<(?!=)"
    r"|小于|低于|少于|不到|不足|不满|差于"
)
_AT_MOST = r"(?:less|fewer|smaller|lower) than or (?:equal|the same)(?: to| as)?|小于或?者?等于|低于或?者?等于|not over|not above|not exceed(?:ing)?|not beyond|no higher than|no greater than|no longer than|at most|no more than|not more than|up to|maximum(?: of)?|max\.?|capped at|within|<=|≤|不超过|不高于|至多|最多|不大于"
_EXACT = (
    r"exactly|equal(?:s|ed)?(?: to)?|=|of|is|was|are|were|rated|(?:gave|giv(?:e|es|en|ing)|put)(?: it| us)?(?: an?)?|scor(?:e|ed|ing)(?: us| it)?"
    r"|(?:正好|恰好|刚好)(?:是|为)?|等于|为|是|打了?|给了?|得了?"
)
_DURATION = (
    r"days?|hours?|hrs?|h(?![a-z])|minutes?|mins?|nights?|天|日(?!期)|个?小时|分钟|晚(?![上餐饭于点间])"
)
_UNIT = (
    r"(?:\s?-?\s?(?P<unit>stars?|颗星|星级?|分(?![位钟之比率数])|元|块钱?|人民币|yuan|rmb|cny|dollars?|usd|bucks|euros?|points?|%|(?:a|per|each) night|/ ?night"
    rf"|\x01+|{_DURATION}))?"
)
_ZH_UNIT = rf"(?P<u2>元|块钱?|一晚上?|每晚|/晚|分(?![钟之比率位])|星|个|条|{_DURATION})?"
_ONE = rf"(?:{NUMBER}|an?(?=\s(?:day|hour|minute|star)\b))"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"(?:{_EXACT})?\s*(?P<a>NUM)\s?(?:分|星|stars?)?\s*(?:or|或者?|、|/|(?<=[星分])(?=NUM星))\s*(?:打|给)?(?P<b>NUM)UNIT", "in"),
    (r"(?:between|from|介于|在|从)\s*[¥$]?(?P<a>NUM)\s?(?:元|块|分|星|天|yuan|days)?\s*(?:and|(?:all the way )?(?:up )?to|through|till|until|到|至|和|与|-|~|–)\s*[¥$]?(?P<b>NUM)UNIT\s*(?:之间|间)?(?: ?\(?(?:incl(?:usive|uded|uding|\.)?|both (?:ends )?included)(?![a-z])\)?)?", "between"),
    (r"[¥$]?(?P<a>NUM)\s?(?:元|块|分|星|天|yuan|days)?\s*(?:to|到|至|和|与|-|~|–)\s*[¥$]?(?P<b>NUM)UNIT\s*(?:之间|间)", "between"),
    (r"[¥$]?(?P<a>NUM)\s?(?:元|块|分|星|天|yuan|days)?\s*(?:to|到|至|-|~|–)\s*[¥$]?(?P<b>NUM)UNIT", "between"),
    (rf"(?:{_EXACT})?\s*(?P<a>NUM)\s?-?\s?(?:分|颗?星|stars?)?的?\s*(?:and|&|和|与|跟|,|，)\s*(?:打|给)?(?P<b>NUM)(?P<unit>\s?-?\s?(?:分|颗?星|stars?))", "in"),
    (rf"[¥$]?(?P<a>NUM)UNIT\s*(?:or|and) (?:more|above|higher|over|up|upwards?|better|longer|greater|beyond|plus)(?! than)|(?P<c>NUM)\+|(?P<d>NUM)\s?{_ZH_UNIT}\s?\x01*(?:(?:及|或)?(?:以上|之上|起(?!来))|(?:及|或者?)更[高多好大])", ">="),
    (rf"[¥$]?(?P<a>NUM)UNIT\s*(?:or|and) (?:less|below|lower|under|fewer|worse|shorter|down|smaller)(?! than)|(?P<d>NUM)\s?{_ZH_UNIT}\s?\x01*(?:(?:及|或)(?:以下|之下|以内)|(?:及|或者?)更[低少差小]|以下|以内|之内|内(?=就|才|答|回|解|处))", "<="),
    (rf"(?:{_AT_LEAST})\s*[¥$]?(?P<a>NUM)UNIT", ">="),
    (rf"(?:{_AT_MOST})\s*[¥$]?(?P<a>NUM)UNIT", "<="),
    (rf"(?:{_MORE})(?:\s(?:the |an? )?\x00+ of)?(?:\s|-(?=\d))*[¥$]?(?P<a>NUM)UNIT", ">"),
    (rf"(?:{_LESS})(?:\s(?:the |an? )?\x00+ of)?[\s-]*[¥$]?(?P<a>NUM)UNIT", "<"),
    (rf"(?:{_EXACT})?\s*(?:an? )?[¥$]?(?P<a>NUM)\s?-?\s?(?P<unit>stars?|颗星|星)", "="),
    (rf"(?:{_EXACT})?\s*(?P<a>NUM) ?(?:/|out of) ?(?:10|ten|5|five)(?![\d.])", "="),
    (rf"(?:{_EXACT})?\s*(?:an? )?[¥$]?(?P<a>NUM)UNIT", "="),
)  # fmt: skip
_SCORED = re.compile(
    r"scor(?:e|ed|es|ing)\b|rat(?:e|ed|ing)s?\b|(?:gave|giv(?:e|es|en|ing)|put)(?: it| us)(?: an?)?\b|out of (?:10|ten|5|five)\b|打分|评分|打了?|给了?"
)
_CUES: tuple[tuple[str, str], ...] = (
    (rf"(?:{_SCORED.pattern})(?: of| it| us)?\s*$", "points"),
    (r"(?:spen[dt](?:ing)?|paid|pay(?:ing)?|charged?|charging|cost(?:s|ing)?|worth|priced(?: at)?|(?:orders?|purchases?|baskets?|bills?|invoices?)(?:[ _](?:value|amount|total|size|price|sum)s?)?(?: (?:is|was|are|were|of|at|worth|cost|totall?(?:ed|ing)))*|消费|花了?|花费|下单|单价|客单价?|订单|付了?)\s*$", "元"),
    (r"(?:wait(?:ed|ing)?|took|tak(?:es|ing)|delay(?:ed)?|(?:answered|replied|resolved)(?: (?:in|after|within))?|拖了?|等了?)\s*$", "days"),
)  # fmt: skip
"""Words right before a number without a unit, and the unit they mean. Only the scoring ones go with the number."""

_PRICE = re.compile(r"price|cost|amount|value|spend|fee|价|金额|费|消费")
_TIME_TAKEN = re.compile(
    r"days?\b|hours?\b|minutes?\b|mins?\b|nights?\b|wait(?:ing)?\b|delay|duration|elapsed|turnaround|天|小时|分钟|时长|耗时|延迟|间隔|用时|等待|等候|排队|晚数"
)
DEARER = re.compile(
    r"(?<![a-z])(?:pricier|dearer|cheaper|more expensive|costlier|(?:pays?|paid|paying|spen[dt]s?|spending) (?:more|less))(?![a-z])|(?:贵|便宜)(?=了?(?:多少|几|$|[?？,，。]))|哪[一]?[个家种款].?(?:更|比较)?(?:贵|便宜)"
)
"""Prices are compared: "which is cheaper", A比B贵多少."""
_REACH = 16
"""How many characters may stand between a number and the name of its field."""


_FIRST = re.compile(
    r"(?:最[多高大贵好热少低小差便宜]+的?|[居列排]|倒数|前|头|后|末|取|列出|(?<![a-z])(?:top|bottom|first|last|best|worst|highest|lowest|largest|smallest))(?:[前后头末]|的|the| )*$"
)
_VALUE = re.compile(r"\s?-?(?:颗|星|分(?![别布])|stars?|points?|元|块|%)")
_THINGS = re.compile(r"\s*(?:个(?!月|小时|工作日)|[家款种类位名座]|(?!stars?)[a-z]+s (?:with|by|for|having))")


def _how_many_first(text: str, found: re.Match[str]) -> bool:
    """ "NPS最高的3个类别", "top 3 by rating": how many come first, not a value of the number named beside it."""
    start, end = found.span("a") if "a" in found.groupdict() and found["a"] else found.span()
    if _VALUE.match(text[end:]):
        return False
    return _FIRST.search(text[:start]) is not None or (
        _THINGS.match(text[end:]) is not None
        and re.search(r"最[^,，。]{0,3}的?\s*$", text[:start]) is not None
    )


_MOVED = re.compile(r"(?:(?<![a-z])by|[涨跌升降增减多少高低]了|[涨跌升降增减]幅)\s*$")
"""How far something moved is no value of it: "fell by more than 20 points"."""


def number_conditions(
    scan: Scan, fields: Sequence[FieldMention], catalog: Catalog, favoured: Collection[str] = ()
) -> list[Condition]:
    """Takes the numbers that are compared with a field of this data; with no other, the one of `favoured`."""
    spoken = [each for name in favoured if (each := catalog.field(name)) and each.kind == "number"]
    found: list[Condition] = []
    for gloss in scan.find(_GLOSSED):
        scan.take(*gloss.span())
    units = [(f.start, f.end) for f in fields if _is_unit(scan.text[f.start : f.end])]
    percentiles = [each.span() for each in concept("percentile").finditer(scan.text)]
    for pattern, op in _PATTERNS:
        filled = pattern.replace("UNIT", _UNIT).replace("NUM", _ONE)
        for match in compiled(filled).finditer(_with_units(scan, units)):
            within = any(match.start() < end and start < match.end() for start, end in percentiles)
            if within or (op == "=" and _how_many_first(scan.text, match)):
                continue
            field = _field_of(scan, match, fields, catalog, bare=op in ("=", "in"))
            moved = _MOVED.search(scan.text[: match.start()])
            if field is None and len(spoken) == 1 and op not in ("=", "in") and not moved:
                field = spoken[0]
            field = field or _goes_on(scan, match, found, catalog)
            field = field or _only_reached(scan, match, catalog, bare=op in ("=", "in"))
            said = re.sub(r"\x00+ of", "", _with_units(scan, units)[match.start() : match.end()])
            if field is None or "\x00" in said:
                continue
            cue = _lead(scan, match, field)
            start = match.start() - len(cue)
            scan.take(start, match.end())
            _take_before(scan, field, fields, start)
            units = [(first, end) for first, end in units if end <= start or first >= match.end()]
            listed = held_alike(scan, field, fields, start)
            first = start
            if listed:  # told from its name on: "service or food score below 2"
                first = max(each.start for each in fields if each.field == field and each.end <= start)
            found.append(Condition(first, match.end(), _filter(field, op, match)))
            found += [Condition(each.start, each.end, _filter(each.field, op, match)) for each in listed]
    return found


def _take_before(scan: Scan, field: CatalogField, fields: Sequence[FieldMention], end: int) -> None:
    """ "After more than 20 days", "rated service 4 or better": what leads to the number and says nothing more."""
    if _TIME_TAKEN.search(field.name.lower().replace("_", " ")):
        scan.take_first(r"(?<![a-z])(?:(?:only )?after|within|in) (?=(?:just |only )?\x00)")
    _take_scoring(scan, field, fields, end)


def _lead(scan: Scan, match: re.Match[str], field: CatalogField) -> str:
    """The verb before a number that goes with it: "scored below 5", "waited over 30 days", unless it names the field."""
    cue = _cue(scan, match, "points")
    if not cue and _TIME_TAKEN.search(field.name.lower().replace("_", " ")):
        cue = _cue(scan, match, "days")
    return "" if "\x00" in scan.free[match.start() - len(cue) : match.start()] else cue


def _take_scoring(scan: Scan, field: CatalogField, fields: Sequence[FieldMention], end: int) -> None:
    """ "Rated service 4 or better": the verb stands before the name of the score."""
    named = next((each for each in reversed(fields) if each.field == field and each.end <= end), None)
    verb = re.search(
        r"(?:(?<![a-z])(?:rat(?:ed|ing)|scor(?:ed|ing)|gave|giving|gives?|mark(?:ed|ing)|put(?:ting)?)(?: us| the| our| their)*|[给打]了?)\s*$",
        scan.free[: named.start] if named else "",
    )
    if verb is not None:
        scan.take(*verb.span())


def _goes_on(
    scan: Scan, match: re.Match[str], found: Sequence[Condition], catalog: Catalog
) -> CatalogField | None:
    """ "At least 500 but not over 1000": the second bound is of the field the first is of."""
    for each in found:
        between = scan.text[min(each.end, match.start()) : match.start()]
        if each.end <= match.start() and re.fullmatch(
            r"[\s,，]*(?:(?:and|but)(?: also)?|且|并且?|但|而且)?\s*", between
        ):
            return catalog.field(each.filter.field)
    return None


_GLOSSED = re.compile(
    r"(?<=[a-z\u3400-\u9fff\x00 ])[(（]\s?(?:nps|scores?|scored|rated|i\.e\.|[评打]分|分数|\s)*"
    r"(?:9 ?(?:-|–|~|to|or|and|/|&|到|至) ?10|7 ?(?:-|–|~|to|or|and|/|&|到|至) ?8|0 ?(?:-|–|~|to|到|至) ?6)\s?分?[)）]"
)
"""What promoters, passives and detractors are, added in brackets."""
_BIG = 20
"""Scores end below it: only sums, prices and the like reach further."""


def _only_reached(scan: Scan, match: re.Match[str], catalog: Catalog, *, bare: bool) -> CatalogField | None:
    """The one number of this data that goes as far as a big number, or the one score as far as a score said."""
    said = max(_value(each) for name, each in match.groupdict().items() if each and len(name) == 1)
    own = [each for each in catalog.fields if each.kind == "number" and not each.derived]
    reached = [each for each in own if (each.lowest or 0) <= said <= (each.highest or 0)]
    scored = _SCORED.search(_cue(scan, match, "points") + match.group())
    if scored or re.search(r"[a-z]-[1-9](?!\d)|\d\s?分|[一二三四五]分", match.group()):
        reached = [each for each in reached if each.name in ("rating", "nps", "csat")]
        spoken = [each for each in reached if each.name == "rating" and re.search("分|-", match.group())]
        reached = spoken or reached  # 打3分: points without a word more are of the rating
    elif bare or said < _BIG or _counts_things(scan.text[match.end() :]):
        return None
    return reached[0] if len(reached) == 1 else None


def _counts_things(text: str) -> bool:
    """Whether a text begins with what is counted by a number: then no field is compared with it."""
    nouns = "|".join(concept(name).pattern for name in ("record", "people", "complaint"))
    return (
        re.match(rf"\s*(?:{nouns}|times?|words?|characters?|字|次|倍|%|percent|[条个件则篇份])", text)
        is not None
    )


def _is_unit(text: str) -> bool:
    return re.fullmatch(rf"stars?|颗星|星级?|points?|分|{_DURATION}", text) is not None


_NAMED = "\x01"
_NAME_AS_UNIT = re.compile(
    r"(?<=\d)\s?\x00{1,12}(?=\s?(?:及|或)?以[上下]|\s(?:or|and) (?:more|fewer|less|above|up|over)(?![a-z]))"
)
"""The name of a number's field where its unit stands: "100 likes or more", 100赞以上."""


def _with_units(scan: Scan, units: Sequence[tuple[int, int]]) -> str:
    """The free text with the units that were taken for names of fields: the stars of "4 stars and up"."""
    free = scan.free
    for start, end in units:
        free = free[:start] + scan.text[start:end] + free[end:]
    return re.sub(_NAME_AS_UNIT, lambda match: _NAMED * len(match.group()), free)


def spoken_number(scan: Scan, catalog: Catalog) -> CatalogField | None:
    """ "Average score", "the best average", 均分, 均价: the overall score, or the only price."""
    if re.search(
        r"(?<![a-z])(?:price[sd]?|pricing|cost(?:s|ing)?|pays?|paid|spen[dt]s?)(?![a-z])|(?<!评)价(?!值|评)|多少钱|几块钱?|[贵便]",
        scan.text,
    ):
        return field_of_unit("元", catalog)
    if re.search(
        r"(?<![a-z])(?:scor(?:e[sd]?|ing)|rat(?:e[sd]?|ings?)|marks?|grades?|give us|gave us|(?:best|worst) average)(?![a-z])|平均最[好差]|[均打评总]分|几分|分数|给分",
        scan.text,
    ):
        return catalog.field("rating")
    return None


def duration_fields(catalog: Catalog) -> list[CatalogField]:
    """The numbers that sound like a time taken."""
    numbers = [field for field in catalog.fields if field.kind == "number"]
    return [f for f in numbers if _TIME_TAKEN.search(re.sub(r"[_\W]+", " ", f.name.lower()))]


def _filter(field: CatalogField, op: str, match: re.Match[str]) -> Filter:
    groups = match.groupdict()
    told = _times(groups.get("unit") or groups.get("u2") or "", field)
    first = told * _value(next(groups[name] for name in ("a", "c", "d") if groups.get(name)))
    if op == "in":
        return Filter(field=field.name, op="in", values=(first, told * _value(groups["b"])))
    if op == "between":
        low, high = sorted((first, told * _value(groups["b"])))
        return Filter(field=field.name, op="between", values=(low, high))
    return Filter.model_validate({"field": field.name, "op": op, "value": first})


_HOURS: tuple[tuple[str, float], ...] = (
    (r"days?|nights?|天|日|晚", 24.0),
    (r"hours?|hrs?|h|个?小时", 1.0),
    (r"minutes?|mins?|分钟", 1 / 60),
)


def _times(unit: str, field: CatalogField) -> float:
    """How many of the field's own units one of the unit said is: 24 hours are one day of "reply_delay_days"."""
    said = next((hours for pattern, hours in _HOURS if re.fullmatch(pattern, unit)), None)
    words = re.sub(r"[_\W]+", " ", field.name.lower())
    own = next(
        (hours for pattern, hours in _HOURS if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", words)), None
    )
    return said / own if said and own else 1.0


def _value(text: str) -> float:
    return 1.0 if text in ("a", "an") else number(text)


def _field_of(
    scan: Scan, match: re.Match[str], fields: Sequence[FieldMention], catalog: Catalog, *, bare: bool
) -> CatalogField | None:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("u2") or ""
    zero = re.match(r"(?:为|是|=)零", match.group())
    if (
        bare
        and not unit
        and not zero
        and not re.search(r"\d", match.group())
        and not _SCORED.search(match.group())
    ):
        return None
    near = [f for f in fields if f.field.kind == "number" and _distance(match, f) <= _REACH]
    near = [f for f in near if _conceivable(match, f.field)]
    if bare and not unit:
        near = [f for f in near if f.end <= match.start() and match.start() - f.end <= 6] or [
            f for f in near if f.start >= match.end() and f.start - match.end() <= 1
        ]
    if bare and not unit and not near and re.match(r"(?:is|are|was|were|be)?\s*an? \d", match.group()):
        scored = {f.field.name: f for f in fields if f.field.name in ("rating", "nps", "csat")}
        near = list(scored.values()) if len(scored) == 1 else []  # "of all ratings, how many are a 1"
    if unit:
        near = [f for f in near if _may_have(f.field, unit)]
    if near:
        return min(near, key=lambda f: (_distance(match, f), f.start > match.start())).field
    if not unit:
        unit = _unit_of_words(scan, match, bare=bare)
    return field_of_unit(unit, catalog)


def _conceivable(match: re.Match[str], field: CatalogField) -> bool:
    """Whether a number can be one of the field's at all: no rating of 400, no price of 4.5 where all cost hundreds."""
    said = max(_value(each) for name, each in match.groupdict().items() if each and len(name) == 1)
    if field.lowest is None or field.highest is None or said == 0:
        return True
    scored = field.name in ("rating", "nps", "csat") or SCORED.match(spaced(field.name)) is not None
    return said >= field.lowest / 10 and (not scored or said <= max(2 * field.highest, 10))


def _unit_of_words(scan: Scan, match: re.Match[str], *, bare: bool) -> str:
    """The unit that the words before a number mean; money and days only where a number is compared."""
    said = _cue(scan, match, "points") + match.group()
    if _SCORED.search(said):
        return "rated" if re.search(r"(?<![a-z])rat(?:e|ed|ing)s?(?![a-z])", said) else "points"
    units = (unit for _, unit in _CUES if unit != "points" and _cue(scan, match, unit))
    return "" if bare else next(units, "")


def _cue(scan: Scan, match: re.Match[str], unit: str) -> str:
    """The words right before a number that mean a unit, as in "scored below 5"; empty when there are none."""
    pattern = next(pattern for pattern, meant in _CUES if meant == unit)
    before = re.search(pattern, scan.text[max(0, match.start() - 24) : match.start()])
    if before is None or (
        unit == "points" and "\x00" in scan.free[match.start() - len(before.group()) : match.start()]
    ):
        return ""
    return before.group()


def _distance(match: re.Match[str], field: FieldMention) -> int:
    return max(field.start - match.end(), match.start() - field.end, 0)


def _may_have(field: CatalogField, unit: str) -> bool:
    """Whether a field can be told in that unit: orders over 100 yuan are not rated 100."""
    scored = field.name in ("rating", "nps", "csat") or SCORED.match(spaced(field.name)) is not None
    if concept("money").fullmatch(unit) or re.fullmatch(_DURATION, unit):
        return not scored
    scored = field.name in ("rating", "nps", "csat")
    return field.name == "rating" or not scored if concept("stars").fullmatch(unit) else True


def field_of_unit(unit: str, catalog: Catalog) -> CatalogField | None:
    """The field that a unit speaks of, when only one can be meant. Stars are ratings; money and days are of the only field that sounds like a price or a time taken."""
    numbers = [field for field in catalog.fields if field.kind == "number"]
    if concept("stars").fullmatch(unit):
        return catalog.field("rating")
    if unit == "rated" and (rating := catalog.field("rating")):
        return rating
    if unit == "rated" or concept("points").fullmatch(unit):
        scores = [f for f in numbers if f.name in ("rating", "nps", "csat")]
        return scores[0] if len(scores) == 1 else None
    sounds = (
        _PRICE if concept("money").fullmatch(unit) else _TIME_TAKEN if re.fullmatch(_DURATION, unit) else None
    )
    meant = [f for f in numbers if sounds and sounds.search(re.sub(r"[_\W]+", " ", f.name.lower()))]
    return meant[0] if len(meant) == 1 else None
