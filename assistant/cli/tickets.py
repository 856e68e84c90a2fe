"""`feedback tickets`: tickets listed, shown, changed, and looked after."""

import time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.cli.issues import COMMANDS
from assistant.settings import Settings
from retrieval.database import Store
from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from assistant.cli.ticket_lines import Telling
    from tools.tickets.changing import Change

__all__ = ["tickets"]

tickets = typer.Typer(help="Tickets: list, show, work on them. 工单：查看与处理。", no_args_is_help=True)

TicketId = Annotated[str, typer.Argument(metavar="TICKET", help="A ticket, such as T-12. 工单号")]
Words = Annotated[str, typer.Argument(metavar="TEXT", help="In words. 文字说明")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. 原因")]
Records = Annotated[list[str], typer.Argument(metavar="RECORD...", help="Ids of records. 记录编号")]
StateOption = Literal[
    "working", "all", "open", "in_progress", "waiting", "resolved", "closed", "reopened", "merged"
]


@tickets.command("list")
def list_tickets(
    home: Home = None,
    state: Annotated[
        StateOption, typer.Option(help="Those that are worked on unless given. 状态")
    ] = "working",
    department: Annotated[str | None, typer.Option(metavar="NAME", help="By name or id. 部门")] = None,
    assignee: Annotated[str | None, typer.Option(metavar="NAME", help='"" for nobody. 处理人')] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their time. 仅超时")] = False,
    json: Json = False,
) -> None:
    """List tickets, the most pressing first. 按紧迫程度列出工单。"""
    from retrieval.understanding.routing import load_routing
    from tools.tickets.life import WORKING
    from tools.tickets.listing import Wanted, listed
    from tools.tickets.routing import require_department
    from tools.tickets.ticket import STATES

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        telling = _telling(settings, store)
        if department is not None:
            department = require_department(department, load_routing(settings.routing))
        states = {"working": WORKING, "all": STATES}.get(state) or tuple(s for s in STATES if s == state)
        found = listed(store, Wanted(states, department, assignee, overdue), telling.rules, _now())
    if json:
        print_json([each.to_json() for each in found])
    else:
        echo("\n".join(telling.listing(found)))


@tickets.command("show")
def show(ticket: TicketId, home: Home = None, json: Json = False) -> None:
    """Show a ticket: why so urgent, when it is due, what happened, what it is about. 查看工单全貌。"""
    from tools.tickets.shown import show_ticket, ticket_number

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        telling = _telling(settings, store)
        shown = show_ticket(store, ticket_number(ticket), telling.rules, _now())
    if json:
        print_json(shown.to_json())
    else:
        echo("\n".join(telling.show(shown)))


@tickets.command("start")
def start(ticket: TicketId, home: Home = None, json: Json = False) -> None:
    """Start working on a ticket; it is yours if nobody has it. 开始处理。"""
    _change(home, json, ticket, op="start")


@tickets.command("assign")
def assign(
    ticket: TicketId,
    name: Annotated[str, typer.Argument(metavar="NAME", help='An account; "" for nobody. 账号名')],
    home: Home = None,
    json: Json = False,
) -> None:
    """Assign a ticket to somebody. 指派工单。"""
    _change(home, json, ticket, op="assign", assignee=name)


@tickets.command("comment")
def comment(ticket: TicketId, words: Words, home: Home = None, json: Json = False) -> None:
    """Comment on a ticket. 备注。"""
    _change(home, json, ticket, op="comment", text=words)


@tickets.command("answer")
def answer(ticket: TicketId, words: Words = "", home: Home = None, json: Json = False) -> None:
    """Note that the customer has heard from us, by phone for example. 记为已答复客户。"""
    _change(home, json, ticket, op="answer", text=words)


@tickets.command("wait")
def wait(ticket: TicketId, words: Words = "", home: Home = None, json: Json = False) -> None:
    """Wait for the customer: the clock stands still. 等待客户回复，暂停计时。"""
    _change(home, json, ticket, op="wait", text=words)


@tickets.command("resume")
def resume(ticket: TicketId, words: Words = "", home: Home = None, json: Json = False) -> None:
    """Go on with a ticket that waited: the clock runs again. 恢复处理，继续计时。"""
    _change(home, json, ticket, op="resume", text=words)


@tickets.command("resolve")
def resolve(ticket: TicketId, words: Words, home: Home = None, json: Json = False) -> None:
    """Resolve a ticket, saying what was done. 解决工单并说明处理结果。"""
    _change(home, json, ticket, op="resolve", text=words)


@tickets.command("close")
def close(ticket: TicketId, words: Words = "", home: Home = None, json: Json = False) -> None:
    """Close a resolved ticket. 关闭已解决的工单。"""
    _change(home, json, ticket, op="close", text=words)


@tickets.command("reopen")
def reopen(ticket: TicketId, words: Words, home: Home = None, json: Json = False) -> None:
    """Reopen a ticket, saying why; its resolution is due anew. 说明原因并重新打开。"""
    _change(home, json, ticket, op="reopen", text=words)


@tickets.command("priority")
def priority(
    ticket: TicketId,
    level: Annotated[Literal["P1", "P2", "P3", "P4"], typer.Argument(help="The new priority. 优先级")],
    reason: Reason = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Change a ticket's priority; its deadlines follow. 修改优先级，时限随之变化。"""
    _change(home, json, ticket, op="priority", priority=level, text=reason)


@tickets.command("department")
def department(
    ticket: TicketId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="By name or id. 部门")],
    reason: Reason = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Give a ticket to another department, whose hours count from then on. 转交其他部门。"""
    _change(home, json, ticket, op="department", department=name, text=reason)


@tickets.command("merge")
def merge(
    ticket: TicketId,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The ticket that remains. 保留的工单")],
    reason: Reason = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Merge a ticket into another about the same thing. 并入另一工单。"""
    from tools.tickets.shown import ticket_number

    settings = settings_for(home)
    with failing(settings):
        number = ticket_number(into)
    _change(home, json, ticket, op="merge", into=number, text=reason)


@tickets.command("split")
def split(
    ticket: TicketId,
    records: Records,
    title: Annotated[str, typer.Option(metavar="TEXT", help="Of the new ticket. 新工单标题")] = "",
    summary: Annotated[str, typer.Option(metavar="TEXT", help="Of the new ticket. 新工单摘要")] = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Split some of a ticket's feedback off into a new one. 将部分反馈拆分为新工单。"""
    _change(home, json, ticket, op="split", records=tuple(records), title=title, text=summary)


@tickets.command("link")
def link(ticket: TicketId, records: Records, home: Home = None, json: Json = False) -> None:
    """Add feedback to a ticket. 为工单添加反馈。"""
    _change(home, json, ticket, op="link", records=tuple(records))


@tickets.command("unlink")
def unlink(ticket: TicketId, records: Records, home: Home = None, json: Json = False) -> None:
    """Take feedback off a ticket. 从工单移除反馈。"""
    _change(home, json, ticket, op="unlink", records=tuple(records))


@tickets.command("watch")
def watch_tickets(
    home: Home = None,
    every: Annotated[
        int | None,
        typer.Option(metavar="SECONDS", min=1, help="Again and again; once if not given. 间隔秒数"),
    ] = None,
    json: Json = False,
) -> None:
    """Warn of deadlines, pass on overdue tickets, close what has long been resolved. 检查时限。"""
    from tools.tickets.watching import watch

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        telling = _telling(settings, store)
        while True:
            done = watch(store, telling.rules, _now())
            if json:
                print_json(done.to_json())
            else:
                echo(telling.watched(done))
            if every is None:
                return
            time.sleep(every)


def _change(home: Any, json: bool, ticket: str, **what: Any) -> None:
    """Makes one change as whoever has signed in, and says how the ticket then stands."""
    from assistant.cli.signed_in import token_of
    from retrieval.understanding.routing import load_routing
    from tools.tickets.changing import change
    from tools.tickets.shown import ticket_number

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        number, wanted = ticket_number(ticket), _wanted(what)
        routing = load_routing(settings.routing)
        changed = change(store, token_of(settings), number, wanted, _now(), routing)
        telling = _telling(settings, store)
    if json:
        print_json(changed.to_json())
    else:
        echo("\n".join(telling.changed(changed, split=wanted.op == "split")))


def _wanted(what: dict[str, Any]) -> "Change":
    """Raises BadQuery for a text that is too long and the like."""
    from pydantic import ValidationError

    from tools.tickets.changing import Change

    try:
        return Change(**what)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise BadQuery("ticket_change", field=".".join(map(str, first["loc"])), why=first["msg"]) from error


def _telling(settings: Settings, store: Store) -> "Telling":
    from assistant.cli.ticket_lines import Telling
    from retrieval.understanding.routing import load_routing
    from tools.tickets.rules import load_rules

    rules = load_rules(store.timezone, settings.tickets)
    return Telling(settings.ui_language, rules, load_routing(settings.routing))


def _now() -> int:
    return int(time.time())


for _name, _command in COMMANDS.items():
    tickets.command(_name)(_command)
