"""`feedback doctor`: what is wrong with a data home, one line each, and a rebuilt vector index on request."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Home, Json, fail, opened, print_json, say, settings_for
from assistant.settings import Settings
from assistant.understanding import understanding_options
from retrieval.database import Store
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.doctor import Examination

__all__ = ["doctor"]


def doctor(
    home: Home = None,
    repair: Annotated[
        bool,
        typer.Option("--rebuild", help="Make the vector index anew, without embedding again. 重建向量索引"),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Ask for every row by its own vector, not for a sample. 全部检查")
    ] = False,
    json: Json = False,
) -> None:
    """Check the data home; the exit status is 1 when something is wrong. 检查数据目录。"""
    settings = settings_for(home)
    try:
        with opened(settings) as store:
            examination = _examine(settings, store, repair, full, json)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    raise typer.Exit(0 if examination.sound else 1)


def _examine(settings: Settings, store: Store, repair: bool, full: bool, json: bool) -> "Examination":
    from assistant.cli.index import progress_bar
    from assistant.searching import open_searching
    from retrieval.doctor import examine, rebuild
    from retrieval.noting.run import understood

    with open_searching(settings, store) as searching:
        model = searching.embedder.name
        if repair:
            if searching.vectors is None:
                raise searching.holder or RuntimeError("Chroma is neither open nor locked")
            with progress_bar("doctor_progress", settings.ui_language) as report:
                rows = rebuild(store, model, searching.vectors, report)
            say("doctor_rebuilt", settings.ui_language, rows=rows)
        examination = examine(store, model, searching.vectors, full)
        if searching.holder is not None:
            say("doctor_locked", settings.ui_language, **searching.holder.details)
    read = understood(store, understanding_options(settings))
    if json:
        notes = {"understood": asdict(read)}
        print_json({"model": model, "sound": examination.sound, **asdict(examination), **notes})
    else:
        _show(settings, model, examination)
        say("doctor_understood", settings.ui_language, done=read.done, total=read.total)
    return examination


def _show(settings: Settings, model: str, examination: "Examination") -> None:
    language, counts = settings.ui_language, examination.counts
    say(
        "doctor_counts",
        language,
        records=counts.records,
        texts=counts.texts,
        vectors=counts.vectors.get(model, 0),
        model=model,
        chroma="?" if counts.chroma is None else counts.chroma,
    )
    for other, count in counts.vectors.items():
        if other != model:
            say("doctor_others", language, model=other, count=count)
    for finding in examination.findings:
        say(f"doctor_{finding.code}", language, count=finding.count, detail=finding.detail)
    if examination.sound:
        say("doctor_sound", language, asked=examination.asked)
