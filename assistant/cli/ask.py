"""`feedback ask`: one question, or a file of them."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import Home, Json, echo, fail, print_json, settings_for
from assistant.settings import Settings
from retrieval.errors import FeedbackError, InputError

__all__ = ["Model", "Now", "Thread", "ask", "with_model"]

Now = Annotated[
    datetime | None,
    typer.Option("--now", formats=["%Y-%m-%d"], metavar="DATE", help="The day 'today' means. 把这天当作今天"),
]
Thread = Annotated[
    str | None,
    typer.Option("--thread", metavar="ID", help="Continue this conversation, of any name. 接着这个对话问"),
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="offline, or a model at FEEDBACK_MODEL_URL. 对话模型"),
]


def ask(
    question: Annotated[str | None, typer.Argument(help="In Chinese or English. 中文或英文的问题")] = None,
    home: Home = None,
    json: Json = False,
    now: Now = None,
    thread: Thread = None,
    model: Model = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE", help="JSON Lines: id, turns, now. 批量问题文件"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the answers go. 答案文件")
    ] = None,
) -> None:
    """Answer a question from the feedback. 根据反馈回答问题。"""
    settings = with_model(settings_for(home), model)
    try:
        if batch and out and question is None:
            from assistant.cli.batch import run_batch

            failed = run_batch(settings, batch, out, now.date() if now else None)
            raise typer.Exit(1 if failed else 0)
        if question is None or not question.strip() or batch or out:
            raise InputError("ask_what")
        _ask_once(settings, question, now, thread, json)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error


def with_model(settings: Settings, model: str | None) -> Settings:
    """The settings with a command's --model over FEEDBACK_MODEL."""
    return settings if model is None else settings.model_copy(update={"model": model})


def _ask_once(
    settings: Settings, question: str, now: datetime | None, thread: str | None, json: bool
) -> None:
    from assistant.agent import open_assistant
    from assistant.answering import answer
    from assistant.cli.rendering import AnswerFailed, Printer, finish

    with open_assistant(settings, remember=thread is not None) as assistant:
        events = answer(assistant, question, thread, now.date() if now else None)
        try:
            if json:
                print_json(finish(events).to_json())
                return
            with Printer(settings.ui_language) as printer:
                printer.follow(events)
        except AnswerFailed as error:
            echo(error.failed.message, err=True)
            raise typer.Exit(error.failed.exit_status) from None
