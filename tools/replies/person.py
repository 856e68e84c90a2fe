"""When a person must decide before a reply goes out: by the message, and by the company's rules."""

import re
from collections.abc import Iterable

from retrieval.understanding.notes import Note
from tools.replies.wordlists import rules

__all__ = ["REASONS", "limit_of", "why_a_person"]

REASONS = ("legal", "safety", "fraud", "media", "minor", "data", "refund")

_AMOUNT = re.compile(
    r"(?:[$£€¥￥]\s?(?P<before>\d[\d,]*(?:\.\d+)?))|(?P<after>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?:元|块|万元|dollars?|usd|pounds?|gbp|euros?|eur|yuan|rmb|cny|bucks)",
    re.I,
)
_BACK = "refund|compensat|reimburs|退款|赔付|赔偿|补偿"
_BEYOND = r"over|above|more than|exceed\w*|up to|超过|高于|不超过"
_LIMIT = re.compile(
    rf"(?:{_BACK})[^.。\n]{{0,80}}?(?:{_BEYOND}|limit|以上|上限|限额)|(?:{_BEYOND})[^.。\n]{{0,40}}?(?:{_BACK})",
    re.I,
)
_MONEY_BACK = re.compile(
    r"\b(?:refund|money back|reimburs\w*|compensat\w*)\b|退款|退钱|退费|赔偿|赔付|补偿|赔钱|退还", re.I
)
_SURE = {"safety": "safety", "fraud": "fraud", "breach": "data", "legal": "legal"}


def why_a_person(message: str, whole: Note, policies: Iterable[str] = ()) -> tuple[str, ...]:
    """Of REASONS, those that hold, in that order. policies: what the company's rules say, for the limit."""
    found = {name for name, pattern in rules("person").items() if pattern.search(message)}
    if whole.urgency.value == "urgent":
        found |= {_SURE[kind] for said in whole.urgency.reasons if (kind := said.split(":")[0]) in _SURE}
    if _MONEY_BACK.search(message):
        limit = limit_of(policies)
        amounts = list(_amounts(message))
        if limit is not None and amounts and max(amounts) > limit:
            found.add("refund")
    return tuple(each for each in REASONS if each in found)


def limit_of(policies: Iterable[str]) -> float | None:
    """The amount above which a person decides on money back, as the rules state it; None where none does."""
    limits = [
        min(amounts)
        for text in policies
        for sentence in re.split(r"(?<=[。！!？?;；\n])|(?<=\.)\s", text)
        if _LIMIT.search(sentence) and (amounts := list(_amounts(sentence)))
    ]
    return min(limits, default=None)


def _amounts(text: str) -> Iterable[float]:
    """Sums of money, in whatever currency: only those of one company are compared."""
    for match in _AMOUNT.finditer(text):
        amount = float((match["before"] or match["after"]).replace(",", ""))
        yield amount * (10_000 if match[0].endswith("万元") else 1)
