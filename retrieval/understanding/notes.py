"""Everything noted about one piece of feedback."""

from dataclasses import dataclass

from retrieval.understanding.batch import Label

__all__ = ["SENTIMENTS", "Feeling", "Note", "TopicNote"]

SENTIMENTS = ("positive", "negative", "neutral")


@dataclass(frozen=True, slots=True)
class Feeling:
    """Sentiment of a text: label (positive, negative, neutral), score from -1 to 1, intensity from 0 to 1.

    score: how good or bad. intensity: how strongly it is put, whichever way.
    """

    label: str
    score: float
    intensity: float
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicNote:
    """One topic a text is about, by its id in the taxonomy ("logistics.delay"), and the feeling about it.

    score: from -1 to 1; None where the text says nothing good or bad about this topic.
    """

    topic: str
    confidence: float
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a careful reader would write down.

    intent: complaint, suggestion, question, request, praise, other. topics: strongest first; none when it
    fits nowhere. urgency: urgent, important, normal. follow_up: "interview" (strongly unhappy, no wish
    stated), "save" (about to leave), or "".
    """

    language: Label
    feeling: Feeling
    intent: Label
    topics: tuple[TopicNote, ...]
    urgency: Label
    follow_up: str = ""
