"""What is reported is not what choices were made on; figures are the same in every run."""

import csv
from pathlib import Path

import numpy as np
import pytest

from evals.themes.sets import LabelledSet, read_sets
from evals.themes.ways import half_whitened_with_grams, k_means
from tests.evals.themes.worlds import known_world


def test_the_halves_share_no_text() -> None:
    world = known_world()
    held = world.held_out()
    assert len(held.texts) == 45
    assert not set(held.texts) & set(world.texts[:45])
    assert held.corpus().texts == held.texts


def test_a_draw_keeps_labels_with_their_texts() -> None:
    world = known_world()
    labels: dict[str, int] = dict(zip(world.texts, world.gold.tolist(), strict=True))
    some = world.draw(20, seed=3)
    assert [labels[text] for text in some.texts] == some.gold.tolist()
    assert some.draw(20, 1).kinds == some.kinds


def test_sets_that_are_not_there_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(read_sets(tmp_path, tmp_path)) == []
    assert capsys.readouterr().out.count("left out") == 4


def test_equal_texts_count_once_and_unsure_labels_not_at_all(tmp_path: Path) -> None:
    rows = [("bag lost", "Lost Luggage"), ("bag lost", "Lost Luggage"), ("hm", "Can't Tell"), ("nice", "")]
    rows += [(f"late by {hours} hours", "Late Flight") for hours in range(3)]
    with (tmp_path / "en_airline_tweets.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("text", "complaint_theme"), *rows])
    kept = _vectors(tmp_path, ("bag lost", *(f"late by {hours} hours" for hours in range(3))))
    (found,) = read_sets(tmp_path, tmp_path, ("airline",))
    assert sorted(found.texts) == sorted(kept)
    assert found.labels == ("Late Flight", "Lost Luggage")
    assert found.gold.sum() == 1
    assert all((found.vectors[at] == kept[text]).all() for at, text in enumerate(found.texts))


def test_plain_ways_find_what_is_plain() -> None:
    world: LabelledSet = known_world()
    for rows in (world.vectors, half_whitened_with_grams(world.texts, world.vectors)):
        found = k_means(rows, 3, seed=0)
        assert (
            len({(one, other) for one, other in zip(world.gold.tolist(), found.tolist(), strict=True)}) == 3
        )


def _vectors(cache: Path, texts: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Puts vectors of these texts into the cache, so that nothing has to be embedded."""
    import hashlib

    rows = np.random.default_rng(0).normal(size=(len(texts), 8)).astype(np.float32)
    keys = np.array([hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts])
    with (cache / "airline.npz").open("wb") as stream:
        np.savez(stream, keys=keys, vectors=rows)
    return dict(zip(texts, rows, strict=True))
