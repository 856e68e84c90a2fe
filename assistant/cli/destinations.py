"""`feedback destinations`: where events go; for a signed-in admin."""

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.outbox import clock, leading
from assistant.cli.signed_in import token_of
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.outbox.destinations import Destination

__all__ = ["destinations"]

destinations = typer.Typer(no_args_is_help=True, help="Where events go. 推送目标。")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The destination's name. 推送目标名称")]


@destinations.command("add")
def add(
    name: Name,
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS", help="https://…, name@example.com, or customer: each reply's own. 地址"
        ),
    ],
    home: Home = None,
    events: Annotated[
        list[str] | None,
        typer.Option("--event", metavar="KIND", help="Only these, such as ticket.opened. 只推送这些事件"),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="zh|en", help="Of its mails. 邮件语言")
    ] = None,
    json: Json = False,
) -> None:
    """Send events somewhere from now on; its signing secret is shown once. 添加推送目标。"""
    from assistant.outward import senders_for
    from retrieval.outbox.destinations import Wanted
    from retrieval.outbox.destinations import add as make

    if language not in (None, "zh", "en"):
        raise typer.BadParameter("zh, en", param_hint="--language")
    settings = settings_for(home)
    spoken: Language = "zh" if (language or settings.ui_language) == "zh" else "en"
    kind = "webhook" if "://" in address else "email"
    try:
        with opened(settings) as store:
            wanted = Wanted(name, kind, address, tuple(events or ()), spoken)
            ways = senders_for(settings, store)
            added = make(store, token_of(settings), wanted, ways, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({**asdict(added.destination), "secret": added.secret})
        return
    echo(text("outbox", "added", settings.ui_language, name=added.destination.name))
    if added.secret:
        echo(text("outbox", "secret_once", settings.ui_language, secret=added.secret))


@destinations.command("list")
def list_destinations(
    home: Home = None,
    ended: Annotated[bool, typer.Option("--ended", help="Those that have ended too. 包括已停用的")] = False,
    json: Json = False,
) -> None:
    """Destinations, and what waits for them. 列出推送目标。"""
    from retrieval.outbox.destinations import destinations as all_of

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            leading(settings, store)
            found, zone = all_of(store, ended=ended), store.timezone
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        echo(text("outbox", "places_none", settings.ui_language))
    for each in found:
        _echo(each, zone, settings.ui_language)


@destinations.command("pause")
def pause(name: Name, home: Home = None, json: Json = False) -> None:
    """Send nothing there for now; events wait. 暂停。"""
    from retrieval.outbox.destinations import pause as change

    _change(settings_for(home), name, json, "paused", change)


@destinations.command("resume")
def resume(name: Name, home: Home = None, json: Json = False) -> None:
    """Send again; all that waits is due at once. 恢复。"""
    from retrieval.outbox.destinations import resume as change

    _change(settings_for(home), name, json, "resumed", change)


@destinations.command("end")
def end(name: Name, home: Home = None, json: Json = False) -> None:
    """End it for good; what has not arrived there is dropped. 停用。"""
    from retrieval.outbox.destinations import end as change

    _change(settings_for(home), name, json, "ended", change)


@destinations.command("rotate")
def rotate(name: Name, home: Home = None, json: Json = False) -> None:
    """A new signing secret; the old one signs beside it for a day. 更换签名密钥。"""
    from retrieval.outbox.destinations import rotate as change
    from retrieval.outbox.places import BOTH_FOR

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            changed = change(store, token_of(settings), name, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({**asdict(changed.destination), "secret": changed.secret})
        return
    told = {"name": name, "secret": changed.secret, "hours": BOTH_FOR // 3_600}
    echo(text("outbox", "rotated", settings.ui_language, **told))


def _change(
    settings: Settings, name: str, json: bool, said: str, change: Callable[..., "Destination"]
) -> None:
    try:
        with opened(settings) as store:
            changed = change(store, token_of(settings), name, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(asdict(changed))
    else:
        echo(text("outbox", said, settings.ui_language, name=name, waiting=changed.waiting))


def _echo(place: "Destination", zone: ZoneInfo, language: Language) -> None:
    events = ", ".join(place.events) or text("outbox", "place_all", language)
    told = {"name": place.name, "kind": place.kind, "address": place.address, "events": events}
    echo(text("outbox", "place_line", language, **told))
    state, since = "place_state_open", 0
    if place.ended_at is not None:
        state, since = f"place_ended_{place.ended_why}", place.ended_at
    elif place.paused_at is not None:
        state, since = "place_paused", place.paused_at
    elif place.failing_since is not None:
        state, since = "place_failing", place.failing_since
    counts = {"waiting": place.waiting, "dead": place.dead, "failures": place.failures}
    echo(text("outbox", state, language, at=clock(since, zone), **counts))
