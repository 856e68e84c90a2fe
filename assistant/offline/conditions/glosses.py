"""A vague word that says in brackets what it means: "cheap rooms (<400)", 低分（≤2）, "small states (under 50) aside"."""

import re
from collections.abc import Callable

from assistant.offline.names.glossary import singular
from assistant.offline.text.compiled import compiled
from assistant.offline.text.numerals import NUMBER

__all__ = ["glosses_read"]

_NUMBER = r"\d+(?:[.,]\d+)?"
_LIMIT = (
    rf"(?P<limit>(?:<=|>=|≤|≥|<|>|=|under |below |over |above |at (?:most|least) |up to |less than |more than |fewer than |不到|低于|高于|超过|不超过|至少)\s?{_NUMBER}"
    rf"|{_NUMBER}\s?(?:分|元|星|块)?\s?(?:or|and|及|或|以)?\s?(?:less|lower|below|under|fewer|more|higher|above|up|over|better|以下|以上|以内|及以下|及以上|下|上))"
    r"\s?(?:stars?|points?|yuan|rmb|分|元|星|块)?"
)
_OPEN, _CLOSE = (
    r"\s?[(（\[]\s?(?:i\.?e\.?,? |meaning |that is,? |即|也就是)?(?:(?:total|overall)?(?: ?scores?| ?ratings?|total|stars)?(?: of| is|:)? )?",
    r"\s?[)）\]]",
)
_OF_PRICE = r"(?:cheap(?:er)?|cheapest|budget|low-priced|inexpensive|expensive|pricey|pricier|dear|costly|high-priced|premium)"
_OF_SCORE = r"(?:low|lower|poor|bad|weak|high|higher|good|great|top|excellent)"
_SCORES = r"(?:[ -](?:scor(?:e|es|ed|ing|ers?)|rat(?:ed|ing|ings|ers?)|stars?|marks?))"
_NOUN = r"(?P<noun>(?: [a-z]+){0,2}?)"
_SMALL = r"(?:small(?:er)?|tiny|little|minor|rare|thin|low-volume|big|bigger|large|larger|major)"

_BRACKETED: tuple[tuple[str, str, str], ...] = (
    ("price", rf"(?<![\w-]){_OF_PRICE}{_NOUN}{_OPEN}{_LIMIT}{_CLOSE}", r"\g<noun> with a price \g<limit> "),
    ("rating", rf"(?<![\w-]){_OF_SCORE}{_SCORES}{_NOUN}{_OPEN}{_LIMIT}{_CLOSE}", r"\g<noun> with a rating \g<limit> "),
    ("price", rf"(?:便宜|低价|贵|高价|廉价)(?P<noun>的?[\u3400-\u9fff]{{0,4}}?){_OPEN}{_LIMIT}{_CLOSE}", r"价格\g<limit>\g<noun>"),
    ("rating", rf"(?:低|高)(?:评)?分(?P<noun>的?[\u3400-\u9fff]{{0,4}}?){_OPEN}{_LIMIT}{_CLOSE}", r"评分\g<limit>的\g<noun>"),
)  # fmt: skip
"""What a word speaks of, the word with its limit, and how it is written out; `noun`: what the word describes."""

_AFTER: tuple[tuple[str, str], ...] = (
    ("price", rf"(?P<kept>{_LIMIT}){_OPEN}{_OF_PRICE}(?: [a-z]+)?{_CLOSE}"),
    ("rating", rf"(?P<kept>{_LIMIT}){_OPEN}{_OF_SCORE}{_SCORES}?(?: [a-z]+)?{_CLOSE}"),
)
"""The limit first, the vague word in brackets."""

_DESCRIBED = (
    ("price", rf"(?<![\w-]){_OF_PRICE} (?P<noun>[a-z]+)(?= (?:under|below|less than|at most|up to|over|above|more than) (?:¥|\$)?\d)"),
)  # fmt: skip
"""The vague word beside its own limit: "cheap rooms under 400"."""

_SMALL_GROUPS = re.compile(
    rf"(?<![\w-])(?:(?P<lead>ignor\w+|exclud\w+|leav\w+ out|skip\w*|without|drop\w*|not counting) )?(?:the |any )?{_SMALL} (?P<noun>[a-z]+){_OPEN}"
    rf"(?:<|under |below |less than |fewer than )\s?(?P<n>{_NUMBER})(?: [a-z]+)?{_CLOSE}(?: (?P<tail>aside|excluded|ignored|left out|removed|dropped|out))?",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"(?<![\w.-])(?P<noun>reviews?|feedback|ones|comments?|guests?) (?:of |with |at )?(?P<n>[0-9](?:\.[0-9])?) (?P<way>and up|and above|and over|and higher|or higher|or better|or above|or up|and below|or below|or lower|or worse|and lower)(?![a-z])",
    re.IGNORECASE,
)


_EXTREME = r"(?:most|least|highest|lowest|fewest|largest|smallest|biggest|best|worst)"
_SUPERLATIVE = re.compile(
    rf"(?<![\w-])(?:slowest|fastest|quickest|worst|best|weakest|strongest|poorest|laziest|busiest|top|favou?rites?|most [a-z]+|least [a-z]+){_OPEN}(?P<said>(?:the )?{_EXTREME}[^()（）]{{2,40}}){_CLOSE}",
    re.IGNORECASE,
)
"""A superlative with what it is meant by: "slowest (lowest % timely)"."""
_OR_NOT = re.compile(r"(?<=\w), ?(?:whether )?(?:[a-z-]+ ){1,2}or not(?=\W*$|,)", re.IGNORECASE)
"""What is said to make no difference: "any relief, monetary or not"."""


_BOOKED = re.compile(
    r"(?<![\w-])(?:(?:books?|visits?|choose|picks?) (?:the )?(?P<way>most|least)(?: often)?|(?P<way2>most|least)[- ](?:booked|visited|chosen|picked))(?![\w-])",
    re.IGNORECASE,
)
"""What is booked most has the most records."""


def glosses_read(question: str, knows: Callable[[str], bool]) -> str:
    """The question with vague words as the limits they are explained by.

    knows: whether words are a name of the data: of what has no price, "cheap" stays a word nobody read.
    """
    question = _OR_NOT.sub("", _SUPERLATIVE.sub(r"\g<said>", _SMALL_GROUPS.sub(_least, question)))
    if not _FIGURE.search(question):
        question = _TOTAL.sub("count", question)
    question = _AND_UNIT.sub(lambda found: _each_unit(found, knows), _LEFT.sub(r"\g<said>write", question))
    question = _STARS.sub(r"\g<n>-star reviews", question)
    question = _BOOKED.sub(lambda found: _number_of(found["way"] or found["way2"]), question)
    question = _AS_FIELD.sub(lambda found: _of_field(found, knows), question)
    question = _MARKED.sub(lambda found: _scored(found, knows), question)
    question = _KIND_OF.sub(lambda found: _kind(found, knows), question)
    for name, pattern, written in _BRACKETED:
        if knows(name):
            question = compiled(pattern, re.IGNORECASE).sub(written, question)
    for name, pattern in _AFTER:
        if knows(name):
            question = compiled(pattern, re.IGNORECASE).sub(r"\g<kept>", question)
    for name, pattern in _DESCRIBED:
        if knows(name):
            question = compiled(pattern, re.IGNORECASE).sub(r"\g<noun>", question)
    return _GOOD.sub(r"\g<noun> with a rating of \g<n> \g<way>", question) if knows("rating") else question


_TOTAL = re.compile(r"(?<=[\w,;–-] )(?:in )?total(?=\s*[?.!]*$)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?<![a-z])(?:average|avg|mean|median|scor\w+|rat(?:e|es|ed|ing|ings)|sum|highest|lowest|price|cost|how|what)(?![a-z])",
    re.IGNORECASE,
)
"""Where no figure is asked for, a "total" at the end is the number of records: "Ctrip reviews, total"."""
_KIND_OF = re.compile(
    r"(?<![\w-])(?:(?:kind|type|sort|category)s? of (?P<of>[a-z]+)|(?P<which>which|what) (?P<many>[a-z]+s))(?![\w-])(?! (?:types?|kinds?|categor))",
    re.IGNORECASE,
)
"""What has a kind, said the other way round: "type of room", "which rooms"."""


_STARS = re.compile(r"(?<![\w-])(?P<n>one|two|three|four|five) star ratings?(?![a-z])", re.IGNORECASE)
"""The stars count, they are no part of the name of a field: "five star ratings"."""
_LEFT = re.compile(
    r"(?P<said>(?:reviews?|comments?|feedback|ratings?|messages?|notes?|scores?|stars?) (?:did|does|do) (?:[a-z0-9'-]+ ){1,4})(?<!to )leave(?![a-z]| us for)",
    re.IGNORECASE,
)
"""Who leaves a review is not leaving: "how many reviews did VIPs leave"."""
_AND_UNIT = re.compile(
    r"(?<![\w-])(?P<by>by|per|for each|for every) (?P<field>[a-z]+(?: [a-z]+)?)(?P<and> and| &|,) (?P<unit>day|week|month|quarter|year)(?![\w-])(?! (?:\d|of|to|before|over|on|in the)(?![a-z]))"
    r"|(?P<zby>按照?)(?P<zfield>[\u3400-\u9fff]{2,4}?)[和与、及](?P<zunit>月份?|周|季度|年份?|天|日)(?=[看统汇分列来，,\s]|$)",
    re.IGNORECASE,
)
"""A calendar unit beside a field is split by too: "by product and month"."""


def _each_unit(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    if found["zby"]:
        return f"按{found['zfield']}、按{found['zunit']}" if knows(found["zfield"]) else found.group()
    if not knows(found["field"].lower()):
        return found.group()
    return f"{found['by']} {found['field']} and {found['by']} {found['unit']}"


_AS_FIELD = re.compile(
    r"(?<![\w-])(?:mention|state|name|give|list|cite)(?:s|d|ed|ing)? (?P<value>[\w -]{3,40}?) as (?:the |their |an? |trip )*(?P<field>[a-z]+)(?![\w-])",
    re.IGNORECASE,
)


def _of_field(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    """ "Mention business trips as purpose": the value of that field."""
    field = found["field"].lower()
    return f"have {field} {found['value']}" if knows(field) else found.group()


_MARKED = re.compile(
    rf"(?:给|对)?(?P<what>[\u3400-\u9fff]{{2,3}}?)(?:方面)?(?:只|才|就)?打了?(?P<n>{NUMBER})分(?!钟|之)(?:的)?"
)


def _scored(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    """给卫生打1分的: a score of that, where the data has one."""
    return f"{found['what']}分为{found['n']}的" if knows(f"{found['what']}分") else found.group()


def _kind(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    thing = singular((found["of"] or found["many"]).lower())
    if knows(thing) or not knows(f"{thing} type"):
        return found.group()
    return f"{found['which']} {thing} type" if found["which"] else f"{thing} type"


def _number_of(way: str) -> str:
    return f"{'highest' if way.lower() == 'most' else 'lowest'} number of records"


def _least(found: re.Match[str]) -> str:
    if not (found["lead"] or found["tail"]):
        return found.group()
    return f"{found['noun']} with at least {found['n']} records"
