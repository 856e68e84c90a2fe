"""`feedback people`, `sign-in`, `sign-out`, `whoami`: accounts, and who is signed in here."""

import sys
import time
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.signed_in import forget_token, keep_token, person_of, token_of
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import BadSetting, FeedbackError

if TYPE_CHECKING:
    from retrieval.database import Store
    from retrieval.people.accounts import Account
    from retrieval.people.roles import Person, Role

__all__ = ["people", "sign_in", "sign_out", "whoami"]

people = typer.Typer(no_args_is_help=True, help="Accounts and their roles. 账户与角色。")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name. 账户名")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input. 从标准输入读取密码")
]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, agent, lead or admin. 角色")]


@people.command("add")
def add(
    name: Name, role: RoleOption, home: Home = None, password_stdin: FromStdin = False, json: Json = False
) -> None:
    """Open an account; the first one is an admin's, and needs no sign-in. 添加账户。"""
    from retrieval.people import accounts

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            first = not accounts.people(store)
            if first and role != "admin":
                raise BadSetting("first_not_admin")
            by = None if first else _manager(settings, store)
            password = _password("password_new", settings.ui_language, password_stdin, twice=True)
            at = int(time.time())
            if by is None:
                added = accounts.add_first_admin(store, name, password, at)
            else:
                added = accounts.add_person(store, name, cast("Role", role), password, by.actor, at)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    _done("added", settings, json, name=added.name, role=added.role)


@people.command("list")
def list_people(home: Home = None, json: Json = False) -> None:
    """All accounts, the closed ones too. 列出账户。"""
    from retrieval.people.accounts import people as accounts

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            _manager(settings, store)
            found, zone = accounts(store), store.timezone.key
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json([_as_json(each) for each in found])
        return
    for each in found:
        echo(_line(each, zone, settings.ui_language))


@people.command("role")
def role(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, agent, lead or admin. 角色")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Give somebody another role; they have to sign in again. 更改角色。"""
    from retrieval.people.accounts import change_role

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            by = _manager(settings, store).actor
            changed = change_role(store, name, cast("Role", role), by, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    _done("role_changed", settings, json, name=changed.name, role=changed.role)


@people.command("close")
def close(name: Name, home: Home = None, json: Json = False) -> None:
    """Close an account at once; its name stays in the audit log. 关闭账户。"""
    from retrieval.people.accounts import close_account

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            close_account(store, name, _manager(settings, store).actor, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    _done("closed", settings, json, name=name)


@people.command("password")
def password(name: Name, home: Home = None, password_stdin: FromStdin = False, json: Json = False) -> None:
    """Set a password: your own (the old one is asked for first), or as an admin anybody's. 更改密码。"""
    from retrieval.people.accounts import change_password, folded
    from retrieval.people.signing import check_password

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            by = person_of(settings, store)
            if folded(name) == folded(by.name):
                old = _password("password_old", settings.ui_language, password_stdin)
                check_password(store, by.name, old, int(time.time()))
            else:
                by.require("manage")
            new = _password("password_new", settings.ui_language, password_stdin, twice=True)
            change_password(store, name, new, by.actor, int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    _done("password_changed", settings, json, name=name)


def sign_in(
    name: Name,
    home: Home = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", help="Days it lasts; 12 hours else. 有效天数")
    ] = None,
    show: Annotated[
        bool, typer.Option("--print", help="Print the token, for FEEDBACK_TOKEN; keep nothing. 打印令牌")
    ] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Sign in on this machine, for commands that approve or manage. 登录。"""
    from retrieval.people import signing

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            given = _password("password", settings.ui_language, password_stdin)
            token = signing.sign_in(store, name, given, int(time.time()), days=days)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if show:
        echo(token)
        return
    keep_token(settings, token)
    lasts = {"count": days} if days else {"count": signing.HOURS}
    key = "signed_in_days" if days else "signed_in"
    echo(text("people", key, settings.ui_language, name=name, **lasts), err=True)


def sign_out(home: Home = None) -> None:
    """End the sign-in of this machine, or of FEEDBACK_TOKEN. 退出登录。"""
    from retrieval.people import signing

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            signing.sign_out(store, token_of(settings), int(time.time()))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if not settings.token:
        forget_token(settings)
    echo(text("people", "signed_out", settings.ui_language), err=True)


def whoami(home: Home = None, json: Json = False) -> None:
    """Who is signed in on this machine, and with which role. 当前登录者。"""
    from retrieval.people.roles import ROLES

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            person = person_of(settings, store)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({"name": person.name, "role": person.role, "may": sorted(ROLES[person.role])})
    else:
        echo(text("people", "whoami", settings.ui_language, **_named(person, settings.ui_language)))


def _manager(settings: Settings, store: "Store") -> "Person":
    """Whoever is signed in and may manage people. Raises NotSignedIn or NotAllowed."""
    person = person_of(settings, store)
    person.require("manage")
    return person


def _password(key: str, language: Language, from_stdin: bool, twice: bool = False) -> str:
    """A password from a line of standard input, or asked for without showing it, twice where it is new."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    question = text("people", key, language)
    again = text("people", "password_again", language) if twice else False
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=again, err=True))


def _done(key: str, settings: Settings, json: bool, **told: str) -> None:
    if json:
        print_json({"done": key, **told})
        return
    if "role" in told:
        told["role"] = text("people", f"role_{told['role']}", settings.ui_language)
    echo(text("people", key, settings.ui_language, **told))


def _named(person: "Person", language: Language) -> dict[str, str]:
    return {"name": person.name, "role": text("people", f"role_{person.role}", language)}


def _line(account: "Account", zone: str, language: Language) -> str:
    from retrieval.importing.times import text_of_time

    told = {"name": account.name, "role": text("people", f"role_{account.role}", language)}
    since = text_of_time(account.made_at, zone)
    if account.ended_at is None:
        return text("people", "account", language, since=since, **told)
    return text("people", "account_closed", language, until=text_of_time(account.ended_at, zone), **told)


def _as_json(account: "Account") -> dict[str, object]:
    times = {"made_at": account.made_at, "ended_at": account.ended_at}
    return {"name": account.name, "role": account.role, **times}
