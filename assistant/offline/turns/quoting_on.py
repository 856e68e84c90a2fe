"""What is said about quotes, or to see what was counted: "more", "two from Europe", "the worst ones", "which ones?"."""

import re
from dataclasses import replace

from assistant.language import question_language
from assistant.offline.conditions.stated import feeling
from assistant.offline.query.reading import Reading
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from retrieval.catalog import Catalog
from tools.segments.query import SegmentQuery

__all__ = ["asks_for_one", "read_on"]

_FEW = r"some|a few|a couple(?: of)?|several|any"
_EN_MORE = (
    rf"(?:(?:and|ok|okay|please|pls|can you|could you|(?:can|could|may) i (?:see|have|get|read)|let me (?:see|read|have)|show|give|read|get|quote|list|me|us|are there|do you have|got|the|just) )*"
    rf"(?:(?:{_FEW}|an?)? ?(?:(?P<a>{NUMBER}) )?(?:more|others?|further|additional)(?: (?P<b>{NUMBER}))?|(?:another|the next|next)(?: (?:(?P<c>{NUMBER})|few|couple|one|batch|page|lot))?|keep going|go on|continue|carry on)"
    r"(?: (?:of (?:them|those|these)|like (?:that|this|those|these)|examples?|quotes?|ones?|comments?|reviews?|records?|texts?|messages?|complaints?|verbatims?|please|pls|too|as well))*"
)
_ZH_MORE = (
    rf"(?:请|那|麻烦)?(?:(?:再|还要|还想看|继续|接着|多|还|另外)(?:来|给|贴|看|列|要|举|念|发|找|挑|摘|引|展示|多)*(?:我|点|上|出)?(?:看)?(?:(?P<d>{NUMBER})|几|一些|些|点|两三)?(?:条|句|段|个|则|篇|封)?(?:例子|原话|原文|评论|反馈)?"
    r"|还有(?:吗|么|没有|别的吗|其他的吗|更多吗)|更多|下一页|下一批|继续|接着(?:来|看|贴|念)?)(?:看看|看|吧|呗|吗|呢|来)*"
)
_MORE = re.compile(rf"\W*(?:{_EN_MORE}|{_ZH_MORE})\W*")
_SOME = re.compile(
    rf"\W*(?:(?:and|also|plus|now|just|only|then|ok|please|show|give|me) )*(?P<n>{NUMBER})(?: (?:more|ones?|others?))? (?=(?P<of>(?!more |others? )[a-z-]+ (?:[a-z-]+ )?)ones(?![a-z])|(?:from|for|about|with|in|on|by|of|that|who|without) )"
)
_SHOW_FEW = re.compile(
    rf"\W*(?:(?:and|so|ok|okay|now|please|pls|can you|could you|just) )*(?:show|give|read|list|print|quote|paste|let me (?:see|read|have)|let's see)(?: me| us)? (?:any |just |some )?(?P<n>{NUMBER})(?: (?:of (?:them|those|these)|please|pls|then|now))*\W*"
)
_WHICH = re.compile(
    r"\W*(?:(?:and|so|ok|okay|great|now) )*(?:what|which)(?: ones?)?(?: exactly)?(?: (?:are|were) (?:they|those|these)(?: exactly| then)?| do they say| ones (?:are|were) (?:they|those))?\W*"
    r"|\W*(?:那|具体|都|分别)*(?:是|有)?(?:哪些|哪几[条个])(?:呢|啊|呀|来着)?\W*"
)
_FELT = re.compile(
    rf"\W*(?:(?:and|now|show|give|read|me|just|only|what about|how about|the|please) )*(?:very )?(?:(?P<worst>worst|harshest|angriest|nastiest|most negative|most critical)|(?P<best>best|nicest|kindest|most positive))(?: (?:ones?|{NUMBER}))*(?: (?:of (?:them|those|these)|please))*\W*"
    rf"|\W*(?:那|只?(?:看|要|挑|给我|来))*(?:(?P<bad>最?[差糟惨坏]|骂得?最?[狠凶])|(?P<good>最?好|夸得?最?[好多]))的?(?:那|这)?(?:{NUMBER}|几|些)?(?:条|句|个)?(?:的)?(?:给我)?(?:看看|看|呢|吧|来)*\W*"
)


_USUAL = 5
"""Quotes of one answer where nobody says how many."""

_MOST = 50


_SHOW_ONE = re.compile(
    r"\W*(?:(?:and|just|please|pls|can you|could you) )*(?:show|give|read|quote|find)(?: me| us)? (?:just )?one(?: of (?:them|those))?\W*"
    r"|\W*(?:请|就|帮我)?(?:给我|给|来|贴|找|挑|举|念|摘|看)+一[条句则个](?:看看|吧|呗)?\W*"
)


def asks_for_one(part: str) -> bool:
    """ "Show me one", 来一条: one piece of what was just counted."""
    return _SHOW_ONE.fullmatch(plain(part)) is not None


def read_on(part: str, before: Before, catalog: Catalog) -> Reading | str:
    """What a follow-up about quotes asks for, or the question said in full; as it is when it is no such follow-up."""
    told = plain(part)
    if not before.quoted:
        few = _SHOW_FEW.fullmatch(told)
        if few is not None and _one_count(before):
            return f"show me {few['n']} of those"
        return _shown(part) if _WHICH.fullmatch(told) and _one_count(before) else part
    alone = Reading(question_language(part, before.language), "quotes", before.query, before.topic)
    more = _MORE.fullmatch(told)
    if more is not None:
        said = next((each for each in more.groups() if each), None)
        wanted = int(number(said)) if said else min(before.limit, _USUAL)
        return replace(alone, limit=min(_MOST, before.limit + wanted), passed=before.limit)
    some = _SOME.match(told)
    if some is not None and len(told) == len(part) and some["of"]:
        rest = part[some.end() + len(some["of"]) + len("ones") :]
        return f"and {some['n']} {some['of']}quotes{rest}"
    if some is not None and len(told) == len(part):
        return f"and {some['n']} quotes {part[some.end() :]}"
    felt = _FELT.fullmatch(told)
    return part if felt is None else _felt(felt, alone, catalog) or part


def _felt(said: re.Match[str], reading: Reading, catalog: Catalog) -> Reading | None:
    """The quotes before, of those with a feeling; None where the data tells none."""
    bad = said["worst"] or said["bad"]
    meant = feeling("complaint" if bad else "praise", catalog)
    if meant is None:
        return None
    kept = tuple(each for each in reading.query.filters if each.field != meant.field)
    query = SegmentQuery(filters=(*kept, meant), period=reading.query.period)
    words = bad or said["best"] or said["good"]
    return replace(reading, query=query, readings=((words, f"{meant.field} {meant.op} {meant.value}"),))


def _one_count(before: Before) -> bool:
    """Whether records were counted, all of one kind: it is they that can be shown."""
    query = before.query
    return not query.group_by and query.compare is None and query.measures[0].op in ("count", "share")


def _shown(part: str) -> str:
    return "show me those" if part.isascii() else "看看这些的原话"
