"""`feedback audit`: the log of what was done, listed, verified and taken elsewhere."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.signed_in import permitted
from assistant.settings import Settings
from prompts import Language, sentences, text
from retrieval.errors import BadQuery, FeedbackError

if TYPE_CHECKING:
    from retrieval.audit.chain import Keys
    from retrieval.audit.reading import Logged
    from retrieval.audit.verifying import Verdict

__all__ = ["audit"]

audit = typer.Typer(no_args_is_help=True, help="What was done, by whom and when. 审计日志。")

OutFile = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it. 输出文件")]
PointFile = Annotated[
    Path | None, typer.Option("--checkpoint", metavar="FILE", help="A checkpoint made before. 先前的检查点")
]


@audit.command("list")
def list_entries(
    home: Home = None,
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Done by this name. 操作者")] = "",
    action: Annotated[
        str, typer.Option("--action", metavar="ACTION", help="Such as person, or person.added. 操作")
    ] = "",
    subject: Annotated[
        str, typer.Option("--subject", metavar="SUBJECT", help="Such as ticket, or ticket:3. 对象")
    ] = "",
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="Such as 2026-11-01. 起始时间")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first. 条数")] = 50,
    json: Json = False,
) -> None:
    """What was done, the newest first. 列出审计记录。"""
    from retrieval.audit.reading import Wanted, logged

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            store.require_whole()
            permitted(settings, store, "rule")
            began = _seconds(since, store.timezone) if since else None
            found = logged(store, Wanted(who, action, subject, began, None, limit))
            zone = store.timezone.key
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([each.to_json() for each in found])
        return
    for each in found:
        echo(_line(each, zone, settings.ui_language))
    if not found:
        echo(text("people", "audit_none", settings.ui_language), err=True)


@audit.command("verify")
def verify(
    home: Home = None,
    checkpoint: PointFile = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="An exported log, not this one. 导出的日志")
    ] = None,
    json: Json = False,
) -> None:
    """Look for anything changed, deleted, moved or cut off; the exit status is 1 if so. 校验审计日志。"""
    from retrieval.audit import exporting, verifying
    from retrieval.audit.checkpoint import read_checkpoint

    settings = settings_for(home)
    try:
        before = read_checkpoint(checkpoint) if checkpoint else None
        if file:
            verdict = exporting.verify_file(file, _keys(settings), before)
        else:
            with opened(settings) as store:
                store.require_whole()
                verdict = verifying.verify(store, before)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    _show(verdict, settings.ui_language, json)
    raise typer.Exit(0 if verdict.whole else 1)


@audit.command("checkpoint")
def checkpoint(file: OutFile, home: Home = None, json: Json = False) -> None:
    """Write down where the log ends now, to be kept elsewhere. 生成检查点，请存放在别处。"""
    from retrieval.audit import checkpoint as points
    from retrieval.audit.verifying import verify as look

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            store.require_whole()
            verdict = look(store)
            if verdict.whole:
                made = points.checkpoint(store, int(time.time()))
                points.write_checkpoint(made, file)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if not verdict.whole:
        _show(verdict, settings.ui_language, json)
        raise typer.Exit(1)
    if json:
        print_json(made.to_json())
    else:
        echo(text("people", "checkpoint_written", settings.ui_language, count=made.seq, file=file))


@audit.command("export")
def export(file: OutFile, home: Home = None, json: Json = False) -> None:
    """Write the whole log as JSON Lines, which `audit verify --file` verifies by itself. 导出审计日志。"""
    from retrieval.audit import exporting
    from retrieval.audit.log import Entry, append

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            store.require_whole()
            at, actor = int(time.time()), permitted(settings, store, "rule")
            verdict = exporting.export(store, file, at)
            if verdict.whole:
                with store.write() as connection:
                    append(connection, Entry(at, actor, "audit.exported", "audit", {"to": verdict.entries}))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if not json:
        echo(text("people", "exported", settings.ui_language, count=verdict.entries, file=file))
    if json or not verdict.whole:
        _show(verdict, settings.ui_language, json)
    raise typer.Exit(0 if verdict.whole else 1)


def _keys(settings: Settings) -> "Keys | None":
    """The keys of this home's log, when it has one: a file can be verified where there is none."""
    from retrieval.audit.chain import Keys
    from retrieval.secret import read_secret

    return Keys(read_secret(settings.secret_file)) if settings.secret_file.exists() else None


def _seconds(said: str, zone: ZoneInfo) -> int:
    from retrieval.importing.times import read_time, to_seconds

    time: datetime | None = read_time(said)
    if time is None:
        raise BadQuery("audit_since", said=said)
    return to_seconds(time, zone)


def _show(verdict: "Verdict", language: Language, json: bool) -> None:
    if json:
        findings = [{"kind": each.kind, "seq": each.seq} for each in verdict.findings]
        print_json(
            {"whole": verdict.whole, "entries": verdict.entries, "hash": verdict.hash}
            | {"sealed": verdict.sealed, "findings": findings}
        )
        return
    key = ("whole" if verdict.sealed else "whole_unsealed") if verdict.whole else "tampered"
    echo(text("people", key, language, count=verdict.entries))
    for each in verdict.findings:
        echo("  " + text("people", f"found_{each.kind}", language, seq=each.seq))
    if verdict.whole and verdict.since:
        echo(text("people", "whole_since", language, count=verdict.since.seq))


def _line(each: "Logged", zone: str, language: Language) -> str:
    from retrieval.importing.times import text_of_time

    kind = text("people", f"actor_{each.actor.kind}", language)
    who = text("people", "who", language, name=each.actor.name, kind=kind)
    did = sentences("people", language).get(f"did_{each.action.replace('.', '_')}", each.action)
    told = ", ".join(_pairs(each.content, zone)) if isinstance(each.content, Mapping) else str(each.content)
    named = {"seq": each.seq, "subject": each.subject, "time": text_of_time(each.at, zone)}
    return text("people", "entry", language, **named, who=who, did=did, told=told).rstrip()


def _pairs(content: Mapping[str, Any], zone: str) -> Iterator[str]:
    from retrieval.importing.times import text_of_time

    for name, value in content.items():
        if name.endswith("_at") and isinstance(value, int):
            value = text_of_time(value, zone)
        yield f"{name}={value if isinstance(value, str) else dumps(value, ensure_ascii=False)}"
