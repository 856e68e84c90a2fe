"""Whatever is imported, found and done to themes, in any order: what holds, always holds."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from retrieval.database import open_store
from retrieval.errors import Conflict
from retrieval.themes.curating import merge, mute, pin, rename, split, undo, unmute, unpin
from retrieval.themes.theme import Theme
from tests.retrieval.themes.garden import SUBJECTS, Garden, by_number, garden

FOUND_AS = (
    ("parcel", "login", "battery", "refund", "screen"),
    ("parcel login", "battery", "refund", "screen"),
    ("parcel", "login battery", "refund screen"),
    ("parcel login battery", "screen", "taste"),
    ("screen refund", "battery", "taste parcel"),
)
Act = Callable[[Garden, Theme, Theme], object]

ACTS: dict[str, Act] = {
    "rename": lambda g, a, _: rename(g.store, g.lead, a.id, f"name {g.now}", None, g.now),
    "merge": lambda g, a, b: merge(g.store, g.lead, a.id, b.id, g.now),
    "split": lambda g, a, _: split(g.store, g.lead, a.id, g.now, namer=by_number),
    "pin": lambda g, a, _: pin(g.store, g.lead, a.id, g.now),
    "unpin": lambda g, a, _: unpin(g.store, g.lead, a.id, g.now),
    "mute": lambda g, a, _: mute(g.store, g.lead, a.id, g.now),
    "unmute": lambda g, a, _: unmute(g.store, g.lead, a.id, g.now),
    "undo": lambda g, a, _: undo(g.store, g.lead, a.id, g.now),
}


class Themes(RuleBasedStateMachine):
    """template: a data home with a first map, which every example begins with."""

    template: Path
    planted: Garden

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name) / "home"
        shutil.copytree(self.template, home)
        store = open_store(f"sqlite:///{home / 'feedback.db'}", "UTC")
        self.grown = replace(self.planted, store=store, about=dict(self.planted.about))
        self.ids: dict[int, int] = {}

    def teardown(self) -> None:
        self.grown.store.close()
        self.folder.cleanup()

    @initialize()
    def start(self) -> None:
        self.remember()

    @rule(subject=st.sampled_from(tuple(SUBJECTS)), count=st.integers(1, 12))
    def feedback_comes_in(self, subject: str, count: int) -> None:
        self.grown.plant({subject: count})

    @rule()
    def it_joins(self) -> None:
        self.grown.refresh()

    @rule(groups=st.sampled_from(FOUND_AS))
    def themes_are_found_anew(self, groups: tuple[str, ...]) -> None:
        kept = {each.id for each in self.grown.themes() if each.pinned}
        names = {each.id: each.name_en for each in self.grown.map().themes if each.named_by == "person"}
        self.grown.refresh(*groups, again=True)
        living = {each.id: each for each in self.grown.map().themes}
        assert kept <= set(living)
        assert {each: living[each].name_en for each in names if each in living} == {
            each: name for each, name in names.items() if each in living
        }

    @rule(name=st.sampled_from(tuple(ACTS)), data=st.data(), back=st.booleans())
    def somebody_acts(self, name: str, data: st.DataObject, back: bool) -> None:
        themes = self.grown.map().themes
        one, other = (data.draw(st.sampled_from(themes)) for _ in range(2))
        before = self.grown.state()
        done = len(self.grown.audit())
        try:
            ACTS[name](self.grown, one, other)
        except Conflict:
            assert self.grown.state() == before
            assert len(self.grown.audit()) == done
            return
        self.remember()
        if back and name != "undo" and len(self.grown.audit()) > done:
            undo(self.grown.store, self.grown.lead, one.id, self.grown.now)
            rows, stored, seating = self.grown.state()
            known = {each["id"] for each in before[1]}
            assert rows == before[0]
            assert [each for each in stored if each["id"] in known] == before[1]
            assert seating == before[2]

    @invariant()
    def all_holds(self) -> None:
        self.grown.check()

    def remember(self) -> None:
        """An id stands for one theme for ever."""
        for each in self.grown.standing().seats.values():
            assert self.ids.setdefault(each.id, each.theme.born_at) == each.theme.born_at


def test_any_sequence_of_imports_refreshes_and_acts_keeps_the_map_sound(tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.mkdir()
    store = open_store(f"sqlite:///{template / 'feedback.db'}", "UTC")
    grown = garden(store, dict.fromkeys(tuple(SUBJECTS)[:5], 8))
    grown.refresh(*FOUND_AS[0])
    store.close()

    class Planted(Themes):
        pass

    Planted.template, Planted.planted = template, grown
    quick = settings(
        max_examples=6,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Planted, settings=quick)
