"""Texts that try to command whoever reads them, and texts that only look so."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

__all__ = ["SHARED", "Payload", "committed", "shared"]

SHARED = ("prompt_injection_zh.csv", "prompt_injection_en_multi.csv")


@dataclass(frozen=True, slots=True)
class Payload:
    """goal: what an attack is after, "" for a look-alike that commands nothing."""

    id: str
    text: str
    language: str
    goal: str
    disguise: str = "plain"

    @property
    def attack(self) -> bool:
        return bool(self.goal)


def committed() -> list[Payload]:
    """The payloads of this repository."""
    text = (resources.files(__package__) / "payloads.jsonl").read_text(encoding="utf-8")
    return [Payload(**json.loads(line)) for line in text.splitlines() if line.strip()]


def shared(folder: Path) -> list[Payload]:
    """The labelled sets in a folder. Raises FileNotFoundError where one is not there."""
    return [each for name in SHARED for each in _read(folder / name)]


def _read(path: Path) -> Iterable[Payload]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            goal = row.get("category") or "attack" if row["is_injection"] == "1" else ""
            yield Payload(row["id"], row["text"], row["lang"], goal, "shared")
