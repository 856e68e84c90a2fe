"""How answers are worded, marked by a language model: fluency and clarity, 1 to 5. Never facts."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, ValidationError

from evals.command import Model
from evals.report import table
from evals.scorers.score import Score

if TYPE_CHECKING:
    from evals.records import Record

PROMPT = Path(__file__).with_suffix(".md")

__all__ = ["judge_wording", "marks_in", "wording"]


class _Marks(BaseModel):
    fluency: int = Field(ge=1, le=5)
    clarity: int = Field(ge=1, le=5)


def wording(question: str, answer: str, model: Model) -> dict[str, Score]:
    """fluency and clarity, 1 to 5; nothing where the model gives no marks."""
    from openai import OpenAI

    client = OpenAI(base_url=model.url, api_key="none")
    reply = client.chat.completions.create(
        model=model.name,
        temperature=0,
        max_tokens=60,
        messages=[
            {"role": "system", "content": PROMPT.read_text(encoding="utf-8")},
            {"role": "user", "content": f"---\nQuestion: {question}\n\nAnswer: {answer}\n---"},
        ],
    )
    said = reply.choices[0].message.content or ""
    return marks_in(said)


def marks_in(said: str) -> dict[str, Score]:
    """The marks of a model's reply, wherever in it they stand."""
    start, end = said.find("{"), said.rfind("}")
    try:
        marks = _Marks.model_validate_json(said[start : end + 1])
    except ValidationError:
        return {}
    return {name: Score(float(value), "the model's mark") for name, value in marks.model_dump().items()}


def judge_wording(records: Iterable["Record"], model: Model, limit: int, seed: int = 0) -> str:
    """A table of mean marks by language, over answers drawn at random."""
    answered = [record for record in records if record.answer.get("answer")]
    drawn = random.Random(seed).sample(answered, min(limit, len(answered)))
    marks: dict[tuple[str, str], list[float]] = defaultdict(list)
    for record in drawn:
        for name, score in wording(record.question, str(record.answer["answer"]), model).items():
            marks[record.lang, name].append(float(score.value))
    return _table(marks, len(drawn), model)


def _table(marks: dict[tuple[str, str], list[float]], n: int, model: Model) -> str:
    rows: list[Sequence[str]] = [
        (f"{lang} {name}", str(len(values)), f"{mean(values):.2f}")
        for (lang, name), values in sorted(marks.items())
    ]
    return table((f"wording of {n} answers, marked by {model.name}", "marked", "mean of 5"), rows)
