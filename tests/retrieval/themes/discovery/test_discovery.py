"""Themes are found in texts and vectors: which, how many, and the same ones every time."""

import numpy as np
import pytest

from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.placing import placer_from_bytes
from retrieval.themes.discovery.types import Corpus, Options

SUBJECTS = {
    "battery": ("the battery drains too fast", "电池掉电太快了"),
    "delivery": ("my parcel came a week late", "快递晚了一个星期才到"),
    "price": ("far too expensive for what it is", "价格太贵了不值"),
    "login": ("cannot sign in to my account", "账号一直登录不上"),
}


def corpus(count: int = 240, seed: int = 0) -> tuple[Corpus, np.ndarray]:
    """Synthetic feedback on four subjects in two languages, and the subject of each text.

    A vector is its subject's direction, its language's, and chance.
    """
    rng = np.random.default_rng(seed)
    directions = np.random.default_rng(99).normal(size=(6, 64))
    subject = np.arange(count) % len(SUBJECTS)
    chinese = (np.arange(count) // len(SUBJECTS)) % 2
    vectors = directions[subject] + 2 * directions[4 + chinese] + 0.5 * rng.normal(size=(count, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    said = list(SUBJECTS.values())
    texts = [f"{said[subject[at]][chinese[at]]} {at}" for at in range(count)]
    languages = [("en", "zh")[each] for each in chinese]
    return Corpus(texts, vectors.astype(np.float32), languages), subject


def alike(left: np.ndarray, right: np.ndarray) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(left, right))


def test_subjects_come_out_as_themes_whatever_the_language() -> None:
    given, subject = corpus()
    found = discover(given)
    inside = found.placed.main >= 0
    assert inside.mean() >= 0.9
    assert alike(subject[inside], found.placed.main[inside]) > 0.95
    assert len(found.coarse) == len(found.centres) == 4
    assert np.allclose(np.linalg.norm(found.centres, axis=1), 1, atol=1e-5)


def test_the_order_of_the_texts_does_not_matter() -> None:
    given, _ = corpus()
    mixed = np.random.default_rng(5).permutation(len(given.texts))
    shuffled = Corpus(
        [given.texts[at] for at in mixed], given.vectors[mixed], [given.languages[at] for at in mixed]
    )
    found, again = discover(given), discover(shuffled)
    assert np.array_equal(found.placed.main[mixed], again.placed.main)
    assert np.array_equal(found.coarse, again.coarse)
    assert np.allclose(found.placed.strength[mixed], again.placed.strength, atol=1e-6)
    pairs = {(int(mixed[text]), int(theme)) for text, theme in again.placed.also}
    assert pairs == {(int(text), int(theme)) for text, theme in found.placed.also}


def test_another_seed_finds_the_same_themes() -> None:
    given, _ = corpus()
    found, other = discover(given), discover(given, Options(seed=7))
    assert alike(found.placed.main, other.placed.main) > 0.9


def test_as_many_themes_as_wanted_the_largest_first() -> None:
    given, _ = corpus()
    found = discover(given, Options(fine=6, coarse=2))
    sizes = np.bincount(found.placed.main[found.placed.main >= 0])
    assert len(found.centres) == 6
    assert list(sizes) == sorted(sizes, reverse=True)
    assert set(found.coarse.tolist()) == {0, 1}


def test_a_placer_kept_as_bytes_puts_the_same_texts_into_the_same_themes() -> None:
    given, _ = corpus()
    found = discover(given)
    data = found.placer.to_bytes()
    placed = placer_from_bytes(data).place(given.texts, given.vectors)
    assert np.mean(placed.main == found.placed.main) >= 0.99
    assert np.array_equal(placed.also, found.placed.also)
    assert len(data) < 5_000_000


def test_new_texts_join_the_theme_of_their_subject() -> None:
    given, subject = corpus()
    found = discover(given)
    new, of = corpus(40, seed=3)
    placed = found.placer.place(new.texts, new.vectors)
    theme_of = {
        each: int(np.bincount(found.placed.main[subject == each] + 1).argmax()) - 1 for each in range(4)
    }
    assert np.mean(placed.main == [theme_of[each] for each in of]) > 0.85


@pytest.mark.parametrize("data", [b"", b"no placer at all", b"PK\x03\x04broken"])
def test_other_bytes_are_no_placer(data: bytes) -> None:
    with pytest.raises(ValueError, match="placer"):
        placer_from_bytes(data)


def test_what_has_no_vector_and_no_known_word_is_left_out() -> None:
    given, _ = corpus()
    found = discover(given)
    placed = found.placer.place(["zzz qqq", ""], np.zeros((2, 64), np.float32))
    assert placed.main.tolist() == [-1, -1]
    assert placed.strength.tolist() == [0, 0]
    assert not len(placed.also)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 40])
def test_a_few_texts_are_enough_to_come_through(count: int) -> None:
    given, _ = corpus(count)
    found = discover(given)
    assert found.placed.main.shape == found.placed.strength.shape == (count,)
    assert found.placed.main.max(initial=-1) < len(found.centres)
    assert found.placer.place(given.texts, given.vectors).main.tolist() == found.placed.main.tolist()
    again = placer_from_bytes(found.placer.to_bytes())
    assert again.place(given.texts, given.vectors).main.tolist() == found.placed.main.tolist()


def test_texts_that_all_say_the_same_are_one_theme() -> None:
    vectors = np.zeros((30, 8), np.float32)
    vectors[:, 0] = 1
    found = discover(Corpus(["same"] * 30, vectors, ["en"] * 30))
    assert found.placed.main.tolist() == [0] * 30


def test_vectors_of_zeros_give_no_themes() -> None:
    texts = [f"number {at}" for at in range(30)]
    found = discover(Corpus(texts, np.zeros((30, 8), np.float32), ["en"] * 30))
    assert found.placed.main.shape == (30,)
    assert np.isfinite(found.placed.strength).all()
    assert np.isfinite(found.centres).all()


def test_very_long_texts_are_read_at_their_start() -> None:
    given, _ = corpus(40)
    long = Corpus([text + " filler" * 100_000 for text in given.texts[:4]], given.vectors[:4], ["en"] * 4)
    assert discover(long).placed.main.tolist() == [0] * 4


def test_a_text_that_many_wrote_counts_as_often() -> None:
    given, subject = corpus()
    weights = np.where(subject == 2, 50, 1).astype(np.int32)
    found = discover(Corpus(given.texts, given.vectors, given.languages, weights), Options(fine=4))
    assert alike(subject, found.placed.main) > 0.8


def test_mentions_do_not_make_themes() -> None:
    given, subject = corpus()
    names = ("@acme", "@globex")
    company = np.random.default_rng(1).integers(0, 2, len(subject))
    pull = 3 * np.random.default_rng(2).normal(size=(2, 64)) / 8
    vectors = given.vectors + pull[company].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"{names[company[at]]} {text}" for at, text in enumerate(given.texts)]
    found = discover(Corpus(texts, vectors, given.languages), Options(fine=4))
    assert alike(subject, found.placed.main) > 0.8
    assert abs(alike(company, found.placed.main)) < 0.1


def test_progress_is_told_and_ends() -> None:
    told: list[tuple[str, float]] = []
    discover(corpus(40)[0], progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
