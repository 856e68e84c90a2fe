"""Names for themes that need one: new ones, and those that have become something else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.types import Group, Named, Namer
from retrieval.themes.outcome import Draft
from retrieval.themes.reading import Records
from retrieval.themes.settling import Settled
from retrieval.themes.standing import Standing
from retrieval.words import fold

__all__ = ["give_names", "name_groups"]

ANOTHER = 0.5
"""A theme with less than this share of its texts in common with before is named anew, unless by a person."""

TOPICS = 8

Longs = NDArray[np.int64]


def give_names(
    drafts: Sequence[Draft],
    corpus: Corpus,
    records: Records,
    settled: Settled,
    topics: Mapping[str, NDArray[np.int32]],
    standing: Standing | None,
    namer: Namer | None,
    old: Longs,
) -> list[Draft]:
    """The drafts with names where they need one. namer: a better one than words alone. old: theme by text."""
    groups = _groups(drafts, records, settled, topics)
    wanting = [
        place for place, each in enumerate(drafts) if _wants(each, groups[place], standing, namer, old)
    ]
    if not wanting:
        return list(drafts)
    taken = _taken(drafts, wanting, standing)
    named = name_groups(corpus, groups, (), namer)
    used = {fold(each.name(language)) for each in taken for language in ("en", "zh")}
    again = [place for place in wanting if {fold(named[place].name_en), fold(named[place].name_zh)} & used]
    names = {place: named[place] for place in wanting}
    if again:
        others = [*taken, *(names[place] for place in wanting if place not in again)]
        names |= dict(
            zip(again, name_groups(corpus, [groups[each] for each in again], others, namer), strict=True)
        )
    return [
        replace(each, named=names[place], named_by=names[place].by, examples=_examples(names[place], records))
        if place in names
        else each
        for place, each in enumerate(drafts)
    ]


def name_groups(
    corpus: Corpus, groups: Sequence[Group], taken: Sequence[Named], namer: Namer | None
) -> tuple[Named, ...]:
    """By the namer, else by words."""
    if namer is not None:
        return namer(corpus, groups, taken)
    from retrieval.themes.naming.naming import name_themes

    return name_themes(corpus, groups, taken)


def _examples(named: Named, records: Records) -> tuple[int, ...]:
    return tuple(int(records.first[place]) for place in named.examples)


def _wants(draft: Draft, group: Group, standing: Standing | None, namer: Namer | None, old: Longs) -> bool:
    if standing is None or draft.id < 0:
        return True
    theme = standing.seats[draft.id].theme
    if theme.named_by == "person" or draft.id in standing.wishes.touched:
        return False
    if namer is not None and theme.named_by == "words":
        return True
    if draft.level == "coarse" or not len(group.members):
        return False
    return bool((old[group.members] == draft.id).mean() < ANOTHER)


def _taken(drafts: Sequence[Draft], wanting: Sequence[int], standing: Standing | None) -> list[Named]:
    if standing is None:
        return []
    keep = [each.id for place, each in enumerate(drafts) if place not in set(wanting) and each.id > 0]
    themes = [standing.seats[each].theme for each in keep]
    return [
        Named(each.name_en, each.name_zh, each.description_en, each.description_zh, each.words, ())
        for each in themes
    ]


def _groups(
    drafts: Sequence[Draft],
    records: Records,
    settled: Settled,
    topics: Mapping[str, NDArray[np.int32]],
) -> list[Group]:
    """Each theme's texts, the clearest first; of a coarse one, its fine themes' texts."""
    order = np.lexsort((-settled.strength, settled.main))
    ids, starts = np.unique(settled.main[order], return_index=True)
    members = dict(zip(ids.tolist(), np.split(order, starts)[1:], strict=True))
    fine = [place for place, each in enumerate(drafts) if each.level == "fine"]
    groups = []
    said = _topic_table(records, settled.main, topics)
    for each in drafts:
        children = (
            [place for place in fine if drafts[place].found_parent == each.id]
            if each.level == "coarse"
            else []
        )
        own = [each.id] if each.level == "fine" else [drafts[place].id for place in children]
        texts = np.concatenate(
            [members.get(one, np.zeros(0, np.int64)) for one in own] or [np.zeros(0, np.int64)]
        )
        if len(own) > 1:
            texts = texts[np.argsort(-settled.strength[texts], kind="stable")]
        groups.append(Group(texts.astype(np.int32), children, _shares(said, own)))
    return groups


def _topic_table(
    records: Records, main: Longs, topics: Mapping[str, NDArray[np.int32]]
) -> dict[int, tuple[int, dict[str, int]]]:
    """For each theme: its records, and how many of them have each topic."""
    of_record = main[records.text]
    ids, counts = np.unique(of_record, return_counts=True)
    found: dict[int, tuple[int, dict[str, int]]] = {
        number: (int(count), {}) for number, count in zip(ids.tolist(), counts.tolist(), strict=True)
    }
    for topic, places in topics.items():
        ids, counts = np.unique(of_record[places], return_counts=True)
        for number, count in zip(ids.tolist(), counts.tolist(), strict=True):
            found[number][1][topic] = int(count)
    return found


def _shares(
    said: Mapping[int, tuple[int, Mapping[str, int]]], themes: Sequence[int]
) -> list[tuple[str, float]]:
    total, sums = 0, dict[str, int]()
    for each in themes:
        records, counts = said.get(each, (0, {}))
        total += records
        for topic, count in counts.items():
            sums[topic] = sums.get(topic, 0) + count
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]
    return [(topic, count / total) for topic, count in ordered if total]
