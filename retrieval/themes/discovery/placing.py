"""Puts new texts into themes that were found before."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.features import Space
from retrieval.themes.discovery.types import Placed

__all__ = ["CentrePlacer", "placer_from_bytes"]

Floats = NDArray[np.float32]

VERSION = 3
MARGIN = 0.06
"""How much less near a further theme may be than the nearest."""
FURTHER = 2
"""Further themes a text has at most."""
PAGE = 20_000


@dataclass(frozen=True, slots=True)
class CentrePlacer:
    """centres: one row a theme, of length 1, in `space`. least: the cosine below which a text has none."""

    space: Space
    centres: Floats
    least: float

    def place(self, texts: Sequence[str], vectors: Floats) -> Placed:
        return self.place_rows(self.space.place(texts, np.asarray(vectors, np.float32)))

    def place_rows(self, rows: Floats) -> Placed:
        """rows: as `space` places texts."""
        best, high = self.nearest(rows, self.centres)
        main = np.where((high >= self.least) & (high > 0), best, -1).astype(np.int32)
        strength = np.where(main >= 0, high.clip(0, 1), 0).astype(np.float32)
        pairs: list[NDArray[np.int32]] = [np.zeros((0, 2), np.int32)]
        near: list[Floats] = [np.zeros(0, np.float32)]
        for start in range(0, len(rows) if len(self.centres) > 1 else 0, PAGE):
            part = slice(start, start + PAGE)
            found, cosines = self._further(rows[part], main[part], high[part])
            found[:, 0] += start
            pairs.append(found)
            near.append(cosines)
        return Placed(main, strength, np.concatenate(pairs), np.concatenate(near))

    def _further(
        self, rows: Floats, main: NDArray[np.int32], high: Floats
    ) -> tuple[NDArray[np.int32], Floats]:
        """Pairs of text and further theme, nearly as near as its own."""
        near = rows @ self.centres.T
        near[np.arange(len(rows)), main] = -1
        count = min(FURTHER, len(self.centres) - 1)
        nearest = np.argsort(-near, axis=1, kind="stable")[:, :count]
        cosines = np.take_along_axis(near, nearest, 1)
        enough = cosines >= np.maximum(high - MARGIN, max(self.least, 1e-6))[:, None]
        row, place = np.nonzero(enough & (main >= 0)[:, None])
        pairs = np.stack([row, nearest[row, place]], axis=1).astype(np.int32)
        return pairs, cosines[row, place].clip(0, 1).astype(np.float32)

    @staticmethod
    def nearest(rows: Floats, centres: Floats) -> tuple[NDArray[np.int32], Floats]:
        """The nearest centre of each row (-1 without centres) and its cosine."""
        best, high = np.full(len(rows), -1, np.int32), np.zeros(len(rows), np.float32)
        for start in range(0, len(rows) if len(centres) else 0, PAGE):
            near = rows[start : start + PAGE] @ centres.T
            best[start : start + PAGE] = near.argmax(axis=1)
            high[start : start + PAGE] = near.max(axis=1)
        return best, high

    def to_bytes(self) -> bytes:
        """A few megabytes; `placer_from_bytes` reads them."""
        held = io.BytesIO()
        arrays = self.space.to_arrays() | {
            "version": np.array(VERSION),
            "centres": self.centres,
            "least": np.array(self.least),
        }
        np.savez_compressed(held, allow_pickle=False, **arrays)
        return held.getvalue()


def placer_from_bytes(data: bytes) -> CentrePlacer:
    """The placer that `to_bytes` wrote. Raises ValueError for anything else, and for another version."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as read:
            arrays = dict(read)
        version = int(arrays["version"])
    except (AttributeError, KeyError, OSError, EOFError, BadZipFile, ValueError) as error:
        raise ValueError("not a placer") from error
    if version != VERSION:
        raise ValueError("a placer of another version")
    return CentrePlacer(Space.from_arrays(arrays), arrays["centres"], float(arrays["least"]))
