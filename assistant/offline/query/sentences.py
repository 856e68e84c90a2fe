"""The questions in a message: where one ends, and which sentences only say how another is meant."""

import re

from assistant.offline.names.respelling import headers_unmarked
from assistant.offline.text.lexicon import concept, means_nothing, only_shapes
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import plain

__all__ = ["parts"]


def parts(question: str) -> list[str]:
    """The questions in a question: "How many? And what share?" is two, the second leaning on the first.

    What says only how the one before is meant ("It fell. Why?", "How much was bad? In percent, please") goes with it.
    """
    found = [
        part.strip()
        for part in re.findall(
            r"[^?？!！。;；\n]+?(?:[?？!！。;；\n]+|[,，](?=\s*(?:其中|占|and what (?:share|per)(?!\w*(?: is (?:that|it|this)| does that make)?\W*$)))|(?<!\b\w)(?<!\bexcl)(?<!\bincl)(?<!\bapprox)(?<!\bavg)(?<!\bvs)(?<!\bmax)(?<!\bmin)(?<!\bnr)(?<!\bresp)(?<!\bexc)\.(?=\s+[A-Z])|$)",
            headers_unmarked(question),
        )
    ]
    kept: list[str] = []
    for part in _with_limits(found):
        if kept and (
            _only_why(part) or _only_how(part) or _BY_WHAT.fullmatch(plain(part)) or _by_rate(kept[-1], part)
        ):
            kept[-1] = f"{kept[-1].rstrip(' ?？!！.。;；')} {part}"
        elif len(part.strip(" ?？!！.。;；~")) > 1:
            kept.append(part)
    return kept or [question]


def _only_how(part: str) -> bool:
    """Whether a part has only words for the form of an answer, and does not ask or go on by itself."""
    text = plain(part)
    asks = re.search(
        rf"(?:{concept('open_question').pattern})|(?:{concept('quotes').pattern})|^\W*(?:{concept('go_on').pattern})",
        text,
    )
    return asks is None and len(text) <= _LONGEST_REMARK and only_shapes(text) and not means_nothing(text)


_LONGEST_REMARK = 24  # characters


_RATE = re.compile(
    r"\W*(?:就?看|用|按|以|拿)?(?:解决率|回复率|好评率|差评率|负面率|满意度|平均分|均分|评分|nps)(?:来?(?:看|比|算|衡量|说))?(?:吧|哈)?\W*"
)


def _by_rate(asked: str, part: str) -> bool:
    """ "谁的问题解决得好？解决率": by what the better one is told."""
    better = re.search(r"谁|哪一?[个款家边类]", plain(asked)) and re.search(r"[好差高低强弱]", plain(asked))
    return bool(better) and _RATE.fullmatch(plain(part)) is not None


def _only_why(part: str) -> bool:
    text, found = re.subn(concept("why"), " ", plain(part))
    return bool(found) and means_nothing(text + " ")


_BY_WHAT = re.compile(
    r"\W*(?:please |pls )?(?:us(?:e|ing)|based on|measured (?:by|in|as)|going by|go by|judg(?:e|ed|ing) (?:it )?by|in terms of|i mean by) (?:the |its |their )?[^?？,，]{3,40}\W*"
    r"|\W*按(?:条数?|记录数?|篇数?|则数?|[评反投][论馈价诉]数?)(?:来?[算计数]|统计)?\W*"
    r"|\W*(?:请|就|只)?(?:按|以|用|依)[^，,?？]{2,12}(?:取|排|列|看|算|选|挑|说|给|报|出)(?:出|一下|个)?(?:前|后|倒数|最[高低多少])[^，,?？]{1,6}\W*"
    rf"|\W*(?:请|就|只)?(?:说|列|给|排|取|看|要|报|来)(?:一下|出|个|我)*(?:排名?)?前(?:{NUMBER})[个名位种类款家条]?的?(?:说说|列出来|就[行好]|即可|看看|给我|吧)*\W*"
)
"""A part that only says by what figure the one before is meant: "Which is worst? Use average score"."""


_LEFT_OUT = re.compile(
    r"\W*(?:and |but |please |pls |just |only |then |also )*(?:leav(?:e|ing) out|exclud(?:e|ing)|ignor(?:e|ing)|skip(?:ping)?|drop(?:ping)?|without|not counting|only (?:count|consider|include|keep|look at|those|the ones|ones|with)|(?:count|consider|include|keep) only|at least|minimum(?: of)?|min\.?)(?![a-z])"
    r"|\W*(?:请|麻烦|先|但|只|要)*(?:排除|剔除|去掉|刨除|不算|不看|忽略|只看|只算|只统计|只考虑|样本|条数|数量|至少)"
)
_SIZE = re.compile(
    rf"(?:(?<![a-z])(?:below|under|fewer than|less than|with (?:at least|over|more than|under|fewer than|less than)|at least|minimum|min\.?|over|more than)(?: of)?|少于|不足|不到|低于|不满|至少|超过|大于|多于|小于|[<>]=?)\s?{NUMBER}|{NUMBER}\s?(?:or more|and up|and over|\+)|{NUMBER}[条个篇]?(?:及|或)?以[上下]"
)


def _with_limits(found: list[str]) -> list[str]:
    """A sentence that only says how large a group must be goes with the one that asks: "Leave out those below 20"."""
    kept: list[str] = []
    lead = ""
    for part in found:
        if not _only_limits(part):
            kept.append(lead + part)
            lead = ""
        elif kept:
            kept[-1] = f"{kept[-1].rstrip(' ?？!！.。;；')}, {part}"
        else:
            lead = f"{part.rstrip(' .。;；!！')}, "
    return [*kept, lead] if lead else kept


def _only_limits(part: str) -> bool:
    text = plain(part)
    asks = re.search(rf"(?:{concept('open_question').pattern})|(?:{concept('quotes').pattern})|[?？]", text)
    return asks is None and _LEFT_OUT.match(text) is not None and _SIZE.search(text) is not None
