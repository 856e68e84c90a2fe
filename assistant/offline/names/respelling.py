"""A question with what it misspells mended, and with its ends written as the readers take them."""

import re
from collections.abc import Sequence

from assistant.offline.names.linking import Linker
from assistant.offline.text.numerals import NUMBER

__all__ = ["headers_unmarked", "inclusive", "respelled"]


def respelled(question: str, words: Sequence[str], linker: Linker) -> str:
    """The question with misspelt words mended, and without glosses in brackets that repeat a value."""
    for word in words:
        mended = linker.spelled(word)
        if mended is not None and mended != word:
            question = re.sub(rf"\b{re.escape(word)}\b", mended, question, flags=re.IGNORECASE)
    for gloss in re.findall(r"[(（]([a-zA-Z ]+)[)）]", question):
        if all(each in words for each in gloss.lower().split()):
            question = re.sub(rf"[(（]{re.escape(gloss)}[)）]", " ", question)
    return question


_LEAVING_WORDS = re.compile(
    r"(?<![a-z])(?P<verb>lea(?:ve|ves|ving))(?= (?:us |me )?(?:an? |any |such |more |so many |many |mostly |the )?(?:more |most )?"
    r"(?:negative|positive|neutral|bad|good|poor|low|high|worst|best|\d|one|five|feedback|reviews?|comments?|ratings?|scores?|stars?|complaints?|praise))",
    re.IGNORECASE,
)
"""People leave reviews, which does not say that they go away."""


_EXCLUSIVE = re.compile(
    rf"(?P<n>{NUMBER}\s?(?:[条條個个件则則分星元块塊天笔筆次起]|小时|小時|颗星|顆星)?)(?:及|或)?以(?:(?P<up>上)|[下内內])的?\s?[(（]\s?不(?:包)?[含括][^()（）]*[)）]"
)
"""An end that does not count: 15件以上（不含15）."""


def inclusive(question: str) -> str:
    """ "After 2020 (included)", "2020年以后（含）": the end counts too, as "since" says."""
    question = _LEAVING_WORDS.sub("give", question)
    question = _EXCLUSIVE.sub(lambda found: f"{'超过' if found['up'] else '低于'}{found['n']}", question)
    included = re.search(
        r"[(（][^()（）]*(?<!不)(?:含|included?|inclusive|including)[^()（）]*[)）]", question
    )
    if included is None:
        return question
    rest = question.replace(included.group(), " ")
    return re.sub(r"以后|之后", "以来", re.sub(r"\bafter\b", "since", rest, flags=re.IGNORECASE))


_HEADER_END = re.compile(
    r"\?(?=\"?\s+(?:(?:is|was|are|were) (?:missing|blank|empty|unknown|not (?:given|known|filled)|null|no|yes|true|false)|field|column|flag|=)(?![a-z]))"
)
"""The question mark of a header in the midst of a question: "Consumer disputed? is missing how many times"."""


def headers_unmarked(question: str) -> str:
    """The question without marks that end a header, not a question."""
    return _HEADER_END.sub("", question)
