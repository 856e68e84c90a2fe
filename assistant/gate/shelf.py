"""What was indexed lately, so that a stream and the check of its end share one index of the results.

A conversation that goes on adds its new results to the index of those it had.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from assistant.gate.known import Known, Names
from assistant.gate.results import know

__all__ = ["Shelf"]

MOST = 16
"""Indexes kept: as many answers as one process is likely to give at once."""


@dataclass(frozen=True, slots=True)
class _Kept:
    results: Sequence[Mapping[str, Any]]
    known: Known

    def begins(self, results: Sequence[Mapping[str, Any]], names: Names) -> bool:
        """Whether these results begin with those that are indexed here."""
        return self.known.names is names and self.results == results[: len(self.results)]


@dataclass(slots=True)
class Shelf:
    """Indexes by the results they are of. Safe to use from several threads at once."""

    _kept: list[_Kept] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def known(
        self,
        results: Sequence[Mapping[str, Any]],
        question: str,
        names: Names,
        today: date | None,
        said: Sequence[str],
    ) -> Known:
        """The index of these results for one question, made anew only as far as it is not there."""
        results = list(results)
        with self._lock:  # while it is made, too: who checks the same answer at the same time waits for it
            near = [each for each in self._kept if each.begins(results, names)]
            for each in near:
                known = each.known
                asked = (known.question, known.today, known.said)
                if len(each.results) == len(results) and asked == (question, today, said):
                    return known
            base = max(near, key=lambda each: len(each.results), default=None)
            rest = results[len(base.results) :] if base else results
            known = know(rest, question, names, today, said, base.known if base else None)
            self._kept[:] = [*self._kept[-MOST + 1 :], _Kept(results, known)]
            return known
