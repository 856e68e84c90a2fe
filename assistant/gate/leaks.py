"""What an answer must never show: the instructions the model was given, and secret settings.

Both are looked for as written, also with other letter case, spacing and invisible characters between, secrets
in base64 and hexadecimal too. What is translated or reworded is not recognized.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from assistant.gate.folding import fold

__all__ = ["Leak", "Leaks", "Secrets"]

WORDS, CHARACTERS = 8, 20
"""Words in a row, or Chinese characters, that are the instructions and no coincidence."""

WHOLE = 0.5
"""Of those, what is enough where a sentence is nothing else: instructions come in short sentences, too."""

RUN = 4
"""Tokens of the runs that are looked up; longer ones are made of these."""

SHORTEST_SECRET = 6
SECRET_PART = 12
"""So many characters of a secret in a row already are a leak."""

_TOKEN = re.compile(r"[A-Za-z0-9_']+|[\u3400-\u9fff]")
_BLANK = re.compile(r"[\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")


@dataclass(frozen=True, slots=True)
class Leak:
    kind: Literal["instructions", "secret"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Secrets:
    """Secret texts in every form they are looked for; never shown, not even when printed.

    samples: pieces of them, so few that every form has one of them in it.
    """

    forms: frozenset[str] = field(default=frozenset(), repr=False)
    samples: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, values: Iterable[str | bytes]) -> "Secrets":
        written = {each for value in values for each in _written(value) if len(each) >= SHORTEST_SECRET}
        return cls(
            frozenset(part for each in written for part in _parts(each)),
            frozenset(part for each in written for part in _samples(each)),
        )

    def __repr__(self) -> str:
        return f"Secrets({len(self.forms)} forms)"


@dataclass(frozen=True, slots=True)
class Leaks:
    """Finds leaks. instructions: runs of tokens of the prompts. free: the same of what may be said."""

    secrets: Secrets = Secrets()
    instructions: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, prompts: Iterable[str], secrets: Secrets) -> "Leaks":
        """Leaks of these prompts, by runs of four tokens: longer runs are made of them."""
        return cls(secrets, frozenset(run for prompt in prompts for run in _runs(_tokens(prompt))))

    def find(self, text: str, free: "frozenset[tuple[str, ...]]" = frozenset()) -> list[Leak]:
        """Every leak in a text, in order; `free` from `said` is not one."""
        found = [*self._secrets(text), *self._instructions(text, free)]
        return sorted(found, key=lambda each: each.start)

    @staticmethod
    def said(texts: Iterable[str]) -> "frozenset[tuple[str, ...]]":
        """What may be repeated: the question, and texts of results."""
        return frozenset(run for each in texts for run in _runs(_tokens(each)))

    def _instructions(self, text: str, free: "frozenset[tuple[str, ...]]") -> Iterator[Leak]:
        seen = fold(text)
        if self.instructions.isdisjoint(_runs(_TOKEN.findall(seen.text.casefold()))):
            return
        tokens = [(match[0].casefold(), *seen.span(*match.span())) for match in _TOKEN.finditer(seen.text)]
        covered = [False] * len(tokens)
        for place in range(len(tokens) - RUN + 1):
            run = tuple(token for token, _, _ in tokens[place : place + RUN])
            if run in self.instructions and run not in free:
                covered[place : place + RUN] = [True] * RUN
        least = WHOLE if all(covered) else 1
        place = 0
        while place < len(tokens):
            first = place
            while place < len(tokens) and covered[place]:
                place += 1
            if _weight(token for token, _, _ in tokens[first:place]) >= least:
                yield Leak("instructions", tokens[first][1], tokens[place - 1][2])
            place += place == first

    def _may_have_secret(self, low: str) -> bool:
        """Looks for the few samples of which every form has one: most texts need no closer look."""
        return any(map(low.__contains__, self.secrets.samples))

    def _secrets(self, text: str) -> Iterator[Leak]:
        if not self.secrets.forms:
            return
        if not self._may_have_secret(_BLANK.sub("", text).lower()):
            return
        bare, places = _without_blanks(text)
        low = bare.lower()
        spans: list[tuple[int, int]] = []
        for form in self.secrets.forms:
            at = low.find(form)
            while at >= 0:
                spans.append((places[at], places[at + len(form) - 1] + 1))
                at = low.find(form, at + 1)
        for start, end in _merged(spans):
            yield Leak("secret", start, end)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _runs(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[place:] for place in range(RUN)), strict=False)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text).text.casefold())


def _weight(tokens: Iterable[str]) -> float:
    """1 for eight words or twenty Chinese characters, or a mixture."""
    return sum(1 / CHARACTERS if "\u3400" <= token[0] <= "\u9fff" else 1 / WORDS for token in tokens) + 1e-9


def _without_blanks(text: str) -> tuple[str, list[int]]:
    places: list[int] = []
    kept: list[str] = []
    place = 0
    for blank in [*_BLANK.finditer(text), None]:
        end = blank.start() if blank else len(text)
        kept.append(text[place:end])
        places += range(place, end)
        place = blank.end() if blank else end
    return "".join(kept), places


def _written(value: str | bytes) -> Iterator[str]:
    """A secret as written, both ways round, in hexadecimal and in base64."""
    raw = value if isinstance(value, bytes) else value.encode()
    if not isinstance(value, bytes):
        plain = "".join(value.split()).lower()
        yield from (plain, plain[::-1])
    yield raw.hex()
    yield base64.b64encode(raw).decode().rstrip("=").lower()


def _parts(written: str) -> Iterator[str]:
    """What of a secret is a leak: all of a short one, any part of a long one."""
    last = max(len(written) - SECRET_PART, 0)
    return (written[start : start + SECRET_PART] for start in range(last + 1))


def _samples(written: str) -> Iterator[str]:
    """Pieces as far apart as they can be so that every part has a whole one in it."""
    apart = SECRET_PART - SHORTEST_SECRET + 1
    last = len(written) - SHORTEST_SECRET if len(written) > SECRET_PART else 0
    return (written[start : start + SHORTEST_SECRET] for start in range(0, last + 1, apart))
