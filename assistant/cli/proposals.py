"""`feedback proposals`: what waits for a decision, and deciding it."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.cli.signed_in import token_of
from assistant.settings import Settings
from retrieval.database import Store
from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from assistant.cli.proposal_lines import Telling
    from tools.proposals.desk import Desk
    from tools.proposals.proposal import Proposal

__all__ = ["proposals", "telling_of"]

proposals = typer.Typer(
    help="What the assistant proposes: read, change, approve or reject it. 提案：查看、修改、批准或驳回。",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="ID", help="The proposal's number. 提案编号")]
EditFile = Annotated[
    Path | None,
    typer.Option(
        "--edit",
        metavar="FILE",
        help="Run this instead: a reply's text; a ticket's title, then its summary; or JSON. 改用文件内容",
    ),
]
SetFields = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Change one field. 修改一项")
]
Editor = Annotated[bool, typer.Option("--editor", help="Change the words in $EDITOR first. 在编辑器中修改")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. 原因")]


@proposals.command("list")
def list_proposals(
    home: Home = None,
    state: Annotated[
        Literal["proposed", "executed", "rejected", "all"], typer.Option(help="Open ones unless given. 状态")
    ] = "proposed",
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="open_ticket or send_reply. 种类")] = None,
    before: Annotated[int | None, typer.Option(metavar="ID", help="Only older ones. 更早的")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many. 条数")] = 50,
    json: Json = False,
) -> None:
    """List proposals, the newest first. 列出提案，最新的在前。"""
    settings = settings_for(home)
    with failing(settings), _desk(settings) as desk:
        wanted = None if state == "all" else state
        found = desk.listed(wanted, kind, before=before, limit=limit)
        telling = telling_of(settings, desk.store)
    if json:
        print_json([each.to_json() for each in found])
    else:
        echo("\n".join(telling.listing(found, limit)))


@proposals.command("show")
def show(number: Number, home: Home = None, json: Json = False) -> None:
    """Show a proposal: what it would do, why, and what it rests on. 查看提案的内容、理由与依据。"""
    settings = settings_for(home)
    with failing(settings), _desk(settings) as desk:
        found, edits = desk.get(number), desk.edits(number)
        if json:
            print_json(found.to_json() | {"edits": [each.to_json() for each in edits]})
            return
        records = found.rests_on.get("records") or found.payload.get("records") or ()
        quotes = _quotes(desk.store, [*records, *filter(None, [found.payload.get("record")])])
        echo("\n".join(telling_of(settings, desk.store).show(found, edits, quotes)))


@proposals.command("approve")
def approve(
    number: Number,
    home: Home = None,
    edit: EditFile = None,
    set_: SetFields = None,
    editor: Editor = False,
    fill: Annotated[
        list[str] | None,
        typer.Option("--fill", metavar="NAME=VALUE", help="A placeholder's value, kept nowhere. 填写占位符"),
    ] = None,
    reason: Reason = "",
    edition: Annotated[
        int | None, typer.Option(metavar="N", help="The edition you have read; the newest unless given. 版本")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask again. 不再询问")] = False,
    json: Json = False,
) -> None:
    """Approve a proposal, as it is or changed: it runs at once, and once. 批准提案，立即执行一次。"""
    settings = settings_for(home)
    with failing(settings), _desk(settings) as desk:
        token, found, telling = token_of(settings), desk.get(number), telling_of(settings, desk.store)
        payload = _wanted(found, edit, set_ or (), editor)
        if not yes and found.is_open:
            if not sys.stdin.isatty():  # what is piped in is nobody's yes
                raise BadQuery("yes_needed")
            echo("\n".join(telling.payload(payload or found.payload)), err=json)
            if not typer.confirm(telling.say("confirm"), err=json):
                echo(telling.say("not_approved"), err=json)
                return
        done = desk.approve(
            token,
            number,
            int(time.time()),
            edition=found.edition if edition is None else edition,
            payload=payload,
            reason=reason,
            fill=_pairs(fill or ()),
        )
    _told(done, json, telling.say("approved", id=done.id, outcome=telling.outcome(done)))


@proposals.command("edit")
def edit_proposal(
    number: Number,
    home: Home = None,
    edit: EditFile = None,
    set_: SetFields = None,
    json: Json = False,
) -> None:
    """Change what a proposal would do; $EDITOR opens unless a file or a field is given. 修改提案。"""
    settings = settings_for(home)
    with failing(settings), _desk(settings) as desk:
        token, found, telling = token_of(settings), desk.get(number), telling_of(settings, desk.store)
        payload = _wanted(found, edit, set_ or (), editor=edit is None and not set_) or found.payload
        done = desk.edit(token, number, payload, found.edition, int(time.time()))
    key = "unchanged" if done.edition == found.edition else "edited"
    _told(done, json, telling.say(key, id=done.id, edition=done.edition))


@proposals.command("reject")
def reject(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why not. 原因", prompt=True)],
    home: Home = None,
    json: Json = False,
) -> None:
    """Reject a proposal: it will never run. 驳回提案，永不执行。"""
    settings = settings_for(home)
    with failing(settings), _desk(settings) as desk:
        done = desk.reject(token_of(settings), number, int(time.time()), reason)
        telling = telling_of(settings, desk.store)
    _told(done, json, telling.say("rejected", id=done.id))


def telling_of(settings: Settings, store: Store) -> "Telling":
    from assistant.cli.proposal_lines import Telling
    from retrieval.understanding.routing import load_routing
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    language, taxonomy = settings.ui_language, load_taxonomy(settings.taxonomy)
    topics = {each.id: each.name(language) for each in taxonomy.areas}
    topics |= {each.id: each.name(language) for each in taxonomy.topics}
    return Telling(language, store.timezone, load_routing(settings.routing), topics)


def _wanted(found: "Proposal", file: Path | None, said: Sequence[str], editor: bool) -> dict[str, Any] | None:
    """The payload that shall stand instead; None where nothing is changed."""
    from assistant.cli.proposal_editing import changed, edited_words

    if file is None and not said and not editor:
        return None
    payload = changed(found.payload, file, said)
    return edited_words(payload) if editor else payload


def _pairs(said: Sequence[str]) -> Mapping[str, str]:
    pairs = {}
    for each in said:
        name, equals, value = each.partition("=")
        if not equals:
            raise BadQuery("proposal_fill", said=each)
        pairs[name.strip()] = value
    return pairs


def _told(done: "Proposal", json: bool, said: str) -> None:
    if json:
        print_json(done.to_json())
    else:
        echo(said)


def _quotes(store: Store, records: Sequence[str]) -> dict[str, str]:
    """The beginnings of the texts of a few records, as far as this store shows them."""
    from tools.proposals.quoting import quotes

    return quotes(store, records[:8])


@contextmanager
def _desk(settings: Settings) -> Iterator["Desk"]:
    """The desk. Reading it takes what reading the store takes; deciding takes a signed-in person."""
    from tools.desk import open_desk

    with opened(settings) as store:
        yield open_desk(store)
