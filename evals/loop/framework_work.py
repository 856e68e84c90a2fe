"""The same tasks by two ways of asking a person first: LangChain's middleware, and the desk.

Both run what a person approves by writing one row, each time it runs. Both can be killed at every one of
their SQL statements, and both take up their work where it was left, as their documentation says to.
"""

import random
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, HumanInTheLoopMiddleware, hook_config
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import StructuredTool
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command

from evals.loop.crash_work import START, Burning, Fuse
from evals.loop.databases import Place
from evals.loop.trial import trial_kind
from retrieval.errors import Conflict
from retrieval.people.roles import Actor
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask

__all__ = [
    "DECISIONS",
    "Decision",
    "FrameworkJob",
    "JumpToTools",
    "agent_over",
    "answer",
    "decision_of",
    "ours",
    "ran_theirs",
    "theirs",
    "wish",
]

Decision = Literal["approve", "edit", "reject"]
DECISIONS: tuple[Decision, ...] = Decision.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FrameworkJob:
    """What a process is started with. durability: of the checkpointer."""

    folder: Path
    place: Place
    tasks: int
    seed: int
    durability: str
    token: str
    fuse: Fuse = field(default_factory=Fuse)


_MOST_RUNS = 10
_JUMPS = 2
"""Answers of tools after which the other middleware jumps no more: the thread shall end."""


def decision_of(seed: int, number: int) -> Decision:
    """How a task is decided: the same for whoever asks."""
    return random.Random(f"{seed} {number}").choice(DECISIONS)


def wish(number: int, edited: bool = False) -> dict[str, Any]:
    return {"number": number, "title": f"task {number}{' edited' if edited else ''}"}


def answer(number: int, decision: Decision) -> Command[Any]:
    """A person's decision, as the middleware takes it."""
    answers: Mapping[Decision, dict[str, Any]] = {
        "approve": {"type": "approve"},
        "edit": {"type": "edit", "edited_action": {"name": "open_ticket", "args": wish(number, edited=True)}},
        "reject": {"type": "reject", "message": "no"},
    }
    return Command(resume={"decisions": [answers[decision]]})


class Asking(BaseChatModel):
    """Wants the ticket of the task it is told, and is content with any answer."""

    @property
    def _llm_type(self) -> str:
        return "asking"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: Any = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        last = messages[-1]
        message = AIMessage("done")
        if isinstance(last, HumanMessage):
            number = int(str(last.content))
            call = {"name": "open_ticket", "args": wish(number), "id": f"call-{number}", "type": "tool_call"}
            message = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=message)])


class JumpToTools(AgentMiddleware):
    """Another middleware of the same agent that sends the model's calls straight to the tools."""

    @hook_config(can_jump_to=["tools"])
    def after_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:  # noqa: ARG002
        calls = any(isinstance(each, AIMessage) and each.tool_calls for each in state["messages"])
        answered = sum(isinstance(each, ToolMessage) for each in state["messages"])
        return {"jump_to": "tools"} if calls and answered < _JUMPS else None


@contextmanager
def agent_over(
    folder: Path, burning: Burning | None = None, before: tuple[AgentMiddleware, ...] = ()
) -> Iterator[Any]:
    """The agent, its memory and its tickets in files of that folder."""

    def connected(name: str, **how: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = sqlite3.connect(folder / name, timeout=60, check_same_thread=False, **how)
        if burning is not None and burning.way == "statement":
            made.set_trace_callback(burning.point)
        return made

    def open_ticket(number: int, title: str) -> str:
        tickets.execute("INSERT INTO ticket (number, title) VALUES (?, ?)", (number, title))
        return f"opened {title}"

    with (
        closing(connected("tickets.db", isolation_level=None)) as tickets,
        closing(connected("memory.db")) as memory,
    ):
        tickets.execute("CREATE TABLE IF NOT EXISTS ticket (number INTEGER, title TEXT)")
        saver = SqliteSaver(memory)
        saver.setup()
        tool = StructuredTool.from_function(open_ticket, description="opens a ticket")
        middleware = [*before, HumanInTheLoopMiddleware({"open_ticket": True})]
        yield create_agent(Asking(), [tool], middleware=middleware, checkpointer=saver)


def theirs(job: FrameworkJob) -> None:
    """Every task, by the middleware: asked, answered, and resumed where a process before was killed."""
    burning = Burning(job.fuse)
    with agent_over(job.folder, burning) as agent:
        burning.light()
        for number in range(job.tasks):
            _settle(agent, number, decision_of(job.seed, number), job.durability)
        sys.setprofile(None)


def _settle(agent: Any, number: int, decision: Decision, durability: str) -> None:
    """Goes on until the model has had its last word.

    `state.next` does not say so: it is empty, too, where a process was killed between a step's writes and its
    checkpoint. What does not end after several runs is left, and counted as what it then is.
    """
    config = {"configurable": {"thread_id": f"{number}"}}
    for _ in range(_MOST_RUNS):
        state = agent.get_state(config)
        messages = state.values.get("messages", [])
        if messages and isinstance(messages[-1], AIMessage) and not messages[-1].tool_calls:
            return
        given: Any = None
        if state.interrupts:
            given = answer(number, decision)
        elif state.created_at is None:
            given = {"messages": [HumanMessage(str(number))]}
        agent.invoke(given, config, durability=durability)


def ran_theirs(folder: Path) -> dict[int, list[str]]:
    """The rows the tool has written, by task."""
    found: dict[int, list[str]] = {}
    with closing(sqlite3.connect(folder / "tickets.db", timeout=60)) as connection:
        for number, title in connection.execute("SELECT number, title FROM ticket ORDER BY rowid"):
            found.setdefault(number, []).append(title)
    return found


def ours(job: FrameworkJob) -> None:
    """Every task, at the desk: asked for, decided, and asked again where it is not known what came of it."""
    burning = Burning(job.fuse)
    store = job.place.open()
    burning.light(store)
    desk = Desk(store, (trial_kind(),))
    for number in range(job.tasks):
        payload = {"world": "w", "text": wish(number)["title"]}
        made = desk.propose(Ask("trial", payload, f"{number}", Actor("assistant", "t"), "", START))
        with suppress(Conflict):
            _decide(desk, job.token, made.id, payload, decision_of(job.seed, number))
    sys.setprofile(None)
    store.close()


def _decide(desk: Desk, token: str, number: int, payload: dict[str, Any], decision: Decision) -> None:
    if decision == "reject":
        desk.reject(token, number, START, "no")
        return
    edited = payload | {"text": f"{payload['text']} edited"} if decision == "edit" else None
    desk.approve(token, number, START, edition=0, payload=edited)
