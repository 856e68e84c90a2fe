"""Who should be asked more: the strongly unhappy who say no wish, and those about to leave."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.notes import Feeling

__all__ = ["follow_ups"]

_LEAVING = "leaving: "
_UNHAPPY, _STRONGLY = -0.8, 0.8
"""About one in four of the unhappy: more than these nobody could call."""


def follow_ups(
    batch: Batch, feelings: Sequence[Feeling], intents: Sequence[Label], urgencies: Sequence[Label]
) -> list[str]:
    """ "save" for a threat to leave, "interview" for strong feelings without a wish, "" for the rest."""
    rows = zip(batch.folded, feelings, intents, urgencies, strict=True)
    return [_follow_up(*row) for row in rows]


def _follow_up(text: str, feeling: Feeling, intent: Label, urgency: Label) -> str:
    if any(reason.startswith(_LEAVING) for reason in urgency.reasons):
        return "save"
    strongly = feeling.score <= _UNHAPPY and feeling.intensity >= _STRONGLY
    if not strongly or intent.value in ("request", "suggestion") or _wishes().search(text):
        return ""
    return "interview"


@cache
def _wishes() -> re.Pattern[str]:
    """Words that state a wish: Chinese anywhere, English as whole words."""
    words = tomllib.loads((resources.files(__package__) / "follow_up.toml").read_text(encoding="utf-8"))
    return re.compile("|".join((*words["zh"], rf"\b(?:{'|'.join(words['en'])})\b")), re.ASCII)
