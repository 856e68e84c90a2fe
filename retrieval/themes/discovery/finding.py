"""Themes found in texts."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.clustering import cluster
from retrieval.themes.discovery.counting import number_of_themes
from retrieval.themes.discovery.features import Space, fit_space, unit
from retrieval.themes.discovery.levels import coarse_of
from retrieval.themes.discovery.placing import CentrePlacer
from retrieval.themes.discovery.types import Corpus, Discovery, Options, Placed

__all__ = ["discover"]

DEFAULT = Options()
LEFT_OUT = 0.03
"""The share of texts farthest from every theme, which are given none."""


def discover(
    corpus: Corpus, options: Options = DEFAULT, progress: Callable[[str, float], None] | None = None
) -> Discovery:
    """The themes of these texts, fine and coarse. The order of the texts does not matter.

    progress is told what is being done ("space", "number", "themes", "placing") and how far it is, 0 to 1.
    """
    told = progress or (lambda _step, _share: None)
    order = np.array(sorted(range(len(corpus.texts)), key=lambda each: corpus.texts[each]), np.int64)
    texts = [corpus.texts[each] for each in order]
    vectors = np.asarray(corpus.vectors, np.float32)[order]
    weights = np.ones(len(order), np.float32)
    if corpus.weights is not None:
        weights = corpus.weights[order].astype(np.float32)
    told("space", 0.0)
    space = fit_space(texts, vectors, options.seed)
    rows = space.place(texts, vectors)
    told("number", 0.4)
    usable = np.linalg.norm(rows, axis=1) > 0
    number = options.fine or number_of_themes(rows[usable], options.seed)
    told("themes", 0.6)
    found = np.full(len(rows), -1, np.int64)
    found[usable] = cluster(rows[usable], weights[usable], number, options.seed)
    told("placing", 0.9)
    placer = _placer(space, rows, _centres(rows, found, weights))
    placed, centres = placer.place_rows(rows), placer.centres
    sizes = np.bincount(placed.main[placed.main >= 0], minlength=len(centres))
    told("placing", 1.0)
    return Discovery(
        _in_order(placed, order),
        coarse_of(centres, sizes, options.coarse),
        unit(_centres(vectors, placed.main.astype(np.int64), weights, len(centres))),
        placer,
    )


def _placer(space: Space, rows: NDArray[np.float32], centres: NDArray[np.float32]) -> CentrePlacer:
    """Into these themes, less those that nothing is put into, the largest first."""
    high = (rows @ centres.T).max(axis=1) if len(centres) else np.zeros(len(rows))
    placer = CentrePlacer(space, centres, float(np.quantile(high, LEFT_OUT)) if len(rows) > 20 else 0.0)
    main = placer.place_rows(rows).main
    sizes = np.bincount(main[main >= 0], minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]
    return CentrePlacer(space, centres[order], placer.least)


def _centres(
    rows: NDArray[np.float32],
    found: NDArray[np.int64],
    weights: NDArray[np.float32],
    number: int | None = None,
) -> NDArray[np.float32]:
    count = number if number is not None else int(found.max(initial=-1)) + 1
    sums = np.zeros((count, rows.shape[1]), np.float32)
    np.add.at(sums, found[found >= 0], (rows * weights[:, None])[found >= 0])
    return unit(sums)


def _in_order(placed: Placed, order: NDArray[np.int64]) -> Placed:
    main, strength = np.empty_like(placed.main), np.empty_like(placed.strength)
    main[order], strength[order] = placed.main, placed.strength
    also = placed.also.copy()
    also[:, 0] = order[also[:, 0]]
    again = np.lexsort((also[:, 1], also[:, 0]))
    return Placed(main, strength, also[again], placed.also_strength[again])
