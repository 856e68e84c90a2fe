"""What a refresh came to, into the store: one transaction, or nothing.

The map's edition is compared in it: where another process, or a person, was quicker, nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from retrieval.database import Store, bump_data_version, data_version, feedback_table
from retrieval.people.roles import Actor
from retrieval.themes.happenings import Happened
from retrieval.themes.keeping import scope_of
from retrieval.themes.outcome import Draft, Found, Joined
from retrieval.themes.reading import Records
from retrieval.themes.rows import COLUMNS, bulk_insert, count_members, delete_of, shown_rows
from retrieval.themes.segment import MapSegment
from retrieval.themes.standing import Standing, Wishes
from retrieval.themes.tables import (
    feedback_theme,
    theme,
    theme_event,
    theme_map,
    theme_placed,
    theme_run,
)

__all__ = ["RUN", "Overtaken", "happen", "mark_seen", "resolved_groups", "write_found", "write_joined"]

RUN = Actor("system", "themes")


class Overtaken(Exception):
    """The map was changed meanwhile: look again."""


def write_found(
    store: Store, segment: MapSegment, model: str, standing: Standing | None, found: Found, at: int
) -> None:
    """All of a map anew. Raises Overtaken."""
    wishes = standing.wishes if standing else Wishes({})
    with store.whole().write() as connection:
        map_id = _map_for(connection, store, segment, model, standing)
        run = _add_run(connection, map_id, at, "found", len(found.records.seqs), found.quality)
        ids = _write_themes(connection, map_id, found, at)
        _end_themes(connection, found, wishes, ids, at)
        groups = resolved_groups(connection, map_id, wishes)
        connection.execute(sa.delete(feedback_theme).where(feedback_theme.c.map == map_id))
        rows = shown_rows(found.rows.with_ids(ids), map_id, run, wishes.theme_of, groups)
        bulk_insert(connection, "feedback_theme", COLUMNS, list(rows))
        connection.execute(sa.delete(theme_placed).where(theme_placed.c.map == map_id))
        _write_placed(connection, map_id, found.records, np.arange(len(found.records.seqs)))
        _, assigned = count_members(connection, map_id)
        connection.execute(sa.update(theme_run).where(theme_run.c.id == run).values(assigned=assigned))
        for each in _with_names(found, standing):
            happen(connection, map_id, each, RUN, at, run, ids)
        seating = found.seating.to_json(ids)
        values = {"model": model, "placer": found.placer, "seats": seating}
        _settle_map(connection, map_id, run, found.records, values)


def write_joined(store: Store, standing: Standing, joined: Joined, at: int) -> None:
    """New feedback into the themes there are, and what has left out of them. Raises Overtaken."""
    records = joined.records
    with store.whole().write() as connection:
        _require_edition(connection, standing.id, standing.edition)
        for table in (feedback_theme, theme_placed):
            delete_of(connection, table, standing.id, joined.gone)
        run = _add_run(connection, standing.id, at, "joined", 0, standing.quality)
        groups = resolved_groups(connection, standing.id, standing.wishes)
        rows = shown_rows(joined.rows, standing.id, run, standing.wishes.theme_of, groups)
        bulk_insert(connection, "feedback_theme", COLUMNS, list(rows))
        _write_placed(connection, standing.id, records, joined.looked_at)
        _, assigned = count_members(connection, standing.id)
        counts = {"texts": len(records.seqs), "assigned": assigned}
        connection.execute(sa.update(theme_run).where(theme_run.c.id == run).values(**counts))
        _settle_map(connection, standing.id, run, records, {})


def mark_seen(store: Store, standing: Standing, records: Records) -> None:
    """Notes that a data version has nothing new for the map."""
    if records.missing:
        return
    with store.whole().write() as connection:
        connection.execute(
            sa.update(theme_map)
            .where(theme_map.c.id == standing.id, theme_map.c.edition == standing.edition)
            .values(seen=records.version)
        )


def happen(
    connection: sa.Connection,
    map_id: int,
    happened: Happened,
    actor: Actor,
    at: int,
    run: int | None = None,
    ids: Mapping[int, int] | None = None,
) -> int:
    """Writes one event; returns its number. ids: what new themes' negative ids have become."""
    ids = ids or {}
    other = happened.other
    row = {
        "map": map_id,
        "theme": ids.get(happened.theme, happened.theme),
        "other": None if other is None else ids.get(other, other),
        "run": run,
        "at": at,
        "kind": happened.kind,
        "actor_kind": actor.kind,
        "actor": actor.name,
        "content": happened.to_json(ids),
    }
    key = connection.execute(sa.insert(theme_event).values(**row)).inserted_primary_key
    return int(key[0]) if key else 0


def resolved_groups(connection: sa.Connection, map_id: int, wishes: Wishes) -> dict[int, int]:
    """The coarse theme of each fine one, as people want it. Writes it where it is not so yet."""
    query = sa.select(theme.c.id, theme.c.parent, theme.c.found_parent).where(
        theme.c.map == map_id, theme.c.level == "fine"
    )
    groups, changed = {}, []
    for row in connection.execute(query):
        group = wishes.theme_of(row.found_parent)
        groups[row.id] = group
        if group != row.parent:
            changed.append({"of": row.id, "now": group})
    if changed:
        update = sa.update(theme).where(theme.c.id == sa.bindparam("of")).values(parent=sa.bindparam("now"))
        connection.execute(update, changed)
    return groups


def _map_for(
    connection: sa.Connection, store: Store, segment: MapSegment, model: str, standing: Standing | None
) -> int:
    """The map's id; a new row for the first time. Raises Overtaken when it is not as it was read."""
    if standing is not None:
        _require_edition(connection, standing.id, standing.edition)
        return standing.id
    scope = scope_of(store)
    own = (theme_map.c.scope == scope, theme_map.c.segment == segment.key)
    if connection.scalar(sa.select(theme_map.c.id).where(*own)) is not None:
        raise Overtaken
    row: dict[str, Any] = {"scope": scope, "segment": segment.key, "filters": list(segment.filters)}
    row |= {"model": model, "placer": b"", "seats": {}, "run": 0, "seen": 0, "edition": 0}
    key = connection.execute(sa.insert(theme_map).values(**row)).inserted_primary_key
    return int(key[0]) if key else 0


def _require_edition(connection: sa.Connection, map_id: int, edition: int) -> None:
    if connection.scalar(sa.select(theme_map.c.edition).where(theme_map.c.id == map_id)) != edition:
        raise Overtaken


def _add_run(
    connection: sa.Connection, map_id: int, at: int, kind: str, texts: int, quality: Mapping[str, Any]
) -> int:
    row = {"map": map_id, "at": at, "kind": kind, "texts": texts, "assigned": 0, "quality": dict(quality)}
    key = connection.execute(sa.insert(theme_run).values(**row)).inserted_primary_key
    return int(key[0]) if key else 0


def _write_themes(connection: sa.Connection, map_id: int, found: Found, at: int) -> dict[int, int]:
    """Adds new themes, coarse ones first, and changes those there are; returns the ids of the new ones."""
    ids: dict[int, int] = {}
    names = _record_ids(connection, [seq for each in found.drafts for seq in each.examples])
    for draft in sorted(found.drafts, key=lambda each: (each.level != "coarse", -each.id)):
        parent = draft.found_parent
        parent = None if parent is None else ids.get(parent, parent)
        values: dict[str, Any] = {"centre": draft.centre.astype("<f4").tobytes(), "found_parent": parent}
        values |= _naming(draft, names)
        if draft.id > 0:
            connection.execute(sa.update(theme).where(theme.c.id == draft.id).values(**values))
            continue
        values |= {"map": map_id, "level": draft.level, "parent": parent, "records": 0, "born_at": at}
        values |= {"pinned": 0, "muted": 0, "edition": 1}
        key = connection.execute(sa.insert(theme).values(**values)).inserted_primary_key
        ids[draft.id] = int(key[0]) if key else 0
    return ids


def _naming(draft: Draft, names: Mapping[int, str]) -> dict[str, Any]:
    if draft.named is None:
        return {}
    return {
        "name_en": draft.named.name_en,
        "name_zh": draft.named.name_zh,
        "description_en": draft.named.description_en,
        "description_zh": draft.named.description_zh,
        "named_by": draft.named_by,
        "words": list(draft.named.words),
        "examples": [names[seq] for seq in draft.examples if seq in names],
    }


def _with_names(found: Found, standing: Standing | None) -> Iterator[Happened]:
    """What happened, with the names that themes were born with; and what was named anew."""
    named = {each.id: each.named for each in found.drafts if each.named is not None}
    for each in found.happened:
        name = named.get(each.theme)
        if each.kind == "born" and name is not None:
            names = {"name_en": name.name_en, "name_zh": name.name_zh}
            yield replace(each, content={**each.content, **names})
        else:
            yield each
    for number, name in named.items():
        if number > 0 and standing is not None:
            theme = standing.seats[number].theme
            before = {"name_en": theme.name_en, "name_zh": theme.name_zh}
            after = {"name_en": name.name_en, "name_zh": name.name_zh}
            yield Happened("renamed", number, content={"before": before, "after": after})


def _record_ids(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, str]:
    table = feedback_table()
    found: dict[int, str] = {}
    for start in range(0, len(seqs), 500):
        query = sa.select(table.c.seq, table.c.id).where(table.c.seq.in_(seqs[start : start + 500]))
        found |= {row.seq: row.id for row in connection.execute(query)}
    return found


def _end_themes(
    connection: sa.Connection, found: Found, wishes: Wishes, ids: Mapping[int, int], at: int
) -> None:
    for number, into in found.ended.items():
        goes = None if into is None else wishes.theme_of(ids.get(into, into))
        connection.execute(
            sa.update(theme).where(theme.c.id == number).values(ended_at=at, merged_into=goes, records=0)
        )


def _write_placed(
    connection: sa.Connection, map_id: int, records: Records, places: "np.typing.NDArray[np.int64]"
) -> None:
    seqs, texts = records.seqs[places].tolist(), records.text[places].tolist()
    rows = [(map_id, seq, records.hashes[text]) for seq, text in zip(seqs, texts, strict=True)]
    bulk_insert(connection, "theme_placed", ("map", "seq", "text_hash"), rows)


def _settle_map(
    connection: sa.Connection, map_id: int, run: int, records: Records, values: Mapping[str, Any]
) -> None:
    """The last step: the map is at this run, and others' caches of it are out of date."""
    alone = data_version(connection) == records.version and not records.missing
    seen = records.version + 1 if alone else 0
    bump_data_version(connection)
    connection.execute(
        sa.update(theme_map)
        .where(theme_map.c.id == map_id)
        .values(run=run, seen=seen, edition=theme_map.c.edition + 1, **values)
    )
