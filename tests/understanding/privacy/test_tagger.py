from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.privacy.tagger import Gate, Tagger, Units, hashed, possible_steps

Scores = npt.NDArray[np.float32]


def tagger(kinds: int = 1, caution: float = 0.0, seed: int = 0) -> Tagger:
    rng = np.random.default_rng(seed)
    size = 1 + 4 * kinds
    return Tagger(
        tuple(f"kind{i}" for i in range(kinds)),
        rng.normal(size=(16, size)).astype(np.float32),
        rng.normal(size=(size, size)).astype(np.float32),
        (caution,) * kinds,
    )


def best_by_trying_all(model: Tagger, scores: Scores) -> float:
    allowed, first, last = possible_steps(len(model.kinds))
    best = -np.inf
    for tags in product(range(scores.shape[1]), repeat=len(scores)):
        if first[tags[0]] and last[tags[-1]] and all(allowed[a, b] for a, b in pairwise(tags)):
            best = max(best, total(model, scores, tags))
    return best


def total(model: Tagger, scores: Scores, tags: tuple[int, ...]) -> float:
    steps = sum(float(model.steps[a, b]) for a, b in pairwise(tags))
    return steps + sum(float(scores[i, tag]) for i, tag in enumerate(tags))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 1000))
def test_tags_are_the_best_that_are_possible_in_each_sequence(lengths: list[int], seed: int) -> None:
    model = tagger(seed=seed)
    scores = np.random.default_rng(seed).normal(size=(sum(lengths), 5)).astype(np.float32)
    tags = model.tags(scores, np.repeat(np.arange(len(lengths)), lengths))
    for begin, end in pairwise(np.cumsum([0, *lengths]).tolist()):
        mine = tuple(tags[begin:end].tolist())
        assert total(model, scores[begin:end], mine) == pytest.approx(
            best_by_trying_all(model, scores[begin:end]), abs=1e-4
        )


@given(st.integers(1, 4))
def test_an_entity_goes_on_in_its_own_kind_and_is_ended(kinds: int) -> None:
    allowed, first, last = possible_steps(kinds)
    for kind in range(kinds):
        begin, inside, end, alone = range(1 + 4 * kind, 5 + 4 * kind)
        assert set(np.flatnonzero(allowed[begin])) == {inside, end} == set(np.flatnonzero(allowed[inside]))
        assert first[[begin, inside, end, alone]].tolist() == [True, False, False, True]
        assert last[[begin, inside, end, alone]].tolist() == [False, False, True, True]
        assert allowed[[end, alone, 0, 0], [begin, 0, alone, end]].tolist() == [True, True, True, False]


def test_more_caution_finds_less() -> None:
    rng = np.random.default_rng(1)
    units = Units(
        rng.integers(0, 16, (400, 3)),
        np.zeros(400, np.int64),
        np.arange(400),
        np.arange(1, 401),
        np.zeros(400, np.int64),
    )
    covered = [
        sum(span.end - span.start for span in tagger(caution=caution).spans(units, 1)[0])
        for caution in (-9.0, 0.0, 9.0)
    ]
    assert covered[0] > covered[1] > covered[2]


def test_no_units_no_spans() -> None:
    nothing = np.zeros(0, np.int64)
    units = Units(np.zeros((0, 3), np.int64), nothing, nothing, nothing, nothing)
    assert tagger().spans(units, 3) == [[], [], []]


@given(st.lists(st.integers(0, 2**63), min_size=1, max_size=20), st.integers(4, 20))
def test_columns_are_within_the_table_and_the_same_each_time(values: list[int], bits: int) -> None:
    parts = np.array(values, np.uint64)
    columns = hashed(3, bits, parts, parts)
    assert ((columns >= 0) & (columns < 1 << bits)).all()
    assert (columns == hashed(3, bits, parts, parts)).all()


def test_a_gate_opens_from_its_score_on() -> None:
    gate = Gate(np.array([0.0, 1.0, 2.0, 3.0], np.float32), 3.0)
    assert gate.bits == 2
    assert gate.opens([np.array([0, 1, 3]), np.array([1, 2, 1])]).tolist() == [False, True, True]
