"""What a reply may rest on, looked up for a brief: knowledge, similar cases, replies approved before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from prompts import Language
from retrieval.database import Store
from retrieval.knowledge.finding import find, passages_of
from retrieval.knowledge.passages import Passage, avoided
from tools.replies.brief import Brief, Ground
from tools.replies.cases import similar_cases
from tools.replies.learning import approved_before
from tools.replies.points import Point
from tools.toolbox import ToolContext

if TYPE_CHECKING:
    from retrieval.embedding import Embedder

__all__ = ["Company", "company", "grounded"]

MOST_POINTS = 3
"""Points that knowledge is looked up for: each costs an embedding."""

PER_POINT = 2


@dataclass(frozen=True, slots=True)
class Company:
    """What holds for every reply: tone, words to avoid, and the rules on money and returns."""

    tone: tuple[Passage, ...] = ()
    words: tuple[Passage, ...] = ()
    policies: tuple[str, ...] = ()
    facts: bool = False

    def voice(self, language: Language) -> str:
        """What the tone files say, in that language where they have it."""
        own = [each.text for each in self.tone if each.language == language]
        return "\n\n".join(own or [each.text for each in self.tone])

    def avoid(self, language: Language) -> tuple[str, ...]:
        return avoided(self.words, language)

    @property
    def knows(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.policies) or self.facts


def company(store: Store) -> Company:
    """What this store's knowledge says of all replies."""
    found = passages_of(store, "policy", "fact", "tone", "words")
    return Company(
        tuple(each for each in found if each.kind == "tone"),
        tuple(each for each in found if each.kind == "words"),
        tuple(each.text for each in found if each.kind == "policy"),
        any(each.kind == "fact" for each in found),
    )


def grounded(context: ToolContext, brief: Brief, known: Company) -> Brief:
    """The brief with its sources. Raises ModelUnavailable when an embedding endpoint does not answer."""
    store, language = context.store, brief.language
    embedder = cast("Embedder", _Deferred(context.embedder))
    found = similar_cases(store, embedder, brief.message, language, exclude=brief.records)
    cases = [
        Ground("case", each.id, each.reply or each.outcome, each.language, "case", asked=each.asked)
        for each in found
    ]
    return replace(
        brief,
        knowledge=tuple(_passages(store, embedder, brief)) if known.knows else (),
        cases=tuple(cases),
        approved=approved_before(
            store, brief.message, language, brief.topic, brief.intent, exclude=brief.records
        ),
    )


def _passages(store: Store, embedder: "Embedder", brief: Brief) -> Iterator[Ground]:
    """The best passages of each point; questions and requests first, where there are many points."""
    order = ("question", "request", "problem", "suggestion")
    asking = [each for each in brief.points if each.kind in order]
    for point in sorted(asking, key=lambda each: order.index(each.kind))[:MOST_POINTS]:
        question = _question(point, brief)
        for each in find(store, embedder, question, brief.language, PER_POINT) if question else ():
            yield Ground(
                "knowledge",
                each.passage.id,
                each.passage.text,
                each.passage.language,
                "policy" if each.passage.kind == "policy" else "fact",
                heading=each.passage.heading,
                point=brief.points.index(point),
            )


def _question(point: Point, brief: Brief) -> str:
    """What is looked up for a point: its words; those of the message for a point of several records."""
    return point.words or brief.message


class _Deferred:
    """An embedder that is made when something is embedded: a store without sources needs none."""

    def __init__(self, make: "Callable[[], Embedder]") -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)
