"""Records of runs that never were."""

from typing import Any

from evals.cases import Check, Language, Split
from evals.records import Header, Record, Run
from evals.scorers import Score

__all__ = ["header", "record", "run_of"]


def header(**more: Any) -> Header:
    fields: dict[str, Any] = {
        "model": "offline",
        "suites": ("sample",),
        "splits": ("dev", "held"),
        "k": 1,
        "date": "2026-01-31 12:00",
    }
    return Header(**fields | {"commit": "abc", "code": "def", "prompts": "012"} | more)


def record(
    case: str = "c-1",
    right: bool | None = True,
    *,
    phrasing: int = 0,
    trial: int = 0,
    turn: int = 0,
    turns: int = 1,
    split: Split = "dev",
    lang: Language = "en",
    check: Check = "number",
    **more: Any,
) -> Record:
    scores = {} if right is None else {"right": Score(right, "all said" if right else "7 is not said")}
    answer = {"answer": "I read “x” as y. **7** records.", "abstained": False, "results": []}
    fields: dict[str, Any] = {
        "suite": "sample",
        "file": "feedback",
        "question": f"how many, {case}?",
        "gold": "7",
    }
    fields |= {"answer": answer, "scores": scores} | more
    return Record(
        case=case,
        split=split,
        lang=lang,
        turn=turn,
        turns=turns,
        phrasing=phrasing,
        trial=trial,
        check=check,
        **fields,
    )


def run_of(*records: Record, **more: Any) -> Run:
    return Run(header(**more), records, {"feedback.csv": Score(True, "as expected")})
