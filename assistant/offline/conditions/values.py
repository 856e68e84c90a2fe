"""Values the question names -> conditions: with what denies them, in lists, and yes or no of flags."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention, ValueMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter

__all__ = ["value_conditions"]

_LINKS = (
    r"(?:[\s-]+(?:the|an?|any|from|in|at|of|on|to|by|via|with|for|about|using|yet|written|writing|posted|based|located|sent|submitted|filed|rated|from|been|being|be|get|got|gotten|given|come|came|coming"
    r"|have|had|receive|received|made|bought|booked|booking|ordered|ordering|marked|tagged|labell?ed|counting|including|for the|that|really|very|too|so|exactly|particularly|quite|entirely|fully|completely|at all|all|belong|belonging|fall|falling|into|under))*"
)
_BEFORE = re.compile(
    r"(?:DENIED|without|(?<![a-z])no(?=[\s-])|(?:did|does|do|has|have|had|could|would|can)(?: not|n'?t)|never|no longer"
    r"|not (?:counting|including)|leaving aside|with the exception of|rather than)LINKS[\s-]*$"
)
_BEFORE_ZH = re.compile(
    r"(?:[既也]?(?:并)?(?:(?<!是)不是|不在|不属于|不来自|不算|不包含|不包括|没有?在)|并非|剔除掉?|扣除掉?|刨除掉?|抛开|撇开)"
    r"(?:从|来自|属于|在|由|给|用|通过|掉)?\s*$"
)
_UNDONE = re.compile(r"(?:没有|没能|没|未能|未|尚未|还没有?|不)\s*(?:得到|收到|被|能|给|做)?\s*$")
_OWN_NAME = re.compile(r"\s?(?:of|=|:|：|的)?\s*")
"""What stands between a field's name and its value: "not in region X", 除了渠道A."""
_AFTER = re.compile(
    r"(?:的?(?:反馈|记录|评论|评价|留言)?(?:之外|以外|除外)的?|(?:给|都|全)?(?:剔除|去掉|去除|排除|刨掉|扣掉|除掉)(?:掉|后|之后)?|(?:都|全)?(?:不要|不算|不看|不计|不包括)(?!什么|吗)"
    r"|,? (?:excluded|left out|aside|apart))(?![a-z])"
)
_AND = r"\s*(?:or|and|nor|,|，|、|和|与|跟|或者?|以及|及|&|\+|/)?\s*(?:from |in |the |also |也|既|又)?(?:不是|不在)?(?:从|在)?\s*"
_TRUTH = re.compile(
    r"\s*(?:field|flag|column|字段)?\s*(?:=|:|：|is|was|are|were|为|是|等于)?\s*[\"“「]?(?P<no>no(?![a-z])|false|n(?![a-z?])|否|没有)?(?P<yes>yes|true|y(?![a-z])|是(?!否|什么|多|不))?[\"”」]?"
)


def value_conditions(
    scan: Scan, values: Sequence[ValueMention], fields: Sequence[FieldMention] = ()
) -> list[Condition]:
    """Values of fields; "not", "except" and the like before (or after, in Chinese) a value turn it round.

    fields: what the question names; a value's own field may stand between the denial and it.
    """
    found: list[Condition] = []
    for value in values:
        start, end, denied, closing = _denied(scan, value, fields)
        start, end, said = _truth(scan, value, start, end)
        denied = denied or _goes_on(scan, found, value)
        scan.take(start, end)
        condition = Condition(start, end, _filter(value, denied != (said == "no")), _told(value))
        if closing:
            _deny_list(scan, found, condition)
        found.append(condition)
    return found


def _filter(value: ValueMention, denied: bool) -> Filter:
    """The value, or any of those the same words mean; a flag that is denied is the other of its two."""
    if value.field.kind == "flag":
        wanted = (value.value == "true") != denied
        return Filter(field=value.field.name, value="true" if wanted else "false")
    if value.others:
        values = (value.value, *value.others)
        return Filter(field=value.field.name, op="not in" if denied else "in", values=values)
    felt = not value.literal and (value.field.name, value.value) == ("sentiment", "positive")
    if denied and felt and any(each.value == "negative" for each in value.field.values):
        return Filter(field="sentiment", value="negative")  # who is "not happy" is not just neutral
    return Filter(field=value.field.name, op="!=" if denied else "=", value=value.value)


def _told(value: ValueMention) -> tuple[str, str] | None:
    """What the words were taken for, when they are not the value's own."""
    meant = " / ".join((value.value, *value.others))
    return None if value.literal else (value.spoken, f"{value.field.name} = {meant}")


def _goes_on(scan: Scan, found: Sequence[Condition], value: ValueMention) -> bool:
    """ "Not A or B", "除了A和B": a denial goes on over a list of values of one field."""
    last = found[-1] if found else None
    if last is None or last.filter.op not in ("!=", "not in") or last.filter.field != value.field.name:
        return False
    return re.fullmatch(_AND, scan.text[last.end : value.start]) is not None


def _deny_list(scan: Scan, found: list[Condition], last: Condition) -> None:
    """ "A和B以外": what denies the last of a list of values of one field denies them all."""
    opposite = {"=": "!=", "in": "not in"}
    for place in range(len(found) - 1, -1, -1):
        each = found[place]
        same = each.filter.field == last.filter.field and each.filter.op in opposite
        if not same or re.fullmatch(_AND, scan.text[each.end : last.start]) is None:
            return
        found[place] = last = replace(
            each, filter=each.filter.model_copy(update={"op": opposite[each.filter.op]})
        )


def _denied(
    scan: Scan, value: ValueMention, fields: Sequence[FieldMention] = ()
) -> tuple[int, int, bool, bool]:
    """Where the value's piece begins and ends with its denial; whether it has one, and whether it follows."""
    own = [each for each in fields if each.field.name == value.field.name and each.end <= value.start]
    own = [each for each in own if _OWN_NAME.fullmatch(scan.text[each.end : value.start])]
    at = min((each.start for each in own), default=value.start)
    lead = max(0, at - 30)
    text = scan.text[lead:at]
    pattern = _BEFORE.pattern.replace("DENIED", concept("not").pattern).replace("LINKS", _LINKS)
    before = re.search(pattern, text) or _BEFORE_ZH.search(text)
    if before and re.search("[以之]外的?$", before.group().strip()):
        before = None  # VIP以外的差评: of what stands before it
    if before is None and value.field.kind == "flag":
        before = _UNDONE.search(text)
    after = _AFTER.match(scan.text, value.end)
    start = lead + before.start() if before else value.start
    return start, after.end() if after else value.end, bool(before or after), after is not None


def _truth(scan: Scan, value: ValueMention, start: int, end: int) -> tuple[int, int, str]:
    """ "Resolved: no", "是否回复为否": yes or no said of a flag."""
    if value.field.kind != "flag":
        return start, end, ""
    match = _TRUTH.match(scan.text, value.end)
    if match is None or not (match["no"] or match["yes"]):
        return start, end, ""
    return start, match.end(), "no" if match["no"] else "yes"
