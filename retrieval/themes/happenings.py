"""What a run did to each theme, told from where its records were and where they are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.settling import NONE
from retrieval.themes.theme import theme_name

__all__ = ["Flows", "Happened", "flows", "happenings", "summed"]

MUCH = 0.2
"""A theme grew or shrank when it has a fifth more or fewer records, and changed when it took or gave a
tenth."""

MOVED = 0.1
PART = 0.15
"""A theme was split when a new one, made up mostly of its records, has at least this share of them."""

MOSTLY = 0.5

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Happened:
    """came, went: records by the theme they came from or went to (0: none). Negative ids are new themes'."""

    kind: str
    theme: int
    other: int | None = None
    came: Mapping[int, int] = field(default_factory=dict)
    went: Mapping[int, int] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self, ids: Mapping[int, int]) -> dict[str, Any]:
        """As it is kept. ids: what the new themes' negative ids have become."""
        told = dict(self.content)
        for name, flow in (("came", self.came), ("went", self.went)):
            if flow:
                told[name] = {
                    theme_name(ids.get(key, key)) if key else "": count for key, count in flow.items()
                }
        return told


@dataclass(frozen=True, slots=True)
class Flows:
    """Records that were looked at before and now, by (theme before, theme now); 0 for none."""

    counts: Mapping[tuple[int, int], int]

    def shown(self, theme_of: Callable[[int], int]) -> "Flows":
        """With themes that people merged as the one they are."""
        counts: dict[tuple[int, int], int] = {}
        for (old, new), count in self.counts.items():
            pair = theme_of(old), theme_of(new)
            counts[pair] = counts.get(pair, 0) + count
        return Flows(counts)

    def out_of(self, old: int) -> dict[int, int]:
        """Where its records are now, the most first."""
        return _ordered({new: n for (before, new), n in self.counts.items() if before == old})

    def into(self, new: int) -> dict[int, int]:
        """Where its records were, the most first."""
        return _ordered({old: n for (old, now), n in self.counts.items() if now == new})


def _ordered(counts: Mapping[int, int]) -> dict[int, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def flows(old: Places, new: Places, weights: NDArray[np.int32], known: NDArray[np.bool_]) -> Flows:
    """old, new: the theme of each text. known: the texts that were there before."""
    pairs = np.stack([old[known], new[known]], axis=1)
    if not len(pairs):
        return Flows({})
    different, which = np.unique(pairs, axis=0, return_inverse=True)
    sums = np.bincount(which.reshape(-1), weights=weights[known], minlength=len(different))
    return Flows(
        {(int(a), int(b)): int(count) for (a, b), count in zip(different.tolist(), sums, strict=True)}
    )


def summed(sizes: Mapping[int, int], theme_of: Callable[[int], int]) -> dict[int, int]:
    """Sizes with themes that people merged as the one they are."""
    found: dict[int, int] = {}
    for number, size in sizes.items():
        found[theme_of(number)] = found.get(theme_of(number), 0) + size
    return found


def happenings(
    moved: Flows, before: Mapping[int, int], after: Mapping[int, int], ended: Collection[int]
) -> list[Happened]:
    """before: records of each theme that lived; after: of each that lives; ended: those that no longer do."""
    found: list[Happened] = []
    for new in sorted(set(after) - set(before), reverse=True):
        came = moved.into(new)
        parent = _split_from(came, moved, before)
        found.append(Happened("born", new, None, came, content={"records": after[new]}))
        if parent is not None:
            kept = {key: n for key, n in moved.out_of(parent).items() if key in (parent, new)}
            found.append(Happened("split", parent, new, went=kept, content={"records": after.get(parent, 0)}))
    for old in sorted(ended):
        went = moved.out_of(old)
        into = next(iter(went), NONE)
        merged = into in after and went[into] >= MOSTLY * sum(went.values())
        content = {"records": before[old]}
        found.append(
            Happened("merged", old, into, went=went, content=content)
            if merged
            else Happened("ended", old, went=went, content=content)
        )
    split = {each.theme for each in found if each.kind == "split"}
    for theme in sorted(set(after) & set(before) - split):
        change = _change(theme, moved, before[theme], after[theme])
        if change is not None:
            found.append(change)
    return found


def _split_from(came: Mapping[int, int], moved: Flows, before: Mapping[int, int]) -> int | None:
    source = next((key for key in came if key != NONE), None)
    if source is None or source not in before:
        return None
    of_new, of_old = sum(came.values()), sum(moved.out_of(source).values())
    return source if came[source] >= MOSTLY * of_new and came[source] >= PART * of_old else None


def _change(theme: int, moved: Flows, before: int, after: int) -> Happened | None:
    came = {key: n for key, n in moved.into(theme).items() if key != theme}
    went = {key: n for key, n in moved.out_of(theme).items() if key != theme}
    content = {"before": before, "after": after}
    if abs(after - before) >= max(MUCH * before, 2):
        return Happened("grew" if after > before else "shrank", theme, None, came, went, content)
    if max(sum(came.values()), sum(went.values())) >= max(MOVED * before, 2):
        return Happened("changed", theme, None, came, went, content)
    return None
