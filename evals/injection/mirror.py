"""What a tool must have returned: the same as over a store that holds only the caller's segment."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from retrieval.database import Store
from tools.results import Result
from tools.scope import scoped
from tools.toolbox import TOOLS, ToolContext, open_context

if TYPE_CHECKING:
    from retrieval.embedding import Matrix

__all__ = ["Mirror", "context_over"]

_COMPARED = ("columns", "rows", "covered", "missing", "facts", "citations")


class _WordsOnly:
    """An embedder for a store without vectors: what is found, is found by words."""

    name = "none"
    dimensions = 1

    def passages(self, texts: Sequence[str]) -> "Matrix":
        import numpy as np

        return np.zeros((len(texts), 1), np.float32)

    def query(self, text: str) -> "Matrix":
        return self.passages([text])[0, :]


def context_over(store: Store, settings: Settings) -> ToolContext:
    """What tools work on, over the part of a store that these settings show."""
    return replace(open_context(settings, scoped(store, settings.scope)), embedder=_WordsOnly)


class Mirror:
    """Asks the same again of a store without anything outside."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._plain = context_over(store, settings.model_copy(update={"scope": ""}))
        self._limited = context_over(store, settings)
        self._known: dict[str, dict[str, Any]] = {}

    def alike(self, result: dict[str, Any]) -> bool:
        """Whether a result says what it says without the records outside.

        A search ranks words by how rare they are in the segment, so it is asked of the segment here, too.
        What was proposed is looked through in the store.
        """
        tool = next((each for each in TOOLS if each.name == result["tool"]), None)
        if tool is None:
            return True
        key = json.dumps([tool.name, result["query"]], sort_keys=True)
        if key not in self._known:
            context = self._limited if tool.name == "search_feedback" else self._plain
            again = tool.run(context, tool.args.model_validate(result["query"]), "r1")
            if not isinstance(again, Result):
                return True
            self._known[key] = json.loads(json.dumps(again.to_json()))
        return all(result[name] == self._known[key][name] for name in _COMPARED)
