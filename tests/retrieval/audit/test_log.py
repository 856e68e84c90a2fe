"""Appending: a chain without gaps, in the transaction of what it tells of, that the database protects."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from retrieval.audit.log import FIRST, Entry, append
from retrieval.audit.tables import audit_entry, audit_head
from retrieval.audit.verifying import rows, verify
from retrieval.database import Store
from retrieval.errors import StoreUnavailable
from retrieval.people.roles import Actor
from tests.retrieval.audit.logs import entry, fill, tamper


def test_entries_follow_each_other_and_nothing_is_logged_of_what_was_not_done(store: Store) -> None:
    fill(store, 3)
    with pytest.raises(RuntimeError, match="in the middle"):
        _stop_in_the_middle(store)
    fill(store, 1)
    with store.read() as connection:
        kept = list(rows(connection))
    assert [row.seq for row in kept] == [1, 2, 3, 4]
    assert [row.before for row in kept] == [FIRST, *(row.hash for row in kept[:-1])]
    assert len({row.hash for row in kept} | {row.seal for row in kept}) == 8
    assert verify(store).whole


def test_the_database_itself_refuses_to_change_or_delete_an_entry(store: Store) -> None:
    fill(store, 2)
    for change in (sa.update(audit_entry).values(actor="x"), sa.delete(audit_entry)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.write() as connection:
            connection.execute(change)
    assert verify(store).whole


def test_appending_at_once_from_several_threads_leaves_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fill(store, 5), range(4)))
    verdict = verify(store)
    assert verdict.whole
    assert verdict.entries == 20


def test_nothing_is_appended_to_a_log_whose_end_was_tampered_with(store: Store) -> None:
    fill(store, 3)
    tamper(store, "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_entry WHERE seq = 2)")
    with pytest.raises(StoreUnavailable) as refused:
        fill(store, 1)
    assert refused.value.code == "audit_damaged"
    tamper(store, "DELETE FROM audit_head")
    with pytest.raises(StoreUnavailable):
        fill(store, 1)


def test_an_entry_forged_behind_the_end_is_not_built_upon(store: Store) -> None:
    fill(store, 2)
    tamper(
        store,
        "INSERT INTO audit_entry SELECT 3, at, actor_kind, actor, action, subject, content, hash, seal, hash "
        "FROM audit_entry WHERE seq = 2",
    )
    with pytest.raises(StoreUnavailable) as refused:
        fill(store, 1)
    assert refused.value.code == "audit_damaged"
    assert {each.kind for each in verify(store).findings} >= {"changed", "added"}


def test_what_no_database_can_store_is_logged_all_the_same(store: Store) -> None:
    odd = "a\x00b\ud800c"
    with store.write() as connection:
        append(connection, Entry(1, Actor("person", odd), odd, odd, {odd: [odd, "文", 1.5, None]}))
    assert verify(store).whole
    with store.read() as connection:
        assert connection.scalar(sa.select(audit_entry.c.actor)) == "a\ufffdb?c"


def test_a_log_begins_empty_and_whole(store: Store) -> None:
    verdict = verify(store)
    assert (verdict.entries, verdict.hash, verdict.whole) == (0, FIRST, True)
    with store.read() as connection:
        assert connection.execute(sa.select(audit_head.c.seq, audit_head.c.seal)).all() == [(0, "")]


def _stop_in_the_middle(store: Store) -> None:
    with store.write() as connection:
        append(connection, entry(3))
        raise RuntimeError("in the middle")
