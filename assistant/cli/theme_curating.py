"""`feedback themes rename`, `merge`, `split`, `pin`, `mute`, `undo`, `history`: themes as people wish."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.cli.signed_in import token_of
from assistant.settings import Settings
from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from assistant.cli.theme_lines import ThemeTelling
    from retrieval.database import Store
    from retrieval.themes.theme import Theme

__all__ = ["COMMANDS"]

ThemeArgument = Annotated[
    str, typer.Argument(metavar="THEME", help="A theme, such as TH-12, or its name. 主题编号或名称")
]


def rename(
    theme: ThemeArgument,
    english: Annotated[str | None, typer.Option("--en", metavar="NAME", help="In English. 英文名")] = None,
    chinese: Annotated[str | None, typer.Option("--zh", metavar="NAME", help="In Chinese. 中文名")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Give a theme another name; it keeps it. 给主题改名，此后不变。"""
    from retrieval.themes.curating import rename as give

    with _acting(home) as act:
        if english is None and chinese is None:
            raise BadQuery("theme_name_missing", theme=theme)
        found = act.find(theme)
        named = give(act.store, act.token, found.id, english, chinese, act.now)
        act.tell(json, "renamed", named, name_en=named.name_en, name_zh=named.name_zh)


def merge(
    theme: ThemeArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The theme that stays. 并入的主题")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Make two themes one; they stay one. 将主题并入另一主题，此后不再分开。"""
    from retrieval.themes.curating import merge as join

    with _acting(home) as act:
        found, other = act.find(theme), act.find(into)
        one = join(act.store, act.token, found.id, other.id, act.now)
        name = one.name(act.telling.language)
        act.tell(json, "merged", found, one, into=one.ref, name=name, records=one.records)


def split(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Make two of a theme, by what its feedback is about; they stay two. 将主题一分为二，此后不再合并。"""
    from retrieval.themes.curating import split as divide

    with _acting(home) as act:
        kept, new = divide(act.store, act.token, act.find(theme).id, act.now)
        name = new.name(act.telling.language)
        act.tell(json, "split", kept, new, new=new.ref, new_name=name, new_records=new.records)


def pin(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Keep a theme from ending, even without feedback. 固定主题，不会自动结束。"""
    _flag("pin", "pinned", theme, home, json)


def unpin(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Let a theme end again. 取消固定。"""
    _flag("unpin", "unpinned", theme, home, json)


def mute(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Leave a theme out of rankings and alerts. 静音：不进入排名与提醒。"""
    _flag("mute", "muted", theme, home, json)


def unmute(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Rank a theme again. 取消静音。"""
    _flag("unmute", "unmuted", theme, home, json)


def undo(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Take back the last thing that was done to a theme. 撤销对主题的最近一次操作。"""
    from retrieval.themes.curating import undo as take_back

    with _acting(home) as act:
        act.tell(json, "undone", take_back(act.store, act.token, act.find(theme).id, act.now))


def history(theme: ThemeArgument, home: Home = None, json: Json = False) -> None:
    """Tell what became of a theme: found, grew, split, merged, changed by whom. 查看主题的来历与变动。"""
    from retrieval.themes.history import history as read

    with _acting(home) as act:
        found = act.find(theme)
        events = read(act.store, found.id)
        if json:
            print_json({"theme": asdict(found), "events": [asdict(each) for each in events]})
        else:
            echo("\n".join(act.telling.history(found, events)))


COMMANDS: tuple[Callable[..., None], ...] = (
    rename,
    merge,
    split,
    pin,
    unpin,
    mute,
    unmute,
    undo,
    history,
)
"""The commands by the names of their functions."""


class _Act:
    """An act on its way: who acts, on which store, and in which words it is told."""

    def __init__(self, settings: Settings, store: "Store", telling: "ThemeTelling") -> None:
        self.settings, self.store, self.telling = settings, store, telling
        self.now = int(time.time())

    @property
    def token(self) -> str:
        return token_of(self.settings)

    def find(self, said: str) -> "Theme":
        """The one theme that is meant; by id, one that has ended too. Raises BadQuery."""
        from retrieval.themes.keeping import find_theme, read_map, read_theme
        from retrieval.themes.lookup import by_name
        from retrieval.themes.theme import theme_id

        number = theme_id(said)
        if number is not None:
            return read_theme(self.store, number)
        themes = read_map(self.store)
        found = (by_name(self.store, themes, said) or find_theme(themes, said)) if themes is not None else ()
        if len(found) > 1:
            raise BadQuery("theme_several", theme=said, themes=", ".join(each.ref for each in found))
        if not found:
            raise BadQuery("theme_unknown", theme=said)
        return found[0]

    def tell(self, json: bool, key: str, theme: "Theme", *others: "Theme", **details: Any) -> None:
        if json:
            print_json({"themes": [asdict(each) for each in (theme, *others)]})
            return
        echo(self.telling.say(key, theme, **details))
        if key != "undone":
            echo(self.telling.say("undo_hint", theme), err=True)


def _flag(name: str, key: str, theme: str, home: Any, json: bool) -> None:
    from retrieval.themes import curating

    with _acting(home) as act:
        done = getattr(curating, name)(act.store, act.token, act.find(theme).id, act.now)
        act.tell(json, key, done)


@contextmanager
def _acting(home: Any) -> Iterator[_Act]:
    """The opened store and who acts on it; errors as the one sentence they have."""
    settings = settings_for(home)
    with failing(settings), opened(settings) as store:
        from assistant.cli.theme_lines import ThemeTelling

        yield _Act(settings, store, ThemeTelling(settings.ui_language, store.timezone))
