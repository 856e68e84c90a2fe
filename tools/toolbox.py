"""The tools, an explicit tuple; and what they work on.

Each tool that reads is a pure function `run(context, args, handle) -> Result`, which the command line and the
API may call as they are; one that proposes returns what it asks for, and whoever calls it keeps that at the
desk. `agent_tools` wraps them for an agent, which is handed a way to ask and none to approve.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from retrieval.catalog import Catalog, data_span, load_catalog
from retrieval.database import Store, data_version
from tools.describe.run import DescribeQuery, describe
from tools.opportunities.request import OpportunityRequest
from tools.proposals.kinds import Proposed
from tools.replies.reply import ReplyDraft, ReplyRequest
from tools.results import Result
from tools.search.query import SearchQuery
from tools.segments.outside import lies_outside, nearest, period_label
from tools.segments.query import Period, SegmentQuery
from tools.segments.run import run_query
from tools.themes.request import ChangesRequest, FixRequest, ThemeRequest
from tools.tickets.request import TicketRequest

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from retrieval.embedding import Embedder
    from retrieval.themes.naming.types import Namer
    from retrieval.vectors import Vectors
    from tools.proposals.proposer import Proposer
    from tools.tickets.deciding import Policy

Made = TypeVar("Made")

__all__ = ["TOOLS", "Access", "Tool", "ToolContext", "agent_tools", "open_context"]


class Access(Enum):
    """READ changes nothing. PROPOSE writes proposals, which only a person can make happen."""

    READ = "read"
    PROPOSE = "propose"


class ContextSettings(Protocol):
    """The settings that tools need."""

    @property
    def embedding(self) -> str: ...
    @property
    def embedding_url(self) -> str | None: ...
    @property
    def embedding_key(self) -> str: ...


ReplyWriter = Callable[["ToolContext", ReplyRequest, int], tuple[ReplyDraft, ...]]
"""Drafts replies; the number is the time, in seconds UTC."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What tools work on. `embedder` and `vectors` are made when first needed: most questions need neither.

    Where `vectors` gives None (another process holds Chroma), searches find the same in SQL. `store` may be
    limited to the caller's segment; no tool has to do anything for it. `writer`: drafts replies, in place of
    the built-in one. `policy`: the rules of tickets, in place of the built-in ones. `namer`: names themes, in
    place of words alone: set where nobody waits for an answer.
    """

    store: Store
    catalog: Callable[[], Catalog]
    embedder: "Callable[[], Embedder]"
    vectors: "Callable[[], Vectors | None]"
    writer: "ReplyWriter | None" = None
    policy: "Callable[[], Policy] | None" = None
    namer: "Callable[[], Namer | None]" = lambda: None


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. Its description for models is the prompt `tool_<name>`, where it brings none of its own."""

    name: str
    access: Access
    args: type[BaseModel]
    run: Callable[[ToolContext, Any, str], Result | tuple[Proposed, ...]]
    description: str = ""


def _describe_data(context: ToolContext, args: DescribeQuery, handle: str) -> Result:
    return describe(context.catalog(), args, handle)


def _query_segments(context: ToolContext, args: SegmentQuery, handle: str) -> Result:
    return run_query(context.store, context.catalog(), args, handle)


def _search_feedback(context: ToolContext, args: SearchQuery, handle: str) -> Result:
    from tools.search.run import search_feedback  # numpy and what it needs: only when searching

    catalog, embedder, vectors = context.catalog(), context.embedder(), context.vectors()
    return search_feedback(context.store, catalog, embedder, vectors, args, handle)


def _summarize_themes(context: ToolContext, args: ThemeRequest, handle: str) -> Result:
    from tools.themes.results import report_result  # scipy and what finds themes: only when asked for
    from tools.themes.run import theme_report

    return _dated(context, report_result(theme_report(context, args, int(time.time())), handle))


def _compare_periods(context: ToolContext, args: ChangesRequest, handle: str) -> Result:
    from tools.themes.changes_run import compare_periods
    from tools.themes.results import changes_result

    return _dated(context, changes_result(compare_periods(context, args, int(time.time())), handle))


def _dated(context: ToolContext, result: Result) -> Result:
    """With the days that the data spans: an answer says so, where a period goes beyond them."""
    days = data_span(context.catalog())
    if days is None:
        return result
    told: dict[str, Any] = {"data": {"first": days[0].isoformat(), "last": days[1].isoformat()}}
    if asked := result.query.get("period"):
        period = Period.model_validate(asked)
        if lies_outside(period, days):
            told["nearest"] = period_label(nearest(period, days))
    return replace(result, facts={**result.facts, **told})


def _check_fix(context: ToolContext, args: FixRequest, handle: str) -> Result:
    from tools.themes.fix import fix_effect
    from tools.themes.results import fix_result

    return fix_result(fix_effect(context, args, int(time.time())), handle)


def _find_opportunities(context: ToolContext, args: OpportunityRequest, handle: str) -> Result:
    from tools.opportunities.results import opportunities_result
    from tools.opportunities.run import find_opportunities

    return _dated(context, opportunities_result(find_opportunities(context, args, int(time.time())), handle))


def _draft_reply(context: ToolContext, args: ReplyRequest, handle: str) -> tuple[Proposed, ...]:
    from tools.replies.proposing import propose_replies

    return propose_replies(context, args, handle)


def _open_ticket(context: ToolContext, args: TicketRequest, handle: str) -> tuple[Proposed, ...]:
    from tools.tickets.proposing import propose_ticket

    return propose_ticket(context, args, handle)


TOOLS: tuple[Tool, ...] = (
    Tool("describe_data", Access.READ, DescribeQuery, _describe_data),
    Tool("query_segments", Access.READ, SegmentQuery, _query_segments),
    Tool("search_feedback", Access.READ, SearchQuery, _search_feedback),
    Tool("summarize_themes", Access.READ, ThemeRequest, _summarize_themes),
    Tool("compare_periods", Access.READ, ChangesRequest, _compare_periods),
    Tool("check_fix", Access.READ, FixRequest, _check_fix),
    Tool("find_opportunities", Access.READ, OpportunityRequest, _find_opportunities),
    Tool("draft_reply", Access.PROPOSE, ReplyRequest, _draft_reply),
    Tool("open_ticket", Access.PROPOSE, TicketRequest, _open_ticket),
)


def agent_tools(
    context: ToolContext, proposer: "Proposer | None" = None, tools: Sequence[Tool] = TOOLS
) -> "list[BaseTool]":
    """The tools as an agent calls them; without a way to propose, only those that read."""
    from tools.agent import agent_tool

    given = [each for each in tools if proposer is not None or each.access is Access.READ]
    return [agent_tool(each, context, proposer) for each in given]


def open_context(
    settings: ContextSettings, store: Store, vectors: "Callable[[], Vectors | None]" = lambda: None
) -> ToolContext:
    """The context over an opened store. `vectors` belongs to whoever opens and closes Chroma."""

    def make() -> "Embedder":
        from retrieval.embedding import make_embedder

        return make_embedder(settings.embedding, settings.embedding_url, settings.embedding_key)

    return ToolContext(store, _CurrentCatalog(store), _Once(make), vectors)


@dataclass(slots=True)
class _CurrentCatalog:
    """The catalog, read again only when the data has changed."""

    store: Store
    known: Catalog | None = None

    def __call__(self) -> Catalog:
        known = self.known
        with self.store.read() as connection:
            version = data_version(connection)
        if known is None or known.version != version:
            known = self.known = load_catalog(self.store)
        return known


class _Once(Generic[Made]):
    """Makes something when it is first asked for, once for all threads."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []
        self._lock = Lock()

    def __call__(self) -> Made:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
