"""The right tool, with the right arguments."""

from collections.abc import Mapping
from typing import Any

from evals.scorers.score import Answer, Score

__all__ = ["call", "holds"]


def call(tool: str, args: Mapping[str, Any] | None, answer: Answer) -> Score:
    """Some result is of this tool, and its query has at least these arguments."""
    queries = [result["query"] for result in answer["results"] if result["tool"] == tool]
    if not queries:
        return Score(False, f"{tool} was not called")
    if any(holds(args or {}, query) for query in queries):
        return Score(True, "called so")
    return Score(False, f"{tool} was called otherwise")


def holds(wanted: Any, given: Any) -> bool:
    """Whether what was given has all that is wanted: keys of objects, members of lists in any order."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(
            key in given and holds(value, given[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(given, list) and all(any(holds(each, one) for one in given) for each in wanted)
    return bool(wanted == given)
