"""How many quotes a question asks for."""

import re

from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER, number
from assistant.offline.text.scan import Scan

__all__ = ["asked_quotes"]


_RANKED = re.compile(r"(?<![a-z])(?:most|least|highest|lowest|largest|smallest|biggest|fewest|best|worst|top|bottom)(?![a-z])")
"""What is shown is a ranking: "the three regions with the highest NPS"."""


def asked_quotes(scan: Scan) -> int | None:
    """ "3 quotes", "五条原话": how many quotes are wanted, between 1 and 50."""
    record = concept("record").pattern
    between = r"(?:(?!stars?\b|points?\b)[a-z-]+\s+){0,3}"  # "3 urgent English quotes", not "5 star quotes"
    asked = rf"(?<![a-z0-9])({NUMBER})\s?(?:条|个|封|篇|则)?的?\s*{between}(?:{concept('quotes').pattern})"
    led = "" if _RANKED.search(scan.text) else "|(?:about|on|re|regarding|mentioning|from|with|where|that|who)(?![a-z])"
    shown = rf"(?:{concept('show').pattern})\s*(?:the )?({NUMBER})\s?{between}(?=条|个|封|篇|则|{record}{led})"
    match = re.search(asked, scan.free) or scan.take_first(shown)
    if match is None:
        return None
    scan.take(*match.span(1))
    return min(50, max(1, int(number(match.group(1)))))
