"""What a report says beside the figures of a theme: quotes, what is asked for, tickets, a next step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from prompts import Language
from retrieval.database import Store, feedback_table
from retrieval.themes.theme import Theme
from tools.themes.asked import asked
from tools.themes.excerpts import excerpts
from tools.themes.next_step import next_step
from tools.themes.report import Entry
from tools.themes.request import About
from tools.themes.tickets import ThemeTicket, open_tickets, tickets_of
from tools.tickets.effect import Effect, effect
from tools.toolbox import ToolContext

__all__ = ["completed"]

Condition = sa.ColumnElement[bool]
Progress = Callable[[str, float], None]


def completed(
    context: ToolContext,
    model: str,
    entries: Sequence[Entry],
    meets: Callable[[sa.Table, Theme], Condition],
    has: Callable[[sa.Table, Theme], Condition],
    language: Language,
    at: int,
    progress: Progress | None = None,
    about: About = "complaints",
) -> tuple[Entry, ...]:
    """The entries with what is read from texts and tickets.

    model: of the vectors. meets: the condition on a record of `feedback_table` that the theme's figures are
    of (segment, period and what is counted); has: on one that has the theme at all. at: seconds UTC. about:
    what is counted.
    """
    told = progress or (lambda _stage, _share: None)
    store = context.store
    table = feedback_table(context.catalog().attributes)
    tickets = tickets_of(store, table, {each.theme.ref: has(table, each.theme) for each in entries})
    found = []
    with store.read() as connection:
        for number, entry in enumerate(entries):
            told("quoting", number / len(entries))
            own = meets(table, entry.theme)
            found.append(
                replace(
                    entry,
                    excerpts=excerpts(connection, model, entry.theme, table, own),
                    asked=asked(connection, model, table, own),
                )
            )
    told("quoting", 1.0)
    fields = {each.name: each.zh if language == "zh" else each.en for each in context.catalog().fields}
    return tuple(
        _with_step(store, each, tickets[each.theme.ref], fields, language, at, about) for each in found
    )


def _with_step(
    store: Store,
    entry: Entry,
    tickets: Sequence[ThemeTicket],
    fields: Mapping[str, str],
    language: Language,
    at: int,
    about: About,
) -> Entry:
    return replace(
        entry,
        tickets=open_tickets(tickets),
        next_step=next_step(entry, language, tickets, _last_effect(store, tickets, at), fields, about),
    )


def _last_effect(store: Store, tickets: Sequence[ThemeTicket], at: int) -> Effect | None:
    """What became of the theme since the ticket that was resolved last, when none is open."""
    resolved = [each for each in tickets if each.resolved is not None and not each.is_open]
    if not resolved or any(each.is_open for each in tickets):
        return None
    return effect(store, max(resolved, key=lambda each: each.resolved or 0).id, at)
