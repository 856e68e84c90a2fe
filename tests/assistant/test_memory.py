"""Threads on both databases, for several processes at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph

from assistant.agent import KEPT_TURNS, Assistant
from assistant.answering import answer
from assistant.memory import keep_latest, open_memory
from assistant.settings import Settings
from retrieval.errors import StoreUnavailable
from tests.assistant.world import NOW


@pytest.fixture
def settings(home: Settings, store_url: str) -> Settings:
    return home if store_url.startswith("sqlite") else home.model_copy(update={"database_url": store_url})


def echoing(memory: Any) -> Any:
    def echo(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(str(len(state["messages"])))]}

    graph = StateGraph(MessagesState)
    graph.add_node("echo", echo)
    graph.add_edge(START, "echo")
    graph.add_edge("echo", END)
    return graph.compile(checkpointer=memory)


def say(settings: Settings, thread: str) -> str:
    with open_memory(settings) as memory:
        config = {"configurable": {"thread_id": thread}}
        said = echoing(memory).invoke({"messages": [HumanMessage("hello")]}, config, durability="exit")
        return str(said["messages"][-1].content)


def test_a_thread_survives_its_process_and_others_know_nothing_of_it(settings: Settings) -> None:
    assert [say(settings, thread) for thread in ("a", "a", "b", "a")] == ["1", "3", "1", "5"]


def test_only_the_last_checkpoint_of_a_thread_is_kept(settings: Settings) -> None:
    for _ in range(3):
        say(settings, "a")
        say(settings, "b")
    with open_memory(settings) as memory:
        keep_latest(memory, "a")
        kept = [len(list(memory.list({"configurable": {"thread_id": thread}}))) for thread in "ab"]
        assert kept == [1, 3]
        assert said(settings, memory, "a") < said(settings, memory, "b")
    assert [say(settings, thread) for thread in "ab"] == ["7", "7"]


def said(settings: Settings, memory: Any, thread: str) -> int:
    """Rows that hold what a thread's checkpoints say."""
    if settings.database_url:
        with memory.conn.connection() as connection:
            query = "SELECT count(*) AS n FROM checkpoint_blobs WHERE thread_id = %s"
            return int(connection.execute(query, (thread,)).fetchone()["n"])
    with memory.cursor() as cursor:
        return int(
            cursor.execute("SELECT count(*) FROM checkpoints WHERE thread_id = ?", thread).fetchone()[0]
        )


def test_a_thread_can_be_forgotten(settings: Settings) -> None:
    say(settings, "a")
    with open_memory(settings) as memory:
        memory.delete_thread("a")
    assert say(settings, "a") == "1"


def test_several_can_open_new_threads_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(say, [settings] * 8, "abcdefgh")) == ["1"] * 8


def test_a_class_named_in_a_checkpoint_is_not_made(settings: Settings) -> None:
    """A checkpoint file is data: reading one never imports and calls what it names."""
    import ormsgpack
    from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_SINGLE_ARG

    packed = ormsgpack.packb(("pathlib", "PurePosixPath", "/made"))
    hostile = ormsgpack.packb(ormsgpack.Ext(EXT_CONSTRUCTOR_SINGLE_ARG, packed))
    with open_memory(settings) as memory:
        assert memory.serde.loads_typed(("msgpack", hostile)) == "/made"


def test_a_long_thread_keeps_its_last_turns(shop: Assistant) -> None:
    for _ in range(KEPT_TURNS + 3):
        list(answer(shop, "How many records?", "long", NOW))
    state = shop.agent.get_state({"configurable": {"thread_id": "long"}})
    asked = [message for message in state.values["messages"] if isinstance(message, HumanMessage)]
    assert len(asked) == KEPT_TURNS


def test_a_home_that_cannot_hold_threads_is_one_clear_error(home: Settings) -> None:
    (home.data_home / "threads.db").mkdir(parents=True)
    with pytest.raises(StoreUnavailable) as raised, open_memory(home):
        pass
    assert raised.value.code == "threads_unavailable"


def test_threads_of_another_process_are_seen(home: Settings, tmp_path: Path) -> None:
    program = (
        "from tests.assistant.test_memory import say; from tests.assistant.world import settings_for; "
        "from pathlib import Path; import sys; print(say(settings_for(Path(sys.argv[1])), 'a'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "home")], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "1"
    assert say(home, "a") == "3"
