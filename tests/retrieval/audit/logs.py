"""Logs to tamper with."""

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Store
from retrieval.people.roles import Actor

__all__ = ["entry", "fill", "tamper"]


def entry(number: int) -> Entry:
    """A made-up entry, in either language."""
    actor = Actor("person", "王芳") if number % 2 else Actor("system", "import")
    content = {"reason": f"因为 {number}", "amount": number / 4, "topics": ["a", None]}
    return Entry(1_700_000_000 + number, actor, "reply.approved", f"proposal:{number}", content)


def fill(store: Store, count: int, first: int = 0) -> None:
    """Appends so many entries."""
    with store.write() as connection:
        for number in range(first, first + count):
            append(connection, entry(number))


def tamper(store: Store, *statements: str) -> None:
    """What somebody does who may alter the database: takes the triggers off, then changes what they like."""
    with store.engine.begin() as connection:
        if store.dialect == "sqlite":
            for change in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_entry_no_{change}"))
        else:
            connection.execute(sa.text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.exec_driver_sql(statement)
