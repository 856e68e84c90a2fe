"""`feedback outbox`: what has left, what waits, what died; sending again; delivering now."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from zoneinfo import ZoneInfo

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.signed_in import person_of, token_of
from assistant.settings import Settings
from prompts import Language, sentences, text
from retrieval.errors import BadSetting, FeedbackError

if TYPE_CHECKING:
    from retrieval.database import Store
    from retrieval.outbox.looking import Left, State, Told

__all__ = ["clock", "leading", "outbox", "why_text"]

outbox = typer.Typer(no_args_is_help=True, help="What leaves: events and their deliveries. 发件箱。")

Id = Annotated[str, typer.Argument(metavar="ID", help="The event's id (msg_…). 事件编号")]
OneId = Annotated[str | None, typer.Argument(metavar="[ID]", help="The event's id (msg_…). 事件编号")]
To = Annotated[str | None, typer.Option("--to", metavar="NAME", help="The destination. 推送目标")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many. 最多条数")]


@outbox.command("list")
def list_events(
    home: Home = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="waiting, delivered, dead or dropped. 状态"),
    ] = None,
    to: To = None,
    about: Annotated[
        str | None, typer.Option("--about", metavar="SUBJECT", help="Such as ticket:12. 对象")
    ] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """Events and how far they have got, the newest first. 列出事件及其投递情况。"""
    if state not in (None, "waiting", "delivered", "dead", "dropped"):
        raise typer.BadParameter("waiting, delivered, dead, dropped", param_hint="--state")
    _list(settings_for(home), cast("State | None", state), to, about, limit, json)


@outbox.command("dead")
def dead(home: Home = None, to: To = None, limit: Limit = 50, json: Json = False) -> None:
    """Dead letters: events whose tries are used up, and why. 列出死信及原因。"""
    _list(settings_for(home), "dead", to, None, limit, json)


@outbox.command("show")
def show(event: Id, home: Home = None, json: Json = False) -> None:
    """One event: what it tells, and every delivery of it. 查看一个事件。"""
    from retrieval.outbox.looking import event as one

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            leading(settings, store)
            found, zone = one(store, event), store.timezone
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(asdict(found))
        return
    _echo(found, zone, settings.ui_language)
    for name, value in found.content.items():
        echo(f"  {name}: {value}")
    if found.private:
        echo(text("outbox", "event_private", settings.ui_language))


@outbox.command("resend")
def resend(event: OneId = None, home: Home = None, to: To = None, json: Json = False) -> None:
    """Try dead letters again: one event's, or all of a destination (--to). 重新投递死信。"""
    from retrieval.outbox.looking import resend as again

    _decide(settings_for(home), event, to, json, "resent", again)


@outbox.command("drop")
def drop(event: OneId = None, home: Home = None, to: To = None, json: Json = False) -> None:
    """Give dead letters up; what waits behind them goes on. 放弃死信。"""
    from retrieval.outbox.looking import drop as give_up

    _decide(settings_for(home), event, to, json, "dropped", give_up)


@outbox.command("deliver")
def deliver(home: Home = None, json: Json = False) -> None:
    """Deliver what is due now; `feedback serve` does so by itself. 立即投递到期的事件。"""
    from assistant.outward import senders_for
    from retrieval.outbox.delivering import deliver as deliver_due

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            if not settings.outbound_hosts and not settings.smtp_url:
                raise BadSetting("outbound_unset")
            done = deliver_due(store.whole(), senders_for(settings, store), int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(asdict(done))
    else:
        echo(text("outbox", "delivered", settings.ui_language, **asdict(done)))


def leading(settings: Settings, store: "Store") -> None:
    """Raises NotSignedIn or NotAllowed: events hold what was written to customers."""
    person_of(settings, store).require("rule")


def clock(at: int, zone: ZoneInfo) -> str:
    """A time on the store's clock."""
    return f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"


def why_text(why: str, language: Language) -> str:
    """ "status 500" as a sentence."""
    code, _, detail = why.partition(" ")
    words = sentences("outbox", language)
    return words[f"why_{code}"].format_map({"detail": detail}) if f"why_{code}" in words else why


def _list(
    settings: Settings, state: "State | None", to: str | None, about: str | None, limit: int, json: bool
) -> None:
    from retrieval.outbox.looking import events

    try:
        with opened(settings) as store:
            leading(settings, store)
            found = events(store, state=state, place=to, subject=about, limit=limit)
            zone = store.timezone
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        echo(text("outbox", "dead_none" if state == "dead" else "events_none", settings.ui_language))
    for each in found:
        _echo(each, zone, settings.ui_language)


def _decide(
    settings: Settings,
    event: str | None,
    to: str | None,
    json: bool,
    said: str,
    decide: Callable[..., int],
) -> None:
    try:
        with opened(settings) as store:
            count = decide(store, token_of(settings), event, int(time.time()), to)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({said: count})
    else:
        echo(text("outbox", said, settings.ui_language, count=count, id=event or to))


def _echo(event: "Left", zone: ZoneInfo, language: Language) -> None:
    told = {"at": clock(event.at, zone), "id": event.id, "kind": event.kind, "subject": event.subject}
    echo(text("outbox", "event_line", language, **told))
    for each in event.deliveries:
        echo(_line(each, zone, language))


def _line(told: "Told", zone: ZoneInfo, language: Language) -> str:
    words = sentences("outbox", language)
    tries = words["try_one" if told.attempts == 1 else "tries"].format_map({"count": told.attempts})
    coming = {"waiting": "next_try", "dead": "dropped_at"}.get(told.state)
    then = words[coming].format_map({"at": clock(told.next_at, zone)}) if coming and told.attempts else ""
    why = told.failure if told.state != "delivered" else None
    return words["delivery_line"].format_map(
        {
            "place": told.destination,
            "state": words[f"delivery_{told.state}"],
            "tries": tries if told.attempts else "",
            "next": then,
            "why": words["because"].format_map({"why": why_text(why, language)}) if why else "",
        }
    )
