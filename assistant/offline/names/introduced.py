"""Values said with an introduction: "the touchpoint called weibo", "how many times does the category app show up"."""

import re
from collections.abc import Callable

__all__ = ["introduced"]

_CALLED = re.compile(
    r"(?<= )(?:(?:that|which|who) (?:is|are) )?(?:called|named|entitled|titled|labell?ed|dubbed|known as|by the name(?: of)?|with the names?(?: of)?|under the name(?: of)?|of the name)"
    r" (?:as )?(?=[\"'“‘]?(?P<name>\w[^,.?!\"'”’]*))",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?P<field>[a-z]+)(?: ?[=:]| is| of| in| are)? [\"“'‘](?P<name>[\w.' -]{2,40}?)[\"”'’](?!\w)|(?P<zh>[\u3400-\u9fff]{2,4}?)(?:是|为|叫|=|：|:)?[\"“「](?P<zhname>[^\"”」]{2,20})[\"”」]",
    re.IGNORECASE,
)
_MOST_WORDS = 5
"""A name of more words than this is not looked for."""
_TIMES = re.compile(
    r"(?:how many times|how often|how frequently) (?:does|do|did|is|are|was|were|has|have) (?:the |a |an )?(?P<field>[\w ]+?) [\"'“‘]?(?P<value>[\w.' -]+?)[\"'”’]?"
    r" (?:shown? up|come up|turn(?:ed)? up|crop(?:ped)? up|pop(?:ped)? up|appear(?:ed)?|occur(?:red)?|feature[ds]?|get mentioned|mentioned|listed|used|found|chosen|given|recorded|named)(?![a-z])",
    re.IGNORECASE,
)

_WHY_TRAVELLED = re.compile(
    r"(?<![a-z])why (?:the |our |these |those )?(?:guests?|customers?|people|travell?ers?|they|visitors?|someone|somebody)"
    r" (?:(?:was|were|is|are|had|have|has) )?(?:been )?travel(?:l?ed|l?ing|s)?(?![a-z])",
    re.IGNORECASE,
)

_TRAVELLED = re.compile(
    r"(?<![a-z])(?:who |that )?(?:(?:is|are|was|were) )?travel(?:l?ed|l?ing|s)? (?:as (?:an? )?|(?=(?:with|for|on) ))"
    r"(?=(?P<how>[^,.?!]*))",
    re.IGNORECASE,
)


def introduced(question: str, knows: Callable[[str], bool]) -> str:
    """The question with the values only, and a field that is told by a clause by its name ("why the guest travelled").

    knows: whether words are a name of a field or value of the data.
    """
    if knows("purpose of travel"):
        question = _WHY_TRAVELLED.sub("purpose of travel", question)
        question = _TRAVELLED.sub(
            lambda match: "" if _begins(match["how"], knows) else match.group(), question
        )
    question = _CALLED.sub(lambda match: "" if _begins(match["name"], knows) else match.group(), question)
    question = _QUOTED.sub(lambda match: _without_marks(match, knows), question)
    times = _TIMES.search(question)
    if times is None or not (knows(times["field"].lower()) and knows(times["value"].lower())):
        return question
    said = f"how many records have {times['field']} {times['value']}"
    return f"{question[: times.start()]}{said}{question[times.end() :]}"


def _begins(text: str, knows: Callable[[str], bool]) -> bool:
    """Whether a text begins with a name of the data."""
    words = text.lower().split()[:_MOST_WORDS]
    return any(knows(" ".join(words[:count])) for count in range(len(words), 0, -1))


def _without_marks(match: re.Match[str], knows: Callable[[str], bool]) -> str:
    """What stands in quotation marks after the name of a field, without them where it is a value and no wording."""
    field, name = (match["field"], match["name"]) if match["field"] else (match["zh"], match["zhname"])
    if not (knows(field.lower()) and knows(name.lower())):
        return match.group()
    at = match.start("name") if match["field"] else match.start("zhname")
    return f"{match.group()[: at - match.start() - 1]}{name}"
