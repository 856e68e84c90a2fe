"""A run's file: a header, then a line for each question asked, as it comes; a killed run goes on with it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from evals.cases import Case, Check, Language, Split
from evals.scorers import Answer, Score

__all__ = ["Asked", "Header", "OtherRun", "Record", "Run", "RunFile", "read_run"]


class OtherRun(Exception):
    """The file is that of another run, or of none; the message says what differs."""


@dataclass(frozen=True, slots=True)
class Header:
    """What was asked of whom. code, prompts: hashes of all that answers, and of the prompts alone."""

    model: str
    suites: tuple[str, ...]
    splits: tuple[str, ...]
    k: int
    date: str
    commit: str
    code: str
    prompts: str


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

    scores: by name; `right` is the verdict of the turn's check, absent where nothing is to be judged. gold:
    as people read it.
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


@dataclass(frozen=True, slots=True)
class Run:
    """states: by file, whether the database was left as it should be."""

    header: Header
    records: tuple[Record, ...]
    states: dict[str, Score]


def read_run(path: Path) -> Run:
    """A run as far as it came; a last line that was cut off is left out. Raises OtherRun."""
    records, states = [], {}
    try:
        first, *lines = path.read_text(encoding="utf-8").split("\n")
        fields = json.loads(first)["run"]
        header = Header(**fields | {name: tuple(fields[name]) for name in ("suites", "splits")})
        for line in map(json.loads, lines[:-1]):
            if "state" in line:
                states[line["state"]] = Score(line["value"], line["reason"])
            else:
                records.append(_record(line))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise OtherRun(f"{path} is not the file of a run: {error!r}") from error
    return Run(header, tuple(records), states)


class RunFile:
    """Writes a run. What an earlier, killed run of the same kind wrote is kept and not asked again."""

    _file: IO[str]

    def __init__(self, path: Path, header: Header) -> None:
        """Raises OtherRun when there is a file that this run cannot go on with."""
        earlier = _earlier(path, header) if path.exists() else Run(header, (), {})
        self._header = header
        self._records, self._states = _complete(earlier.records), dict(earlier.states)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        with unfinished.open("w", encoding="utf-8") as self._file:
            self._write({"run": asdict(header)})
            for record in self._records:
                self._write(asdict(record))
            for name, score in self._states.items():
                self._write({"state": name} | asdict(score))
        unfinished.replace(path)
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> "RunFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def run(self) -> Run:
        return Run(self._header, tuple(self._records), dict(self._states))

    def add(self, record: Record) -> None:
        self._records.append(record)
        self._write(asdict(record))

    def add_state(self, file: str, score: Score) -> None:
        """Whether the database of a file was left as it should be; once it was not, it stays so."""
        if file not in self._states or self._states[file].right:
            self._states[file] = score
            self._write({"state": file} | asdict(score))

    def missing(self, cases: Sequence[Case], k: int) -> list[tuple[Case, Asked]]:
        """The runs of these conversations that are not there yet: every phrasing, k times."""
        done = {record.asked for record in self._records}
        wanted = [
            (case, Asked(case.id, phrasing, trial))
            for case in cases
            for phrasing in range(case.phrasings)
            for trial in range(k)
        ]
        return [each for each in wanted if each[1] not in done]

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def _earlier(path: Path, header: Header) -> Run:
    run = read_run(path)
    for name in ("model", "k", "code"):
        was, now = getattr(run.header, name), getattr(header, name)
        if was != now:
            raise OtherRun(f"{path} has a run with {name} {was}, this one has {now}: give another --out")
    return run


def _complete(records: Sequence[Record]) -> list[Record]:
    """Those of conversations that were asked to their end."""
    counts = Counter(record.asked for record in records)
    return [record for record in records if counts[record.asked] == record.turns]


def _record(fields: dict[str, Any]) -> Record:
    scores = {name: Score(**score) for name, score in fields["scores"].items()}
    return Record(**fields | {"scores": scores})
