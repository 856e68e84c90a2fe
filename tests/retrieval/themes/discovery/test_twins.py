import numpy as np

from retrieval.themes.discovery.twins import joined_across

SUBJECTS, TEXTS = 12, 20


def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, subjects and scripts of synthetic texts: half of each subject's in either script."""
    rng = np.random.default_rng(0)
    subject = np.repeat(np.arange(SUBJECTS), 2 * TEXTS)
    script = np.tile(np.repeat([0, 1], TEXTS), SUBJECTS)
    rows = rng.normal(size=(SUBJECTS, 48))[subject] + rng.normal(size=(len(subject), 48))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), subject, script


def test_a_subject_found_once_a_language_becomes_one() -> None:
    rows, subject, script = world()
    found = np.where((subject == 3) & (script == 1), SUBJECTS, subject)
    assert np.array_equal(joined_across(rows, found, script), subject)


def test_themes_of_both_languages_are_left_as_they_are() -> None:
    rows, subject, script = world()
    found = np.where((subject == 5) & (np.arange(len(subject)) % 2 == 0), SUBJECTS, subject)
    assert np.array_equal(joined_across(rows, found, script), found)


def test_different_subjects_stay_apart() -> None:
    rows, subject, script = world()
    assert np.array_equal(joined_across(rows, subject, script), subject)


def test_subjects_of_one_language_stay_apart() -> None:
    rows, subject, script = world()
    kept = (subject < 6) | (script == subject % 2)
    rows, subject, script = rows[kept], subject[kept], script[kept]
    assert np.array_equal(joined_across(rows, subject, script), subject)


def test_too_few_themes_to_tell_chance_stay_as_they_are() -> None:
    rows, subject, script = world()
    kept = subject < 4
    found = (2 * subject + script)[kept]
    assert np.array_equal(joined_across(rows[kept], found, script[kept]), found)
    nothing = np.zeros(0, np.int64)
    assert not len(joined_across(np.zeros((0, 48), np.float32), nothing, nothing))
