"""The texts that speed is measured on."""

import csv
from pathlib import Path

import numpy as np

from evals.themes.synthetic import COLUMNS, compose, write_csv
from tests.evals.themes.worlds import known_world


def test_texts_differ_and_stay_with_their_theme() -> None:
    world = known_world(each=12)
    made = compose(world, 2_000)
    assert len(set(made.texts)) == 2_000
    assert np.allclose(np.linalg.norm(made.vectors, axis=1), 1, atol=1e-5)
    centres = np.array([world.vectors[world.gold == theme].mean(axis=0) for theme in range(3)])
    assert ((made.vectors @ centres.T).argmax(axis=1) == made.gold).mean() > 0.98


def test_the_same_seed_gives_the_same_texts() -> None:
    one, same = compose(known_world(), 200), compose(known_world(), 200)
    assert one.texts == same.texts
    assert (one.vectors == same.vectors).all()
    assert compose(known_world(), 200, seed=2).texts != one.texts


def test_the_file_has_a_row_a_text(tmp_path: Path) -> None:
    texts = compose(known_world(), 50).texts
    with write_csv(tmp_path / "texts.csv", texts).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert tuple(row["text"] for row in rows) == texts
    assert {int(row["rating"]) for row in rows} == {1, 2, 3, 4, 5}
    assert all(row["sentiment"] == "negative" for row in rows if int(row["rating"]) < 3)
