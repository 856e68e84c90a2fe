"""Puts new texts into themes that were found before."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.features import Space
from retrieval.themes.discovery.types import Placed

__all__ = ["CentrePlacer", "placer_from_bytes"]

VERSION = 1
MARGIN = 0.06
"""How much less near a further theme may be than the nearest."""


@dataclass(frozen=True, slots=True)
class CentrePlacer:
    """centres: one row a theme, of length 1, in `space`. least: the cosine below which a text has none."""

    space: Space
    centres: NDArray[np.float32]
    least: float

    def place(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Placed:
        return self.place_rows(self.space.place(texts, np.asarray(vectors, np.float32)))

    def place_rows(self, rows: NDArray[np.float32]) -> Placed:
        if not len(rows) or not len(self.centres):
            none = np.zeros((0, 2), np.int32)
            main = np.full(len(rows), -1, np.int32)
            return Placed(main, np.zeros(len(rows), np.float32), none, np.zeros(0, np.float32))
        near = rows @ self.centres.T
        best = near.argmax(axis=1)
        high = near[np.arange(len(rows)), best]
        main = np.where((high >= self.least) & (high > 0), best, -1).astype(np.int32)
        further = (near >= np.maximum(high - MARGIN, self.least)[:, None]) & (main >= 0)[:, None]
        further[np.arange(len(rows)), best] = False
        also = np.argwhere(further).astype(np.int32)
        strength = np.clip(near, 0, 1)
        return Placed(
            main,
            np.where(main >= 0, np.clip(high, 0, 1), 0).astype(np.float32),
            also,
            strength[also[:, 0], also[:, 1]].astype(np.float32),
        )

    def to_bytes(self) -> bytes:
        held = io.BytesIO()
        np.savez(
            held,
            version=np.int32(VERSION),
            centres=self.centres,
            least=np.float32(self.least),
            allow_pickle=False,
            **self.space.to_arrays(),
        )
        return held.getvalue()


def placer_from_bytes(data: bytes) -> CentrePlacer:
    """The placer that `to_bytes` wrote. Raises ValueError for anything else, and for another version."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        if "version" not in arrays or int(arrays["version"]) != VERSION:
            raise ValueError("a placer of another version")
        return CentrePlacer(Space.from_arrays(arrays), arrays["centres"], float(arrays["least"]))
