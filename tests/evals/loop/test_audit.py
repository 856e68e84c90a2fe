"""Tampering with a small log in every way: all of it is found, and the baselines miss what they must."""

from pathlib import Path

from evals.loop.audit import measured


def test_every_tampering_with_a_small_log_is_found(tmp_path: Path) -> None:
    found = dict(measured(tmp_path, 8, 4))
    assert sum(counts[0] for counts in found["stored rows"].values()) > 2_000
    for table in found.values():
        for kind, counts in table.items():
            assert counts[0] == counts[1] > 0, kind
    stored = found["stored rows"]
    assert stored["an older copy put back"][2:] == [0, 0]
    assert stored["rebuilt with the key"][2:] == [0, 0]
    assert stored["two swapped at random"][2:] == [8, 0]
