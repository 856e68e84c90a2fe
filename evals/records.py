"""A run's file: a header, then a line for each question asked, written as it comes; runs go on with theirs."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from evals.cases import Case, Check, Language, Split
from evals.scorers import Answer, Score

__all__ = ["Asked", "Header", "OtherRun", "Record", "RunFile", "read_run"]


class OtherRun(Exception):
    """The file is that of another run, or of none; the message says what differs."""


@dataclass(frozen=True, slots=True)
class Header:
    """What was asked of whom. commit: of the code, with "+" after it when files were changed since."""

    model: str
    suites: tuple[str, ...]
    splits: tuple[str, ...]
    k: int
    date: str
    commit: str
    imported_by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One run of one conversation."""

    case: str
    phrasing: int
    trial: int

    @property
    def id(self) -> str:
        return f"{self.case}/{self.phrasing}/{self.trial}"

    @classmethod
    def of(cls, identifier: str) -> "Asked":
        case, phrasing, trial = identifier.rsplit("/", 2)
        return cls(case, int(phrasing), int(trial))


@dataclass(frozen=True, slots=True)
class Record:
    """One question, its answer and its scores.

    scores: by name; `right` is the verdict of the turn's check, absent when nothing was to be judged. gold: as
    people read it.
    """

    case: str
    suite: str
    split: Split
    file: str
    lang: Language
    turn: int
    turns: int
    phrasing: int
    trial: int
    check: Check
    question: str
    gold: str | None
    answer: Answer
    scores: dict[str, Score] = field(default_factory=dict)

    @property
    def right(self) -> bool | None:
        return self.scores["right"].right if "right" in self.scores else None

    @property
    def asked(self) -> Asked:
        return Asked(self.case, self.phrasing, self.trial)

    @property
    def item(self) -> str:
        """The question as gold knows it, however it was put."""
        return f"{self.case}/{self.turn}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_run(path: Path) -> tuple[Header, list[Record]]:
    """A run's header and what it asked. A last line that was cut off is left out. Raises OtherRun."""
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        fields = json.loads(lines[0])["run"]
        header = Header(**fields | {name: tuple(fields[name]) for name in ("suites", "splits")})
        records = [_record(json.loads(line)) for line in lines[1:-1]]
    except (ValueError, TypeError, KeyError) as error:
        raise OtherRun(f"{path} is not the file of a run: {error!r}") from error
    return header, records


class RunFile:
    """Writes a run. What an earlier, killed run of the same kind wrote is kept and not asked again."""

    def __init__(self, path: Path, header: Header) -> None:
        self.kept = _complete(_earlier(path, header)) if path.exists() else []
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        with unfinished.open("w", encoding="utf-8") as file:
            _write(file, [{"run": asdict(header)}, *(record.to_json() for record in self.kept)])
        unfinished.replace(path)
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> "RunFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, records: Iterable[Record]) -> None:
        _write(self._file, (record.to_json() for record in records))
        self._file.flush()

    def missing(self, cases: Sequence[Case], k: int) -> list[tuple[Case, Asked]]:
        """The runs of these conversations that are not there yet: every phrasing, k times."""
        done = {record.asked for record in self.kept}
        wanted = [
            (case, Asked(case.id, phrasing, trial))
            for case in cases
            for phrasing in range(case.phrasings)
            for trial in range(k)
        ]
        return [each for each in wanted if each[1] not in done]


def _earlier(path: Path, header: Header) -> list[Record]:
    earlier, records = read_run(path)
    for name in ("model", "k", "commit", "imported_by"):
        was, now = getattr(earlier, name), getattr(header, name)
        if was != now:
            raise OtherRun(f"{path} has a run with {name} {was}, this one has {now}: give another --out")
    return records


def _complete(records: Sequence[Record]) -> list[Record]:
    """Those of conversations that were asked to their end."""
    counts = Counter(record.asked for record in records)
    return [record for record in records if counts[record.asked] == record.turns]


def _write(file: IO[str], lines: Iterable[dict[str, Any]]) -> None:
    file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _record(fields: dict[str, Any]) -> Record:
    scores = {name: Score(**score) for name, score in fields["scores"].items()}
    return Record(**fields | {"scores": scores})
