"""Made-up feedback about a few things, with vectors that say so, and people who may change themes."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from retrieval.audit.tables import audit_entry
from retrieval.database import Store, data_version, feedback_table, feedback_text
from retrieval.people.accounts import add_first_admin, add_person
from retrieval.people.signing import sign_in
from retrieval.records import Feedback, text_hash
from retrieval.themes.discovery.features import fit_space
from retrieval.themes.discovery.placing import CentrePlacer
from retrieval.themes.discovery.types import Corpus, Discovery, Placed
from retrieval.themes.history import all_events, fold
from retrieval.themes.keeping import read_map
from retrieval.themes.naming.types import Group, Named
from retrieval.themes.refreshing import refresh
from retrieval.themes.rows import shown_rows
from retrieval.themes.segment import EVERYTHING, MapSegment
from retrieval.themes.standing import Seating, Standing, read_standing
from retrieval.themes.tables import feedback_theme, theme
from retrieval.themes.theme import Theme, ThemeMap, theme_name
from retrieval.vector_cache import insert_vectors
from tests.retrieval.feedbacks import add_feedback

__all__ = ["MODEL", "SUBJECTS", "Garden", "garden"]

MODEL = "made-up/32"
DAY = 86_400
PASSWORD = "plum tart with custard"

SUBJECTS: Mapping[str, str] = {
    "parcel": "the parcel came {n} days late and the courier never rang",
    "login": "cannot sign in, the app says wrong password {n} times in a row",
    "battery": "battery is empty after {n} hours although it was charged",
    "refund": "still waiting {n} weeks for the refund of my order",
    "screen": "the screen has {n} dead pixels in one corner",
    "taste": "the coffee tastes burnt, cup number {n} was no better",
}


Floats = NDArray[np.float32]


def direction(subject: str, model: str) -> Floats:
    """Where vectors of a subject point to."""
    row = np.random.default_rng(zlib.crc32(f"{subject} {model}".encode())).normal(size=32)
    unit: Floats = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


def by_number(corpus: Corpus, groups: Sequence[Group], _taken: Sequence[Named]) -> tuple[Named, ...]:
    """Names by the first text of each group, different for each: quick, and told by nothing else."""
    named = []
    for place, group in enumerate(groups):
        said = corpus.texts[group.members[0]] if len(group.members) else "-"
        name = f"{'group of' if group.children else 'about'} {said[:40]} {place}"
        named.append(Named(name, f"关于{name}", said, said, (), tuple(group.members[:2].tolist()), "model"))
    return tuple(named)


@dataclass(frozen=True)
class Finder:
    """Finds what the test says: each group has the texts of its subjects, and every ninth also belongs to
    the next group. Pairs of groups make up a coarse one. Texts of other subjects belong nowhere."""

    groups: tuple[tuple[str, ...], ...]
    model: str

    def __call__(
        self, corpus: Corpus, _progress: Callable[[str, float], None]
    ) -> tuple[Discovery, Mapping[str, Any]]:
        known = tuple(SUBJECTS)
        near = corpus.vectors @ np.stack([direction(each, self.model) for each in known]).T
        group_of = {each: place for place, group in enumerate(self.groups) for each in group}
        of = np.array([group_of.get(each, -1) for each in known])
        found = of[near.argmax(axis=1)].astype(np.int64)
        present, sizes = np.unique(found[found >= 0], return_counts=True)
        order = present[np.argsort(-sizes, kind="stable")]
        number = {int(each): place for place, each in enumerate(order)}
        main = np.array([number.get(int(each), -1) for each in found], np.int32)
        vectors = _means(corpus.vectors, main, len(order))
        space = fit_space(corpus.texts, corpus.vectors)
        centres = _means(space.place(corpus.texts, corpus.vectors), main, len(order))
        some = [each for each in range(0, len(main), 9) if main[each] >= 0 and len(order) > 1]
        also = np.array([(each, (main[each] + 1) % len(order)) for each in some], np.int32).reshape(-1, 2)
        placed = Placed(main, np.full(len(main), 0.9, np.float32), also, np.full(len(also), 0.5, np.float32))
        coarse = (np.arange(len(order)) // 2).astype(np.int32)
        placer = CentrePlacer(space, centres, 0.2)
        return Discovery(placed, coarse, vectors, placer), {"stability": 0.9, "cohesion": 0.3}


def _means(rows: Floats, main: NDArray[np.int32], count: int) -> Floats:
    sums = np.stack([rows[main == each].sum(axis=0) for each in range(count)]) if count else rows[:0]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: Floats = (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


@dataclass
class Garden:
    """A store with feedback planted in it. tokens: of a lead and of a viewer."""

    store: Store
    tokens: Mapping[str, str]
    now: int = 1_800_000_000
    planted: int = 0
    about: dict[str, str] = field(default_factory=dict)
    finder: Finder | None = None

    @property
    def lead(self) -> str:
        return self.tokens["lea"]

    def plant(self, counts: Mapping[str, int], model: str = MODEL, region: str = "North") -> None:
        """So many records about each subject, with their vectors."""
        records = []
        for subject, count in counts.items():
            for _ in range(count):
                self.planted += 1
                said = SUBJECTS[subject].format(n=self.planted)
                records.append(Feedback(id=f"f{self.planted}", source="made-up", region=region, text=said))
                self.about[f"f{self.planted}"] = subject
        add_feedback(self.store, records)
        self.embed(model)

    def embed(self, model: str = MODEL) -> None:
        """A vector for every text, near that of its subject."""
        with self.store.whole().write() as connection:
            table, texts = feedback_table(), feedback_text
            query = sa.select(table.c.id, texts.c.text).join(texts, texts.c.seq == table.c.seq)
            rows = connection.execute(query).all()
            vectors = {str(text_hash(row.text, None)): self._vector(row.id, row.text, model) for row in rows}
            insert_vectors(connection, model, vectors)

    def _vector(self, record: str, text: str, model: str) -> Floats:
        noise = np.random.default_rng(zlib.crc32(text.encode())).normal(size=32)
        row = direction(self.about[record], model) + 0.5 * noise / np.linalg.norm(noise)
        unit: Floats = (row / np.linalg.norm(row)).astype(np.float32)
        return unit

    def refresh(
        self,
        *groups: str,
        segment: MapSegment = EVERYTHING,
        again: bool = False,
        model: str = MODEL,
    ) -> ThemeMap:
        """groups: the subjects that are found together, such as "parcel" or "login battery"."""
        self.now += DAY
        if groups:
            self.finder = Finder(tuple(tuple(each.split()) for each in groups), model)
        return refresh(self.store, model, self.now, segment, again=again, namer=by_number, finder=self.finder)

    def map(self) -> ThemeMap:
        found = read_map(self.store)
        assert found is not None
        return found

    def themes(self, level: str = "fine") -> list[Theme]:
        return [each for each in self.map().themes if each.level == level]

    def members(self, main: bool = True) -> dict[str, set[str]]:
        """Ids of records by theme ("TH-3")."""
        facts, rows = feedback_table(), feedback_theme
        query = sa.select(rows.c.theme, facts.c.id).join(facts, facts.c.seq == rows.c.seq)
        if main:
            query = query.where(rows.c.main == 1)
        found: dict[str, set[str]] = {}
        with self.store.whole().read() as connection:
            for name, record in connection.execute(query.where(rows.c.map == self.map().id)):
                found.setdefault(name, set()).add(record)
        return found

    def theme_about(self, subject: str) -> Theme:
        """The fine theme that most records about the subject are in."""
        of_it = {record for record, about in self.about.items() if about == subject}
        members = self.members()
        name = max(members, key=lambda each: len(members[each] & of_it))
        return next(each for each in self.themes() if each.ref == name)

    def standing(self) -> Standing:
        found = read_standing(self.store, EVERYTHING)
        assert found is not None
        return found

    def state(self) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]], Seating]:
        """All that an undo has to restore: who is where, and the themes but for their editions."""
        with self.store.whole().read() as connection:
            rows = connection.execute(sa.select(feedback_theme).order_by(*feedback_theme.primary_key)).all()
            themes = [
                {key: value for key, value in row._mapping.items() if key != "edition"}
                for row in connection.execute(sa.select(theme).order_by(theme.c.id))
            ]
        return [tuple(row) for row in rows], themes, self.standing().seating

    def audit(self) -> list[str]:
        query = sa.select(audit_entry.c.action).where(audit_entry.c.action.startswith("theme."))
        with self.store.whole().read() as connection:
            return list(connection.scalars(query.order_by(audit_entry.c.seq)))

    def version(self) -> int:
        with self.store.whole().read() as connection:
            return data_version(connection)

    def check(self) -> None:
        """What holds of every map at any time."""
        standing, found = self.standing(), self.map()
        living = {each.ref: each for each in found.themes}
        with self.store.whole().read() as connection:
            rows = connection.execute(sa.select(feedback_theme).where(feedback_theme.c.map == found.id)).all()
            events = all_events(connection, found.id)
            stored = connection.execute(sa.select(theme).where(theme.c.map == found.id)).all()
            seqs = set(connection.scalars(sa.select(feedback_table().c.seq)))
        assert {row.theme for row in rows} <= {each.ref for each in found.themes if each.level == "fine"}
        mains: dict[int, int] = {}
        for row in rows:
            group = living[row.theme].parent
            assert group is not None
            assert row.theme_group == theme_name(group)
            assert row.seq in seqs
            mains[row.seq] = mains.get(row.seq, 0) + row.main
        assert set(mains.values()) <= {1}
        for each in found.themes:
            of_it = [row.seq for row in rows if each.ref in (row.theme, row.theme_group)]
            assert each.records == len(set(of_it)), each.ref
        replayed = fold(events)
        assert set(replayed) == {row.id for row in stored}
        for row in stored:
            was = replayed[row.id]
            assert (was.name_en, was.name_zh, was.ended) == (
                row.name_en,
                row.name_zh,
                row.ended_at is not None,
            )
            assert (was.pinned, was.muted) == (bool(row.pinned), bool(row.muted))
            assert was.merged_into == row.merged_into
        groups = {each.id: each.parent or 0 for each in found.themes if each.level == "fine"}
        again = shown_rows(standing.rows, found.id, 0, standing.wishes.theme_of, groups)
        assert {row[:3] for row in again} == {(row.seq, row.map, row.theme) for row in rows}


def garden(store: Store, counts: Mapping[str, int] | None = None) -> Garden:
    """A garden with 30 records about each of four subjects, unless told otherwise."""
    admin = add_first_admin(store, "ann", PASSWORD, 0)
    add_person(store, "lea", "lead", PASSWORD, admin.actor, 0)
    add_person(store, "vic", "viewer", PASSWORD, admin.actor, 0)
    now = 1_800_000_000
    tokens = {name: sign_in(store, name, PASSWORD, now, days=300) for name in ("lea", "vic")}
    grown = Garden(store, tokens, now)
    grown.plant(counts or dict.fromkeys(tuple(SUBJECTS)[:4], 30))
    return grown
