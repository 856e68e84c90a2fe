"""Questions with known answers: one JSON object a line, by suite and split (`<suite>/<split>.jsonl`).

`dev` is there to be read and improved on. `held` is only scored: reports print its totals.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Check = Literal["number", "ranking", "table", "abstain"]
SPLITS = ("dev", "held")

__all__ = ["SPLITS", "Case", "Check", "load_cases"]


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation, judged by the answer to its last question.

    file: the data it asks about. gold: a pandas expression over that file (see `evals.gold`). n: how many of
    a ranking's first places count, None for all. lowest: the ranking starts at the smallest. now: "today".
    """

    id: str
    suite: str
    split: str
    file: str
    lang: Literal["en", "zh"]
    turns: tuple[str, ...]
    check: Check
    gold: str | None = None
    n: int | None = None
    lowest: bool = False
    now: str | None = None


def load_cases(suite: str) -> Iterator[Case]:
    """The cases of one suite, in the order they are written."""
    for split in SPLITS:
        path = Path(__file__).parent / suite / f"{split}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            yield Case(**fields | {"suite": suite, "split": split, "turns": tuple(fields["turns"])})
