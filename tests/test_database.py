"""The store: opened, migrated, locked and extended alike on both databases."""

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from retrieval.audit.tables import audit_entry
from retrieval.database import (
    Store,
    add_attribute,
    attributes,
    bump_data_version,
    data_version,
    feedback_table,
    metadata,
    open_store,
)
from retrieval.knowledge.tables import passage
from retrieval.noting.tables import note
from retrieval.outbox.tables import outbox_event
from retrieval.people.tables import person
from retrieval.themes.tables import theme
from tools.proposals.tables import proposal
from tools.replies.tables import reply
from tools.tickets.tables import ticket

TABLES = (audit_entry, passage, note, outbox_event, person, proposal, reply, theme, ticket)
"""One of each module that has tables: all of them are in `metadata` once these are imported."""


def test_the_migrations_make_exactly_the_tables_the_code_uses(store: Store) -> None:
    assert set(TABLES) <= set(metadata.sorted_tables)
    expected = sa.MetaData()
    for table in (*metadata.sorted_tables, feedback_table()):
        table.to_metadata(expected)
    with store.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith("feedback_words")
            },
        )
        differences = compare_metadata(context, expected)
    assert [d for d in differences if not _is_version_table(d)] == []


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not str(name).startswith("feedback_words")


def _is_version_table(difference: object) -> bool:
    return "alembic_version" in repr(difference)


def test_the_time_zone_is_fixed_when_the_store_is_made(store_url: str, tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    open_store(store_url, "Asia/Shanghai", key).close()
    reopened = open_store(store_url, "America/New_York", key)
    assert reopened.timezone.key == "Asia/Shanghai"
    reopened.close()


def test_an_attribute_becomes_a_column_that_can_be_queried(store: Store) -> None:
    with store.write() as connection:
        add_attribute(connection, "车型", "category")
        own = attributes(connection)
        assert [(each.name, each.kind) for each in own] == [("车型", "category")]
        assert connection.execute(sa.select(feedback_table(own).c[own[0].column])).all() == []


def test_the_data_version_counts_changes(store: Store) -> None:
    with store.write() as connection:
        before = data_version(connection)
        bump_data_version(connection)
        assert data_version(connection) == before + 1


def test_what_is_read_together_is_of_one_moment(store: Store) -> None:
    with store.read() as reading:
        before = data_version(reading)
        with store.write() as writing:
            bump_data_version(writing)
        assert data_version(reading) == before
    with store.read() as reading:
        assert data_version(reading) == before + 1
