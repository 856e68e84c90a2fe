"""An answer as it is streamed: shown unit by unit, each once it is checked."""

from collections.abc import Callable

from assistant.gate.gate import Checking
from assistant.textcalls import may_become_call

__all__ = ["HeldText"]


class HeldText:
    """The streamed text of one message, kept back until it is no call and is checked.

    Nothing more is shown once something unbacked came: the draft may be sent back. `checking` makes the check
    of a message when its first piece comes, over what was found by then.
    """

    def __init__(self, checking: Callable[[], Checking]) -> None:
        self._checking = checking
        self._message: str | None = None
        self._shown = ""
        self._check: Checking | None = None
        self._open = True
        self._unchecked = ""
        self._checked = ""

    def add(self, delta: str, message: str | None = None) -> str:
        """What can be shown now that `delta` has come; `message` is the id of the one it belongs to."""
        if message != self._message:
            self._message = message
            self._forget_draft()
        self._unchecked += delta
        if not self._open or (self._check is None and may_become_call(self._unchecked)):
            return ""
        if self._check is None:
            self._check = self._checking()
        piece, self._unchecked = self._unchecked, ""
        for unit, sound in self._check.add(piece):
            if not sound:
                self._open = False
                break
            self._checked += unit
        return self._next()

    def rest(self, complete: str) -> str:
        """What of the complete, mended message was not shown yet; the next message starts afresh."""
        rest = complete[len(self._shown) :] if complete.startswith(self._shown) else ""
        self._message, self._shown = None, ""
        self._forget_draft()
        return rest

    def _forget_draft(self) -> None:
        """A second draft is shown where it goes on as what was shown of the first."""
        self._check, self._open = None, True
        self._unchecked = self._checked = ""

    def _next(self) -> str:
        if len(self._checked) <= len(self._shown) or not self._checked.startswith(self._shown):
            return ""
        shown, self._shown = self._checked[len(self._shown) :], self._checked
        return shown
