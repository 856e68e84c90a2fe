"""`feedback reply` and `feedback replies`: drafts of replies, and what became of them."""

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import BadQuery, FeedbackError

if TYPE_CHECKING:
    from assistant.replies import Written
    from retrieval.database import Store
    from tools.replies.learning import ReplyFigures
    from tools.replies.reply import ReplyDraft, ReplyRequest
    from tools.segments.query import Filter

__all__ = ["replies", "reply"]


def reply(
    record: Annotated[
        str | None, typer.Argument(metavar="[RECORD]", help="The record to answer. 记录编号")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(metavar="TOPIC", help="Instead of a record: all of a topic. 话题")
    ] = None,
    theme: Annotated[
        str | None, typer.Option(metavar="THEME", help="Instead of a record: all of a theme. 主题")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="FIELD=VALUE", help="Instead of a record: a segment. 按字段筛选"),
    ] = None,
    length: Annotated[str, typer.Option(metavar="full|short", help="How long. 篇幅")] = "full",
    note: Annotated[
        str, typer.Option(metavar="TEXT", help='What it should say: "offer a replacement". 补充说明')
    ] = "",
    language: Annotated[
        str | None, typer.Option(metavar="zh|en", help="The customer's own unless given. 回复语言")
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Keep it as a proposal for approval. 存为提案，等待批准")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Draft a reply with its sources and checks; nothing is sent. 起草回复，附依据与检查，不会发送。"""
    from assistant.replies import draft_replies
    from tools.toolbox import open_context

    settings = settings_for(home)
    now = int(time.time())
    try:
        asked = _request(record, topic, theme, where or (), length, note, language)
        with opened(settings) as store:
            written = draft_replies(settings, open_context(settings, store), asked, now)
            kept = _proposed(settings, store, written, asked, now) if propose else []
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        numbers: list[int | None] = [*kept] or [None] * len(written)
        rows = zip(written, numbers, strict=True)
        print_json([_as_json(each, proposal) for each, proposal in rows])
        return
    echo("\n".join(_lines(settings, written)))
    for proposal in kept:
        echo(text("replies", "proposed", settings.ui_language, id=proposal))


def replies(home: Home = None, json: Json = False) -> None:
    """What became of drafts, by topic and language. 回复草稿的采纳情况。"""
    from dataclasses import asdict

    from tools.replies.learning import reply_figures

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            figures = reply_figures(store)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([asdict(each) for each in figures])
    else:
        echo("\n".join(_figures(settings, figures)))


def _request(
    record: str | None,
    topic: str | None,
    theme: str | None,
    where: Sequence[str],
    length: str,
    note: str,
    language: str | None,
) -> "ReplyRequest":
    """Raises BadQuery for what is no request."""
    from pydantic import ValidationError

    from tools.replies.reply import ReplyRequest

    wanted = {"record": record, "topic": topic, "theme": theme, "filters": tuple(map(_filter, where))}
    try:
        return ReplyRequest.model_validate({**wanted, "length": length, "note": note, "language": language})
    except ValidationError as error:
        raise BadQuery("reply_request", why=error.errors()[0]["msg"]) from error


def _filter(said: str) -> "Filter":
    """ "region=East|West" as a filter."""
    from tools.segments.query import Filter

    field, equals, values = said.partition("=")
    if not equals:
        raise BadQuery("reply_request", why=said)
    chosen = tuple(each.strip() for each in values.split("|") if each.strip())
    if len(chosen) == 1:
        return Filter(field=field.strip(), value=chosen[0])
    return Filter(field=field.strip(), op="in", values=chosen)


def _proposed(
    settings: Settings, store: "Store", written: Sequence["Written"], asked: "ReplyRequest", now: int
) -> list[int]:
    """One proposal a draft; the same draft of the same person is the same proposal."""
    from assistant.cli.signed_in import actor_of
    from tools.desk import open_desk
    from tools.proposals.proposal import Ask, fingerprint, resting_on

    desk, actor = open_desk(store), actor_of(settings, store)
    kept = []
    for each in written:
        name = fingerprint(each.draft.model_dump(mode="json"))[:16]
        rests_on = resting_on(records=(each.draft.record,))
        ask = Ask("send_reply", each.draft, f"reply {name}", actor, asked.note, now, rests_on=rests_on)
        kept.append(desk.propose(ask).id)
    return kept


def _as_json(written: "Written", proposal: int | None) -> dict[str, Any]:
    shown: dict[str, Any] = written.draft.model_dump(mode="json")
    return {**shown, "by": written.by, "why": written.why, "proposal": proposal}


def _lines(settings: Settings, written: Sequence["Written"]) -> Iterator[str]:
    """Each text once, with what it rests on; records that get the same text are named."""
    language = settings.ui_language
    for body in dict.fromkeys(each.draft.text for each in written):
        mine = [each for each in written if each.draft.text == body]
        first = mine[0]
        if first.why:
            yield first.why
        elif first.by == "model":
            yield text("replies", "by_model", language, model=settings.model)
        yield from _draft_lines(first.draft, language, _topic(settings, first.draft.topic))
        if len(mine) > 1:
            records = ", ".join(each.draft.record for each in mine)
            yield text("replies", "same_text", language, count=len(mine), records=records)


def _draft_lines(draft: "ReplyDraft", language: Language, topic: str) -> Iterator[str]:
    def told(key: str, **details: object) -> str:
        return text("replies", key, language, **details)

    def named(prefix: str, keys: Sequence[str]) -> str:
        comma = "、" if language == "zh" else ", "
        return comma.join(told(f"{prefix}_{each}") for each in keys)

    yield told("head", record=draft.record, language=draft.language, topic=topic, intent=draft.intent or "-")
    yield ""
    yield draft.text
    yield ""
    yield told("sources") if draft.sources else told("no_sources")
    for source in draft.sources:
        yield told(f"source_{source.kind}", id=source.id, quote=_short(source.quote))
    if draft.asks_for:
        yield told("asks_for", what=named("asks", draft.asks_for))
    if draft.person_needed:
        yield told("person_needed", why=named("person", draft.person_needed))
    yield told("checks")
    for each in draft.checks:
        yield told("check_passed" if each.passed else "check_failed", name=each.name, why=each.why)


def _figures(settings: Settings, figures: Sequence["ReplyFigures"]) -> Iterator[str]:
    language = settings.ui_language
    if not figures:
        yield text("replies", "figures_none", language)
        return
    yield text("replies", "figures_head", language)
    for each in figures:
        counts = {name: getattr(each, name) for name in ("accepted", "edited", "rejected", "waiting")}
        topic = _topic(settings, each.topic)
        yield text("replies", "figures_row", language, topic=topic, language=each.language, **counts)
        for reason, count in each.reasons:
            yield text("replies", "figures_reason", language, count=count, reason=reason)
    totals = {
        name: sum(getattr(each, name) for each in figures)
        for name in ("accepted", "edited", "rejected", "waiting")
    }
    taken = totals["accepted"] + totals["edited"]
    decided = taken + totals["rejected"]
    share = f"{taken / decided:.0%}" if decided else "-"
    yield text("replies", "figures_all", language, share=share, **totals)


def _topic(settings: Settings, topic: str | None) -> str:
    """A topic by its name, where the taxonomy has it."""
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    if topic is None:
        return text("replies", "none", settings.ui_language)
    taxonomy = load_taxonomy(settings.taxonomy)
    return taxonomy.topics[taxonomy.index(topic)].name(settings.ui_language) if taxonomy.has(topic) else topic


def _short(quote: str, most: int = 100) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
