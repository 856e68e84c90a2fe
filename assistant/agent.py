"""The assistant, wired on one screen: model, tools, middleware and memory."""

import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from assistant.memory import forgetful_memory, keep_latest, open_memory
from assistant.models import chat_model, is_offline
from assistant.settings import Settings
from retrieval.database import Store, open_store
from tools.desk import open_desk
from tools.proposals.proposer import Proposer
from tools.scope import scoped
from tools.toolbox import TOOLS, Tool, ToolContext, open_context

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from assistant.gate.gate import Guard
    from assistant.searching import Searching
    from retrieval.vectors import Vectors
    from tools.replies.reply import ReplyDraft, ReplyRequest
    from tools.tickets.deciding import Policy

__all__ = ["KEPT_TURNS", "Assistant", "build_agent", "open_assistant"]

KEPT_TURNS = 20
"""Turns of a thread that are kept; older ones are forgotten when the next question is asked."""


def build_agent(
    model: "BaseChatModel",
    context: ToolContext,
    memory: "BaseCheckpointSaver[str]",
    settings: Settings,
    tools: Sequence[Tool] = TOOLS,
    guard: "Guard | None" = None,
    proposer: "Proposer | None" = None,
) -> Any:
    """One agent graph for every model; a language model also gets instructions, a budget and mending.

    Without a `proposer` it only reads. No agent is ever given a way to approve.
    """
    from langchain.agents import create_agent

    from assistant.gate.middleware import Gate
    from assistant.gate.setup import guard_of
    from assistant.middleware import Steps, ToolErrors
    from assistant.stopping import Limits
    from tools.toolbox import agent_tools

    given = agent_tools(context, proposer, tools)
    guard = guard or guard_of(settings, context.catalog)
    gate = Gate(guard, sends_back=not is_offline(settings))
    middleware: list[Any] = [gate, Steps(settings), ToolErrors()]
    if not is_offline(settings):
        middleware += [*_for_language_models(given, context, settings)]
    return create_agent(model, given, middleware=middleware, checkpointer=memory, context_schema=Limits)


def _for_language_models(tools: "list[BaseTool]", context: ToolContext, settings: Settings) -> list[Any]:
    """What a language model is told, how its calls are read, and what happens when its endpoint fails."""
    from assistant.calling import CallStyles
    from assistant.context import token_counter
    from assistant.instructions import instructions
    from assistant.middleware import Budget, EndpointErrors, Repairs, TokenBudget
    from assistant.suggesting import Suggester
    from assistant.textcalls import TextCalls
    from assistant.toolschemas import calls_schema

    count, language = token_counter(), settings.ui_language
    described = "\n".join(f"{tool.name}: {tool.description}" for tool in tools)
    plain = instructions(context.catalog, count, settings.token_budget, language)
    with_tools = instructions(context.catalog, count, settings.token_budget, language, described)
    styles = CallStyles(settings)
    suggester = Suggester(context.catalog, settings.week_start) if settings.model_suggestions else None
    budget = Budget(settings.token_budget, settings.model_context)
    return [
        TokenBudget(budget, count, plain, with_tools, styles, suggester),
        TextCalls(styles, [tool.name for tool in tools], lambda: calls_schema(context.catalog())),
        EndpointErrors(settings),
        Repairs(context.catalog),
    ]


@dataclass(frozen=True, slots=True)
class Assistant:
    """An agent over one store. Safe to use from several threads at once."""

    settings: Settings
    context: ToolContext
    agent: Any
    guarded: "Guard | None" = None

    @property
    def model_name(self) -> str:
        return self.settings.model

    @property
    def offline(self) -> bool:
        return is_offline(self.settings)

    @property
    def guard(self) -> "Guard":
        """What every answer is checked by."""
        from assistant.gate.setup import guard_of

        return self.guarded or guard_of(self.settings, self.context.catalog)

    def today(self) -> date:
        """The day it is in the store's time zone."""
        return datetime.now(self.context.store.timezone).date()

    def stream(
        self,
        question: str,
        thread_id: str,
        now: date,
        stop: Event,
        callbacks: "Sequence[BaseCallbackHandler]" = (),
    ) -> Generator[tuple[str, Any], None, None]:
        """LangGraph's own stream of (mode, part) for one question; its end writes the one checkpoint.

        Before it, ("earlier", the results of the turns before).

        Raises Stopped at the model's next word once `stop` is set; closing the stream sets it. `callbacks`
        hear what the model is asked and replies.
        """
        from langchain_core.messages import HumanMessage, RemoveMessage
        from langsmith import tracing_context

        from assistant.context import turns
        from assistant.partial import results_of
        from assistant.stopping import Limits, StopHandler

        limits = Limits(stop, math.inf if self.offline else time.monotonic() + self.settings.answer_seconds)
        config = {
            "configurable": {"thread_id": self._own(thread_id)},
            "recursion_limit": 100,
            "callbacks": [StopHandler(limits), *callbacks],
        }
        kept = turns(self.agent.get_state(config).values.get("messages", []))
        too_old = [RemoveMessage(id=str(message.id)) for turn in kept[: 1 - KEPT_TURNS] for message in turn]
        yield "earlier", results_of(chain.from_iterable(kept))
        asked = HumanMessage(question, additional_kwargs={"asked_on": now.isoformat()})
        stream = self.agent.stream(
            {"messages": [*too_old, asked]},
            config,
            context=limits,
            stream_mode=["messages", "updates"],
            durability="exit",
        )
        try:
            with tracing_context(enabled=False):  # whatever the environment says for others
                for each in stream:  # noqa: UP028  `yield from` would close it before `stop` is set
                    yield each
            keep_latest(self.agent.checkpointer, self._own(thread_id))
        finally:
            stop.set()  # before closing, which waits for the model
            stream.close()

    def forget(self, thread_id: str) -> None:
        """Deletes a thread."""
        self.agent.checkpointer.delete_thread(self._own(thread_id))

    def _own(self, thread_id: str) -> str:
        """A thread of this segment: what was found in another is not read here."""
        limit = self.context.store.limit
        return f"{limit.key}-{thread_id}" if limit else thread_id


@contextmanager
def open_assistant(
    settings: Settings, *, remember: bool = True, serving: bool = False
) -> Iterator[Assistant]:
    """The assistant over the data home of these settings, closed afterwards.

    Without `remember`, threads live only as long as it is open. Chroma is opened when first needed; unless
    `serving`, only when the data is so large that searching without it would take longer.
    What lies outside the segment that is set does not exist for it. Raises StoreUnavailable and BadSetting.
    """
    from assistant.gate.setup import guard_of

    with ExitStack() as opened:
        store = open_store(settings.store_url, settings.timezone, settings.secret_file)
        opened.callback(store.close)
        store = scoped(store, settings.scope)
        vectors = _Vectors(settings, store, once=not serving)
        opened.callback(vectors.close)
        context = _as_set(settings, open_context(settings, store, vectors))
        memory = opened.enter_context(open_memory(settings) if remember else forgetful_memory())
        model = chat_model(settings, context.catalog, lambda: _findable(context))
        guard = guard_of(settings, context.catalog)
        proposer = Proposer(open_desk(store))
        agent = build_agent(model, context, memory, settings, guard=guard, proposer=proposer)
        yield Assistant(settings, context, agent, guard)


def _findable(context: ToolContext) -> bool:
    from tools.themes.rising import can_find_themes  # paid for only where there are none yet

    return can_find_themes(context)


def _as_set(settings: Settings, context: ToolContext) -> ToolContext:
    """With the rules that are set for tickets; a language model that answers also writes the replies."""

    def policy() -> "Policy":
        from assistant.ticketing import ticket_policy

        return ticket_policy(settings, context.store)

    def write(context: ToolContext, asked: "ReplyRequest", at: int) -> "tuple[ReplyDraft, ...]":
        from assistant.replies import draft_replies

        return tuple(each.draft for each in draft_replies(settings, context, asked, at))

    return replace(context, policy=policy, writer=None if is_offline(settings) else write)


class _Vectors:
    """Chroma, opened by the first who asks, for all threads, and closed with the assistant."""

    def __init__(self, settings: Settings, store: Store, once: bool) -> None:
        self._opening = (settings, store, once)
        self._lock = Lock()
        self._opened = ExitStack()
        self._searching: Searching | None = None

    def __call__(self) -> "Vectors | None":
        from assistant.searching import open_searching

        with self._lock:
            if self._searching is None:
                settings, store, once = self._opening
                self._searching = self._opened.enter_context(open_searching(settings, store, once=once))
            return self._searching.vectors

    def close(self) -> None:
        with self._lock:
            self._opened.close()
