"""What a system answered: a JSON line a question, written as it comes; what is there is not asked again."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Answered", "add", "read"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. case: the conversation whose first turn was asked. seconds: until its last word.

    sent, written: tokens to and from the model; None where there is none, or it does not say. steps: calls of
    tools. error: why there is no answer.
    """

    case: str
    text: str
    seconds: float
    sent: int | None = None
    written: int | None = None
    steps: tuple[str, ...] = ()
    error: str | None = None


def read(path: Path) -> dict[str, Answered]:
    """The answers of a file by case, none without a file; a last line that was cut off is left out."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    answers = [Answered(**fields | {"steps": tuple(fields["steps"])}) for fields in map(json.loads, lines)]
    return {each.case: each for each in answers}


def add(path: Path, answered: Sequence[Answered]) -> None:
    """Writes answers behind those of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in answered)
