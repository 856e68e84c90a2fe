"""Copies among the records: found by the signatures kept in SQL, so that new texts meet all that came before.

The first record of a group is the original; the later ones are its copies, kept and marked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import sqlalchemy as sa

from retrieval.database import feedback_table, feedback_text, insert_rows
from retrieval.noting.tables import feedback_band, note
from retrieval.understanding.batch import Batch
from retrieval.understanding.duplicates import BANDS, bands, exact_key, is_copy, signatures

__all__ = ["Written", "mark_copies"]

SAME_PERSON = BANDS
"""The band of a customer's own words: the same customer saying just the same is the same feedback, however
short."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text and who wrote it."""

    seq: int
    text: str
    customer: str | None


def mark_copies(connection: sa.Connection, written: Sequence[Written]) -> None:
    """Says of each record whether it copies an earlier one. Call inside `Store.write`, in order of seq."""
    seqs = [each.seq for each in written]
    connection.execute(sa.delete(feedback_band).where(feedback_band.c.seq.in_(seqs)))
    insert_rows(connection, "feedback_band", ("band", "value", "seq"), _band_rows(written))
    originals = _originals(connection, written)
    table = feedback_table()
    _leave_changed_originals(connection, seqs)
    change = (
        sa.update(table)
        .where(table.c.seq == sa.bindparam("of"))
        .values(copy_of=sa.bindparam("original"), duplicate=sa.bindparam("copied"))
    )
    rows = [{"of": s, "original": originals.get(s), "copied": int(s in originals)} for s in seqs]
    connection.execute(change, rows)


def _band_rows(written: Sequence[Written]) -> list[tuple[int, int, int]]:
    rows = []
    found = signatures(Batch.of([each.text for each in written]))
    for each, signature in zip(written, found, strict=True):
        rows += [(band, value, each.seq) for band, value in enumerate(bands(signature))]
        if each.customer and (key := exact_key(each.text)):
            rows.append((SAME_PERSON, _with_customer(key, each.customer), each.seq))
    return rows


def _with_customer(key: int, customer: str) -> int:
    digest = blake2b(f"{key} {customer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _originals(connection: sa.Connection, written: Sequence[Written]) -> dict[int, int]:
    """The original of each record that is a copy."""
    candidates = _candidates(connection, [each.seq for each in written])
    known = _known(connection, {first for firsts in candidates.values() for first, _ in firsts})
    texts = {each.seq: each.text for each in written}
    originals: dict[int, int] = {}
    for seq in sorted(candidates):
        for first, same_person in candidates[seq]:
            text, original = known[first]
            if same_person or is_copy(text, texts[seq]):
                originals[seq] = originals.get(first) or (first if first in texts else original or first)
                break
    return originals


def _candidates(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, list[tuple[int, bool]]]:
    """The first records that share a band with each, those of the same person before others."""
    shared = feedback_band.alias("shared")
    first = (
        sa.select(sa.func.min(shared.c.seq))
        .where(shared.c.band == feedback_band.c.band, shared.c.value == feedback_band.c.value)
        .scalar_subquery()
    )
    query = sa.select(feedback_band.c.seq, feedback_band.c.band, first.label("first"))
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for seq, band, earliest in connection.execute(query.where(feedback_band.c.seq.in_(seqs))):
        if earliest < seq:
            found[seq][earliest] = found[seq].get(earliest, False) or band == SAME_PERSON
    return {
        seq: sorted(firsts.items(), key=lambda each: (not each[1], each[0])) for seq, firsts in found.items()
    }


def _known(connection: sa.Connection, seqs: set[int]) -> dict[int, tuple[str, int | None]]:
    """Text and original of records, by seq."""
    table = feedback_table()
    query = (
        sa.select(table.c.seq, table.c.copy_of, feedback_text.c.text, feedback_text.c.title)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.seq.in_(seqs))
    )
    return {
        row.seq: ("\n".join(part for part in (row.title, row.text) if part), row.copy_of)
        for row in connection.execute(query)
    }


def _leave_changed_originals(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Records that were copies of these are looked at again: the original may have changed."""
    table = feedback_table()
    copies = sa.select(table.c.seq).where(table.c.copy_of.in_(seqs), table.c.seq.not_in(seqs))
    connection.execute(sa.update(note).where(note.c.seq.in_(copies)).values(version=""))
