"""A quarter of the questions is set aside, the same ones for ever."""

import json
from pathlib import Path

import pytest

from evals.cases import BadCase
from evals.cases.splitting import split, split_of


def written(path: Path, *ids: str, gold: str = "1") -> Path:
    turns = [{"ask": ["how many?"], "check": "number", "gold": gold}]
    lines = [{"id": each, "file": "f", "lang": "en", "turns": turns} for each in ids]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def ids_of(folder: Path, part: str) -> list[str]:
    lines = (folder / "sample" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_about_a_quarter_is_held_back() -> None:
    held = sum(split_of(f"air-e-{number}") == "held" for number in range(4000))
    assert 900 < held < 1100


def test_adding_cases_moves_none(tmp_path: Path) -> None:
    first = [f"q-{number}" for number in range(40)]
    split([written(tmp_path / "one.jsonl", *first)], "sample", tmp_path)
    held, dev = ids_of(tmp_path, "held"), ids_of(tmp_path, "dev")
    assert sorted([*held, *dev]) == sorted(first)
    more = written(tmp_path / "two.jsonl", *(f"r-{number}" for number in range(40)))
    counts = split([more], "sample", tmp_path)
    assert ids_of(tmp_path, "held")[: len(held)] == held
    assert ids_of(tmp_path, "dev")[: len(dev)] == dev
    assert sum(counts.values()) == 80


def test_a_case_written_again_stays_in_its_part(tmp_path: Path) -> None:
    moved = next(f"q-{number}" for number in range(40) if split_of(f"q-{number}") == "held")
    (tmp_path / "sample").mkdir()
    written(tmp_path / "sample" / "dev.jsonl", moved)
    assert split([written(tmp_path / "one.jsonl", moved, gold="2")], "sample", tmp_path) == {
        "dev": 1,
        "held": 0,
    }
    assert '"gold": "2"' in (tmp_path / "sample" / "dev.jsonl").read_text(encoding="utf-8")


def test_two_cases_of_one_id_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    files = [written(tmp_path / "one.jsonl", "q-1"), written(tmp_path / "two.jsonl", "q-1")]
    with pytest.raises(BadCase, match=r"two\.jsonl line 1: the id q-1 is that of one\.jsonl line 1 too"):
        split(files, "sample", tmp_path)
    assert not (tmp_path / "sample").exists()
