"""Themes found in texts."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.clustering import consensus
from retrieval.themes.discovery.counting import number_of_themes
from retrieval.themes.discovery.features import fit_space, unit
from retrieval.themes.discovery.levels import coarse_of
from retrieval.themes.discovery.markers import scripts
from retrieval.themes.discovery.placing import CentrePlacer
from retrieval.themes.discovery.twins import joined_across
from retrieval.themes.discovery.types import Corpus, Discovery, Options, Placed

__all__ = ["discover"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DEFAULT = Options()
FITTED_ON = 12_000
"""Texts that the space is learnt from; others are only placed in it."""
CORE = 4_000
"""Texts that themes are found among; the others settle around them."""
ROUNDS = 3
"""Times that themes are drawn to the middle of all their texts."""
LEFT_OUT, FAR = 0.03, 0.5
"""A text has no theme when it is among this share, farthest from all themes, and less than half as near its
own as the middle text is."""


def discover(
    corpus: Corpus, options: Options = DEFAULT, progress: Callable[[str, float], None] | None = None
) -> Discovery:
    """The themes of these texts, fine and coarse. The order of the texts does not matter.

    progress is told what is being done ("space", "number", "themes", "placing") and how far it is, 0 to 1.
    """
    told = progress or (lambda _step, _share: None)
    told("space", 0.0)
    order = _by_chance(corpus.texts)
    texts = [corpus.texts[each] for each in order.tolist()]
    vectors = np.asarray(corpus.vectors, np.float32)[order]
    weights = np.ones(len(order), np.float32)
    if corpus.weights is not None:
        # Tempered: one text sent a thousand times is a large theme, not the middle of all of them.
        weights = 1 + np.log(np.maximum(np.asarray(corpus.weights, np.float32)[order], 1))
    if not texts:
        return _nothing(corpus)
    space = fit_space(texts[:FITTED_ON], vectors[:FITTED_ON])
    rows = space.place(texts, vectors)
    told("number", 0.5)
    core = np.flatnonzero(rows.any(axis=1))[:CORE]
    script = scripts([texts[each] for each in core.tolist()]) if space.mixed else None
    number = options.fine or number_of_themes(rows[core], int(rows.any(axis=1).sum()), script)
    told("themes", 0.6)
    found = consensus(rows[core], weights[core], number, options.seed)
    if script is not None and not options.fine:
        found = joined_across(space.of_vectors(rows[core]), found, script)
    told("placing", 0.9)
    centres = _settled(rows, weights, _centres(rows[core], found, weights[core]))
    placer = _placer(CentrePlacer(space, centres, 0.0), rows)
    placed = placer.place_rows(rows)
    sizes = np.bincount(placed.main[placed.main >= 0], minlength=len(placer.centres))
    middles = _centres(vectors, placed.main, weights, len(placer.centres))
    told("placing", 1.0)
    return Discovery(
        _in_order(placed, order), coarse_of(placer.centres, sizes, options.coarse), middles, placer
    )


def _by_chance(texts: Sequence[str]) -> Ints:
    """An order that is as good as random and depends on each text alone.

    So the texts that themes are found among stay nearly the same when others come in.
    """
    keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest() for text in texts]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)


def _nothing(corpus: Corpus) -> Discovery:
    width = (corpus.vectors.shape[1] if corpus.vectors.ndim == 2 else 0) or 1
    space = fit_space([""], np.zeros((1, width), np.float32))
    none = np.zeros((0, width), np.float32)
    placer = CentrePlacer(space, space.place([], none), 0.0)
    return Discovery(placer.place_rows(placer.centres), np.zeros(0, np.int32), none, placer)


def _settled(rows: Floats, weights: Floats, centres: Floats) -> Floats:
    """Each theme in the middle of all texts that are nearest to it (spherical k-means)."""
    for _ in range(ROUNDS):
        nearest = CentrePlacer.nearest(rows, centres)[0]
        centres = _centres(rows, nearest, weights, len(centres))
    return centres


def _placer(placer: CentrePlacer, rows: Floats) -> CentrePlacer:
    """That leaves out what is farthest from every theme, the largest theme first, empty ones gone."""
    high = CentrePlacer.nearest(rows, placer.centres)[1]
    near = high[high > 0]
    enough = len(near) >= 1 / LEFT_OUT
    least = float(min(np.quantile(near, LEFT_OUT), FAR * np.median(near))) if enough else 0.0
    main = CentrePlacer(placer.space, placer.centres, least).place_rows(rows).main
    sizes = np.bincount(main[main >= 0], minlength=len(placer.centres))
    order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]
    return CentrePlacer(placer.space, placer.centres[order], least)


def _centres(rows: Floats, found: NDArray[np.integer], weights: Floats, number: int | None = None) -> Floats:
    """The mean of each cluster's rows, of length 1."""
    from scipy.sparse import csr_matrix

    count = number if number is not None else int(found.max(initial=-1)) + 1
    inside = np.flatnonzero(found >= 0)
    members = csr_matrix((weights[inside], (found[inside], inside)), shape=(count, len(rows)))
    return unit(np.asarray(members @ rows, np.float32))


def _in_order(placed: Placed, order: Ints) -> Placed:
    """As the texts were given."""
    main, strength = np.empty_like(placed.main), np.empty_like(placed.strength)
    main[order], strength[order] = placed.main, placed.strength
    also = placed.also.copy()
    also[:, 0] = order[also[:, 0]]
    again = np.lexsort((also[:, 1], also[:, 0]))
    return Placed(main, strength, also[again], placed.also_strength[again])
