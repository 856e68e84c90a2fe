"""What of a store somebody may see, held to by every statement that is read through it.

A limited store puts the records that may be seen in front of each statement, as common table expressions
under the names of the tables themselves:

    WITH feedback AS (SELECT * FROM main.feedback AS record WHERE record.region = 'East') ...

So whatever a statement does with `feedback` (OR, negation, totals, the values a field takes) it does with
those records alone, whoever wrote it. What hangs on a record (texts, topics, notes) is limited with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.sql import visitors

__all__ = ["APART", "BESIDE", "FREE", "Limit", "Visible", "as_run", "hold", "install", "is_limited"]

BESIDE = {
    "feedback_text": ("seq", "seq"),
    "feedback_topic": ("seq", "seq"),
    "feedback_theme": ("seq", "seq"),
    "feedback_band": ("seq", "seq"),
    "note": ("seq", "seq"),
    "opinion": ("seq", "seq"),
    "correction": ("record", "id"),
    "feedback_version": ("id", "id"),
    "import_run": ("id", "import_id"),
}
"""Tables of what belongs to a record, with the column that says to which, and the record's own column."""

FREE = ("meta", "attribute", "vector", "feedback_words", "audit_head")
"""Tables that are read as they are: nothing in them is shown, or they are only reached from a record.

`feedback_words` and `vector` say which records to look at; the records are then taken from `feedback`.
"""

APART = (
    *("person", "sign_in", "sign_in_attempt", "audit_entry"),
    *("proposal", "proposal_edit", "standing_rule", "reply", "passage"),
    *("ticket", "ticket_event", "ticket_feedback"),
    *("theme_map", "theme_run", "theme", "theme_event", "theme_placed", "theme_report"),
    *("outbox_event", "destination", "delivery"),
)
"""Tables that a limited store refuses: their rooms read them through `Store.whole`, and see to who sees what
themselves."""

_OPTION = "visible"


class Limit(Protocol):
    """Who may see what. `key` names it wherever something is kept for it."""

    @property
    def key(self) -> str: ...

    def condition(self, connection: sa.Connection, record: sa.FromClause) -> sa.ColumnElement[bool]:
        """The condition on `record`, all of a record's columns, of those that may be seen."""
        ...


@dataclass(frozen=True, slots=True)
class Visible:
    """The condition of one snapshot. `schema`: where the tables themselves are, when it has to be said."""

    condition: sa.ColumnElement[bool]
    record: sa.FromClause

    def ahead_of(self, statement: Any) -> Any:
        """The statement with the tables it uses limited. Raises PermissionError where it cannot tell."""
        if isinstance(statement, sa.Insert):
            return statement
        if isinstance(statement, sa.Update | sa.Delete):
            return statement.where(self._belongs(statement.table))
        if not isinstance(statement, sa.SelectBase):
            raise PermissionError("a limited store runs no SQL that it cannot read")
        used = set(_tables(statement))
        if unknown := used - {"feedback", *BESIDE, *FREE}:
            raise PermissionError(f"nobody has said what a limited store shows of {sorted(unknown)}")
        for name in sorted(used - {*FREE}):
            statement = statement.add_cte(self._limited(name))
        return statement

    def _limited(self, name: str) -> sa.CTE:
        table = self._real(name)
        rows: sa.Select[Any] = sa.select(sa.literal_column("*")).select_from(table)
        rows = rows.where(self.condition if name == "feedback" else self._of_record(table, name))
        return rows.cte(name).prefix_with("NOT MATERIALIZED")

    def _real(self, name: str) -> sa.FromClause:
        """The table itself, beyond the name it is limited under."""
        if name == "feedback":
            return self.record
        schema = self.record.element.schema  # type: ignore[attr-defined]  # an alias of a table
        return sa.table(name, sa.column(BESIDE[name][0]), schema=schema).alias("beside")

    def _of_record(self, table: sa.FromClause, name: str) -> sa.ColumnElement[bool]:
        key, own = BESIDE[name]
        return sa.exists().where(self.record.c[own] == table.c[key], self.condition).correlate(table)

    def _belongs(self, table: Any) -> sa.ColumnElement[bool]:
        """The condition on what an UPDATE or DELETE may change."""
        if table.name in FREE:
            return sa.true()
        key, own = BESIDE.get(table.name, ("seq", "seq"))
        return sa.exists().where(self.record.c[own] == table.c[key], self.condition).correlate(table)


def install(engine: sa.Engine) -> sa.Engine:
    """Has the engine hold limited connections to what they may see."""

    @sa.event.listens_for(engine, "before_execute", retval=True)
    def _limit(connection: sa.Connection, statement: Any, many: Any, one: Any, _options: Any) -> Any:
        return as_run(connection, statement), many, one

    return engine


def hold(connection: sa.Connection, limit: Limit, record: sa.FromClause) -> None:
    """Limits all that this connection does from now on."""
    visible = Visible(limit.condition(connection, record), record)
    connection.execution_options(**{_OPTION: visible})


def is_limited(connection: sa.Connection) -> bool:
    """Whether this connection shows only some of the records."""
    return _OPTION in connection.get_execution_options()


def as_run(connection: sa.Connection, statement: Any) -> Any:
    """The statement as this connection runs it: with what may be seen in front, where it is limited."""
    visible: Visible | None = connection.get_execution_options().get(_OPTION)
    return visible.ahead_of(statement) if visible else statement


def _tables(statement: Any) -> Iterator[str]:
    """The names of all tables in a statement, those inside its subqueries too."""
    for element in visitors.iterate(statement):
        if isinstance(element, sa.TableClause):
            yield element.name
