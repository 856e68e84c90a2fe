""" "Rate" as people use it for other things than a share: guests *rate* us, and a room has its *rate*."""

import re
from collections.abc import Callable

from assistant.offline.text.compiled import compiled

__all__ = ["rates_read"]

_OF_A_SHARE = (
    r"repl\w+|respon\w+|resol\w+|disput\w+|complain\w+|return|refund|churn|conversion|negative|positive|satisfaction"
    r"|approval|timely|time|late|growth|open|opened|retention|answer|completion|error|defect|success|failure|cancel\w*"
    r"|delay|escalation|renewal|interest|exchange|close|closure|reopen\w*|same|miss|click|click-through|click through"
    r"|nps|csat|promoter|detractor|missing|recommend\w*|repurchase|repeat|un\w+ed|\w+ed"
)
_NO_SUBJECT = (
    rf"(?:{_OF_A_SHARE}|the|an?|this|that|our|their|its|what|of|at|any|each|and|or|by|in|is|are|first|any)"
)
_VERB = r"(?:rate|rates|score|scores)"
_WHOM = r"(?:us|them|it|this|our (?:hotels?|service|products?|stores?|app|shops?|company)|themselves)"
_HOW = r"(?:higher|lower|better|worse|best|worst|highest|lowest|highly|well|poorly|badly|overall|on average|generally)"
_THING = r"(?:the |our |their )?(?P<thing>[a-z]+(?: [a-z]+)?)"

_SUBJECT = rf"(?<![\w-])(?!{_NO_SUBJECT} )(?P<who>[a-z][\w'-]*) "
_RATING: tuple[str, ...] = (
    rf"(?P<lead>(?<![\w-])(?:do|does|did|would) (?:[^,?;:]{{2,50}} )??(?!{_NO_SUBJECT} )[\w'-]+) {_VERB}(?: {_WHOM})?(?: (?:for|on|in terms of))? {_THING}(?![a-z])",
    rf"(?P<lead>(?<![\w-])(?:do|does|did|would) (?:[^,?;:]{{2,50}} )??(?!{_NO_SUBJECT} )[\w'-]+) rate(?: {_WHOM})?(?! of| at which| by which| differ| change| compare| vary| move| develop)(?![a-z-])",
    rf"(?P<lead>{_SUBJECT}){_VERB} {_WHOM}(?: (?:for|on|in terms of) {_THING})?(?![a-z])",
    rf"(?P<lead>{_SUBJECT})rates?(?= {_HOW}(?![a-z]))",
)
_HOW_RATED = re.compile(
    r"(?<![\w-])how (?:well |highly |badly |poorly )?(?:is|are|was|were|has|have|do|does|did) (?P<what>[^,?;:]{2,60}?) (?:been |get |getting )?(?:rated|scored)(?: on average| overall)?(?![a-z-])",
    re.IGNORECASE,
)
_HOW_HIGH = re.compile(
    r"(?<![\w-])how (?:high(?:ly)?|low|well|good) (?=(?:do|does|did) [^,?;:]{2,60}? (?:rate|score)(?![a-z-]))",
    re.IGNORECASE,
)
_GIVEN_FOR = re.compile(
    rf"(?<![\w-])(?:give|gives|gave|given|award|awarded|grant) (?:us |it |them )?(?:on average |an average )?(?:for|on) {_THING}(?![a-z])",
    re.IGNORECASE,
)
_SCORED_FOR = re.compile(
    rf"(?<![\w-])(?:we |they |it )?(?:score|scores|rate|rates|do|does|are|is)(?: rated| scored)? (?P<end>(?:the )?(?:lowest|highest|best|worst)) (?:for|on|in) {_THING}(?![a-z])",
    re.IGNORECASE,
)
_HOW_SATISFIED = re.compile(
    r"(?<![\w-])how satisfied (?:is|are|was|were) (?P<who>they|[^,?;:()]{2,50}?)(?= on average|\W*$| ?[(,?]| (?:in|with|during|last|this) )",
    re.IGNORECASE,
)
_SCORED_SO = re.compile(
    rf"(?P<lead>(?<![\w-])how many(?: [a-z]+){{0,3}}?) (?:scored?|rated?|marked) {_THING}"
    r"(?= (?:at |least |most |a |over |above |below |under |more |less |higher |lower |better |worse |exactly )*[1-9])",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"(?P<lead>(?<![\w-])(?:average|avg\.?|mean|median|typical|highest|lowest|cheapest|maximum|minimum|max|min) )rates?"
    r"(?! (?:of|at which|by which|in which|for which)(?![a-z]))(?![a-z-])",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"(?<![\w-])(?:what|how much) (?:do|does|did|are) (?:we|they|you|our (?:hotels|shops|stores)|people|guests|customers) (?:charg(?:e|ing)|pay(?:ing)?)(?: us)?(?: on average)?(?=\W*$| (?:for an? \w+|per|by|in|at|for each)(?![a-z]))",
    re.IGNORECASE,
)
_TAKEN_IN = re.compile(
    r"(?<![\w-])(?:(?:takes?|took|taken|brings?|brought|rakes?|raked|pulls?|pulled) in|makes?|made|earn(?:s|ed)?) (?:us )?(?:the )?(?P<end>most|least) (?:money|cash)"
    r"(?: (?:in total|overall|altogether|combined))?(?![a-z])"
    r"|(?<![\w-])(?:spends?|spent|pays?|paid) (?:the )?(?P<end2>most|least) (?:(?:money|cash) )?(?:in total|overall|altogether|combined)(?![a-z])",
    re.IGNORECASE,
)
_PAID_IN_ALL = re.compile(
    r"(?<![\w-])total (?:amount|sum)(?: of money)?(?: that)?(?: (?:our|the|all))?(?: [a-z]+)? (?:paid|spent|pays?|spends?)(?![a-z])",
    re.IGNORECASE,
)
_AND_PRICE = re.compile(r"(?<![\w-])and what(?:'s| is| was) (?:the|its|their) price(?![a-z])", re.IGNORECASE)
_DEAR = r"(?:expensive|pricey|costly|dear)"
_BY_PRICE = re.compile(
    rf"(?<![\w-])(?:(?:ranked|sorted|ordered|listed) )?(?:from )?(?:the )?(?:(?P<down>most (?:{_DEAR} )?to (?:the )?least {_DEAR}|(?:most {_DEAR}|dearest|priciest|costliest) to (?:the )?(?:least {_DEAR}|cheapest))"
    rf"|(?:least (?:{_DEAR} )?to (?:the )?most {_DEAR}|cheapest to (?:the )?(?:most {_DEAR}|dearest|priciest|costliest)))(?![a-z])",
    re.IGNORECASE,
)
_ROOM_RATE = re.compile(
    r"(?<![\w-])(?:nightly|daily|room|rack|overnight|lodging) rates?(?![a-z-])", re.IGNORECASE
)


def rates_read(question: str, knows: Callable[[str], bool]) -> str:
    """The question with the verb "rate" as the average rating it asks for, and the "rate" of a room as its price.

    "How do solo travellers rate us?" asks for their average rating, "how is service rated?" for that of service.
    knows: whether words are a name of the data; what has no rating, or no price, stays as it is.
    """
    if knows("price"):
        question = _PAID_IN_ALL.sub("total price", _CHARGED.sub("average price", question))
        question = _TAKEN_IN.sub(_in_all, _AND_PRICE.sub("and the average price", question))
        question = _BY_PRICE.sub(
            lambda found: f"by average price, {'highest' if found['down'] else 'lowest'} first", question
        )
        question = _ROOM_RATE.sub("price", _PRICE.sub(r"\g<lead>price", question))
    if not knows("rating"):
        return question
    question = _HOW_SATISFIED.sub(r"what is the average rating of \g<who>", question)
    question = _GIVEN_FOR.sub(lambda found: _of_thing(found, knows, "average"), question)
    question = _SCORED_FOR.sub(lambda found: _of_thing(found, knows, found["end"]), question)
    question = _SCORED_SO.sub(lambda found: _of_thing(found, knows, f"{found['lead']} with"), question)
    question = _HOW_HIGH.sub("how ", question)
    question = _HOW_RATED.sub(lambda found: _rated(found, knows), question)
    for pattern in _RATING:
        question = compiled(pattern, re.IGNORECASE).sub(lambda found: _rating(found, knows), question)
    return question


def _in_all(found: re.Match[str]) -> str:
    """ "Which branch took in the most money", "where do guests spend the most in total"."""
    most = (found["end"] or found["end2"]).lower() == "most"
    return f"has the {'highest' if most else 'lowest'} total price"


def _rated(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    what = found["what"]
    owner, _, last = what.rpartition(" ")
    if owner.lower().rstrip("'").endswith(("s", "'s")) and knows(f"{last.lower()} rating"):
        owner = re.sub(r"'s?$", "", owner)
        return f"what is the average {last} rating of {owner}"
    thing, _, where = re.sub(r"^(?:the|our) ", "", what.lower()).partition(" ")
    if knows(f"{thing} rating"):
        return f"what is the average {thing} rating {where}".rstrip()
    return f"what is the average rating of {what}"


def _of_thing(found: re.Match[str], knows: Callable[[str], bool], measure: str) -> str:
    """ "Give us for service" -> "average service rating", "score lowest for cleanliness" -> "lowest cleanliness rating"."""
    first, _, rest = found["thing"].lower().partition(" ")
    if knows(f"{found['thing'].lower()} rating"):
        return f"{measure} {found['thing']} rating"
    return f"{measure} {first} rating {rest}".rstrip() if knows(f"{first} rating") else found.group()


def _rating(found: re.Match[str], knows: Callable[[str], bool]) -> str:
    """ "Families rate service" -> "families average service rating"; a thing without a score is left where it was."""
    lead, thing = found["lead"].rstrip(), (found.groupdict().get("thing") or "").lower()
    if not thing:
        return f"{lead} average rating"
    first, _, rest = thing.partition(" ")
    if knows(f"{thing} rating"):
        return f"{lead} average {thing} rating"
    if knows(f"{first} rating"):
        return f"{lead} average {first} rating {rest}".rstrip()
    return found.group()
