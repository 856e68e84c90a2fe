"""A signed-in person's change to a theme: checked and written in one transaction with its audit entry."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store, bump_data_version, data_version
from retrieval.errors import Conflict
from retrieval.people.roles import Person
from retrieval.people.signing import signed_in
from retrieval.themes.happenings import Happened
from retrieval.themes.keeping import own_theme, theme_of
from retrieval.themes.rows import COLUMNS, bulk_insert, count_members, shown_rows
from retrieval.themes.standing import Rows, Seating, Wishes, read_wishes, rows_of
from retrieval.themes.tables import feedback_theme, theme, theme_map
from retrieval.themes.theme import Theme, theme_name
from retrieval.themes.writing import happen, resolved_groups

__all__ = ["Doing", "doing"]


@dataclass(frozen=True, slots=True)
class Doing:
    """A change on its way. connection: of the whole store. theme: as it was when it began."""

    connection: sa.Connection
    store: Store
    who: Person
    theme: Theme
    map: int
    at: int

    def another(self, number: int) -> Theme:
        """A theme of the same map. Raises BadQuery, and Conflict for one of another map."""
        row = own_theme(self.connection, self.store, number)
        if row.map != self.map:
            raise Conflict("theme_maps", theme=self.theme.ref, other=theme_name(number))
        return theme_of(row)

    def wishes(self) -> Wishes:
        """What people want of this map, this change among it once it has happened."""
        return read_wishes(self.connection, self.map)

    def set(self, number: int, **values: Any) -> None:
        """Changes a theme's row; its edition grows."""
        edition = theme.c.edition + 1
        self.connection.execute(
            sa.update(theme).where(theme.c.id == number).values(edition=edition, **values)
        )

    def happens(self, kind: str, other: int | None = None, **content: Any) -> int:
        """Writes what happened, here and in the audit log; returns the event's number."""
        happened = Happened(kind, self.theme.id, other, content=content)
        number = happen(self.connection, self.map, happened, self.who.actor, self.at)
        told: dict[str, Any] = {"event": number, "edition": self.theme.edition + 1}
        told |= {"other": theme_name(other)} if other is not None else {}
        told |= {"act": content["act"], "undone": content["undone"]} if kind == "undone" else {}
        entry = Entry(self.at, self.who.actor, f"theme.{kind}", f"theme:{self.theme.id}", told)
        append(self.connection, entry)
        return number

    def seating(self) -> Seating:
        kept = self.connection.scalar(sa.select(theme_map.c.seats).where(theme_map.c.id == self.map))
        return Seating.from_json(kept or {})

    def put_seating(self, seating: Seating) -> None:
        values = {"seats": seating.to_json({})}
        self.connection.execute(sa.update(theme_map).where(theme_map.c.id == self.map).values(**values))

    def members(self, themes: Sequence[int]) -> Rows:
        """The rows of these themes, as found."""
        names = [theme_name(each) for each in themes]
        return rows_of(self.connection, self.map, feedback_theme.c.theme.in_(names))

    def replace_members(self, themes: Sequence[int], rows: Rows) -> None:
        """Writes the rows of these themes anew, as people now want them."""
        table, wishes = feedback_theme, self.wishes()
        names = [theme_name(each) for each in themes]
        own = sa.delete(table).where(table.c.map == self.map, table.c.theme.in_(names))
        self.connection.execute(own)
        groups = resolved_groups(self.connection, self.map, wishes)
        shown = list(shown_rows(rows, self.map, 0, wishes.theme_of, groups))
        bulk_insert(self.connection, "feedback_theme", COLUMNS, shown)
        count_members(self.connection, self.map)

    def regroup(self) -> None:
        """Writes the coarse themes of records anew, where coarse themes changed."""
        table = feedback_theme
        before = _parents(self.connection, self.map)
        groups = resolved_groups(self.connection, self.map, self.wishes())
        for number, group in groups.items():
            if group is not None and before.get(number) != group:
                of_it = sa.update(table).where(table.c.map == self.map, table.c.theme == theme_name(number))
                self.connection.execute(of_it.values(theme_group=theme_name(group)))
        count_members(self.connection, self.map)


@contextmanager
def doing(
    store: Store, token: str, number: int, at: int, edition: int | None, *, ended: bool = False
) -> Iterator[Doing]:
    """One transaction in which a person who may do so changes a theme.

    edition: the one that was looked at; None when it does not matter. ended: whether it may have ended.
    Raises NotSignedIn, NotAllowed, BadQuery for a theme there is not, and Conflict.
    """
    with store.whole().write() as connection:
        who = signed_in(connection, token, at)
        who.require("rule")
        row = own_theme(connection, store, number)
        found = theme_of(row)
        if edition is not None and edition != found.edition:
            raise Conflict("theme_edition", theme=found.ref, edition=found.edition)
        if found.ended_at is not None and not ended:
            into = theme_name(found.merged_into) if found.merged_into is not None else "-"
            raise Conflict("theme_ended", theme=found.ref, into=into)
        act = Doing(connection, store, who, found, row.map, at)
        yield act
        _settle(connection, row.map)


def _parents(connection: sa.Connection, map_id: int) -> dict[int, int | None]:
    query = sa.select(theme.c.id, theme.c.parent).where(theme.c.map == map_id, theme.c.level == "fine")
    return {row.id: row.parent for row in connection.execute(query)}


def _settle(connection: sa.Connection, map_id: int) -> None:
    """Caches are out of date; a refresh under way looks again. What was seen stays seen."""
    version = data_version(connection)
    bump_data_version(connection)
    seen = sa.case((theme_map.c.seen == version, version + 1), else_=theme_map.c.seen)
    connection.execute(
        sa.update(theme_map)
        .where(theme_map.c.id == map_id)
        .values(edition=theme_map.c.edition + 1, seen=seen)
    )
