"""`feedback sample`: the synthetic sample feedback, into a home that has no feedback of its own."""

import tempfile
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from assistant.cli.common import Home, fail, opened, say, settings_for
from assistant.cli.noting import note_texts
from assistant.settings import Settings
from assistant.understanding import import_options
from retrieval.database import Store, feedback_table, import_run
from retrieval.errors import FeedbackError
from retrieval.sample.shift import sample_source, shifted_csv

__all__ = ["sample"]


def sample(home: Home = None) -> None:
    """Import the synthetic sample, moved to end yesterday, once. 导入示例数据（合成）。"""
    settings = settings_for(home)
    language = settings.ui_language
    try:
        with opened(settings) as store:
            if reason := _not_needed(store):
                say(reason, language, home=settings.data_home)
            else:
                rows = _import(store, settings)
                note_texts(store, settings, progress=False)
                say("sample_imported", language, rows=rows, home=settings.data_home)
    except FeedbackError as error:
        raise fail(error, language) from error


def _not_needed(store: Store) -> str | None:
    """The sentence that says why the sample stays out; one whose import was cut short is not kept out."""
    table = feedback_table()
    others = sa.select(sa.exists().where(table.c.source != sample_source()))
    finished = sa.exists().where(
        import_run.c.source == sample_source(), import_run.c.finished_at.is_not(None)
    )
    with store.read() as connection:
        if connection.scalar(others):
            return "sample_others"
        return "sample_there" if connection.scalar(sa.select(finished)) else None


def _import(store: Store, settings: Settings) -> int:
    from retrieval.importing.run import import_file

    today = datetime.now(store.timezone).date()
    with tempfile.TemporaryDirectory() as folder:
        file = shifted_csv(today, Path(folder) / f"{sample_source()}.csv")  # the file's name is the source
        return import_file(store, file, import_options(settings)).rows
