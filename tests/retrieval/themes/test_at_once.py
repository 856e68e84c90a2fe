"""Two processes, a person meanwhile, and kill -9: a map is written whole or not at all."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, open_store
from retrieval.themes.curating import rename
from retrieval.themes.discovery.types import Corpus, Discovery
from retrieval.themes.refreshing import refresh
from retrieval.themes.tables import theme_run
from tests.retrieval.themes.garden import MODEL, Finder, by_number, garden

FOUR = ("parcel", "login", "battery", "refund")
Progress = Callable[[str, float], None]
Found = tuple[Discovery, Mapping[str, Any]]
FOUND = Finder(tuple((each,) for each in FOUR), MODEL)

KILLED = """
import os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from retrieval.database import open_store
from retrieval.themes.refreshing import refresh
from tests.retrieval.themes.test_at_once import FOUND
from tests.retrieval.themes.garden import MODEL, by_number

url, secret, where, again = sys.argv[1:]
store = open_store(url, "UTC", Path(secret))

@sa.event.listens_for(store.engine, "after_cursor_execute")
def kill(connection, cursor, statement, parameters, context, many):
    if statement.startswith(where):
        os.kill(os.getpid(), signal.SIGKILL)

refresh(store, MODEL, 1_800_500_000, again=bool(again), namer=by_number, finder=FOUND)
"""


def runs(store: Store) -> int:
    with store.whole().read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(theme_run)) or 0


def test_two_that_find_themes_at_once_write_them_once(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    before, done = grown.members(), runs(store)
    both = threading.Barrier(2, timeout=60)

    def finder(corpus: Corpus, progress: Progress) -> Found:
        both.wait()
        return FOUND(corpus, progress)

    def find() -> None:
        refresh(store, MODEL, grown.now + 60, again=True, namer=by_number, finder=finder)

    threads = [threading.Thread(target=find) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert runs(store) == done + 1
    assert grown.members() == before
    grown.check()


def test_what_a_person_does_meanwhile_is_not_lost(store: Store) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    one = grown.theme_about("login").id
    said: list[str] = []

    def finder(corpus: Corpus, progress: Progress) -> Found:
        if not said:
            said.append(rename(store, grown.lead, one, "Sign-in fails", None, grown.now).name_en)
        return FOUND(corpus, progress)

    grown.plant({"login": 40})
    refresh(store, MODEL, grown.now, namer=by_number, finder=finder)
    assert grown.theme_about("login").name_en == said[0] == "Sign-in fails"
    assert grown.map().quality.texts == 160
    grown.check()


def test_feedback_that_comes_in_meanwhile_joins_the_next_time(store: Store) -> None:
    grown = garden(store)
    planted: list[int] = []

    def finder(corpus: Corpus, progress: Progress) -> Found:
        if not planted:
            planted.append(1)
            grown.plant({"login": 3})
        return FOUND(corpus, progress)

    refresh(store, MODEL, grown.now, namer=by_number, finder=finder)
    assert grown.map().quality.texts == 120
    refresh(store, MODEL, grown.now, namer=by_number, finder=FOUND)
    assert grown.map().quality.texts == 123
    grown.check()


def test_killed_in_the_middle_the_old_map_stands_and_the_next_refresh_does_it(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    grown = garden(store)
    grown.refresh(*FOUR)
    grown.plant({"login": 2})
    before, version = grown.state(), grown.version()
    places = {"UPDATE theme_map": "again", "INSERT INTO theme_run": ""}
    for where, again in places.items():
        command = [sys.executable, "-c", KILLED, store_url, str(tmp_path / "secret.key"), where, again]
        killed = subprocess.run(command, capture_output=True, check=False, text=True)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        again_opened = open_store(store_url, "UTC", tmp_path / "secret.key")
        again_opened.close()
        assert grown.state() == before
        assert grown.version() == version
    grown.refresh()
    assert grown.map().quality.texts == 122
    grown.check()
