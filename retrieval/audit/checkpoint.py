"""A note of where the log ended, to be kept where whoever has the database cannot reach it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from retrieval.audit.chain import FIRST, Keys
from retrieval.audit.log import Head, end
from retrieval.database import Store
from retrieval.errors import BadFile

__all__ = ["Checkpoint", "checkpoint", "made_of", "parse_checkpoint", "read_checkpoint", "write_checkpoint"]

_FORMAT = "feedback-assistant/audit-checkpoint/1"
_LONGEST = 4_096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That at this time (UTC seconds) the log had `seq` entries and ended with this hash."""

    seq: int
    hash: str
    at: int
    seal: str

    def sealed_by(self, keys: Keys) -> bool:
        """Whether the store with these keys made it, and nobody changed it since."""
        return self.seal == keys.seal_checkpoint(self.seq, self.hash, self.at)

    def to_json(self) -> dict[str, Any]:
        return {"format": _FORMAT, **asdict(self)}


def checkpoint(store: Store, at: int) -> Checkpoint:
    """Where the log ends now. Raises StoreUnavailable when its end has been tampered with."""
    keys = Keys(store.secret)
    with store.whole().read() as connection:
        return made_of(end(connection, keys), at, keys)


def made_of(head: Head, at: int, keys: Keys) -> Checkpoint:
    """The checkpoint of a log that ends so."""
    return Checkpoint(head.seq, head.hash, at, keys.seal_checkpoint(head.seq, head.hash, at))


def write_checkpoint(made: Checkpoint, path: Path) -> None:
    """Writes the file whole or not at all. Raises BadFile when it cannot be written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(_line(made), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise BadFile("out_unwritable", file=path, why=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises BadFile for anything else."""
    try:
        with path.open("rb") as file:
            told = file.read(_LONGEST)
        made = parse_checkpoint(json.loads(told))
        if _line(made).encode() == told:
            return made
    except OSError as error:
        raise BadFile("file_unreadable", file=path.name, why=error.strerror) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadFile("audit_not_checkpoint", file=path.name) from error
    raise BadFile("audit_not_checkpoint", file=path.name)


def parse_checkpoint(told: Any) -> Checkpoint:
    """A checkpoint from JSON. Raises ValueError, TypeError or KeyError for anything else."""
    made = Checkpoint(told["seq"], told["hash"], told["at"], told["seal"])
    kinds = (type(made.seq), type(made.hash), type(made.at), type(made.seal))
    if kinds != (int, str, int, str) or told != made.to_json():
        raise ValueError("not a checkpoint")
    if made.seq < 0 or (made.seq == 0) != (made.hash == FIRST):
        raise ValueError("no log ends so")
    return made


def _line(made: Checkpoint) -> str:
    return json.dumps(made.to_json()) + "\n"
