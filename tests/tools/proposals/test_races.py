"""Real threads, and real processes, that decide about one proposal at the same moment."""

from pathlib import Path

from evals.loop.databases import Place
from evals.loop.races import RACES, Tally, raced


def test_of_decisions_at_the_same_moment_one_counts(store_url: str, tmp_path: Path) -> None:
    one_counts(raced(Place(store_url, tmp_path / "secret.key"), "threads", len(RACES)))


def test_it_is_the_same_between_processes(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path / 'feedback.db'}", tmp_path / "secret.key")
    one_counts(raced(place, "processes", len(RACES)))


def one_counts(tallies: list[Tally]) -> None:
    assert [each.races for each in tallies] == [1] * len(RACES)
    assert sum(each.refused for each in tallies) >= 5
    assert [each.name for each in tallies if not each.sound] == []
