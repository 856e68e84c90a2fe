"""How far the themes that were found can be relied on: how much they cover, how firm, how clear they are."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Corpus, Discovery, Options
from retrieval.themes.theme import Quality

__all__ = ["ENOUGH", "both", "cohesion", "drawn", "part_of", "quality", "stability"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Found = NDArray[np.integer]

ENOUGH = 500
"""Texts below which themes are too uncertain to rely on (`Quality.small`): docs/themes-evals.md."""

SAMPLE = 2_000
"""Texts that stability is measured on; more would say the same and take longer."""

LEAST = 40
"""Texts below which stability says nothing: so few have no themes."""

PAGE = 20_000


def quality(
    corpus: Corpus, discovery: Discovery, progress: Callable[[str, float], None] | None = None
) -> Quality:
    """Counts are of records: a text that many wrote counts as often. progress: as `discover` tells it."""
    told = progress or (lambda _step, _share: None)
    told("quality", 0.0)
    weights = _weights(corpus)
    assigned = discovery.placed.main >= 0
    clear = cohesion(corpus, discovery)
    told("quality", 0.1)
    firm = stability(corpus, discovery)
    told("quality", 1.0)
    known = assigned & np.isfinite(clear)
    return Quality(
        texts=int(weights.sum()),
        assigned=int(weights[assigned].sum()),
        stability=firm,
        cohesion=float(np.average(clear[known], weights=weights[known])) if known.any() else None,
        small=len(corpus.texts) < ENOUGH,
    )


def cohesion(corpus: Corpus, discovery: Discovery) -> Floats:
    """Of each text: its cosine to the centre of its theme less that to the nearest other centre.

    nan where a text has no theme, or there is no other theme. Averaged over a theme's texts it says how far
    apart that theme stands; 0 and below: it cannot be told from its neighbour.
    """
    found = np.full(len(corpus.texts), np.nan, np.float32)
    if len(discovery.centres) < 2:
        return found
    for start in range(0, len(found), PAGE):
        near = np.asarray(corpus.vectors[start : start + PAGE] @ discovery.centres.T)
        main = discovery.placed.main[start : start + PAGE]
        rows = np.flatnonzero(main >= 0)
        own = near[rows, main[rows]].copy()
        near[rows, main[rows]] = -np.inf
        found[start + rows] = own - near[rows].max(axis=1)
    return found


def stability(corpus: Corpus, discovery: Discovery, seed: int = 0, sample: int = SAMPLE) -> float | None:
    """How alike the themes come out when they are looked for again; None for too few texts.

    As many themes are found in a bootstrap sample by itself, and compared with those that there are (Hennig
    2007): the adjusted Rand index over the sample's texts, those without a theme being one group. The same
    texts, in whatever order, give the same figure.
    """
    themes = len(discovery.centres)
    if themes < 2 or len(corpus.texts) < LEAST:
        return None
    from sklearn.metrics import adjusted_rand_score

    by_text = np.array(sorted(range(len(corpus.texts)), key=lambda each: corpus.texts[each]), np.int64)
    rows = np.random.default_rng(seed).permutation(by_text)[:sample]
    options = Options(fine=min(themes, len(rows) // 8), seed=seed)
    rows = rows[drawn(len(rows), seed)]
    again = discover(part_of(corpus, rows), options).placed.main
    return float(adjusted_rand_score(discovery.placed.main[rows], again))


def drawn(n: int, seed: int) -> Ints:
    """The places that a bootstrap sample of n has, each once (about 63 % of them), in order."""
    return np.unique(np.random.default_rng(seed).integers(0, n, n))


def both(pair: Sequence[Ints], found: Sequence[Found]) -> tuple[Found, Found]:
    """What was found in each of two samples for the places that both have, in one order."""
    shared = np.intersect1d(pair[0], pair[1])
    left, right = (each[np.searchsorted(rows, shared)] for rows, each in zip(pair, found, strict=True))
    return left, right


def part_of(corpus: Corpus, rows: Ints) -> Corpus:
    """These texts of it, in this order."""
    return Corpus(
        [corpus.texts[row] for row in rows],
        corpus.vectors[rows],
        [corpus.languages[row] for row in rows],
        None if corpus.weights is None else corpus.weights[rows],
    )


def _weights(corpus: Corpus) -> Ints:
    if corpus.weights is None:
        return np.ones(len(corpus.texts), np.int64)
    return np.asarray(corpus.weights, np.int64)
