"""A peer's answer is kept for the same texts, vectors and settings, and only for those."""

import json
from pathlib import Path

import numpy as np
import pytest

from evals.themes import peers
from evals.themes.peers import Job, run_peers
from tests.evals.themes.worlds import known_world


def test_a_kept_answer_is_given_again(tmp_path: Path) -> None:
    job = Job("bertopic", known_world(each=4))
    (tmp_path / "peers").mkdir()
    told = json.dumps({"seconds": 2.5, "cpu": 2.0, "memory": 300.0, "words": {"0": ["late"]}})
    with (tmp_path / "peers" / f"{job.key}.npz").open("wb") as stream:
        np.savez(stream, labels=np.array([0] * 11 + [-1]), told=told)
    done = run_peers([job], tmp_path)
    assert done is not None
    assert (done[0].seconds, done[0].memory, done[0].words) == (2.5, 300.0, {0: ["late"]})
    assert (done[0].found == -1).sum() == 1


def test_without_the_environment_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PYTHON", tmp_path / "nothing")
    assert run_peers([Job("bertopic", known_world(each=4))], tmp_path) is None


def test_other_settings_are_another_job() -> None:
    world = known_world(each=4)
    jobs = [Job("bertopic", world), Job("bertopic", world, 3), Job("bertopic", world, seed=0)]
    jobs += [Job("bertopic", world, run=1), Job("evoc", world), Job("bertopic", known_world(each=5))]
    jobs.append(Job("bertopic", known_world(each=4, seed=1)))
    assert len({job.key for job in jobs}) == len(jobs)
    assert Job("bertopic", known_world(each=4)).key == jobs[0].key
