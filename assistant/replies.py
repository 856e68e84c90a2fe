"""Replies written by a language model from the same brief, held to the same checks as the offline ones.

A text that fails a check goes back once with the reasons; if it fails again, or the model does not answer,
the offline draft stands, and that is said.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from assistant.models import chat_model, endpoint_failure, is_offline, until
from assistant.settings import Settings
from prompts import error_text, prompt, text
from retrieval.errors import FeedbackError
from tools.replies.brief import Brief, Ground
from tools.replies.briefing import make_briefs
from tools.replies.checks import check, failed
from tools.replies.composing import Composed, compose
from tools.replies.reply import Check, ReplyDraft, ReplyRequest, Source
from tools.replies.run import drafted
from tools.toolbox import ToolContext

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Written", "draft_replies", "draft_reply", "write"]

TRIES = 2
"""The first text, and one more when that fails a check."""

LONGEST_MESSAGE, LONGEST_SOURCE = 2_000, 700
"""Characters of what the customer wrote, and of a source, that a model is sent."""

MOST_SOURCES = 5
USED = 0.3
"""Share of a source's words that stand in a reply which rests on it."""

_FENCE = re.compile(r"^```\w*\n|\n```$")
_LABEL = re.compile(r"^\s*(?:reply|response|subject|回复|答复|正文)\s*[:：]\s*", re.I)


@dataclass(frozen=True, slots=True)
class Written:
    """A draft, and who wrote it. why: where the model was asked and the offline draft stands, for people."""

    draft: ReplyDraft
    by: Literal["offline", "model"]
    why: str = ""


def draft_reply(settings: Settings, context: ToolContext, asked: ReplyRequest, at: int) -> Written:
    """A draft by the model that is set, changing nothing. Raises BadQuery as `tools.replies.run` does."""
    return draft_replies(settings, context, asked, at)[0]


def draft_replies(
    settings: Settings, context: ToolContext, asked: ReplyRequest, at: int
) -> tuple[Written, ...]:
    """One draft a record; for a segment the same text in each language, written once."""
    model = None if is_offline(settings) else chat_model(settings, context.catalog)
    written: list[Written] = []
    for brief in make_briefs(context, asked, at):
        one = _offline(brief) if model is None else _within_time(settings, model, brief)
        copies = (one.draft.model_copy(update={"record": each}) for each in brief.records)
        written += [replace(one, draft=each) for each in copies]
    return tuple(written)


def write(settings: Settings, model: "BaseChatModel", brief: Brief) -> Written:
    """The reply by this model, or the offline one where its text fails the checks or it does not answer."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    sent = [SystemMessage(_instructions(brief)), HumanMessage(_as_json(brief))]
    said = ""
    bad: Sequence[Check] = ()
    for _ in range(TRIES):
        try:
            said = cleaned(str(model.invoke(sent).text))
        except Exception as error:  # whatever an endpoint does, a draft is there
            return _offline(brief, _failure(error, settings))
        checks = check(said, brief, hosts=settings.allowed_links) if said else ()
        bad = failed(checks)
        if said and not bad:
            done = drafted(brief, Composed(said, _sources(brief, said)))
            return Written(done.model_copy(update={"checks": checks}), "model")
        sent = [*sent[:2], AIMessage(said), HumanMessage(_again(brief, bad))]
    language = settings.ui_language
    why = text("replies", "model_failed", language, why="; ".join(each.why for each in bad) or said or "-")
    return _offline(brief, why)


def cleaned(said: str) -> str:
    """The reply itself, without a fence, a label or quotation marks around it."""
    plain = _LABEL.sub("", _FENCE.sub("", said.strip()).strip())
    if len(plain) > 2 and plain[0] in '"“「' and plain[-1] in '"”」' and plain.count(plain[0]) <= 2:
        plain = plain[1:-1].strip()
    return plain


def _within_time(settings: Settings, model: "BaseChatModel", brief: Brief) -> Written:
    with until(time.monotonic() + settings.answer_seconds):
        return write(settings, model, brief)


def _offline(brief: Brief, why: str = "") -> Written:
    return Written(drafted(brief, compose(brief)), "offline", why)


def _failure(error: Exception, settings: Settings) -> str:
    told = error if isinstance(error, FeedbackError) else endpoint_failure(error, settings)
    return error_text(told.code, settings.ui_language, told.details)


def _instructions(brief: Brief) -> str:
    length = text("replies", f"model_{brief.length}", brief.language)
    return prompt("reply", brief.language, length=length, you=brief.register.you)


def _again(brief: Brief, bad: Sequence[Check]) -> str:
    reasons = "\n".join(f"- {each.why}" for each in bad)
    return text("replies", "model_again", brief.language, reasons=reasons or "-")


def _as_json(brief: Brief) -> str:
    """The brief as the model is sent it; texts of others are JSON strings, so that they end nowhere else."""
    asks = [text("replies", f"asks_{each}", brief.language) for each in brief.missing]
    reasons = [text("replies", f"person_{each}", brief.language) for each in brief.person_needed]
    shown: dict[str, Any] = {
        "message": brief.message[:LONGEST_MESSAGE],
        "raised": [{"kind": each.kind, "words": each.words[:300]} for each in brief.points],
        "manner": brief.register.manner,
        "voice": brief.voice[:LONGEST_SOURCE],
        "knowledge": [_shown(each) for each in brief.knowledge[:MOST_SOURCES]],
        "similar_cases": [
            {"asked": each.asked[:300], "answer": each.text[:LONGEST_SOURCE]} for each in brief.cases[:2]
        ],
        "earlier_replies": [each.approved[:LONGEST_SOURCE] for each in brief.approved[:2]],
        "note": brief.note,
        "ask_for": asks,
        "person_needed": reasons,
        "avoid": list(brief.avoid[:40]),
        "ticket": {"id": brief.ticket.id, "state": brief.ticket.state} if brief.ticket else None,
    }
    return json.dumps({name: value for name, value in shown.items() if value}, ensure_ascii=False)


def _shown(ground: Ground) -> dict[str, str]:
    return {"heading": ground.heading, "text": ground.text[:LONGEST_SOURCE]}


def _sources(brief: Brief, said: str) -> tuple[Source, ...]:
    """What the text rests on: sources a fair part of whose words it has."""
    words = _words(said)
    found: dict[str, Source] = {}
    for each in (*brief.knowledge, *brief.cases):
        own = _words(each.text)
        if own and len(own & words) >= USED * min(len(own), len(words)):
            found[each.id] = Source(kind=each.kind, id=each.id, quote=each.text[:LONGEST_SOURCE])
    return tuple(found.values())


def _words(said: str) -> set[str]:
    """English words of four letters and more, Chinese characters in pairs."""
    runs = re.findall(r"[\u4e00-\u9fff]+", said)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return pairs | set(re.findall(r"[a-z]{4,}", said.lower()))
