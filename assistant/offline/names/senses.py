"""Which of several things a word may mean is meant, where the words around it tell: "app issues", "via the app"."""

import re
from collections.abc import Sequence

from assistant.offline.text.compiled import compiled
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import Catalog

__all__ = ["no_name", "of_another_number", "sense_told", "yes_or_no"]

_SUBJECTS = frozenset({"category", "topic"})
_WAYS = frozenset({"touchpoint", "channel"})
_SUBJECT = (
    re.compile(
        r"(?:关于|有关|针对)\s?$|(?<![a-z])(?:about|regarding|concerning|problems? with|issues? with|trouble with)"
        r" (?:the |our )?$"
    ),
    re.compile(
        r"\s?(?:类(?!型)|方面|相关|有关|的?(?:问题|故障|毛病))|(?: ?-?related|-type| (?:issues?|problems?|bugs?))(?![a-z])"
    ),
)
_WAY = (
    re.compile(r"(?:通过|经由?|走|从)\s?$|(?<![a-z])(?:via|through|using|by way of) (?:the |our )?$"),
    re.compile(r"\s?(?:端|渠道|入口|进来|提交|上(?:提|来|收|反))| channel(?![a-z])"),
)
"""What stands right before and right after a name."""
_OPPOSITES = {"online": "offline", "offline": "online", "线上": "线下", "线下": "线上"}


def sense_told(
    options: Sequence[tuple[str, str | None]], catalog: Catalog, scan: Scan, start: int, end: int
) -> tuple[str, str | None] | None:
    """The one of the options (field, value) that the words around it tell, or None."""
    before, after = scan.text[:start], scan.text[end:]
    for (ahead, behind), names in ((_WAY, _WAYS), (_SUBJECT, _SUBJECTS)):
        of_kind = [each for each in options if each[0] in names]
        if len(of_kind) == 1 and (ahead.search(before) or behind.match(after)):
            return of_kind[0]
    said = set(re.findall(r"\w+", scan.text[start:end]))
    named = [each for each in options if each[1] is not None and plain(each[1]) in said]
    opposed = [each for each in options if _opposed(each, catalog)]
    return next((each[0] for each in (named, opposed) if len(each) == 1), None)


def _opposed(option: tuple[str, str | None], catalog: Catalog) -> bool:
    """Whether its field has the opposite too, so that 线上 is said of online and offline, not of a website."""
    field, value = catalog.field(option[0]), plain(option[1] or "")
    return (
        field is not None
        and value in _OPPOSITES
        and any(plain(each.value) == _OPPOSITES[value] for each in field.values)
    )


_NA_PLACE = re.compile(r"(?:^|(?<![a-z])(?:in|from|for|and|about|only|just|over)|[,;(])\s*(?:the )?$")


def _missing(surface: str, scan: Scan, start: int) -> bool:
    """Whether "NA" says that a value is missing, "NA ratings", and is no short name: "NA region", "and NA?"."""
    if surface != "na":
        return False
    after = scan.text[start + len(surface) :]
    named = re.match(r" (?:region|area|market|customers|users)(?![a-z])", after)
    alone = re.match(r"\s*(?:\W*$|[,;)])", after) and _NA_PLACE.search(scan.text[:start])
    return not (named or alone)


def _verb(surface: str, scan: Scan, _start: int) -> bool:
    """Whether a word is what somebody does, and no name: "I only care about", "we return to"."""
    who = r"(?:i|we|you|they|people|who|don't|didn't|not|to)(?: (?:only|just|really|mostly|mainly|also))?"
    return compiled(rf"(?<![a-z]){who} {re.escape(surface)} about(?![a-z])").search(scan.text) is not None


_SOME = re.compile(
    r"couple(?: (?:of|more|other|random|short|real|actual|recent)(?![a-z])"
    rf"| (?:{concept('record').pattern}|{concept('quotes').pattern}|days|weeks|months|years|times|hours|words)(?![a-z])|\W*$)"
)


def _some(surface: str, scan: Scan, start: int) -> bool:
    """Whether "a couple" says how many are to be shown: "a couple of reviews", "quote me a couple"."""
    found = _SOME.match(scan.text, start) if surface == "couple" else None
    last = found is not None and found.end() == len(scan.text)
    return found is not None and (not last or re.search(concept("show"), scan.text[:start]) is not None)


def no_name(surface: str, scan: Scan, start: int) -> bool:
    """Whether a word that may be a name is none where it stands: a verb, "NA" for what is missing, "a couple" of
    something, or the character of a longer word.
    """
    return any(each(surface, scan, start) for each in (_missing, _verb, _some, _inside_a_word))


_YES = r"(?<![a-z])(?:yes|true)(?![a-z])|(?:选|填|为|答)了?是(?=的)"
_NO = (
    r"(?<![a-z])(?:(?:said|says?|answer(?:ed|s)?|replied|put|ticked|chose|picked|marked) [\"“]?no(?![a-z'])[\"”]?|(?:the )?no[ -](?:answers?|responses?|votes?|values?)|no'?s|noes"
    r"|(?:share|percentage|number|count|rate|how many|proportion) (?:of |is |are )?(?:the )?[\"“]?no[\"”]?(?=\W*$))(?![a-z])|(?:选|填|为|答)了?否(?=的)"
)


def yes_or_no(text: str) -> tuple[re.Match[str] | None, str]:
    """Where a yes or a no is spoken of as an answer, and the flag's value it means."""
    yes = re.search(_YES, text)
    return (yes, "true") if yes else (re.search(_NO, text), "false")


_SMALL = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_NEXT_NUMBER = re.compile(
    r" ?(?P<n>\d{1,2}|one|two|three|four|five)(?![\w.%-])(?!(?:st|nd|rd|th)| ?(?:stars?|points?|days?|weeks?|months?|years?|times|%|percent|or|to|and|-|–))"
)


def of_another_number(value: str, surface: str, text: str) -> bool:
    """Whether a number right after a name makes it another one: "buds 3" is not the Buds 2. text: what follows."""
    place = plain(value).find(surface)
    own = re.match(r" ?(\d{1,2}|one|two|three|four|five)(?![\w.])", plain(value)[place + len(surface) :])
    said = _NEXT_NUMBER.match(text)
    if place < 0 or own is None or said is None:
        return False
    return _SMALL.get(own[1], own[1]) != _SMALL.get(said["n"], said["n"])


def _inside_a_word(surface: str, scan: Scan, start: int) -> bool:
    """Whether a single character is no noun by itself: the 书 of 说明书, 换 for to change."""
    if len(surface) != 1 or surface.isascii():
        return False
    import rjieba  # reads its dictionary when imported

    stretch = re.search(r"[\u3400-\u9fff]+$", scan.text[: start + 1])
    first = stretch.start() if stretch else start
    at = first
    for word, kind in rjieba.tag(re.split(r"[^\u3400-\u9fff]", scan.text[first:], maxsplit=1)[0]):
        if at <= start < at + len(word):
            return word != surface or not kind.startswith(("n", "q"))
        at += len(word)
    return False
