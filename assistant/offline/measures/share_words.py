"""The words that ask for a share: "what percentage", "of these, how much is ...", 占…的多少."""

import re

from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["of_each_whole", "take_share"]

_RECORDS = rf"(?:{concept('record').pattern})"
_OF_EACH = re.compile(
    r"(?<![a-z])(?:share|percent(?:age)?|%|proportion|fraction|part|portion) (?:out )?of (?:"
    rf"(?:each|every|the) [a-z]+(?: [a-z]+)?(?:'s|(?<=s)') (?:(?:own|total|overall|whole|entire) )*(?P<a>[a-z]+)"
    rf"|(?:its|their) (?:(?:own|total|overall|whole|entire) )*(?P<b>{_RECORDS}|total|volume)"
    rf"|(?:all|the total|total|all the|the) (?P<c>{_RECORDS}|total) (?:in|for|of|from|per|by|within) (?:each|every)(?![a-z]))"
    rf"|占了?(?:各|每)(?!项|种)[^，,。占]{{1,6}}?(?:自己|自身)?的?(?:全部|所有|总)?(?P<d>{_RECORDS}总?[数量]?|投诉|差评|总[量数])"
)


def of_each_whole(text: str, *, all_of_it: bool = False) -> bool:
    """Whether a share is asked of what each group has: "percentage of each region's feedback", 占各地区反馈的比例.

    all_of_it: only where that is all the group's records, not its complaints.
    """
    found = _OF_EACH.search(text)
    if found is None or not all_of_it:
        return found is not None
    noun = next(value for value in found.groupdict().values() if value)
    return re.fullmatch(rf"{_RECORDS}总?[数量]?|total|volume|总[量数]", noun) is not None


def take_share(scan: Scan) -> re.Match[str] | None:
    """Takes the words of a share; where they stand says what is its part."""
    return (
        _how_much_of(scan)
        or scan.take_first(concept("share"))
        or _split_share_word(scan)
        or _LEVEL.search(scan.text)
    )


_HOW_MUCH_OF = re.compile(
    r"^\W*(?:and |so |ok )?(?:out )?of (?:all |the |our |those |these |this |that |my )[^?,]{3,60}?,? (?P<a>how much)(?= (?:of (?:it|that|this) )?(?:is|are|was|were|comes?|came|gets?|got|has|have|had|stays?|remains?)(?![a-z]))"
    r"|(?<![a-z])(?P<b>how much of)(?= (?:it|what|that|this|them|these|those|all|the|our|my|your|last|may|june|july|[a-z]+'s)(?![a-z]))"
)


def _how_much_of(scan: Scan) -> re.Match[str] | None:
    """ "Of the app feedback, how much is from Europe", "how much of it has no score": a share; takes its words."""
    found = _HOW_MUCH_OF.search(scan.text)
    name = next((each for each in ("a", "b") if found and found[each]), None)
    if found is None or name is None or "\x00" in scan.free[slice(*found.span(name))]:
        return None
    while scan.take_first(concept("share")):
        pass
    scan.take(*found.span(name))
    return re.compile(re.escape(found[name])).search(scan.text, found.start(name))


_LEVEL = re.compile(
    r"(?<![a-z])(?:negativity|positivity|unhappiness|how (?=(?:negative|positive|unhappy|happy|dissatisfied|angry|upset)(?! (?:reviews?|feedback|comments?))))|(?:负面|不满|好评|差评)程度"
)
"""How strong a feeling is among records: the share that has it."""


_OF_WHOLE = r"(?:里面?|当中|之中|里头|里边|中)[,，]?(?P<b>有?多少)(?=是|来自|属于|提到|涉及|关于|说的?是)"


def _split_share_word(scan: Scan) -> re.Match[str] | None:
    """占…的多少, 有多少是…的: a share said around what it is a share of; takes both its ends."""
    inside = scan.take_first(rf"(?<=[\u3400-\u9fffa-z0-9\x00]){_OF_WHOLE}")
    if inside:
        return inside
    around = re.search(
        r"(?P<a>占)[^\n，。？?]{0,24}?(?P<b>的?(?:多少|多大|几成|百分之几))(?!条|个|人|位)", scan.text
    )
    if around is None or any("\x00" in scan.free[slice(*around.span(name))] for name in ("a", "b")):
        return None
    scan.take(*around.span("a"))
    scan.take(*around.span("b"))
    return around
