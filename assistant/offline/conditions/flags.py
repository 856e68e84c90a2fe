"""Flags as people say them: rates ("resolution rate", 未解决率), denied ("did not get a reply"), and left blank."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention, ValueMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter

__all__ = [
    "denies",
    "is_rate",
    "open_conditions",
    "rate_conditions",
    "stated_flags",
    "turned_flags",
    "unset_conditions",
]

_EN_RATE = re.compile(
    r"(?<![a-z])(?P<denied>un|non-?|not )?(?P<word>[a-z]{4,}) (?:rate|rates|percentage|percent|%|share|ratio|proportion)(?![a-z])"
)
_EN_SHARE_OF = re.compile(
    r"(?<![a-z])(?:were|was|are|is|got|been|get|gets|be|have|has|had)(?: been| already| a| an)? (?P<denied>not (?:been )?|un)?(?P<word>[a-z]{5,})(?![a-z])"
)
_ZH_RATE = re.compile(r"(?P<denied>未|没|不|非)?(?P<word>[\u3400-\u9fff]{2,4})(?:率|占比|比例|的?比重)")
_BEFORE_RATE = re.compile(
    r"[?？]?\s*(?:rates?|percentage|percent|%|share|ratio|proportion)(?![a-z])|率|的?(?:占比|比例|比重)"
)
_STEM = 5
"""Letters two English words of one family have in common: resolved, resolution; disputed, dispute."""
_NO_STEM = re.compile(r"^(?:is|was|has|been|did|got|the)$")
_ZH_AROUND = re.compile(r"^(?:是否|是不是|有没有|有无|已经?|被)|(?:了没有?|了|与否|状态|过)$")


def rate_conditions(scan: Scan, catalog: Catalog, fields: Sequence[FieldMention]) -> list[Condition]:
    """Flags a question names, or says by a word of the same family, before a word for a share; takes them."""
    found = [each for field in fields if (each := _named_flag(scan, field))]
    flags = [field for field in catalog.fields if field.kind == "flag"]
    for pattern in (_EN_RATE, _EN_SHARE_OF, _ZH_RATE) if flags else ():
        for match in scan.find(pattern):
            named = _named(match.group("word"), flags)
            if named is None:
                continue
            flag, end = named
            start = match.start("denied") if match.group("denied") else match.start("word")
            scan.take(start, match.start("word") + end)
            value = not match.group("denied")
            said = scan.text[start : match.start("word") + end]
            told = (said, f"{flag.name} = {str(value).lower()}")
            found.append(
                Condition(start, match.start("word") + end, Filter(field=flag.name, value=value), told)
            )
    return found


_UNSET = re.compile(r"(?<![a-z])(?:un|non-?)(?P<word>[a-z]{5,}(?:ed|d))(?![a-z])")


def denies(scan: Scan, mention: ValueMention) -> bool:
    """Whether a flag's value says "no" by itself ("with no reply"), and not that it is unknown (不知道有没有争议)."""
    before = scan.text[: mention.start]
    blank = re.search(rf"(?:{concept('missing').pattern})[\s的]*$", before) or _UNKNOWN.search(before)
    return mention.value == "false" and blank is None


def unset_conditions(scan: Scan, catalog: Catalog) -> list[Condition]:
    """ "Uncategorised", "unrouted": nothing stands in the one field that is named by a word of the family."""
    found: list[Condition] = []
    named = [each for each in catalog.fields if each.kind in ("category", "number") and not each.derived]
    for match in scan.find(_UNSET):
        meant = [
            each
            for each in named
            if any(own[:_STEM] == match["word"][:_STEM] for own in _own_words(each) if len(own) >= _STEM)
        ]
        if len(meant) == 1:
            scan.take(*match.span())
            told = (match.group(), f"{meant[0].name} is missing")
            found.append(Condition(*match.span(), Filter(field=meant[0].name, op="missing"), told))
    return found


_OPEN = re.compile(
    r"(?<![a-z])(?:still |currently )?open(?= (?:[a-z/&-]+ ){0,3}(?:cases?|issues?|complaints?|ones|records|feedback|items|matters|problems|requests)(?![a-z]))"
    r"|(?<=[a-z] )(?:(?:is|are|was|were|remain(?:s|ing|ed)?|left|stay(?:s|ed)?|kept|been) )?(?:still |currently |left )*(?<! to )(?<!we )open(?=\W*$| (?:in|from|for|by|on|at|since|and|among|of|right|now|as)(?![a-z]))"
)
_DONE = re.compile(r"resol|solv|clos|fix|settl|解决|办结|处理")


def open_conditions(scan: Scan, catalog: Catalog) -> list[Condition]:
    """ "Open delivery cases", "how many are still open": what a flag that says whether it is done denies."""
    done = [each for each in catalog.fields if each.kind == "flag" and _DONE.search(each.name.lower())]
    found: list[Condition] = []
    if re.search(r"(?<![a-z])tickets?(?![a-z])", scan.text):
        return []  # tickets are no feedback, and have states of their own
    for match in _OPEN.finditer(scan.text) if len(done) == 1 else ():
        if "\x00" in scan.free[slice(*match.span())]:
            continue
        scan.take(*match.span())
        told = (match.group().strip(), f"{done[0].name} = false")
        found.append(Condition(*match.span(), Filter(field=done[0].name, value=False), told))
    return found


_REACH = 26
"""Characters a denial may stand before what it denies: "did not get a timely response"."""
_DENIAL = re.compile(
    r"(?:(?<![a-z])(?:(?:did|do|does|were|was|is|are|has|have|had|could|would)n'?t|not|never|nobody(?: has| have| ever)?|no[- ]one(?: has| have| ever)?|none(?: of (?:us|them))?|no)(?![a-z])|没有?|未能?|不)"
    r"(?P<gap>[a-z ]{0,18}|[\u3400-\u9fff]{0,3})$"
)


_STATED = re.compile(
    r"(?:(?<![a-z])(?:got|gets?|getting|received?|had|have|has|given|were|was|are|is|been)(?: an?| the)? |得到了?|获得了?|收到了?)$"
)


_UNKNOWN = re.compile(
    r"(?<![a-z])(?:(?:do not|don'?t|can(?:no|')t|never) (?:know|tell)|unknown|no idea|unclear|not (?:clear|known))(?: (?:if|whether)(?: or not)?)? (?:the |an? )?(?:[a-z]+ )?$"
    r"|(?:不知道?|不清楚|没说清?)(?:[\u3400-\u9fff]{0,3}(?:是否|有没有|有无))?[\u3400-\u9fff]{0,3}$"
)


def turned_flags(scan: Scan, conditions: Sequence[Condition], catalog: Catalog) -> list[Condition]:
    """The conditions, those on a flag turned round where a denial or a word for missing stands before them."""
    turned: list[Condition] = []
    for each in conditions:
        flag = catalog.field(each.filter.field)
        if _never_missing(flag, each, catalog):
            turned.append(replace(each, filter=Filter(field=each.filter.field, value=False)))
            continue
        said_yes = each.filter.op == "=" and str(each.filter.value).lower() in (
            "true",
            "1",
            "1.0",
            "yes",
            "是",
        )
        unknown = _UNKNOWN.search(scan.free[: each.start])
        if flag is not None and flag.kind == "flag" and unknown and (said_yes or each.filter.op == "present"):
            turned.append(_turned(scan, each, unknown, Filter(field=flag.name, op="missing")))
            continue
        if flag is not None and flag.kind == "flag" and each.filter.op == "present":
            turned.append(
                replace(each, filter=Filter(field=flag.name, value=True))
            )  # "with a timely response"
            continue
        if flag is None or flag.kind != "flag" or not said_yes:
            turned.append(each)
            continue
        before = scan.free[max(0, each.start - _REACH) : each.start]
        far = scan.free[max(0, each.start - 2 * _REACH) : each.start]
        missing = re.search(
            rf"(?:{concept('missing').pattern})\s*(?:the |whether |if |是否|了)*[a-z ]{{0,12}}$", far
        )
        denied = _DENIAL.search(before)
        if missing and not (
            denied
            and len(before) - denied.start() > len(far) - missing.start()
            and not missing.group().startswith("no")
        ):
            turned.append(_turned(scan, each, missing, Filter(field=flag.name, op="missing")))
        elif denied:
            turned.append(_turned(scan, each, denied, Filter(field=flag.name, value=False)))
        else:
            turned.append(each)
    return turned


def _never_missing(flag: CatalogField | None, condition: Condition, catalog: Catalog) -> bool:
    """ "Without a timely response", where every record says whether there was one: there was none."""
    told = flag is not None and flag.kind == "flag" and flag.present == catalog.records
    return told and condition.filter.op == "missing" and condition.reading is None


def stated_flags(scan: Scan, fields: Sequence[FieldMention]) -> list[Condition]:
    """ "Got a timely response", "weren't timely": a flag's name after a word that says it is so, or is not."""
    found: list[Condition] = []
    for each in fields:
        if each.field.kind != "flag" or is_rate(scan, each):
            continue
        before = scan.free[max(0, each.start - _REACH) : each.start]
        denied, stated = _DENIAL.search(before), _STATED.search(before)
        if unknown := _UNKNOWN.search(
            scan.free[: each.start]
        ):  # "we don't know whether the consumer disputed"
            alone = Condition(each.start, each.end, Filter(field=each.field.name, value=True))
            found.append(_turned(scan, alone, unknown, Filter(field=each.field.name, op="missing")))
            continue
        if not (denied or stated):
            continue
        lead = denied or stated
        start = each.start - len(before) + (lead.start() if lead else len(before))
        scan.take(start, each.start)
        found.append(Condition(start, each.end, Filter(field=each.field.name, value=denied is None)))
    return found


def _turned(scan: Scan, condition: Condition, lead: re.Match[str], meant: Filter) -> Condition:
    start = condition.start - len(lead.string) + lead.start()
    scan.take(start, condition.start)
    gloss = re.match(
        r"\s?[(（](?:missing|blank|unknown|empty|缺失|空白|未知|空)[)）]", scan.free[condition.end :]
    )
    if gloss:
        scan.take(condition.end, condition.end + gloss.end())
    return replace(condition, start=start, filter=meant, reading=None)


def is_rate(scan: Scan, mention: FieldMention) -> bool:
    """Whether a word for a share follows: "by unresolved share" ranks by it, it does not split by the flag."""
    return _BEFORE_RATE.match(scan.text[mention.end :]) is not None


def _named_flag(scan: Scan, mention: FieldMention) -> Condition | None:
    """ "Timely response rate": the flag's own name before a word for a share."""
    if mention.field.kind != "flag" or not _BEFORE_RATE.match(scan.text[mention.end :]):
        return None
    denied = re.search(r"(?:un|non-?|not |no |未|没有?|不)$", scan.text[: mention.start])
    start = denied.start() if denied else mention.start
    return Condition(start, mention.end, Filter(field=mention.field.name, value=denied is None))


def _named(word: str, flags: list[CatalogField]) -> tuple[CatalogField, int] | None:
    """The one flag of the word's family, and how much of the word names it; None when several or none are."""
    if word.isascii():
        fitting = [each for each in flags if any(_related(word, own) for own in _own_words(each))]
        return (fitting[0], len(word)) if len(fitting) == 1 else None
    fitting = [each for each in flags if any(word.endswith(own) for own in _own_chinese(each))]
    return (fitting[0], len(word)) if len(fitting) == 1 else None


def _own_words(field: CatalogField) -> Iterator[str]:
    for name in (field.name, field.en):
        yield from (word for word in re.findall(r"[a-z]{4,}", name.lower()) if not _NO_STEM.match(word))


def _own_chinese(field: CatalogField) -> Iterator[str]:
    for name in (field.name, field.zh):
        bare = _ZH_AROUND.sub("", name)
        if len(bare) > 1 and re.fullmatch(r"[\u3400-\u9fff]+", bare):
            yield bare


def _related(word: str, other: str) -> bool:
    """Whether two words are of one family: the same but for their endings."""
    if word == other:
        return True
    common = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        common += 1
    short = min(len(word), len(other))
    return common >= _STEM or (common >= 4 and common >= short - 2)
