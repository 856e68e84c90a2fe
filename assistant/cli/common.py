"""What every command shares: the --home option, opening the store, and how errors reach a person."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.settings import Settings
from prompts import Language, error_text, text
from retrieval.database import Store, open_store
from retrieval.errors import FeedbackError

__all__ = [
    "Home",
    "Json",
    "echo",
    "fail",
    "failing",
    "opened",
    "print_json",
    "say",
    "settings_for",
    "visible",
]

Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Data home; a separate one for each set of data. 数据目录"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs. 输出 JSON")]

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it: control characters but tab and newline, and what turns the
direction of writing."""


def settings_for(home: Path | None) -> Settings:
    """The settings, with a command's --home over FEEDBACK_HOME."""
    settings = Settings()
    return settings if home is None else settings.model_copy(update={"home": home})


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store of these settings, limited to the segment they name, closed afterwards."""
    from tools.scope import scoped

    store = open_store(settings.store_url, settings.timezone, settings.secret_file)
    try:
        yield scoped(store, settings.scope)
    finally:
        store.close()


def say(key: str, language: Language, **details: object) -> None:
    """One sentence of `prompts/texts/cli.<language>.toml` to standard error, where progress goes."""
    echo(text("cli", key, language, **details), err=True)


def echo(said: object = "", *, err: bool = False) -> None:
    """A line for people. Texts of customers and of models reach the terminal by this alone."""
    typer.echo(visible(str(said)), err=err)


def visible(said: str) -> str:
    """The text with what a terminal would obey written out ("\\x1b"): it can be read and does nothing."""
    return _COMMANDS.sub(_written_out, said.replace("\r\n", "\n"))


def _written_out(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def fail(error: FeedbackError, language: Language) -> typer.Exit:
    """Prints the error's one sentence to standard error; raise what this returns."""
    echo(error_text(error.code, language, error.details), err=True)
    return typer.Exit(error.exit_status)


@contextmanager
def failing(settings: Settings) -> Iterator[None]:
    """Errors as the one sentence they have."""
    try:
        yield
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
