import numpy as np
import pytest

from retrieval.themes.discovery.counting import number_of_themes


def unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_wordings_of_one_language_are_not_subjects() -> None:
    rng = np.random.default_rng(0)
    subjects, wordings, each = 8, 3, 16
    count = subjects * wordings * 2 * each
    subject = np.arange(count) % subjects
    script = np.arange(count) // subjects % 2
    wording = np.arange(count) // (2 * subjects) % wordings
    of_subject = rng.normal(size=(subjects, 64))
    of_wording = rng.normal(size=(subjects, 2, wordings, 64))
    rows = unit(
        of_subject[subject] + of_wording[subject, script, wording] + 0.3 * rng.normal(size=(count, 64))
    )
    assert number_of_themes(rows, count) > 2 * subjects
    assert abs(number_of_themes(rows, count, script) - subjects) <= 2


@pytest.mark.parametrize(("texts", "least", "most"), [(150, 4, 12), (200, 5, 14), (300, 6, 17)])
def test_few_unclear_texts_give_as_many_themes_as_a_reader_expects(texts: int, least: int, most: int) -> None:
    rng = np.random.default_rng(1)
    sides = np.arange(texts) % 2
    rows = unit(rng.normal(size=(2, 32))[sides] * 0.6 + rng.normal(size=(texts, 32)))
    assert least <= number_of_themes(rows, texts) <= most


def test_few_clear_subjects_are_told_as_they_are() -> None:
    rng = np.random.default_rng(2)
    rows = unit(3 * rng.normal(size=(3, 32))[np.arange(300) % 3] + rng.normal(size=(300, 32)))
    assert number_of_themes(rows, 300) == 3
