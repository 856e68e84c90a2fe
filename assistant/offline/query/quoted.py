"""What a question for customers' own words asks: how many, of whom, about what."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.offline.conditions.stated import Condition, feeling
from assistant.offline.measures.quoting import asked_quotes, spare_number, take_finest, take_voices
from assistant.offline.names.linking import Linker
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from assistant.offline.text.taking import take_all
from retrieval.catalog import Catalog

__all__ = ["Quoting", "felt_besides", "named_in_quotes", "names_speaker", "take_quoting"]


@dataclass(frozen=True, slots=True)
class Quoting:
    """wanted: whether words of customers are. limit: how many. felt: the feeling they are to have."""

    wanted: bool = False
    limit: int | None = None
    felt: tuple[Condition, ...] = ()


_IN_FIGURES = re.compile(
    r"[,;:–—-] ?(?:and |with |as |give me |show )?(?:the |a )?(?:counts?|numbers?|figures?|totals?|tally|tallies) (?:per|by|for each|of each)(?![a-z])"
)
""" "What are they complaining about, counts per issue": no words of customers, a table."""


def take_quoting(scan: Scan, catalog: Catalog, linker: Linker, *, ordered: bool) -> Quoting:
    """Takes the words that ask for quotes. ordered: whether records were asked for, the newest first."""
    before = scan.free
    limit = asked_quotes(scan, linker.knows)
    asked = (ordered, take_all(scan, "quotes"), take_voices(scan), limit is not None)
    if not any(asked) or (limit is None and _IN_FIGURES.search(scan.text)):
        return Quoting()
    limit = limit or spare_number(scan)
    felt = take_finest(scan) or _voiced(before, scan.free)
    meant = feeling(felt[0], catalog) if felt else None
    if felt is None or meant is None:
        return Quoting(True, limit)
    told = f"{meant.field} {meant.op} {meant.value}"
    return Quoting(True, limit, (Condition(*felt[1].span(), meant, (felt[1].group(), told)),))


def _voiced(before: str, after: str) -> tuple[Literal["complaint", "praise"], re.Match[str]] | None:
    """ "What do VIPs complain about", 都抱怨些什么: the feeling of the words that were taken as asking for quotes."""
    taken = "".join(
        said if left == "\x00" != said else "\x00" for said, left in zip(before, after, strict=True)
    )
    for felt, further in _VOICED:
        found = re.search(concept(felt), taken) or re.search(further, taken)
        if found is not None:
            return felt, found
    return None


_SAYS_NOTHING = re.compile(
    r"(?:say|writ|tell|talk)ing|said|written|told|recent(?:ly)?|lately|latest|last|original(?:s|ly)?|it|texts?|最近|近期|说明|念念|念|读读|看看|听听|摘点|贴点|来点|挑点|具体|真实|大家"
)
"""Words of the asking itself, which texts are not searched for."""

_LIKED = r"(?<![a-z])(?:like|love|enjoy|appreciate)(?![a-z])"
_WRONG = r"(?<![a-z])what went wrong|(?<![a-z])(?:dislike|hate)(?![a-z])|n(?:o|')?t(?![a-z]).*(?<![a-z])(?:like|love|enjoy|appreciate)(?![a-z])|哪里(?:出了?问题|不好|不满意?)"
_VOICED: tuple[tuple[Literal["complaint", "praise"], str], ...] = (
    ("complaint", _WRONG),
    ("praise", _LIKED),
)


def felt_besides(felt: Sequence[Condition], said: Sequence[Condition]) -> list[Condition]:
    """The feeling told by the words for quotes, where no other is said: "5 stars: what annoys them?"."""
    told = {each.filter.field for each in said}
    return [each for each in felt if each.filter.field not in told]


def named_in_quotes(
    unread: Sequence[str], said: Sequence[Condition], linker: Linker
) -> tuple[list[str], Linker | None]:
    """What quotes are to be about, and a linker that hears those of the words that are a part of one value's name.

    All else is searched for as it is written. A part of a value that was read (家庭 of 家庭亲子) says nothing more.
    """
    read = "\n".join(str(each.filter.value).lower() for each in said if each.filter.op == "=")
    left = [word for word in unread if word not in read and not _SAYS_NOTHING.fullmatch(word)]
    joined = {
        one + other: (one, other) for one, other in itertools.pairwise(left) if not (one + other).isascii()
    }
    named = next((each for each in joined if isinstance(linker.part_of(each), ValueSurface)), None)
    if named is not None and not linker.knows(named):  # 头戴式耳机, cut in two
        left = [named, *(each for each in left if each not in joined[named])]
    parts = {word: linker.part_of(word) for word in left}
    heard = {word: part and linker.heard_as(word) for word, part in parts.items()}  # none if heard before
    meant = {word: one for word, one in heard.items() if isinstance(one, ValueSurface) and not one.others}
    return left, linker.hearing(meant) if meant else None


def names_speaker(unread: Sequence[str], text: str) -> bool:
    """Whether what nobody understood says whose words are wanted ("what did Maria Lopez say"), not what of."""
    if not unread:
        return False
    named = "|".join(map(re.escape, sorted(unread, key=len, reverse=True)))
    return re.search(_SPEAKER.replace("NAMED", f"(?:{named})"), text) is not None


_SPEAKER = (
    r"(?<![a-z])(?:what|how) (?:did|does|do|has|have|was|is) (?:NAMED[ ,]*)+(?:(?:just|really|actually|ever|even|also) )?(?:say|said|saying|write|written|wrote|tell|told|feel|complain(?:ed|ing)?)(?![a-z])"
    r"|^\W*(?:那么?|请问)?NAMED(?:们)?(?:都|又|还|到底|具体|是)*(?:说|写|讲|抱怨|吐槽|反映|怎么说|怎么评价)(?:了|过)?(?:些|点)?(?:什么|啥|的)"
)
