"""Whether customers' own words are asked for, how many of them, and of whom."""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, Literal

from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan

__all__ = ["asked_quotes", "newest_first", "spare_number", "take_finest", "take_voices"]

_MOST = 50
"""Quotes in one answer."""

_COUNTED = re.compile(
    r"(?<![a-z])(?:how (?:many|much|often)|number of|what (?:share|percent(?:age)?|proportion|fraction)|averages?|avg|nps|counts?|ratings?|scores?|shares?|rates?|median|sum|totals?|trends?|difference|highest|lowest|most|least|more often|per|by (?:month|week|day))(?![a-z])"
    r"|多少|几成|占比|比例|平均|均分|最常|最多(?!(?:给我?|列|要|来|看|念|挑|放|贴|选|摘|引)?[0-9一二两三四五六七八九十]+[条句则段封篇])|哪(?:个|些|家|款|类)|[每各]"
)
"""Words that ask for a figure: then what people say is what is counted."""


def take_voices(scan: Scan) -> bool:
    """ "What are VIPs saying about X", 都写了些什么: takes the words that ask so, and leaves what stands between."""
    words, counted = _words(), _COUNTED.search(scan.text) is not None
    said, found = words["said"], False
    if not counted:
        for first, verb in ((said["en_what"], said["en_verb"]), (said["en_how"], said["en_describes"])):
            found = _take_apart(scan, first, verb) or found
        taken = [scan.take_first(pattern) for pattern in said["zh"]]
        found = found or any(taken)
    english = "|".join(rf"(?<![a-z]){each}(?![a-z])" for each in words["verbatim"]["en"])
    found = scan.take_first("|".join([english, *words["verbatim"]["zh"]])) is not None or found
    return found or (not _OF_GROUPS.search(scan.text) and re.search(said["en_sharp"], scan.text) is not None)


_OF_GROUPS = re.compile(
    r"(?<![a-z])(?:how (?:many|much|often)|number of|which|who|share|percent(?:age)?|per|by|each|every|ha(?:s|ve|d)|gets?|got|receiv\w+|draws?|attracts?|leaves?|wr[io]tes?|average|count|rank\w*|top|trend)(?![a-z])"
)
"""Words that ask which group has the most of such feedback, or how much of it there is."""


def _take_apart(scan: Scan, first: str, verb: str) -> bool:
    between = r"(?P<gap>\s[^?.,;:!\n\x00]{0,70}?\s|\s)"
    found = re.search(rf"(?<![a-z])(?P<first>{first}){between}(?P<verb>{verb})(?![a-z])", scan.free)
    if found is None or (
        not found["gap"].strip() and not re.search("people|customers|they|guests|users", found["first"])
    ):
        return False
    scan.take(*found.span("first"))
    scan.take(*found.span("verb"))
    return True


_RANKED = re.compile(
    r"(?<![a-z])(?:most|least|highest|lowest|largest|smallest|biggest|fewest|best|worst|top|bottom)(?![a-z])"
)
"""What is shown is a ranking: "the three regions with the highest NPS"."""


def asked_quotes(scan: Scan, knows: Callable[[str], bool]) -> int | None:
    """ "3 quotes", "五条原话": how many quotes are wanted, between 1 and 50.

    `knows`: whether words are a name this data has, whose number counts nothing ("Headphones One").
    """
    named = {at: scan.free[at] for at in _numbers_of_names(scan, knows)}
    for at in named:
        scan.take(at, at + 1)
    wanted = _asked(scan)
    if wanted:
        scan.take_first(rf"{_words()['enough']['zh_most']}(?=\x00)")
    scan.free = "".join(named.get(at, letter) for at, letter in enumerate(scan.free))
    return wanted


def _numbers_of_names(scan: Scan, knows: Callable[[str], bool]) -> list[int]:
    found = re.finditer(rf"(?<![a-z])[a-z]{{2,}} (?P<n>{NUMBER})(?![a-z0-9])", scan.free)
    return [at for each in found if knows(each.group()) for at in range(*each.span("n"))]


def _asked(scan: Scan) -> int | None:
    record = concept("record").pattern
    between = r"(?:(?!stars?\b|points?\b)[a-z-]+\s+){0,3}"  # "3 urgent English quotes", not "5 star quotes"
    asked = rf"(?<![a-z0-9])({NUMBER})\s?(?:条|个|封|篇|则)?的?\s*{between}(?:{concept('quotes').pattern})"
    led = (
        ""
        if _RANKED.search(scan.text)
        else "|(?:about|on|re|regarding|mentioning|from|with|where|that|who)(?![a-z])"
    )
    shown = (
        rf"(?:{concept('show').pattern})\s*(?:the )?({NUMBER})\s?{between}(?=条|个|封|篇|则|{record}{led})"
    )
    match = re.search(asked, scan.free)
    if match is None and (match := re.search(shown, scan.free)):
        scan.take(match.start(), match.end(1))
    if match is not None:
        scan.take(*match.span(1))
        return _wanted(match.group(1))
    return _read_out(scan)


_NO_UNIT = r"(?!(?:stars?|points?|days?|weeks?|months?|years?|hours?|nights?|thing|of)(?![a-z]))"


def _read_out(scan: Scan) -> int | None:
    """ "Read me two of them", "the latest two comments", 挑最新的三条."""
    if _COUNTED.search(scan.text):
        return None
    words, record = _words(), concept("record").pattern
    reading, newest = words["reading"], words["newest"]["en"]
    plain = r"(?:(?!stars?\b|points?\b)[a-z-]+\s+){0,3}"
    record = f"{record}|{concept('complaint').pattern}"
    for pattern in (
        rf"(?<![a-z])(?:{reading['en']}|{reading['showing']} {newest}) (?P<n>{NUMBER})(?![a-z0-9])(?: of(?= (?:its|the|our|his|her|those|these|them|it)))?(?:(?<=of) (?:those|these|them|it)(?![a-z]))?",
        rf"(?<![a-z]){reading['showing']} (?P<n>{NUMBER}) (?:of (?:them|those|these|it)|more)(?![a-z])",
        rf"(?<![a-z]){newest} (?P<n>{NUMBER})(?= {plain}(?:{record}))",
        rf"(?<![a-z0-9])(?P<n>{NUMBER}) {newest}(?= {plain}(?:{record}))",
        rf"^\W*(?:just |only |maybe )?(?P<n>\d{{1,2}}(?![\w.%-])|(?!\d){NUMBER})(?= {_NO_UNIT}{plain}{_NO_UNIT}(?:{record})(?! (?:that|which)?(?:is|are|was|were|has|have|per|by)(?![a-z])))",
        rf"(?:{words['enough']['zh_most']})?{reading['zh']}(?P<n>{NUMBER}){reading['zh_unit']}",
        rf"{words['newest']['zh']}(?P<n>{NUMBER}){reading['zh_unit']}",
    ):
        found = scan.take_first(pattern)
        if found is not None:
            return _wanted(found["n"])
    return None


def spare_number(scan: Scan) -> int | None:
    """How many quotes, where they are asked for and a number stands by itself: "list 4 in full text"."""
    words = _words()
    showing = rf"(?<![a-z]){words['reading']['showing']} (?P<n>{NUMBER})(?![a-z0-9%])(?= (?:in|of|from|about|on|with|by|who|that)(?![a-z])|\W*$|\s*\x00)"
    scan.take_first(rf"{words['reading']['zh']}[几幾](?:{words['reading']['zh_unit']})")  # 找几条: some
    enough, unit = words["enough"], words["reading"]["zh_unit"]
    if found := scan.take_first(rf"(?<![a-z0-9])(?:{enough['en']})"):
        return _wanted(next(each for each in found.groups() if each))
    found = scan.take_first(showing) or scan.take_first(
        rf"(?:{enough['zh_most']}{enough['zh_led']})?(?P<n>{NUMBER}){unit}(?:{enough['zh_done']})?"
    )
    return _wanted(found["n"]) if found else None


_FELT: dict[str, Literal["complaint", "praise"]] = {"worst": "complaint", "finest": "praise"}


def take_finest(scan: Scan) -> tuple[Literal["complaint", "praise"], re.Match[str]] | None:
    """ "The harshest comments", 夸得最好的几条: the feeling that quotes are to have. "Newest" is taken, and adds nothing."""
    words = _words()
    scan.take_first(rf"(?<![a-z]){words['newest']['en']}(?![a-z])|{words['newest']['zh']}")
    for name, felt in _FELT.items():
        for found in re.finditer(rf"(?<![a-z]){words[name]['en']}|{words[name]['zh']}", scan.text):
            if "\x00" not in scan.free[found.start() : found.end()]:
                scan.take(*found.span())
                return felt, found
    return None


_NEW = r"(?:newest|latest|most recent|recent)"
_NEWEST_FIRST = re.compile(
    rf"(?<![a-z])(?:(?:with |put |starting with )?(?:the )?{_NEW}(?: ones?)? (?:first|on top|at the top)"
    rf"|{_NEW} to (?:oldest|earliest)|(?:in )?reverse chronological(?: order)?"
    rf"|by (?:date|time),? (?:the )?{_NEW}(?: ones?)? first"
    rf"|(?:sort|sorted|order|ordered|ranked|arranged)(?: them| it)? by (?:date|time|recency)(?: desc(?:ending)?)?)(?![a-z])"
    r"|按(?:照)?(?:时间|日期)(?:顺序)?(?:从新到旧|由新到旧|由近到远|从近到远|倒序|倒叙|降序)(?:排序|排列|排)?"
    r"|[从由](?:新到旧|近到远)(?:排序|排列|排)?|(?:最新|最近)的?[排放]?在?最?(?:前面?|上面)(?![\w])"
)
""" "Newest first", 按时间倒序: the order that quotes have by themselves."""
_OTHERWISE = re.compile(
    r"(?<![a-z])(?:by (?!e?mail|phone)|oldest|earliest|asc(?:ending)?(?![a-z]))|[每各数率均按升旧]"
)
"""Of groups and figures, or the oldest first: another order, or another thing."""


def newest_first(scan: Scan) -> bool:
    """Takes the words that want records with the newest first."""
    found = _NEWEST_FIRST.search(scan.free)
    if found is None:
        return False
    besides = f"{scan.text[: found.start()]} {scan.text[found.end() :]}"
    if _COUNTED.search(besides) or _OTHERWISE.search(besides):
        return False
    scan.take(*found.span())
    return True


def _wanted(said: str) -> int:
    return min(_MOST, max(1, int(number(said))))


@cache
def _words() -> dict[str, dict[str, Any]]:
    file = resources.files(__package__) / "quoting.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: {key: _numbered(each) for key, each in group.items()} for name, group in told.items()}


def _numbered(words: Any) -> Any:
    return (
        [_numbered(each) for each in words]
        if isinstance(words, list)
        else f"(?:{words})".replace("NUMBER", NUMBER)
    )
