"""`feedback relabel` and `feedback label`: what is noted about feedback, brought up to date and corrected."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for
from assistant.cli.index import progress_bar
from assistant.cli.signed_in import actor_of
from assistant.settings import Settings
from assistant.understanding import understanding_options
from prompts import Language, text
from retrieval.database import Store
from retrieval.errors import BadQuery, BadSetting, FeedbackError

if TYPE_CHECKING:
    from retrieval.noting.run import Counts

__all__ = ["label", "note_texts", "relabel"]


def relabel(
    home: Home = None,
    second_opinion: Annotated[
        bool,
        typer.Option("--second-opinion", help="Ask the chat model about unsure records. 向对话模型征求意见"),
    ] = False,
    json: Json = False,
) -> None:
    """Read all feedback again: after corrections, another taxonomy or newer models. 重新标注全部反馈。

    With --second-opinion only records whose labels are unsure change, within the limits that are set.
    """
    settings = settings_for(home)
    try:
        with opened(settings) as store:
            from retrieval.noting.run import counts

            before, began = counts(store), time.monotonic()
            noted = _ask_again(store, settings) if second_opinion else _read_again(store, settings)
            seconds, changes = time.monotonic() - began, _changes(before, counts(store))
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({"texts": noted, "seconds": round(seconds, 3), "changes": changes})
    else:
        _show_changes(noted, seconds, changes, settings.ui_language)


def _read_again(store: Store, settings: Settings) -> int:
    from retrieval.noting.run import relabel as read_again

    with progress_bar("note_progress", settings.ui_language) as report:
        return read_again(store, understanding_options(settings), report)


def _ask_again(store: Store, settings: Settings) -> int:
    """Notes what is new, asks about what is unsure, and notes that again; also when the model gives up."""
    from retrieval.noting.opinions import ask_again, choices
    from retrieval.understanding.second_opinion import Endpoint, Limits, SecondOpinion
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    if settings.model_url is None:
        raise BadSetting("second_opinion_model")
    note_texts(store, settings)
    endpoint = Endpoint(settings.model, settings.model_url, settings.model_key, settings.model_timeout)
    limits = Limits(settings.second_opinion_calls, settings.second_opinion_tokens)
    language = settings.ui_language
    second = SecondOpinion(endpoint, choices(load_taxonomy(settings.taxonomy), language), limits, language)
    try:
        with progress_bar("opinion_progress", language) as report:
            asked = ask_again(store, settings.model, second, report)
    finally:
        note_texts(store, settings)
    spent = {"asked": second.asked, "calls": second.calls, "tokens": second.tokens, "left": second.left}
    echo(text("understanding", "second_opinion", language, **spent), err=True)
    return asked


def label(
    record: Annotated[str, typer.Argument(metavar="ID", help="The record's id. 记录编号")],
    labels: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="sentiment, intent, urgency or topic (several with commas, none when empty). 更正",
        ),
    ],
    home: Home = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so. 更正人")] = None,
    json: Json = False,
) -> None:
    """Correct what was noted about a record; topics are learned from it. 更正标注。"""
    from retrieval.noting.corrections import correct
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    settings = settings_for(home)
    done: list[dict[str, Any]] = []
    try:
        with opened(settings) as store:
            taxonomy, actor = load_taxonomy(settings.taxonomy), actor_of(settings, store)
            for field, values in map(_parsed, labels):
                before = correct(store, taxonomy, record, field, values, by or actor.name, actor)
                done.append({"field": field, "before": list(before), "now": values})
            note_texts(store.whole(), settings, progress=False)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json:
        print_json({"record": record, "corrections": done})
        return
    for each in done:
        sides = {side: ", ".join(each[side]) or "-" for side in ("before", "now")}
        echo(
            text(
                "understanding", "labelled", settings.ui_language, record=record, field=each["field"], **sides
            )
        )


def note_texts(store: Store, settings: Settings, progress: bool = True) -> int:
    """Notes every text that has no current note, with a bar. Returns how many."""
    from retrieval.noting.run import understand

    options = understanding_options(settings)
    if not progress:
        return understand(store, options)
    with progress_bar("note_progress", settings.ui_language) as report:
        return understand(store, options, report=report)


def _parsed(said: str) -> tuple[str, list[str]]:
    """ "topic=logistics.delay,service.attitude" as a field and its values."""
    field, equals, values = said.partition("=")
    if not equals:
        raise BadQuery("correction_form", said=said)
    return field.strip(), [each.strip() for each in values.replace("，", ",").split(",") if each.strip()]


def _changes(before: "Counts", after: "Counts") -> dict[str, dict[str, tuple[int, int]]]:
    """Counts before and after, of the values whose count has changed."""
    changed: dict[str, dict[str, tuple[int, int]]] = {}
    for field in after:
        old, new = before[field], after[field]
        pairs = {value: (old.get(value, 0), new.get(value, 0)) for value in sorted({*old, *new})}
        changed[field] = {value: pair for value, pair in pairs.items() if pair[0] != pair[1]}
    return {field: pairs for field, pairs in changed.items() if pairs}


def _show_changes(
    noted: int, seconds: float, changes: Mapping[str, Mapping[str, tuple[int, int]]], language: Language
) -> None:
    echo(text("understanding", "relabelled", language, texts=noted, seconds=seconds))
    if not changes:
        echo(text("understanding", "relabelled_same", language))
    for field, pairs in changes.items():
        for value, (old, new) in pairs.items():
            echo(f"  {field} {value}: {old:,} → {new:,} ({new - old:+,})")
