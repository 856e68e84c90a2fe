"""`feedback chat`: questions and follow-ups in the terminal."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from assistant.cli.ask import Model, Now, Thread, with_model
from assistant.cli.common import Home, echo, fail, say, settings_for
from prompts import Language
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from assistant.agent import Assistant

__all__ = ["chat"]


def chat(home: Home = None, now: Now = None, thread: Thread = None, model: Model = None) -> None:
    """Talk with your feedback; follow-ups keep the context. 与反馈对话，可以追问。"""
    settings = with_model(settings_for(home), model)
    try:
        from assistant.agent import open_assistant

        with open_assistant(settings) as assistant:
            _loop(assistant, settings.ui_language, now.date() if now else None, thread)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error


def _loop(assistant: "Assistant", language: Language, now: date | None, thread: str | None) -> None:
    """Reads lines until /quit, the end of the input, or Ctrl-C at an empty prompt."""
    from assistant.answering import new_thread

    with suppress(ImportError):
        import readline  # noqa: F401  line editing and history for input()
    say("chat_welcome", language)
    thread = thread or new_thread()
    while True:
        try:
            line = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            echo()
            return
        if line == "/quit":
            return
        if line == "/new":
            thread = new_thread()
            say("chat_new", language)
        elif line.startswith("/"):
            say("chat_commands", language)
        elif line:
            _turn(assistant, line, thread, now, language)


def _turn(assistant: "Assistant", question: str, thread: str, now: date | None, language: Language) -> None:
    from assistant.answering import answer
    from assistant.cli.rendering import AnswerFailed, Printer

    with _stopped_by_interrupt() as stop, Printer(language) as printer:
        try:
            printer.follow(answer(assistant, question, thread, now, stop))
        except AnswerFailed as error:
            echo(error.failed.message, err=True)


@contextmanager
def _stopped_by_interrupt() -> Iterator[Event]:
    """Set by the first Ctrl-C; a second one raises KeyboardInterrupt as ever."""
    stop = Event()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
