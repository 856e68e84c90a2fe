"""Yes-or-no fields that a table is split by: "by resolved", "resolved and unresolved per region", "resolved x region"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.flags import is_rate
from assistant.offline.conditions.stated import Condition
from assistant.offline.layout.structure import find_groups
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog

__all__ = ["split_flags"]

_BOTH = re.compile(
    r"(?:\W*(?:field|flag|status|state))?[\s(（]*(?:yes ?(?:/|or|and|vs\.?|&|,) ?no|y ?/ ?n|true ?(?:/|or|and) ?false|是 ?[/或和] ?否|与否)[)）]?(?![a-z])"
)
_OR_NOT = re.compile(r"\W*(?:field|flag)?\s(?:or|and) not(?! [a-z])")
_CROSS_TABLE = re.compile(
    r"(?<![a-z])(?:cross[- ]?tab\w*|(?:two|2)[- ]way|matrix|pivot|contingency|crossed|heat ?map)(?![a-z])|交叉|二维|列联|透视|矩阵"
)
"""A flag that is named in one is a side of it."""
_WHO = re.compile(r"(?<![a-z])(?:who|that) (?:have |had |has )?$")
_CROSS = r"\s*[x×✕✖*]\s*"
_NO = ("false", "0", "0.0", "no", "否")


_ASKED = re.compile(r"(?:(?<![a-z])(?:what|which)(?: the| our)?|哪些|什么|啥)\s*$")


def split_flags(
    scan: Scan,
    conditions: list[Condition],
    catalog: Catalog,
    fields: Sequence[FieldMention],
    *,
    dated: bool,
    quoted: bool = False,
) -> list[FieldMention]:
    """The flags that a question splits by, with their conditions left out: "by resolved" does not ask for the resolved ones.

    fields: what else it names; dated: it splits by a calendar unit; quoted: feedback is to be quoted, of which
    "which unanswered complaints" says whose.
    """
    found: list[FieldMention] = []
    grouped = dated or bool(find_groups(scan, fields)[0])
    for each in list(conditions):
        flag = catalog.field(each.filter.field)
        if flag is None or flag.kind != "flag" or each not in conditions:
            continue
        if quoted and _ASKED.search(scan.text[: each.start]):
            continue
        mention = FieldMention(each.start, each.end, flag)
        own = [one for one in conditions if one.filter.field == flag.name]
        both = grouped and len({str(one.filter.value).lower() in _NO for one in own}) > 1
        if not (both or _asks_both(scan, each, fields) or _by_flag(scan, each, mention)):
            continue
        for one in own if both else [each]:
            conditions.remove(one)
        found.append(mention)
    return found


def _by_flag(scan: Scan, condition: Condition, mention: FieldMention) -> bool:
    denied = str(condition.filter.value).lower() in _NO
    ranked = any(re.search(concept(name), scan.text) for name in ("top", "most", "least", "rank"))
    if (denied and ranked) or is_rate(scan, mention) or _WHO.search(scan.text[: condition.start]):
        return False
    return bool(find_groups(scan, [mention])[0]) or _CROSS_TABLE.search(scan.text) is not None


def _asks_both(scan: Scan, condition: Condition, fields: Sequence[FieldMention]) -> bool:
    """ "Resolved yes/no", "region x resolved": takes what says that either is wanted."""
    said = re.match(r"[a-z]+|[\u3400-\u9fff]{2,4}?", scan.text[condition.start :])
    place = condition.start + (said.end() if said else 0)
    both = (
        _BOTH.match(scan.text, place)
        or _BOTH.match(scan.text, condition.end)
        or _OR_NOT.match(scan.text, place)
    )
    if both is not None:
        scan.take(*both.span())
        return True
    for each in fields:
        first, last = sorted(((condition.start, condition.end), (each.start, each.end)))
        if re.fullmatch(_CROSS, scan.text[first[1] : last[0]]):
            scan.take(first[1], last[0])
            return True
    return False
