"""Whether the gold of written cases can be computed, before anybody asks them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from evals.cases import Case
from evals.gold import BadGold, gold_of, load

__all__ = ["gold_faults"]


def gold_faults(cases: Iterable[Case], files: Path) -> Iterator[str]:
    """A sentence for each gold that is none. files: the folder of the suite's files."""
    by_file: dict[str, list[Case]] = {}
    for case in cases:
        by_file.setdefault(case.file, []).append(case)
    for file, asked in by_file.items():
        path = files / f"{file}.csv"
        if not path.exists():
            yield f"{asked[0].id}: there is no file {file}"
            continue
        frame = load(path)
        for case in asked:
            for place in range(len(case.turns)):
                try:
                    gold_of(case, place, frame)
                except BadGold as error:
                    yield str(error)
