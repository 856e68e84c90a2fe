"""A reply composed without a language model: from the brief, its sources and reviewed phrasings."""

from dataclasses import dataclass

from tools.replies.brief import Brief
from tools.replies.phrasing import Chooser, phrasings
from tools.replies.reply import Source

__all__ = ["Composed", "compose"]


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply's text, and what it rests on."""

    text: str
    sources: tuple[Source, ...] = ()


def compose(brief: Brief) -> Composed:
    """The same reply for the same brief."""
    say, choose = phrasings("general", brief.language), Chooser(brief.record)
    parts = [choose.among(say["greeting"], "greeting")]
    sources: list[Source] = []
    for number, point in enumerate(brief.points):
        parts.append(choose.among(say[point.kind], f"open {point.kind}"))
        parts.append(choose.among(say["raised"], "raised").format(words=" ".join(point.words.split())[:80]))
        found = next((each for each in brief.knowledge if each.point in (number, None)), None)
        if found is None:
            parts.append(choose.among(say["unanswered"], "unanswered"))
        else:
            parts.append(found.text)
            sources.append(Source(kind="knowledge", id=found.id, quote=found.text))
    parts.append(choose.among(say["close"], "close"))
    joined = dict.fromkeys(filter(None, parts))
    return Composed(("" if brief.language == "zh" else " ").join(joined), tuple(sources))
