"""Real threads, and real processes, that decide about one proposal at the same moment."""

from pathlib import Path

import pytest

from evals.loop.databases import Place
from evals.loop.races import RACES, raced


@pytest.mark.parametrize("way", ["threads", "processes"])
def test_of_decisions_at_the_same_moment_one_counts(store_url: str, tmp_path: Path, way: str) -> None:
    tallies = raced(Place(store_url, tmp_path / "secret.key"), way, len(RACES))
    assert [each.races for each in tallies] == [1] * len(RACES)
    assert sum(each.refused for each in tallies) >= 5
    assert [each.name for each in tallies if not each.sound] == []
