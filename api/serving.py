"""What an application holds while it serves: the assistant, and what goes on beside it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Annotated

from fastapi import Depends, Request

from api.upkeep import Upkeep
from assistant.agent import Assistant, open_assistant
from assistant.outward import senders_for
from assistant.settings import Settings
from assistant.themes import with_namer
from assistant.understanding import understanding_options
from prompts import LANGUAGES, Language
from retrieval.database import Store
from retrieval.indexing import BackgroundIndexer
from retrieval.noting.run import KeptNotes
from retrieval.outbox.sender import Sender
from retrieval.outbox.worker import Worker
from retrieval.understanding.routing import Routing, load_routing
from tools.desk import open_desk
from tools.proposals.desk import Desk
from tools.themes.rising import keep_themes
from tools.tickets.joining import join_new
from tools.tickets.rules import Rules, load_rules
from tools.tickets.watching import watch

__all__ = [
    "AssistantDep",
    "DeskDep",
    "LanguageDep",
    "Serving",
    "ServingDep",
    "open_serving",
    "preferred_language",
]


THEME_SECONDS = 60.0
"""How often themes are looked at: new feedback joins them within a minute of being embedded."""


@dataclass(frozen=True, slots=True)
class Serving:
    settings: Settings
    assistant: Assistant
    indexer: BackgroundIndexer
    rules: Rules
    routing: Routing
    senders: tuple[Sender, ...]
    clock: Callable[[], float]

    @property
    def store(self) -> Store:
        """What is asked and acted on through: limited to a segment where one is set."""
        return self.assistant.context.store

    def now(self) -> int:
        """Whole seconds UTC."""
        return int(self.clock())


@contextmanager
def open_serving(settings: Settings, clock: Callable[[], float]) -> Iterator[Serving]:
    """Opens the data home and does, until closed, what goes on beside the requests.

    What has no vector yet is embedded, what leaves is delivered, and tickets and themes are looked after.
    """
    with open_assistant(settings, serving=True) as assistant, ExitStack() as running:
        context = assistant.context
        store = context.store.whole()  # everything is kept up, whoever may see it
        rules, routing = load_rules(store.timezone, settings.tickets), load_routing(settings.routing)
        senders = senders_for(settings, store)
        notes = KeptNotes(store, understanding_options(settings))
        indexer = BackgroundIndexer(store, context.embedder, context.vectors, notes=notes)
        serving = Serving(settings, assistant, indexer, rules, routing, senders, clock)
        upkeep = Upkeep(
            [
                lambda: watch(store, rules, serving.now()),
                lambda: join_new(store, context.embedder(), serving.now()),
            ]
        )
        closing = Event()
        naming = with_namer(settings, context)
        themes = Upkeep([lambda: keep_themes(naming, serving.now(), closing.is_set)], THEME_SECONDS)
        for each in (indexer, Worker(store, senders, clock=serving.now), upkeep, themes):
            each.start()
            running.callback(each.stop)
        running.callback(closing.set)  # called first: finding themes anew takes a while
        yield serving


def preferred_language(header: str, otherwise: Language) -> Language:
    """The first of our languages an Accept-Language header names, by its weights."""
    wanted: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                wanted.append((-_weight(weight), place, language))
    return min(wanted)[2] if wanted else otherwise


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.serving
    return serving


def _desk(request: Request) -> Desk:
    return open_desk(_serving(request).store)


def _assistant(request: Request) -> Assistant:
    return _serving(request).assistant


def request_language(request: Request) -> Language:
    """The language to speak to this caller in."""
    return preferred_language(request.headers.get("accept-language", ""), "en")


ServingDep = Annotated[Serving, Depends(_serving)]
AssistantDep = Annotated[Assistant, Depends(_assistant)]
DeskDep = Annotated[Desk, Depends(_desk)]
LanguageDep = Annotated[Language, Depends(request_language)]
