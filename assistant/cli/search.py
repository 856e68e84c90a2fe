"""`feedback search`: quotes with ids, found by words and by meaning."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Home, Json, fail, opened, print_json, say, settings_for, visible
from assistant.settings import Settings
from retrieval.database import Store
from retrieval.errors import BadQuery, FeedbackError
from tools.search.query import SearchQuery
from tools.segments.query import Filter, Period

if TYPE_CHECKING:
    from retrieval.search import Mode, SearchAnswer

__all__ = ["search"]


def search(
    text: Annotated[str, typer.Argument(help="Words or a question. 词语或问题")],
    home: Home = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many records. 条数")] = 10,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="FIELD=VALUE", help="Only records like this; may repeat. 筛选"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="From this day on. 从这天起"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="Before this day. 到这天之前"),
    ] = None,
    mode: Annotated[
        str, typer.Option(metavar="hybrid|words|vectors", help="How to search. 搜索方式")
    ] = "hybrid",
    json: Json = False,
) -> None:
    """Find feedback that speaks of something. 查找相关的反馈。"""
    settings = settings_for(home)
    try:
        query = SearchQuery(
            text=text,
            filters=tuple(_filter(each) for each in filters or ()),
            period=_period(since, until),
            limit=limit,
        )
        with opened(settings) as store:
            answer = _search(settings, store, query, _mode(mode))
            if json:
                print_json({"query": query.model_dump(mode="json"), **asdict(answer)})
            else:
                _show(settings, store, answer)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error


def _search(settings: Settings, store: Store, query: SearchQuery, mode: "Mode") -> "SearchAnswer":
    from assistant.searching import open_searching
    from retrieval.catalog import load_catalog
    from tools.search.run import find

    with open_searching(settings, store, once=True) as searching:
        return find(store, load_catalog(store), searching.embedder, searching.vectors, query, mode)


def _show(settings: Settings, store: Store, answer: "SearchAnswer") -> None:
    from rich.console import Console
    from rich.text import Text

    from tools.search.run import local_time

    console = Console(highlight=False)
    for hit in answer.hits:
        when = local_time(hit.time, store.timezone) if hit.time is not None else ""
        facts = " · ".join(str(value) for value in (when, *hit.facts.values()) if value != "")
        console.print(Text.assemble((visible(hit.id), "bold"), "  ", (visible(facts), "dim")))
        console.print(Text(f"  {visible(hit.quote)}\n"))
    if not answer.hits:
        say("search_none", settings.ui_language)
    covered = answer.coverage
    if covered.embedded < covered.texts:
        say("search_coverage", settings.ui_language, embedded=covered.embedded, texts=covered.texts)


def _filter(written: str) -> Filter:
    field, equals, value = written.partition("=")
    if not equals or not field.strip():
        raise BadQuery("filter_unreadable", filter=written)
    return Filter(field=field.strip(), value=value.strip())


def _period(since: datetime | None, until: datetime | None) -> Period | None:
    return None if since is until is None else Period(start=_day(since), end=_day(until))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _mode(written: str) -> "Mode":
    modes: tuple[Mode, ...] = ("hybrid", "words", "vectors")
    for mode in modes:
        if written == mode:
            return mode
    raise BadQuery("search_mode_unknown", mode=written)
