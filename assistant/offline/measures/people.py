"""Whether people are counted, and not what they wrote."""

import re

from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["counts_customers", "distinct_people"]


def distinct_people(scan: Scan, distinct: re.Match[str] | None) -> bool:
    """ "Distinct people ... - count?": people are named right after the word for different ones."""
    return distinct is not None and bool(
        re.match(rf"\s*(?:的)?(?:{concept('people').pattern})", scan.text[distinct.end() :])
    )


def counts_customers(scan: Scan, counted: re.Match[str]) -> bool:
    """ "How many VIP customers", "多少人": people are counted when they come before any word for records."""
    before = re.search(
        rf"(?:{concept('people').pattern})(?:一?共|总共)?有?\s*$", scan.text[: counted.start()]
    )
    if re.search(
        r"(?<![a-z])(?:feedback|review|record|message|comment|complaint|response|entry|ticket) $",
        scan.text[: counted.start()],
    ):
        return False  # "feedback count for new customers"
    if re.search("[条篇封则单起项份例笔]$", counted.group()):
        return False
    said = "|".join(concept(each).pattern for each in ("record", "complaint", "praise"))
    if re.search(rf"(?:{said}|[正负]面|中性)的?$", scan.text[: counted.start()]):
        return False  # 反馈数, 差评数量, of whatever follows
    if before or re.search("[位名人]$", counted.group()):
        return True
    noun = re.compile(rf"(?P<people>{concept('people').pattern})|(?:{concept('record').pattern})")
    found = noun.search(scan.text, counted.end(), counted.end() + 30)
    return bool(found and found.group("people"))
