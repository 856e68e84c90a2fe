"""Copies among the records: found by the signatures kept in SQL, so that new texts meet all that came before.

The first record of a group is the original; the later ones are its copies, kept and marked.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import sqlalchemy as sa

from retrieval.database import feedback_table, feedback_text, insert_rows
from retrieval.noting.tables import feedback_band, note
from retrieval.records import whole_text
from retrieval.understanding.batch import Batch
from retrieval.understanding.duplicates import BANDS, are_copies, bands, exact_key, signatures

__all__ = ["Written", "mark_copies"]

SAME_PERSON = BANDS
"""The band of a customer's own words: the same customer saying just the same is the same feedback, however
short."""


MOST_COMPARED = 4
"""Earlier records a text is compared with, those that share most of its bands: a copy shares several."""


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
    known = _known(connection, {first for firsts in candidates.values() for first in firsts})
    here = {each.seq: each.text for each in written}
    texts = {seq: text for seq, (text, _) in known.items()} | here
    unsure = [
        (first, seq) for seq, firsts in candidates.items() for first, same in firsts.items() if not same
    ]
    copied = dict(zip(unsure, are_copies(unsure, texts), strict=True))
    originals: dict[int, int] = {}
    for seq in sorted(candidates):
        for first, same_person in candidates[seq].items():
            if same_person or copied[first, seq]:
                before = None if first in here else known[first][1]
                originals[seq] = originals.get(first) or before or first
                break
    return originals


def _candidates(connection: sa.Connection, seqs: Sequence[int]) -> dict[int, dict[int, bool]]:
    """The first records with the bands of each, whether they are the same person's words; likeliest first."""
    shared = feedback_band.alias("shared")
    first = (
        sa.select(sa.func.min(shared.c.seq))
        .where(shared.c.band == feedback_band.c.band, shared.c.value == feedback_band.c.value)
        .scalar_subquery()
    )
    query = sa.select(feedback_band.c.seq, feedback_band.c.band, first.label("first"))
    bands_shared: dict[int, Counter[int]] = defaultdict(Counter)
    same_person: dict[int, set[int]] = defaultdict(set)
    for seq, band, earliest in connection.execute(query.where(feedback_band.c.seq.in_(seqs))):
        if earliest < seq:
            bands_shared[seq][earliest] += BANDS if band == SAME_PERSON else 1
            if band == SAME_PERSON:
                same_person[seq].add(earliest)
    return {
        seq: {earliest: earliest in same_person[seq] for earliest, _ in found.most_common(MOST_COMPARED)}
        for seq, found in bands_shared.items()
    }


def _known(connection: sa.Connection, seqs: set[int]) -> dict[int, tuple[str, int | None]]:
    """Text and original of records, by seq."""
    table = feedback_table()
    query = (
        sa.select(table.c.seq, table.c.copy_of, feedback_text.c.text, feedback_text.c.title)
        .join(feedback_text, feedback_text.c.seq == table.c.seq)
        .where(table.c.seq.in_(seqs))
    )
    return {row.seq: (whole_text(row.title, row.text), row.copy_of) for row in connection.execute(query)}


def _leave_changed_originals(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Records that were copies of these are looked at again: the original may have changed."""
    table = feedback_table()
    copies = sa.select(table.c.seq).where(table.c.copy_of.in_(seqs), table.c.seq.not_in(seqs))
    connection.execute(sa.update(note).where(note.c.seq.in_(copies)).values(version=""))
