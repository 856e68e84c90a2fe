"""`feedback show`: one record, what was noted about it, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from prompts import Language, text
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.noting.explaining import Explained

__all__ = ["show"]


def show(
    record: Annotated[str, typer.Argument(metavar="ID", help="The record's id. 记录编号")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Show a record with its labels, their reasons, and its priority. 查看一条记录的标注与依据。"""
    from retrieval.noting.explaining import explain
    from retrieval.understanding.priority import parse_weights

    settings = settings_for(home)
    try:
        with opened(settings) as store:
            found = explain(store, record, parse_weights(settings.priority))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json(asdict(found))
    else:
        echo("\n".join(_lines(found, settings.ui_language)))


def _lines(found: "Explained", language: Language) -> Iterator[str]:
    def say(key: str, **details: object) -> str:
        return text("understanding", key, language, **details)

    yield f"{found.id}  {found.title or ''}".rstrip()
    yield found.text or say("no_text")
    for name, label in found.noted.items():
        for each in label if isinstance(label, list) else [label]:
            if each:
                yield "  " + _label(name, each, say)
    if found.factors:
        yield "  " + say("priority", score=found.fields.get("priority", 0), **found.factors)
        for change in found.changes:
            factor = say(f"factor_{change.factor}")
            yield "    " + say("change", factor=factor, level=change.level, score=change.score)
    if found.copies:
        yield "  " + say("copies", count=found.copies)
    for each in found.corrections:
        now = ", ".join(each["value"]) or "-"
        yield "  " + say("corrected", field=each["field"], now=now, by=each["made_by"])


def _label(name: str, label: Mapping[str, Any] | str, say: Any) -> str:
    if isinstance(label, str):
        return f"{say(f'field_{name}')}: {label}"
    reasons = ", ".join(label["reasons"])
    score = label.get("score")
    shown = f"{label['value']}" + (f" {score:+.2f}" if score is not None else "")
    because = say("because", reasons=reasons) if reasons else ""
    return f"{say(f'field_{name}')}: {shown} ({label['confidence']:.0%}){because}"
