"""What moved most, asked without saying between when: "which region improved most in May", 哪个产品评分下滑最多."""

import re
from dataclasses import replace

from assistant.offline.layout.ordering import Ordering
from assistant.offline.layout.sides import against_the_one_before
from assistant.offline.query.pieces import Pieces
from assistant.offline.text.lexicon import concept
from retrieval.catalog import Catalog, data_span

__all__ = ["held_against_before"]


def held_against_before(pieces: Pieces, catalog: Catalog) -> str | None:
    """Sets the period of a question for what moved most against the one before it, where it names one such; what is
    better or worse is then ranked by what tells quality.

    Else why it is not answered, as a key of the answers' texts: it names none of the many periods, or asks which
    period moved furthest from the one before it, which is not computed.
    """
    ordering = pieces.ordering
    if pieces.changed and pieces.sides and ordering and ordering.superlative and _of_quality(pieces):
        pieces.ordering = replace(ordering, quality=True)  # "improved most between March and May"
    moved = pieces.changed and pieces.sides is None and pieces.statement is None and not pieces.trend
    if moved and ordering is None and not pieces.buckets and _WHICH.search(pieces.scan.text):
        return _each_moved(pieces, catalog)
    if not moved or ordering is None or not (ordering.explicit and ordering.superlative):
        return None
    if pieces.buckets or _WHEN.search(pieces.scan.text):
        return "each_step" if _STEP.search(pieces.scan.text) else None
    if _PEAKED.search(pieces.scan.text):
        return None
    pieces.sides = against_the_one_before(pieces.times, data_span(catalog))
    if _of_quality(pieces):
        pieces.ordering = replace(ordering, quality=True)
    return None if pieces.sides else "between_when"


def _each_moved(pieces: Pieces, catalog: Catalog) -> str | None:
    """ "Which products got worse in Q2": the later and the earlier figure of each; nothing is ranked."""
    if not pieces.fields:
        return None
    if not pieces.times:
        return "between_when" if _of_quality(pieces) else None
    pieces.sides = against_the_one_before(pieces.times, data_span(catalog))
    if pieces.sides and _of_quality(pieces):
        pieces.ordering = Ordering(False, None, explicit=False, quality=True, superlative=False)
    return None


def _of_quality(pieces: Pieces) -> bool:
    return re.search(rf"{concept('better').pattern}|{concept('worse').pattern}", pieces.scan.text) is not None


_STEP = re.compile(
    r"(?<![a-z])(?:biggest|largest|greatest|sharpest|steepest|smallest) (?:[a-z]+ ){0,2}?(?:drops?|falls?|declines?|decreases?|dips?|rises?|increases?|jumps?|spikes?|growth|gains?|changes?|improvements?|swings?)(?![a-z])"
    r"|(?<![a-z])(?:most|highest) (?:growth|improvement)(?![a-z])"
    r"|(?<![a-z])(?:drop(?:ped)?|f[ae]ll|declined?|decreased?|r[io]se|increased?|jump(?:ed)?|gr[eo]w|improved?|changed?|worsen(?:ed)?) (?:the )?(?:most|furthest|least|fastest)(?![a-z])"
    r"|(?:[涨跌降升增减变][幅得了]?(?:幅|长|少|多|加|化)?)(?:幅度)?最|最大的?(?:涨幅|跌幅|降幅|增幅|变化)|环比"
)
"""How far a figure moved from one row to the next."""

_WHICH = re.compile(r"^\W*(?:so |and )?(?:which|what)(?! (?:is|was|are|were) )(?![a-z])|哪[些几]")
"""Of each of what is asked which of it moved, the later period is held against the earlier."""

_WHEN = re.compile(r"(?<![a-z])when(?![a-z])|何时|什么时候|啥时候|哪一?天")
_PEAKED = re.compile(r"(?<![a-z])(?:peak|spike)|峰")
"""When something was at its height is told by a trend."""
