"""Who should be asked more: the strongly unhappy who say no wish, and those about to leave."""

from collections.abc import Sequence

from retrieval.understanding.batch import Batch, Label
from retrieval.understanding.notes import Feeling

__all__ = ["follow_ups"]

_LEAVING = "leaving"
_UNHAPPY = -0.8
_WISHES = (
    "退",
    "赔",
    "希望",
    "请",
    "换",
    "要求",
    "建议",
    "refund",
    "please",
    "want",
    "would like",
    "need",
    "wish",
    "should",
)


def follow_ups(
    batch: Batch, feelings: Sequence[Feeling], intents: Sequence[Label], urgencies: Sequence[Label]
) -> list[str]:
    """ "save" for a threat to leave, "interview" for strong feelings without a wish, "" for the rest."""
    rows = zip(batch.folded, feelings, intents, urgencies, strict=True)
    return [_follow_up(*row) for row in rows]


def _follow_up(text: str, feeling: Feeling, intent: Label, urgency: Label) -> str:
    if any(reason.startswith(_LEAVING) for reason in urgency.reasons):
        return "save"
    strongly = feeling.label == "negative" and feeling.score <= _UNHAPPY
    wishes = intent.value in ("request", "suggestion") or any(wish in text for wish in _WISHES)
    return "interview" if strongly and not wishes else ""
