"""What comes first: top and bottom, the second most, the three worst, and plain orders ("from worst to best")."""

import re
from dataclasses import dataclass, replace

from assistant.offline.text.lexicon import concept, number_in
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan

__all__ = ["Ordering", "find_ordering"]

_ORDINALS = {
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
}  # fmt: skip
_EN_ORDINAL = "|".join(_ORDINALS)
_EN_EXTREME = "most|least|highest|lowest|largest|smallest|biggest|greatest|best|worst|fewest|busiest|longest|shortest|cheapest"
_PLACES: tuple[str, ...] = (
    rf"(?<![a-z0-9])(?:the )?(?P<o>{_EN_ORDINAL})[ -](?=(?:{_EN_EXTREME})(?![a-z]))",
    rf"(?<![a-z0-9])(?:in |at |comes? (?:in )?|ranks? |placed? )(?:the )?(?P<o>{_EN_ORDINAL})(?: place| spot| position)?(?![a-z])",
    rf"(?<![a-z0-9])(?:the )?(?P<o>{_EN_ORDINAL})(?: one)? (?P<last>(?:from|to|off) (?:the )?(?:bottom|last|end))(?![a-z])",
    r"(?<![a-z0-9])(?:the )?(?P<last>next[- ]to[- ]last|penultimate)(?![a-z])",
    rf"(?<![a-z0-9])(?:the )?(?P<o>{_EN_ORDINAL}) place(?![a-z])",
    r"(?<![a-z0-9])(?:number|no\.?|#) ?(?P<n>two|three|four|five|[2-6])(?![a-z0-9])",
    rf"(?<![a-z0-9])(?:the )?(?:(?P<r>runner[- ]up)(?![a-z])|(?P<r2>next[- ](?=(?:{_EN_EXTREME})(?![a-z]))))",
    r"(?:排名?|排行|位[居列])第?(?P<n>[二三四五六2-6])(?:名|位|的)?(?!十)",
    r"(?P<last>倒数)第(?P<n>[一二三四五六2-6])(?=$|[的名位是个大高多低少差]|[^\d十])(?:名|位)?(?:的)?",
    r"第(?P<n>[二三四五六2-6])(?P<e>[多高大贵好少低小差]|便宜|受欢迎|满意|常见|频繁|喜欢)",
    r"第(?P<n>[二三四五六2-6])(?=(?:名|位)(?!数))(?:名|位)",
    r"(?P<r>次)(?P<e>[多高大少低])",
)
"""Ways to say a place after the first: an ordinal before an extreme, "in third place", 第二多, 排第三, 倒数第二."""

_BOTH = re.compile(
    r"(?<![a-z])(?:(?:the )?(?:highest|maximum|max|largest|most expensive)(?:[ ,]*(?:and|/|&)[ ]*|, ?)(?:the )?(?:lowest|minimum|min|smallest|cheapest)"
    r"|(?:the )?(?:lowest|minimum|min|smallest|cheapest)(?:[ ,]*(?:and|/|&)[ ]*|, ?)(?:the )?(?:highest|maximum|max|largest|most expensive))(?![a-z])"
    r"|(?<![a-z])(?:the )?(?:best(?:[- ]rated)?|top(?: [0-9]+)?|most) and (?:the )?(?:worst(?:[- ]rated)?|bottom(?: [0-9]+)?|least)(?![a-z])|最[好多]的?[和与跟及]最[差少]的?"
    r"|最[高大贵好](?:值|分|价|是?(?:多少|几分?))?[和与、跟及/到,，]?(?:者)?最[低小便](?:宜|值|分|价)?|最[低小](?:值|分|价)?[和与、跟及/到]最[高大](?:值|分|价)?"
    r"|最[多高大好]的?[和与跟及,，]?(?:又是)?(?:是?(?:哪一?[个款家种类天月周]|谁|周几|星期几|几月))(?:的)?(?:[^,，。？?]{0,4})?最[少低小差]的?"
    r"|最[少低小差]的?[和与跟及,，]?(?:又是)?(?:是?(?:哪一?[个款家种类天月周]|谁|周几|星期几|几月))(?:的)?(?:[^,，。？?]{0,4})?最[多高大好]的?"
)
_RISING = re.compile(
    r"asc(?:ending)?(?![a-z])|^(?:lowest|least|smallest|fewest|low|small)|(?:from|with)(?: the)? (?:lowest|least|fewest|smallest|low|small)|[从由][低少小差]|升序|[低少小差]的?(?:排|放|摆|列)?在?最?(?:前|上|先)"
)
_HOW_MANY: tuple[str, ...] = (
    rf"(?<![a-z0-9])(?:which|what|the|just|only|name|list|give me|show(?: me)?|are|my|our|any|all)\s+(?:the )?(?P<n>{NUMBER})(?![\w.%])(?!-)",
    rf"(?:哪|前|取|头|列出?|这|那|要|看)(?P<n>{NUMBER})(?:个|家|类|种|款|名|位|大|间|座|条|项|州|省)?",
    rf"(?P<n>{NUMBER})(?:个|家|类|种|款|名|位|大|间|座|项)",
    rf"(?<![\w.$¥])(?P<n>{NUMBER})(?![\w.%])(?!-)",
)
"""How many first ones are wanted, beside a word for most or least: "which three", "just three", 哪三家."""

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Ordering:
    """`explicit` when the question asks for the extreme of something, not only for a list; `superlative` when it
    says most or least, not more or less. `offset`: how many first ones are passed over ("the second highest": 1).
    `both`: the lowest is asked for beside the highest. `unit`: what it speaks of when that is no field: "元" for
    cheap and expensive, "days" for slow and fast.
    """

    descending: bool
    limit: int | None
    explicit: bool = True
    quality: bool = False
    unit: str = ""
    superlative: bool = True
    offset: int = 0
    both: bool = False


def find_ordering(scan: Scan) -> Ordering | None:
    """Top and bottom: "top 3", "the fewest", "前五", "最差的"; places: "the second most", "排第三"; and plain
    orders: "highest first", "从少到多".
    """
    both = scan.take_first(_BOTH)
    if both:
        quality = re.search("best|worst|[好差]", both.group()) is not None
        return Ordering(descending=True, limit=None, both=True, quality=quality)
    run = _places(scan)
    if run is not None:
        return run
    place = _place(scan)
    busy = None if place else re.search(r"(?<![a-z])(?P<most>busiest|peak)|(?<![a-z])quietest", scan.text)
    ranked = scan.take_first(concept("rank"))
    while ranked and (again := scan.take_first(concept("rank"))):
        low = _RISING.search(again.group()) or re.match(_POOR_FIRST, again.group())
        ranked = again if low or "worst" in again.group() else ranked
    extreme = _extreme(scan)
    if place is not None and (listed := _down_to(place, extreme, scan)):
        return listed
    if place is not None:
        return _at_place(place, extreme)
    if extreme is not None:
        wanted = extreme.limit or _how_many(scan)
        if ranked and _RISING.search(ranked.group()) and extreme.descending:
            extreme = replace(extreme, descending=False)  # "from low to high, the first three"
        return replace(extreme, limit=wanted)
    if busy:
        return Ordering(descending=busy.group("most") is not None, limit=_how_many(scan))
    if ranked:
        said = ranked.group()
        down = (
            not _RISING.search(said)
            and not re.match(_POOR_FIRST, said)
            and not re.search("(?:from|with the) worst", said)
        )
        quality = re.search(
            "worst|best|dirti|filthi|rud|clean|friendl|happi|angri", said
        ) is not None or bool(re.search("[好差](?:到|的?(?:排|放|摆|列|在))", said))
        wanted = _how_many(scan)
        return Ordering(down, wanted, explicit=wanted is not None, quality=quality)
    return None


_RUN_OF_PLACES = re.compile(
    r"(?:排名?|排行|位[居列])?(?:在|到)?了?第(?P<a>[二三四五六七八九2-9])(?:名|位)?\s?(?:[,，、/和跟与及至到~-]|以及)\s?第?(?P<b>[三四五六七八九十3-9]|10)"
    r"(?:名|位|(?=$|的?[^名位季周月年天日次\d十]))"
    r"|(?<![a-z])(?:the )?(?P<ea>second|third|fourth|fifth|sixth|seventh|eighth|[2-9](?:nd|rd|th)) (?:and|&|to) (?:the )?"
    rf"(?P<eb>third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|(?:[3-9]|10)(?:rd|th))(?: (?:place|spot|position)s?(?![a-z])| (?=(?:{_EN_EXTREME})(?![a-z])))"
)
""" "The sixth and seventh most", 第6、第7名: groups beside each other in the order."""
_EN_PLACES = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _places(scan: Scan) -> Ordering | None:
    for match in scan.find(_RUN_OF_PLACES):
        first, last = (_nth(match[zh] or match[en]) for zh, en in (("a", "ea"), ("b", "eb")))
        if last != first + 1:
            continue
        scan.take(*match.span())
        scan.take_first(concept("rank"))
        extreme = _extreme(scan) or Ordering(True, None)
        return replace(extreme, limit=2, offset=first - 1, superlative=True, explicit=True)
    return None


def _nth(said: str) -> int:
    if said in _EN_PLACES:
        return _EN_PLACES.index(said) + 2
    return int(number(re.sub(r"(?:nd|rd|th)$", "", said)))


@dataclass(frozen=True, slots=True)
class _Place:
    place: int
    from_the_end: bool = False
    extreme: str = ""


def _place(scan: Scan) -> _Place | None:
    """Takes the words for a place after the first."""
    for pattern in _PLACES:
        found = scan.take_first(pattern)
        if found is None:
            continue
        said = found.groupdict()
        extreme, last = said.get("e") or "", bool(said.get("last"))
        if said.get("o"):
            return _Place(_ORDINALS[said["o"]], last, extreme)
        return _Place(int(number(said["n"])) if said.get("n") else 2, last, extreme)
    return None


_FIRST_AND = re.compile(
    r"最[多高大好少低小差](?:的|一个)?\s?[和跟与及、]\s?第[二三]|第一\s?[和跟与及、]?\s?第[二三]"
    r"|(?<![a-z])(?:most|highest|largest|biggest|top|first|best|worst|lowest|least|1st) (?:and|&|plus) (?:the )?(?:second|third|2nd|3rd|runner)"
)


def _down_to(place: _Place, extreme: Ordering | None, scan: Scan) -> Ordering | None:
    """ "The second most - list the top two", 最多和第二多: a list that goes down to the place, not the place alone."""
    if place.from_the_end:
        return None
    if extreme is not None and extreme.limit is not None and extreme.limit >= place.place:
        return extreme
    if not _FIRST_AND.search(scan.text):
        return None
    return replace(_at_place(place, extreme), limit=place.place, offset=0)


def _at_place(place: _Place, extreme: Ordering | None) -> Ordering:
    rising = place.from_the_end or place.extreme in (*"少低小差", "便宜")
    quality = place.extreme in ("好", "差", "受欢迎", "满意", "喜欢")
    unit = "元" if place.extreme in ("贵", "便宜") else ""
    kept = extreme or Ordering(not rising, None, quality=quality, unit=unit)
    if place.from_the_end and extreme is not None and extreme.descending:
        kept = replace(kept, descending=False)
    return replace(kept, limit=1, offset=place.place - 1, superlative=True, explicit=True)


def _extreme(scan: Scan) -> Ordering | None:
    slow = _pace(scan)
    if slow is not None:
        first = scan.take_first(concept("top"))
        limit = number_in(first) if first else None
        than = re.search(r"slower|faster|quicker|sooner|更", slow.group()) is not None
        down = concept("slowest").fullmatch(slow.group()) is not None
        return Ordering(down, int(number(limit)) if limit else None, unit="days", superlative=not than)
    for name, descending in (("top", True), ("bottom", False)):
        match = scan.take_first(concept(name))
        if match:
            limit = number_in(match)
            quality = False if re.search(_POOR, match.group()) else _quality(scan)
            extreme = scan.take_first(concept("least")) if limit else None
            scan.take_first(concept("most"))
            down = descending and extreme is None if quality is None else quality
            return Ordering(down, int(number(limit)) if limit else None, quality=quality is not None)
    for name, descending, good in (
        ("least", False, False),
        ("most", True, False),
        ("best", True, True),
        ("worst", False, True),
    ):
        match = scan.take_first(concept(name))
        if match:
            _take_said_twice(scan)
            _take_glossed(scan)
            _take_once_more(scan, name)
            price = re.search("贵|便宜|expensive|cheap|pricey|priciest", match.group()) is not None
            than = re.fullmatch(concept("comparative"), match.group()) is not None
            return Ordering(descending, None, quality=good, unit="元" if price else "", superlative=not than)
    return None


_POOR = r"worst|poorest|weakest"
_POOR_FIRST = (
    r"worst|差|dirtiest|filthiest|rudest|poorest|weakest|unhappiest|angriest|bottom|cheapest|quietest|slowest"
)
_SAID_TWICE = re.compile(
    r"^\W*(?:the |our |which (?:is|are) (?:the |our )?)?(?P<twice>worst|poorest)(?= [^,;:]{2,25}[,;:–—-]+ ?(?:the |i\.e\. |meaning )*\x00)"
    r"|^\W*(?P<zh>最[差烂糟]的?)(?=[^，,；;：:]{1,10}[，,；;：:][^，,]{0,8}\x00)"
)


def _take_said_twice(scan: Scan) -> None:
    """ "Worst region, most complaints": the second says what worst is meant by."""
    for each in scan.find(_SAID_TWICE):
        scan.take(*each.span())


_GLOSS = re.compile(
    r"(?<![a-z])(?:i\.?e\.?(?![a-z])|that is|that's|meaning|in other words|by which i mean|aka)(?=[ ,:])|也?就是说?|即(?!将)|换句话说"
)
_EXTREME_NAMES = ("most", "least", "best", "worst", "top", "bottom")


def _take_glossed(scan: Scan) -> None:
    """ "Comes off best, i.e. has the smallest share": the one extreme says what is meant by the other."""
    gloss = _GLOSS.search(scan.text)
    if gloss is None:
        return
    for name in _EXTREME_NAMES:
        for each in scan.find(concept(name)):
            if each.end() <= gloss.start() or each.start() >= gloss.end():
                scan.take(*each.span())
    scan.take_first(r"(?<![a-z])(?:comes?|came|coming) off(?=[ \x00])")


def _take_once_more(scan: Scan, name: str) -> None:
    """ "Most likes and most replies": the same end of another number, joined to the first."""
    for again in scan.find(concept(name)):
        if re.search(r"(?:(?<![a-z])and|&|\+|[,，、和与跟及])\s?(?:the )?$", scan.text[: again.start()]):
            scan.take(*again.span())


def _pace(scan: Scan) -> re.Match[str] | None:
    return scan.take_first(concept("slowest")) or scan.take_first(concept("fastest"))


def _quality(scan: Scan) -> bool | None:
    """ "Top 3 best", "前三差的": whether the good ones come first; None when quality is not spoken of."""
    if scan.take_first(concept("best")):
        return True
    return False if scan.take_first(concept("worst")) else None


def _how_many(scan: Scan) -> int | None:
    """Takes the number of first ones, when one is said; "which one" is no number."""
    for pattern in _HOW_MANY:
        for found in scan.find(pattern):
            wanted = number(found.group("n"))
            if wanted.is_integer() and 1 < wanted <= _MOST_LISTED:
                scan.take(*found.span("n"))
                return int(wanted)
    return None
