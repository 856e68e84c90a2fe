"""`feedback ask --batch`: a file of conversations in, one line per turn out, in one process."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.agent import Assistant, open_assistant
from assistant.answering import answer, new_thread
from assistant.cli.common import echo
from assistant.cli.rendering import AnswerFailed, finish
from assistant.settings import Settings
from prompts import Language, error_text
from retrieval.errors import InputError

__all__ = ["run_batch"]


class _Question(BaseModel):
    question: str = Field(min_length=1)


class _Conversation(BaseModel):
    """One line of the file. Other keys (what the right answer is, say) are allowed and ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    turns: list[_Question] = Field(min_length=1)
    now: date | None = None


@dataclass(slots=True)
class _Out:
    """The answers' file; each line is on disk before the next question is asked."""

    file: IO[str]
    failed: int = 0

    def write(self, line: dict[str, Any]) -> None:
        self.file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        self.file.flush()

    def fail(self, line: dict[str, Any], code: str, message: str) -> None:
        self.failed += 1
        self.write({**line, "error": {"code": code, "message": message}})
        echo(message, err=True)


def run_batch(settings: Settings, questions: Path, answers: Path, now: date | None) -> int:
    """Answers every line and returns how many lines or turns failed.

    A line's own `now` wins over the command's. A line that is no question gets one line saying so, and the
    rest go on. Raises InputError when a file cannot be opened.
    """
    lines = _lines(questions)
    with _opened_for_writing(answers) as file, open_assistant(settings, remember=False) as assistant:
        out = _Out(file)
        for number, line in lines:
            conversation = _read(line, number, questions, out, settings.ui_language)
            if conversation:
                _converse(assistant, conversation, now, out)
        return out.failed


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("batch_file", file=path, why=_reason(error)) from error
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _opened_for_writing(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError("batch_out", file=path, why=_reason(error)) from error


def _read(line: str, number: int, file: Path, out: _Out, language: Language) -> _Conversation | None:
    try:
        return _Conversation.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = f"{where}: {first['msg']}" if where else first["msg"]
        details = {"line": number, "file": file, "why": why}
        out.fail({"id": _id(line), "line": number}, "batch_line", error_text("batch_line", language, details))
        return None


def _id(line: str) -> Any:
    """The id of a line that is otherwise wrong, as far as it can be read."""
    try:
        parsed = json.loads(line)
    except ValueError:
        return None
    return parsed.get("id") if isinstance(parsed, dict) else None


def _converse(assistant: Assistant, conversation: _Conversation, now: date | None, out: _Out) -> None:
    thread = new_thread()
    for turn, asked in enumerate(conversation.turns):
        line = {"id": conversation.id, "turn": turn}
        try:
            answered = finish(answer(assistant, asked.question, thread, conversation.now or now))
        except AnswerFailed as error:
            out.fail(line, error.failed.code, error.failed.message)
        else:
            out.write({**line, **answered.to_json()})
    assistant.forget(thread)


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
