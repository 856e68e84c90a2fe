"""Times that leave out what was said before: "the first and the second quarter", "Q1 2018 against Q2"."""

import re

__all__ = ["filled_out"]

_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_JOINED = r"(?:to|and|or|with|versus|vs\.?|against|than)"
_UNIT_LATER = re.compile(
    rf"\b(?P<one>{_ORDINAL}) (?P<joint>{_JOINED}) (?P<the>the )?(?P<two>{_ORDINAL}) (?P<unit>quarter|half|month|week)\b",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(
    rf"\b(?P<one>{_ORDINAL} (?P<unit>quarter|half))(?P<of>(?: of)? (?:19|20)\d\d)?(?P<gap>[^.?!]{{0,24}}?{_JOINED}) (?P<two>the {_ORDINAL})\b(?! ?(?:quarter|half|month|week|day|year|most|[a-z]+est\b))",
    re.IGNORECASE,
)
"""Only the first or only the last of two says the unit."""


def filled_out(question: str) -> str:
    """The question with the unit said both times: "the first quarter to the second quarter of 2018"."""
    question = _UNIT_LATER.sub(
        lambda m: f"{m['one']} {m['unit']} {m['joint']} {m['the'] or ''}{m['two']} {m['unit']}", question
    )
    return _UNIT_BEFORE.sub(
        lambda m: f"{m['one']}{m['of'] or ''}{m['gap']} {m['two']} {m['unit']}{m['of'] or ''}", question
    )
