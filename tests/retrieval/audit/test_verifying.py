"""Verifying: a log that nobody touched is whole, and whatever somebody does to one is found."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.audit.chain import FIRST, Keys, Row, hash_of, text_of
from retrieval.audit.checkpoint import checkpoint
from retrieval.audit.log import Entry, append
from retrieval.audit.verifying import Walk, rows, verify
from retrieval.database import Store, open_store
from retrieval.people.roles import Actor
from tests.retrieval.audit.logs import fill, tamper


def kinds(store: Store) -> set[str]:
    return {each.kind for each in verify(store).findings}


def test_each_tampering_is_found_and_named(store: Store) -> None:
    fill(store, 6)
    with store.read() as connection:
        kept = [tuple(row) for row in rows(connection)]
    swap = ", ".join(
        f"{name} = (SELECT {name} FROM audit_entry AS other WHERE other.seq = 5 - audit_entry.seq)"
        for name in Row._fields[1:]
    )
    tried = {
        "UPDATE audit_entry SET actor = 'Mallory' WHERE seq = 3": {"changed"},
        "UPDATE audit_entry SET at = at + 1 WHERE seq = 6": {"changed"},
        "UPDATE audit_entry SET seal = hash WHERE seq = 3": {"changed"},
        "DELETE FROM audit_entry WHERE seq = 3": {"missing"},
        "DELETE FROM audit_entry WHERE seq > 4": {"cut"},
        "DELETE FROM audit_entry": {"cut"},
        f"UPDATE audit_entry SET {swap} WHERE seq IN (2, 3)": {"changed", "unlinked"},
        "UPDATE audit_entry SET seq = 9 WHERE seq = 6": {"missing", "changed", "added"},
    }
    for statement, found in tried.items():
        tamper(store, statement)
        assert kinds(store) == found, statement
        tamper(store, "DELETE FROM audit_entry")
        with store.engine.begin() as connection:
            table = sa.table("audit_entry", *(sa.column(name) for name in Row._fields))
            connection.execute(sa.insert(table), [dict(zip(Row._fields, row, strict=True)) for row in kept])
        assert verify(store).whole


def test_whoever_computes_the_hashes_anew_lacks_the_key(store: Store) -> None:
    fill(store, 3)
    with store.read() as connection:
        last = list(rows(connection))[-1]
    forged = last._replace(actor="Mallory")
    forged = forged._replace(hash=hash_of(text_of(forged), forged.seal))
    tamper(
        store,
        f"UPDATE audit_entry SET actor = 'Mallory', hash = '{forged.hash}' WHERE seq = 3",
        f"UPDATE audit_head SET hash = '{forged.hash}'",
    )
    assert kinds(store) == {"forged", "end"}


def test_an_older_copy_put_back_is_found_by_a_checkpoint_alone(store: Store) -> None:
    fill(store, 3)
    with store.read() as connection:
        head = connection.execute(sa.text("SELECT seq, hash, seal FROM audit_head")).one()
    fill(store, 2)
    before = checkpoint(store, 99)
    tamper(store, "DELETE FROM audit_entry WHERE seq > 3")
    assert [(each.kind, each.seq) for each in verify(store, before).findings] == [("cut", 4)]
    tamper(
        store,
        f"UPDATE audit_head SET seq = {head.seq}, hash = '{head.hash}', seal = '{head.seal}'",
    )
    assert verify(store).whole
    assert [(each.kind, each.seq) for each in verify(store, before).findings] == [("cut", 4)]
    fill(store, 2, first=70)
    assert verify(store).whole
    assert [(each.kind, each.seq) for each in verify(store, before).findings] == [("rebuilt", 5)]


def test_a_checkpoint_of_a_log_that_went_on_still_fits_and_a_forged_one_does_not(store: Store) -> None:
    empty = checkpoint(store, 1)
    fill(store, 3)
    early = checkpoint(store, 2)
    fill(store, 3)
    assert verify(store, empty).whole
    assert verify(store, early).whole
    forged = type(early)(6, early.hash, early.at, early.seal)
    assert {each.kind for each in verify(store, forged).findings} == {"checkpoint", "rebuilt"}


def test_bytes_that_are_no_text_are_found_not_stumbled_over(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'f.db'}")
    fill(store, 3)
    for field in ("content", "actor_kind", "hash"):
        tamper(store, f"UPDATE audit_entry SET {field} = CAST(x'ff41' AS TEXT) WHERE seq = 2")
        assert not verify(store).whole
    tamper(store, "UPDATE audit_entry SET content = x'7b7d' WHERE seq = 2")
    assert "unreadable" in kinds(store)
    store.close()


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.integers(-(2**62), 2**62),
        st.builds(Actor, st.sampled_from(["person", "assistant", "rule", "system"]), TEXTS),
        TEXTS,
        TEXTS,
        st.dictionaries(TEXTS, st.none() | st.integers() | TEXTS | st.lists(TEXTS, max_size=3), max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('log') / 'f.db'}")
    yield opened
    opened.close()


class Undone(Exception):
    """Raised to leave the log as it was."""


def kept_of(store: Store, entries: list[Entry]) -> list[Row]:
    """What is stored of these entries in a log of their own."""
    kept: list[Row] = []
    with suppress(Undone), store.write() as connection:
        for each in entries:
            append(connection, each)
        kept += rows(connection)
        raise Undone
    return kept


def walked(kept: list[Row], keys: Keys, end: str) -> bool:
    walk = Walk(keys)
    for row in kept:
        walk.take(row)
    return walk.finish().whole and walk.hash == end


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries=ENTRIES, data=st.data())
def test_any_log_is_whole_until_any_one_thing_in_it_is_changed(
    empty: Store, entries: list[Entry], data: st.DataObject
) -> None:
    kept, keys = kept_of(empty, entries), Keys(empty.secret)
    end = kept[-1].hash
    assert [(row.seq, row.at, row.actor, row.subject) for row in kept] == [
        (number, each.at, each.actor.name, each.subject) for number, each in enumerate(entries, 1)
    ]
    assert walked(kept, keys, end)
    tampered = list(kept)
    place = data.draw(st.integers(0, len(kept) - 1))
    what = data.draw(st.sampled_from(["change", "delete", "repeat", "swap"]))
    if what == "change":
        name = data.draw(st.sampled_from(Row._fields))
        old = getattr(kept[place], name)
        new = data.draw((TEXTS if isinstance(old, str) else st.integers()).filter(lambda value: value != old))
        tampered[place] = Row(**{**kept[place]._asdict(), name: new})
    elif what == "delete":
        del tampered[place]
    elif what == "repeat":
        tampered.insert(place, kept[place])
    else:
        other = data.draw(st.integers(0, len(kept) - 1).filter(lambda each: each != place or len(kept) == 1))
        tampered[place], tampered[other] = tampered[other], tampered[place]
    assert walked(tampered, keys, end) == (tampered == kept)


def test_verifying_keeps_little_in_memory_however_long_the_log_and_however_much_is_wrong() -> None:
    walk, row = Walk(None), Row(5, 0, "system", "x", "a.b", "c:1", "{}", FIRST, "", FIRST)
    for _ in range(10_000):
        walk.take(row)
    verdict = walk.finish()
    assert verdict.entries == 10_000
    assert len(verdict.findings) == 100


APPENDING = """
import sys
from pathlib import Path
from retrieval.database import open_store
from tests.retrieval.audit.logs import entry
from retrieval.audit.log import append
store = open_store(sys.argv[1], "UTC", Path(sys.argv[2]))
for number in range(1_000_000):
    with store.write() as connection:
        for _ in range(3):
            append(connection, entry(number))
        print(number, flush=True)
        append(connection, entry(number))
"""


def test_a_process_killed_while_it_appends_leaves_a_log_that_verifies_and_goes_on(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", APPENDING, store_url, str(tmp_path / "secret.key")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 7:  # three of the entries of transaction 7 are in, the fourth is not
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    verdict = verify(store)
    assert verdict.whole
    assert verdict.entries in (28, 32)  # all of 7 transactions or of 8, when the signal came late
    fill(store, 2)
    assert verify(store).whole
