"""`feedback index`, `search` and `doctor`, as processes, beside one that holds Chroma."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retrieval.database import open_store
from retrieval.vectors import open_vectors
from tests.retrieval.feedbacks import add_feedback, texts

RUN = "from assistant.cli.main import main; main()"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data home with four records, not indexed."""
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}")
    add_feedback(store, texts("The courier came a week late", "屏幕碎了", "快递太慢", "Great price"))
    store.close()
    return tmp_path


def feedback(home: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments, "--home", str(home)],
        capture_output=True,
        text=True,
        env=os.environ | {"FEEDBACK_UI_LANGUAGE": "en"},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def answer(home: Path, *arguments: str) -> dict[str, Any]:
    status, out, err = feedback(home, *arguments, "--json")
    assert status in (0, 1), err
    found: dict[str, Any] = json.loads(out)
    return found


def test_index_then_search_then_doctor(home: Path) -> None:
    assert answer(home, "doctor")["findings"] == [{"code": "vectors_missing", "count": 4, "detail": ""}]
    indexed = answer(home, "index")
    assert (indexed["texts"], indexed["embedded"], indexed["new"]) == (4, 4, 4)
    found = answer(home, "search", "slow delivery", "--limit", "2")
    assert {hit["id"] for hit in found["hits"]} == {"made-up-1", "made-up-3"}
    assert found["coverage"] == {"texts": 4, "embedded": 4}
    assert answer(home, "doctor", "--rebuild", "--full")["sound"]


def test_index_and_search_work_while_another_process_holds_chroma(home: Path) -> None:
    with open_vectors(home):
        assert answer(home, "index")["embedded"] == 4
        status, out, _ = feedback(home, "search", "屏幕", "--filter", "source=made-up", "--limit", "1")
        assert status == 0
        assert "屏幕碎了" in out
        status, _, err = feedback(home, "doctor", "--rebuild")
        assert status == 3
        assert str(os.getpid()) in err


def test_what_cannot_be_searched_is_said_in_one_sentence(home: Path) -> None:
    for arguments in (["x", "--mode", "luck"], ["x", "--filter", "source"], ["x", "--filter", "nothing=1"]):
        status, out, err = feedback(home, "search", *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
