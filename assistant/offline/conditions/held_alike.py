"""A number said once for several fields: "likes and dislikes are both 0", 赞和踩都为零, "food or service below 2"."""

import re
from collections.abc import Sequence

from assistant.offline.names.linking import FieldMention
from assistant.offline.names.surfaces import SCORED, spaced
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import CatalogField

__all__ = ["held_alike"]

_JOINT = re.compile(
    r"(?:数量?|分)?\s*(?:(?P<either>或者?|(?<![a-z])or(?![a-z]))|(?P<and>和|与|跟|及|(?<![a-z])and(?![a-z])|&)|[、,])\s*(?:the |an? )?"
)
_ALL = re.compile(r"都|均|同时|双双|(?<![a-z])(?:both|all)(?![a-z])")
_ALL_BEFORE = re.compile(r"(?<![a-z])both (?:the )?$|同时$")


def held_alike(
    scan: Scan, field: CatalogField, fields: Sequence[FieldMention], end: int
) -> list[FieldMention]:
    """The numbers listed before the field's name that are held against the same number, which stands at `end`.

    Those that "or", "both" or 都 joins, and scores that are joined at all: one compared alone leaves nothing to say
    of the other.
    """
    own = [each for each in fields if each.field.name == field.name and each.end <= end]
    if not own:
        return []
    listed: list[FieldMention] = []
    start, either, joined = own[-1].start, False, _is_score(own[-1])
    for each in reversed([f for f in fields if f.field.kind == "number" and f.end <= start]):
        joint = _JOINT.fullmatch(scan.text[each.end : start])
        if joint is None:
            break
        either = either or joint["either"] is not None
        joined = joined and joint["and"] is not None and _is_score(each)
        listed.append(each)
        start = each.start
    joined = joined and not re.search(rf"(?:{concept('average').pattern}) ?$", scan.text[:start])
    said = _ALL.search(scan.text[own[-1].end : end + 8]) or _ALL_BEFORE.search(scan.text[:start])
    if not (listed and (said or either or (joined and not scan.text[own[-1].end : end].strip(" 的在")))):
        return []
    scan.take_first(r"(?:[都均]|双双)(?=\x00)")
    return listed


def _is_score(mention: FieldMention) -> bool:
    name = mention.field.name
    return name in ("rating", "nps", "csat") or SCORED.match(spaced(name)) is not None
