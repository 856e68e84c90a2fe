"""The claim gate: what an answer may say, given what the tools returned.

An answer is checked unit by unit, in order, so that a stream shows a sentence once it is checked and never
before, and so that a text in pieces is mended exactly as the whole text is.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from assistant.gate.claims import Claim, TableState, check_unit
from assistant.gate.known import NO_NAMES, Known, Names
from assistant.gate.leaks import Leak, Leaks
from assistant.gate.links import Link, without_links
from assistant.gate.shelf import Shelf
from assistant.gate.units import next_unit, sentences_of
from prompts import Language, text

__all__ = ["Checking", "GateReport", "Guard", "Removed", "Unbacked", "check"]

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Unbacked:
    """A claim no result backs. reason: a key of `prompts/texts/gate`."""

    kind: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out. host: where a link led; nothing else of it is told on."""

    kind: Literal["link", "instructions", "secret"]
    host: str = ""


@dataclass(frozen=True, slots=True)
class GateReport:
    """What the gate did to one answer.

    checked: claims by kind. unbacked: those that are struck. sent_back: those of a first draft, which the
    model was asked to mend. ms: milliseconds the checks took.
    """

    checked: Mapping[str, int] = field(default_factory=dict)
    unbacked: tuple[Unbacked, ...] = ()
    removed: tuple[Removed, ...] = ()
    sent_back: tuple[Unbacked, ...] = ()
    ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "checked": dict(self.checked),
            "struck": [
                {"kind": each.kind, "text": each.text, "reason": each.reason} for each in self.unbacked
            ],
            "removed": [{"kind": each.kind, "host": each.host} for each in self.removed],
            "sent_back": [
                {"kind": each.kind, "text": each.text, "reason": each.reason} for each in self.sent_back
            ],
            "ms": round(self.ms, 2),
        }


@dataclass(frozen=True, slots=True)
class Guard:
    """What holds for every answer of one assistant. names: of the data as it is when asked."""

    allowed_links: frozenset[str] = frozenset()
    leaks: Leaks = field(default_factory=Leaks)
    names: Callable[[], Names] = lambda: NO_NAMES
    shelf: Shelf = field(default_factory=Shelf, repr=False, compare=False)

    def checking(
        self,
        results: Sequence[Mapping[str, Any]],
        question: str,
        language: Language,
        today: date | None = None,
        *,
        own: bool = False,
        said: Iterable[str] = (),
    ) -> "Checking":
        """A check of one answer against these results; of our `own` words for links and leaks only.

        said: what tools said in place of a result, whose words may be repeated.
        """
        started = time.perf_counter()
        known = self.shelf.known(results, question, self.names(), today, sentences_of(said))
        return Checking(known, self, language, started, own=own)


class Checking:
    """One answer on its way through the gate: add its pieces, then finish."""

    def __init__(self, known: Known, guard: Guard, language: Language, started: float, own: bool) -> None:
        self._known = known
        self._guard = guard
        self._language = language
        self._own = own
        self._waiting = ""
        self._table = TableState()
        self._counts: Counter[str] = Counter()
        self._unbacked: list[Unbacked] = []
        self._removed: list[Removed] = []
        self._seconds = time.perf_counter() - started
        self._free: frozenset[tuple[str, ...]] | None = None

    @property
    def sound(self) -> bool:
        """Whether everything so far is backed."""
        return not self._unbacked

    def add(self, piece: str, *, final: bool = False) -> list[tuple[str, bool]]:
        """The units that are complete now, mended, and whether each had only backed claims."""
        started = time.perf_counter()
        self._waiting += piece
        done: list[tuple[str, bool]] = []
        while end := next_unit(self._waiting, final):
            unit, self._waiting = self._waiting[:end], self._waiting[end:]
            before = len(self._unbacked)
            mended = self._mended(unit)
            done.append((mended, len(self._unbacked) == before))
        self._seconds += time.perf_counter() - started
        return done

    def finish(self) -> str:
        """The rest of the answer, mended, and a sentence when something was struck."""
        rest = "".join(unit for unit, _ in self.add("", final=True))
        return rest if self.sound else f"{rest.rstrip()}\n\n{text('gate', 'struck', self._language)}"

    def report(self, sent_back: Sequence[Unbacked] = ()) -> GateReport:
        return GateReport(
            dict(self._counts),
            tuple(self._unbacked),
            tuple(self._removed),
            tuple(sent_back),
            self._seconds * 1000,
        )

    def _mended(self, unit: str) -> str:
        if unit.isspace():
            return unit
        leaks = self._once("leaks", unit, self._leaks)
        claims = [] if self._own else check_unit(unit, self._known, self._table)
        claims = [each for each in claims if not any(_overlap(each, leak) for leak in leaks)]
        self._counts.update(each.kind for each in claims)
        wrong = [each for each in claims if each.reason]
        self._unbacked += [Unbacked(each.kind, each.text, str(each.reason)) for each in wrong]
        self._removed += [Removed(each.kind) for each in leaks]
        edits = [(each.start, each.end, text("gate", each.kind, self._language)) for each in leaks]
        edits += [(start, end, _struck(unit[start:end])) for start, end in _spans(wrong)]
        for start, end, words in sorted(edits, reverse=True):
            unit = f"{unit[:start]}{words}{unit[end:]}"
        mended, links = self._once("links", unit, self._without_links)
        self._removed += [Removed("link", each.host) for each in links]
        return mended

    def _once(self, what: str, unit: str, look: Callable[[str], _Found]) -> _Found:
        """What was found in this unit already: an answer is checked in the stream, and again as a whole."""
        key, kept = (what, self._language, unit), self._known.checked
        if key not in kept:
            kept[key] = look(unit)
        found: _Found = kept[key]
        return found

    def _without_links(self, unit: str) -> tuple[str, list[Link]]:
        return without_links(unit, self._guard.allowed_links, text("gate", "link", self._language))

    def _leaks(self, unit: str) -> list[Leak]:
        """Instructions and secrets in the unit; the question and the results may say what they like."""
        leaks = self._guard.leaks.find(unit)
        if any(each.kind == "instructions" for each in leaks):
            return self._guard.leaks.find(unit, self._may_be_said())
        return leaks

    def _may_be_said(self) -> frozenset[tuple[str, ...]]:
        if self._free is None:
            texts = [words for _, words in self._known.texts]
            self._free = self._guard.leaks.said([self._known.question, *texts, *self._known.terms])
        return self._free


def check(
    answer: str,
    results: Sequence[Mapping[str, Any]],
    question: str = "",
    *,
    guard: Guard | None = None,
    language: Language = "en",
    today: date | None = None,
) -> tuple[str, GateReport]:
    """The answer as it may be shown, and what was done to it."""
    checking = (guard or Guard()).checking(results, question, language, today)
    mended = "".join(unit for unit, _ in checking.add(answer)) + checking.finish()
    return mended, checking.report()


def _overlap(claim: Claim, leak: Leak) -> bool:
    return claim.start < leak.end and leak.start < claim.end


def _spans(claims: Iterable[Claim]) -> list[tuple[int, int]]:
    """The claims' spans; those that overlap as one."""
    made: list[tuple[int, int]] = []
    for each in sorted(claims, key=lambda each: each.start):
        if made and each.start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], each.end))
        else:
            made.append((each.start, each.end))
    return made


_LINE = re.compile(r"^([ \t]*(?:>[ \t]?)*)(.*?)([ \t]*)$", re.MULTILINE)


def _struck(words: str) -> str:
    """Words struck through, line by line: Markdown ends it with the line."""
    words = words.replace("~~", "")
    return _LINE.sub(lambda line: f"{line[1]}~~{line[2]}~~{line[3]}" if line[2] else line[0], words)
