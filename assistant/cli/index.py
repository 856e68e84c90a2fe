"""`feedback index`: a vector for every text, now and with progress."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.cli.common import Home, Json, fail, opened, print_json, say, settings_for
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.database import Store
    from retrieval.indexing import Progress, Report

__all__ = ["index", "progress_bar"]


def index(home: Home = None, json: Json = False) -> None:
    """Make feedback searchable by meaning. 让反馈可按语义搜索。"""
    settings = settings_for(home)
    try:
        began = time.monotonic()
        new, reached = _index(settings)
        seconds = time.monotonic() - began
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(
            {"texts": reached.total, "embedded": reached.done, "new": new, "seconds": round(seconds, 3)}
        )
    else:
        say(
            "index_done",
            settings.ui_language,
            done=reached.done,
            total=reached.total,
            new=new,
            seconds=seconds,
        )


def _index(settings: Settings) -> tuple[int, "Progress"]:
    from assistant.searching import open_searching
    from retrieval.indexing import index_all, standing

    with opened(settings) as store, open_searching(settings, store) as searching:
        if searching.holder is not None:
            say("index_locked", settings.ui_language, **searching.holder.details)
        before = standing(store, searching.embedder.name)
        with progress_bar("index_progress", settings.ui_language) as report:
            reached = index_all(store, searching.embedder, searching.vectors, report)
        _join_themes(store, searching.embedder.name)
        return reached.done - before.done, reached


def _join_themes(store: "Store", model: str) -> None:
    """New feedback joins its themes, where there are any; finding them anew waits for the next report."""
    from retrieval.themes.keeping import read_map

    if read_map(store) is None:
        return
    from retrieval.themes.refreshing import due, refresh

    if due(store, model) == "join":
        refresh(store, model, int(time.time()))


@contextmanager
def progress_bar(key: str, language: Language) -> "Iterator[Report]":
    """A bar with the time left, when standard error is a terminal, for what reports `Progress`."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text("cli", key, language), total=None)
        yield lambda progress: bar.update(task, completed=progress.done, total=progress.total)
