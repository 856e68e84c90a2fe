"""How many records a group needs to be told: "with at least 50 reviews", "少于30条的不算"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan
from tools.segments.query import Filter

__all__ = ["enough", "min_group", "times_over"]

_LEAVE_OUT = r"exclud\w+|leav\w+ out|ignor\w+|not counting|drop\w*|skip\w*"
_ZH_LEAVE_OUT = "排除|不算|去掉|剔除|不含|忽略|除去|不考虑"
_LEAD = r"(?:with|having|that have|has|have|among those with)\s"
_LEAST_ZH = "至少有?|起码有?|最少有?|不少于|不低于|不下于?|满了?|够了?|达到?了?|有(?=[^,，。?？]{1,6}(?:及|或)?以上)|>=|≥"
_MORE_ZH = "超过了?|超出了?|突破了?|破了?|过了|多于|不止|大于|高于|多过|高过|逾|超|>"
_COUNTED = "条|则|篇|封|份|笔|件|次|回|趟|遍|起|单"
"""What records and times are counted by."""
_NEEDED: tuple[tuple[str, int], ...] = (
    (rf"(?:{_LEAVE_OUT})[^.,?]{{0,40}}?(?:(?:fewer|less) than|under|below) (?P<n>NUMBER)(?:\s*(?:NOUN))?", 0),
    (
        rf"(?:{_ZH_LEAVE_OUT})[^,，。?？]{{0,10}}?(?:少于|不足|不到|没到|没满|未满|低于)(?P<n>NUMBER)条?的?(?:NOUN)?的?(?:(?:都|就|的)?(?:{_ZH_LEAVE_OUT}))?",
        0,
    ),
    (
        r"[(（]?(?:NOUN|样本|条数)*[数量]?(?:少于|不足|不到|没到|没满|不满|未满|达不到|没有|低于|小于)(?P<n>NUMBER)个?条?的?(?:NOUN)?的?[^,，。?？]{0,6}?"
        rf"(?:就?别算了?|不要|除外|不看|不考虑|不管|不计|不统计|免谈|去掉|{_ZH_LEAVE_OUT})[)）]?",
        0,
    ),
    (
        rf"(?:{_LEAST_ZH})\s*(?P<n>NUMBER)\s?(?:(?:{_COUNTED})(?:及以上|或以上|以上)?的?(?:NOUN)?|个?(?:NOUN))",
        0,
    ),
    (rf"(?:{_MORE_ZH})\s*(?P<n>NUMBER)\s?(?:(?:{_COUNTED})的?(?:NOUN)?|个?(?:NOUN))", 1),
    (
        r"(?<=[\x00馈论价录言])(?:数量?|量)?(?:已经?|都)?(?:突破|破|超过|过)了?\s*(?P<n>NUMBER)(?=[了的吗?？]|$)",
        1,
    ),
    (
        rf"(?P<n>NUMBER)\s?(?:{_COUNTED})\s?(?:及以上|或以上|以上|及更多|或更多|起)(?:\s?[(（]含[^)）]*[)）])?的?(?:NOUN)?",
        0,
    ),
    (rf"(?:\b{_LEAD}+)?(?P<n>NUMBER) (?:NOUN) (?:or|and) (?:more|above|over|up)(?![a-z])", 0),
    (rf"(?P<n>NUMBER)\s?(?:{_COUNTED})(?:或|及)(?:者|其)?以上", 0),
    (
        rf"(?:\b{_LEAD}+)?"
        r"(?:at least|minimum(?: of)?|min\.?|no less than|no fewer than|not less than|upwards of|至少有?|起码|不少于|不低于|>=|≥)\s*(?P<n>NUMBER)\s*(?:个|条)?\s*(?:NOUN)",
        0,
    ),
    (
        rf"(?:\b{_LEAD}+)?"
        r"(?:more than|over|above|超过|多于|大于|>)\s*(?P<n>NUMBER)\s*(?:个|条)?\s*(?:NOUN)",
        1,
    ),
    (r"(?P<n>NUMBER)\s*(?:or more|\+|-?plus|and up|and more|or over|or above)\s*(?:NOUN)", 0),
    (
        rf"(?:\b{_LEAD})(?P<n>NUMBER) (?:or|and) (?:more|above|over|up)(?: of (?:them|those))?(?=[^\w\x00]*$)",
        0,
    ),
    (
        r"[-–—,;(（]\s*(?:with )?(?:a )?(?:min|minimum|at least)\.?(?: of| n| size)? ?(?:=|>=|≥)?\s?(?P<n>NUMBER)(?:\s(?:NOUN))?(?: each)?(?=\W*$|[)）])",
        0,
    ),
    (
        r"(?:样本量?|样本数|条数|(?:NOUN)(?:数量?|量))(?:至少|不低于|不少于|达到|>=|≥)(?P<n>NUMBER)个?条?的?",
        0,
    ),
    (
        r"(?:样本量?|样本数|条数|(?:NOUN)(?:数量?|量))(?:在|有|是|为|达到?|满)?(?P<n>NUMBER)个?条?(?:及|或)?以上的?",
        0,
    ),
    (r"(?:样本量?|样本数|条数|(?:NOUN)(?:数量?|量))(?:超过|多于|大于|高于|>)(?P<n>NUMBER)个?条?的?", 1),
    (
        rf"(?:\b{_LEAD}|(?<![a-z])(?:where|whose|when) )?(?:the |their |its )?(?:number|count|volume|total)s? (?:of )?(?:NOUN)?\s?(?:is|are|was|were|being)? ?(?:more than|over|above|greater than|higher than|exceed(?:s|ing)?|>) ?(?P<n>NUMBER)",
        1,
    ),
    (
        rf"(?:\b{_LEAD}|(?<![a-z])(?:where|whose|when) )?(?:the |their |its )?(?:number|count|volume|total)s? (?:of )?(?:NOUN)?\s?(?:is|are|was|were|being)? ?(?:at least|no less than|not less than|>=|≥) ?(?P<n>NUMBER)",
        0,
    ),
    (r"(?:\(|\b)n ?(?:>=|≥) ?(?P<n>NUMBER)\)?", 0),
    (r"(?P<n>NUMBER)\s?条(?:及|或)?以上的?(?:NOUN)?", 0),
    (r"(?P<n>NUMBER)(?:及|或)?以上的?(?:NOUN)", 0),
)
"""Pattern and what is added to its number: "more than 50" needs 51."""


_TIMES = r"times|occasions|次|回|趟|遍"
_OFTEN: tuple[tuple[str, int], ...] = (
    (rf"(?P<n>NUMBER)\s?(?:\+|or more|plus) (?:{_TIMES})(?![a-z])", 0),
    (rf"(?P<n>NUMBER) (?:{_TIMES}) (?:or|and) (?:more|over|above|up)(?![a-z])", 0),
    (
        rf"(?:at least|no less than|no fewer than|a minimum of|minimum|>=|≥) ?(?P<n>NUMBER) (?:{_TIMES})(?![a-z])",
        0,
    ),
    (rf"(?:more than|over|>) ?(?P<n>NUMBER) (?:{_TIMES})(?![a-z])", 1),
    (r"(?:at least twice|twice or more|two or more times|a second time)(?![a-z])", 2),
    (r"(?:more than|over) twice(?![a-z])", 3),
    (
        r"(?:more than|over) (?P<once>once)(?![a-z])|(?P<again>repeatedly|multiple times|several times)(?![a-z])",
        2,
    ),
)
"""How often somebody wrote, read before "times" can be taken for the name of a field."""


_SPOKEN_OFTEN = (
    r"(?P<lead>至少|起码|最少|不少于|不下于?)[^\d,，。?？]{1,8}?(?P<n>NUMBER)\s?(?:次|回|趟|遍)(?![数率])"
)
"""With the verb between: 至少吐槽了三回."""


_AROUND_COMPLAINTS = (
    rf"(?:(?<![a-z])(?:{_LEAD}|(?:reach(?:es|ed)?|hits?|gets?|got|receiv\w+)\s))?(?<![\w.,])(?P<n>{NUMBER}) (?:{concept('complaint').pattern})"
    r" (?P<tail>(?:or|and) (?:more|above|over|up)(?![a-z]))"
)
""" "100 complaints or more": the number stands on both sides of what may be a condition."""


def times_over(scan: Scan) -> int:
    """Takes "five times or more", "more than once"; 1 when it is not said."""
    often = re.search(_SPOKEN_OFTEN.replace("NUMBER", NUMBER), scan.free)
    if often is not None:
        scan.take(*often.span("lead"))
        scan.take(often.start("n"), often.end())
        return int(number(often.group("n")))
    for pattern, more in _OFTEN:
        found = scan.take_first(pattern.replace("NUMBER", NUMBER))
        if found:
            return (int(number(found.group("n"))) if "n" in found.groupdict() else 0) + more
    return 1


_RATED = re.compile(
    rf"(?:\b{_LEAD}+)?(?:(?P<least>at least|min(?:imum)?\.?(?: of)?|no (?:less|fewer) than|>=|≥)|(?P<more>more than|over|>))\s*(?P<n>NUMBER) (?:known |given |star )?$".replace(
        "NUMBER", NUMBER
    )
)


def enough(scan: Scan, fields: Sequence[FieldMention]) -> tuple[int, list[Condition], list[FieldMention]]:
    """How many records a group needs, what each of them must state ("with at least 100 ratings"), and the fields that
    are named besides.
    """
    for each in fields:
        before = _RATED.search(scan.text[: each.start])
        said = scan.text[each.start : each.end]
        if before and each.field.kind == "number" and re.fullmatch(r"[a-z ]*(?:ratings|scores)", said):
            scan.take(before.start(), each.end)
            stated = Condition(before.start(), each.end, Filter(field=each.field.name, op="present"))
            least = int(number(before["n"])) + (1 if before["more"] else 0)
            return least, [stated], [one for one in fields if one != each]
    return min_group(scan, fields), [], list(fields)


def min_group(scan: Scan, fields: Sequence[FieldMention]) -> int:
    """Takes the threshold; 1 when there is none. A number right after a numeric field is that field's."""
    feeling = r"negative|positive|bad|good|poor|unhappy|unresolved|open|critical|angry|\d[- ]?stars?"
    said = rf"(?=(?:{feeling}) )|(?=差评|好评|负面|投诉)|(?=(?:[a-z-]+ )?(?:{concept('complaint').pattern}))"
    nouns = rf"{said}|{concept('record').pattern}|个|times?|pieces of \w+|occasions|样本|[条次则篇封份笔]"
    ends = {each.end for each in fields if each.field.kind == "number"}
    starts = {each.start for each in fields if each.field.kind == "number"}
    apart = re.search(_AROUND_COMPLAINTS, scan.free)
    if apart is not None:  # the word stays: it may say what is counted
        scan.take(apart.start(), apart.end("n"))
        scan.take(*apart.span("tail"))
        return int(number(apart.group("n")))
    for pattern, more in _NEEDED:
        for match in compiled(pattern.replace("NOUN", nouns).replace("NUMBER", NUMBER)).finditer(scan.free):
            start = len(scan.text[: match.start()].rstrip())
            beside = match.end() in starts or (start in ends and not re.match(_LEAD, match.group()))
            if not beside:
                scan.take(*match.span())
                return int(number(match.group("n"))) + more
    return 1
