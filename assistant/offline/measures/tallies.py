"""How many records a group has, as what it is held against: "whose number of complaints is over 200"."""

import re
from collections.abc import Sequence

from assistant.offline.measures.bounds import Limit, Op
from assistant.offline.names.mentions import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan

__all__ = ["tallies"]

_OPS: tuple[tuple[Op, str], ...] = (
    (">=", r"at least|no less than|no fewer than|not less than|a minimum of"),
    ("<=", r"at most|no more than|not more than|a maximum of|up to"),
    (">", r"more than|over|above|(?:greater|higher|bigger|larger) than|exceed(?:s|ed|ing)?"),
    ("<", r"(?:less|fewer) than|under|below|(?:lower|smaller) than"),
)
_NOUN = rf"(?:{concept('record').pattern}|{concept('complaint').pattern})"
_TOLD = (
    rf"(?<![a-z])(?:number|count|volume|amount|total)s? of (?:[a-z0-9-]+ ){{0,2}}?{_NOUN}"
    r"(?: (?:they|it|which|that|each) (?:has|have|gets?|got))? (?:(?:is|are|was|were|being|that is|which is) )?$"
)
_HAVE = r"(?<![a-z])(?:has|have|had|having|with|gets?|getting|got|receiv(?:e|es|ed|ing)|collect(?:s|ed)?|saw|see) (?:just |only )?$"
_SOME = rf" (?!(?:-| )?(?:stars?|points?|days?|hours?|weeks?|months?|years?|yuan|usd|dollars?|euros?)(?![a-z]))(?:[a-z0-9-]+ ){{0,2}}{_NOUN}(?![a-z])"


def tallies(scan: Scan, fields: Sequence[FieldMention]) -> list[Limit]:
    """Takes the bound and its number, and leaves the words for what is counted; nothing where no record is.

    fields: what the question names; a number right before one that is a number is that field's.
    """
    own = {each.start for each in fields if each.field.kind == "number"}
    for op, words in _OPS:
        for match in scan.find(rf"(?<![a-z])(?:{words}) (?P<n>{NUMBER})(?![\w%]|[.,]\d)"):
            before, after = scan.text[: match.start()], scan.text[match.end() :]
            if match.end() + 1 in own:
                continue
            if re.search(_TOLD, before) or (re.search(_HAVE, before) and re.match(_SOME, after)):
                scan.take(*match.span())
                return [Limit(op, number(match["n"]), *match.span(), of="count")]
    return []
