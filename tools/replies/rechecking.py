"""What a reply's checks say now, whatever a client, an edit or an earlier draft says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from prompts import text
from retrieval.database import Store
from retrieval.knowledge.finding import passages_of
from tools.replies.brief import Ground
from tools.replies.briefing import brief_of
from tools.replies.case import read_case
from tools.replies.cases import answers_to
from tools.replies.checks import check
from tools.replies.grounding import company
from tools.replies.reply import ReplyDraft, ReplyRequest

__all__ = ["DERIVED", "SERIOUS", "doubts", "rechecked"]

DERIVED = ("checks", "person_needed")
SERIOUS = ("promises", "personal", "others", "links")
"""Checks that a reply may only fail when whoever approves it says why."""


def rechecked(store: Store, draft: ReplyDraft, at: int) -> ReplyDraft:
    """The draft with its own checks. at: seconds UTC. Raises BadQuery for a record that cannot be seen.

    What its sources say is looked up: a source that is not there backs nothing.
    """
    asked = ReplyRequest(record=draft.record, length=draft.length, language=draft.language)
    brief = brief_of(read_case(store, draft.record), asked, at, company(store))
    known = tuple(_knowledge(store, draft))
    brief = replace(brief, knowledge=known, cases=tuple(_cases(store, draft)))
    found = {"checks": check(draft.text, brief), "person_needed": brief.person_needed}
    return draft.model_copy(update=found)


def doubts(draft: ReplyDraft) -> Sequence[str]:
    """Why it should not leave without a word, in the reply's language."""
    failed = [each.why for each in draft.checks if not each.passed and each.name in SERIOUS]
    return [*failed, *(text("replies", f"person_{each}", draft.language) for each in draft.person_needed)]


def _knowledge(store: Store, draft: ReplyDraft) -> Iterator[Ground]:
    cited = {each.id for each in draft.sources if each.kind == "knowledge"}
    for each in passages_of(store, "policy", "fact") if cited else ():
        if each.id in cited:
            nature = "policy" if each.kind == "policy" else "fact"
            yield Ground("knowledge", each.id, each.text, each.language, nature, heading=each.heading)  # type: ignore[arg-type]


def _cases(store: Store, draft: ReplyDraft) -> Iterator[Ground]:
    cited = [each.id for each in draft.sources if each.kind == "case"]
    for each in answers_to(store, cited) if cited else ():
        yield Ground("case", each.id, each.reply, each.language, "case", asked=each.asked)
