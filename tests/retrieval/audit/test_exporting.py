"""The log and its checkpoint as files: verified by themselves, and no byte of them can be changed."""

import json
import stat
from pathlib import Path

import pytest

from retrieval.audit.chain import Keys
from retrieval.audit.checkpoint import checkpoint, read_checkpoint, write_checkpoint
from retrieval.audit.exporting import export, verify_file
from retrieval.audit.verifying import verify
from retrieval.database import Store, open_store
from retrieval.errors import BadFile, StoreUnavailable
from tests.retrieval.audit.logs import fill, tamper


def whole(path: Path, keys: Keys | None) -> bool:
    try:
        return verify_file(path, keys).whole
    except BadFile:
        return False


def test_an_exported_log_verifies_by_itself_and_no_byte_of_it_can_be_changed(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'f.db'}")
    fill(store, 2)
    path, keys = tmp_path / "log.jsonl", Keys(store.secret)
    assert export(store, path, 50) == verify(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = path.read_bytes()
    assert whole(path, keys)
    assert whole(path, None)
    for place in range(len(told)):
        path.write_bytes(told[:place] + bytes([told[place] ^ 1]) + told[place + 1 :])
        assert not whole(path, None), place
    for length in range(0, len(told), 7):
        path.write_bytes(told[:length])
        assert not whole(path, None), length
    path.write_bytes(told + b"\n")
    assert not whole(path, None)
    store.close()


def test_an_exported_log_holds_every_entry_as_json(store: Store, tmp_path: Path) -> None:
    fill(store, 4)
    path = tmp_path / "log.jsonl"
    export(store, path, 50)
    first, *entries, last = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["checkpoint"]["seq"], list(last)) == (4, ["sha256"])
    assert [(each["seq"], each["subject"]) for each in entries] == [
        (n + 1, f"proposal:{n}") for n in range(4)
    ]
    assert json.loads(entries[1]["content"])["reason"] == "因为 1"


def test_a_log_that_was_tampered_with_is_exported_as_it_is(store: Store, tmp_path: Path) -> None:
    fill(store, 3)
    path = tmp_path / "log.jsonl"
    tamper(store, "UPDATE audit_entry SET actor = 'Mallory' WHERE seq = 2", "DELETE FROM audit_head")
    assert [(each.kind, each.seq) for each in export(store, path, 50).findings] == [
        ("changed", 2),
        ("end", 3),
    ]
    assert {each.kind for each in verify_file(path, None).findings} == {"changed", "end"}


def test_a_file_with_hashes_made_anew_takes_the_key_to_be_found(store: Store, tmp_path: Path) -> None:
    """Somebody with another key writes a whole log of their own."""
    fill(store, 2)
    path = tmp_path / "log.jsonl"
    export(store, path, 50)
    assert whole(path, None)
    other = Keys(b"\x01" * 32)
    assert {each.kind for each in verify_file(path, other).findings} == {"forged", "end"}
    assert whole(path, Keys(store.secret))


def test_a_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"format":"something else"}\n', encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        verify_file(path, None)
    assert refused.value.code == "audit_not_export"


def test_an_empty_log_can_be_exported(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert export(store, path, 50).entries == 0
    assert whole(path, Keys(store.secret))


def test_a_checkpoint_is_read_back_and_no_byte_of_it_can_be_changed(store: Store, tmp_path: Path) -> None:
    fill(store, 2)
    path = tmp_path / "point.json"
    made = checkpoint(store, 77)
    write_checkpoint(made, path)
    assert read_checkpoint(path) == made
    assert fits(path, Keys(store.secret))
    told, keys = path.read_bytes(), Keys(store.secret)
    for place in range(len(told)):
        path.write_bytes(told[:place] + bytes([told[place] ^ 1]) + told[place + 1 :])
        assert not fits(path, keys), place


def fits(path: Path, keys: Keys) -> bool:
    try:
        return read_checkpoint(path).sealed_by(keys)
    except BadFile:
        return False


def test_no_checkpoint_is_made_of_a_log_whose_end_was_tampered_with(store: Store) -> None:
    fill(store, 2)
    tamper(store, "UPDATE audit_head SET seq = 1")
    with pytest.raises(StoreUnavailable):
        checkpoint(store, 77)
