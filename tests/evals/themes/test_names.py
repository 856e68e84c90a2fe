"""How names of themes are judged."""

import numpy as np

from evals.themes.names import told_apart, top_words
from tests.evals.themes.worlds import WORDS, known_world


def test_top_words_are_those_that_set_a_theme_apart() -> None:
    world = known_world()
    groups = [np.flatnonzero(world.gold == theme).astype(np.int32) for theme in range(3)]
    for name, words in zip(top_words(world, groups), WORDS, strict=True):
        assert set(name.split()) <= set(words)
        assert len(name.split()) == 4


def test_chinese_top_words_are_words() -> None:
    world = known_world(each=2)
    texts = ("快递太慢，快递很慢", "快递太慢了", "电池不耐用", "电池耗电快", "退款没到账", "退款太久")
    chinese = type(world)("car", texts, world.labels, world.gold, world.vectors, ("zh",) * 6)
    groups = [np.array([2 * theme, 2 * theme + 1], np.int32) for theme in range(3)]
    first = [name.split()[0] for name in top_words(chinese, groups)]
    assert first == ["快递", "电池", "退款"]


def test_a_name_is_nearest_its_own_label_whatever_all_share() -> None:
    labels = np.eye(3, 8, dtype=np.float32) + 5
    names = np.eye(3, 8, dtype=np.float32) + 0.1 + 5
    near = told_apart(names, labels)
    assert (near.argmax(axis=1) == np.arange(3)).all()
    assert near.min() < 0 < near.max()
