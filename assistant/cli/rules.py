"""`feedback rules`: what may run without anybody being asked, and ending that."""

import time
from typing import Annotated

import typer

from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.cli.proposals import telling_of
from assistant.cli.signed_in import token_of
from retrieval.errors import BadQuery

__all__ = ["rules"]

rules = typer.Typer(
    help="Standing rules: what runs without anybody being asked. 常设规则：哪些提案自动批准。",
    no_args_is_help=True,
)


@rules.command("list")
def list_rules(
    home: Home = None,
    ended: Annotated[bool, typer.Option("--ended", help="Those that have ended, too. 含已结束的")] = False,
    json: Json = False,
) -> None:
    """List standing rules. 列出常设规则。"""
    from tools.proposals.standing import rules as standing

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        found, telling = standing(store, ended), telling_of(settings, store)
    if json:
        print_json([each.to_json() for each in found])
    else:
        echo("\n".join(telling.rules(found)))


@rules.command("add")
def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Of proposals, such as open_ticket. 提案种类")],
    conditions: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="All must hold: priority=P1 topic=safety.* (several values with commas). 条件，须全部满足",
        ),
    ],
    home: Home = None,
    json: Json = False,
) -> None:
    """Let proposals of a kind run by themselves where all conditions hold. 新增常设规则。"""
    from tools.desk import open_desk
    from tools.proposals.standing import make_rule

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        wanted = dict(map(_parsed, conditions))
        made = make_rule(open_desk(store), token_of(settings), kind, wanted, int(time.time()))
        telling = telling_of(settings, store)
    if json:
        print_json(made.to_json())
    else:
        echo(telling.say("rule_made", **telling.rule(made)))


@rules.command("end")
def end(
    number: Annotated[int, typer.Argument(metavar="ID", help="The rule's number. 规则编号")],
    home: Home = None,
    json: Json = False,
) -> None:
    """End a standing rule. 结束常设规则。"""
    from tools.desk import open_desk
    from tools.proposals.standing import end_rule

    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        ended = end_rule(open_desk(store), token_of(settings), number, int(time.time()))
        telling = telling_of(settings, store)
    if json:
        print_json(ended.to_json())
    else:
        echo(telling.say("rule_ended", id=ended.id))


def _parsed(said: str) -> tuple[str, list[str]]:
    """ "priority=P1,P2" as a field and its values."""
    field, equals, values = said.partition("=")
    if not equals:
        raise BadQuery("rule_form", said=said)
    return field.strip(), [each.strip() for each in values.replace("，", ",").split(",") if each.strip()]
