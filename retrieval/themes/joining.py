"""New feedback into the themes there are; what was changed or is gone leaves them."""

import numpy as np

from retrieval.themes.discovery.types import Corpus
from retrieval.themes.outcome import Joined, rows_of_texts
from retrieval.themes.reading import Records
from retrieval.themes.settling import settle
from retrieval.themes.standing import Standing

__all__ = ["can_place", "gone_from", "join", "new_places"]


def can_place(standing: Standing) -> bool:
    """Whether this version of the software reads the map's placer; else themes have to be found anew."""
    from retrieval.themes.discovery.placing import placer_from_bytes

    try:
        placer_from_bytes(standing.placer)
    except ValueError:
        return False
    return True


def new_places(standing: Standing, records: Records) -> "np.typing.NDArray[np.int64]":
    """Places in `records` of those never looked at with the text they have now."""
    pairs = zip(records.seqs.tolist(), records.text.tolist(), strict=True)
    placed, hashes = standing.placed, records.hashes
    new = [place for place, (seq, text) in enumerate(pairs) if placed.get(seq) != hashes[text]]
    return np.array(new, np.int64)


def gone_from(standing: Standing, records: Records, new: "np.typing.NDArray[np.int64]") -> list[int]:
    """Records (seq) that were looked at and are not there any more, or not with the text they had."""
    there = set(records.seqs.tolist()) - set(records.seqs[new].tolist())
    return sorted(seq for seq in standing.placed if seq not in there)


def join(
    standing: Standing,
    records: Records,
    new: "np.typing.NDArray[np.int64]",
    texts: "np.typing.NDArray[np.int64]",
    corpus: Corpus,
    gone: list[int],
) -> Joined:
    """new: places in `records` of those to place. texts: of `corpus`, by their place in `records`."""
    from retrieval.themes.discovery.placing import placer_from_bytes

    placed = placer_from_bytes(standing.placer).place(corpus.texts, corpus.vectors)
    centres = {number: seat.centre for number, seat in standing.working.items() if seat.theme.level == "fine"}
    settled = settle(placed, corpus.vectors, standing.seating, centres)
    of_record = np.searchsorted(texts, records.text[new])
    return Joined(records, rows_of_texts(settled, of_record, records.seqs[new]), gone, new)
