"""Free text-to-SQL: LangChain's SQL agent over a SQLite database that holds the file as one table.

Built as LangChain's tutorial builds it with `create_agent`: the tool of langchain-community that runs a
query, and the tutorial's system prompt with the schema and three rows of the table in it. (The tutorial's
other form, which looks for tables with tools first, was tried: the small local model answered before it had
seen one.) Kindnesses: one clean table with typed columns, 30 rows a query in place of 5, the day it is, a
rule to answer in words, and calls that a small model writes into its text are made.
"""

import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from evals.gold import TIME_COLUMNS
from evals.peers.systems import Endpoint, Reply, chat, prompt

__all__ = ["STEPS", "SqlAgent", "make_database"]

STEPS = 8
"""Times the model may be called for one question."""


class SqlAgent:
    """LangChain's SQL agent over one file. Needs langchain-community (requirements/peers.in)."""

    def __init__(self, file: Path, endpoint: Endpoint, folder: Path) -> None:
        self._database = make_database(file, folder)
        self._model = chat(endpoint)

    def ask(self, question: str, now: str) -> Reply:
        done = self._agent(now).invoke({"messages": [("user", question)]}, {"recursion_limit": 100})
        return Reply(str(done["messages"][-1].text).strip(), tuple(_steps(done["messages"])))

    def _agent(self, now: str) -> Any:
        from langchain.agents import create_agent
        from langchain.agents.middleware import ModelCallLimitMiddleware

        from evals.peers.loose_calls import LooseCalls

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the package is no longer developed
            from langchain_community.tools import QuerySQLDatabaseTool
            from langchain_community.utilities import SQLDatabase
        database = SQLDatabase.from_uri(f"sqlite:///file:{self._database}?mode=ro&uri=true")
        told = prompt("sql_agent").format(schema=database.get_table_info(), now=now)
        middleware: list[Any] = [LooseCalls(), ModelCallLimitMiddleware(run_limit=STEPS)]
        tools = [QuerySQLDatabaseTool(db=database)]
        return create_agent(self._model, tools, system_prompt=told, middleware=middleware)


def make_database(file: Path, folder: Path) -> Path:
    """A SQLite file with the CSV as one table of its name: its own column names, numbers and times typed."""
    frame = pd.read_csv(file, keep_default_na=False, na_values=[""])
    for name in frame.columns.intersection(list(TIME_COLUMNS)):
        frame[name] = pd.to_datetime(frame[name])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file.stem}.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    frame.to_sql(file.stem, engine, index=False, if_exists="replace")
    engine.dispose()
    return path


def _steps(messages: list[Any]) -> list[str]:
    """The calls that were made, as `name {arguments}`."""
    return [f"{call['name']} {call['args']}" for each in messages for call in getattr(each, "tool_calls", ())]
