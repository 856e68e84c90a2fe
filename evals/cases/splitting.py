"""`python -m evals split`: questions as they were written, into the part to work on and the part set aside.

A case's part follows from its id alone, so adding cases moves none. A case that is there already stays where
it is and is replaced when it was rewritten.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.cases import FOLDER, SPLITS, BadCase, Case, Split, read_case

__all__ = ["split", "split_of", "written"]


def split_of(case_id: str) -> Split:
    """`held` for a quarter of all ids."""
    return "held" if hashlib.sha256(case_id.encode()).digest()[0] % 4 == 0 else "dev"


def split(files: Sequence[Path], suite: str, folder: Path | None = None) -> dict[Split, int]:
    """Adds the cases of these files to the suite; returns how many each part has now. Raises BadCase."""
    folder = folder or FOLDER
    parts: dict[Split, dict[str, str]] = {part: _kept(folder / suite / f"{part}.jsonl") for part in SPLITS}
    for case, line in written(files, suite):
        part = next((each for each in SPLITS if case.id in parts[each]), split_of(case.id))
        parts[part][case.id] = line
    (folder / suite).mkdir(exist_ok=True)
    for part, lines in parts.items():
        text = "".join(f"{line}\n" for line in lines.values())
        (folder / suite / f"{part}.jsonl").write_text(text, encoding="utf-8")
    return {part: len(lines) for part, lines in parts.items()}


def _kept(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {json.loads(line)["id"]: line for line in lines if line.strip()}


def written(files: Sequence[Path], suite: str) -> Iterator[tuple[Case, str]]:
    """The cases of these files, each with its line. Raises BadCase."""
    seen: dict[str, str] = {}
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            if not line.strip():
                continue
            where = f"{path.name} line {number}"
            case = read_case(line, suite, "dev", where)
            if case.id in seen:
                raise BadCase(f"{where}: the id {case.id} is that of {seen[case.id]} too")
            seen[case.id] = where
            yield case, json.dumps(json.loads(line), ensure_ascii=False)
