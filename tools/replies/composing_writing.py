"""A reply while it is written: its paragraphs, what was used, and the phrasings it draws on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.replies.agent_note import sentence_from_note
from tools.replies.answers import answer_from
from tools.replies.brief import Brief, Ground
from tools.replies.general import general_from, is_next_step
from tools.replies.learning import dropped_of, edits_of, plain
from tools.replies.matter import Matter, fits, matter_of
from tools.replies.naming import is_fit, named, quoted, thing
from tools.replies.phrasing import Chooser, phrasings
from tools.replies.points import Point, PointKind
from tools.replies.promises import promises, unbacked_promises
from tools.replies.reply import Source

__all__ = ["Composed", "Writing"]


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply's text, and what it rests on."""

    text: str
    sources: tuple[Source, ...] = ()


ALIKE = 0.15
"""Likeness of two messages of one topic and intent from which an edit of one reply serves the other. By
letters in threes: two reports of a late parcel in other words have about 0.2, others about 0.05."""


class Writing:
    """One reply on its way. `says` takes a sentence of the phrasings, `add` ends a paragraph."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.short = brief.length == "short"
        self.paragraphs: list[list[str]] = []
        self.sources: dict[str, Source] = {}
        self.advised = False
        self._general = phrasings("general", brief.language)
        self._topics = phrasings("topics", brief.language)
        self._choose = Chooser(brief.record)
        self._alike = [each for each in brief.approved if each.likeness >= ALIKE]
        self._dropped = {said for pair in self._alike for said in dropped_of(pair)}
        wide = sum("\u4e00" <= each <= "\u9fff" for each in brief.message)
        self._matter: Matter = "public" if brief.register.manner == "petition" else matter_of(brief.message)
        self._spoken = "zh" if wide * 2 > len(brief.message.split()) else "en"

    def composed(self) -> Composed:
        """The text; short ones in one paragraph."""
        space = "" if self.brief.language == "zh" else " "
        left = [[each for each in part if plain(each) not in self._dropped] for part in self.paragraphs]
        told = [space.join(each) for each in left if each]
        text = (space if self.short else "\n\n").join(told)
        if self.brief.register.you == "你":
            text = text.replace("您", "你")
        return Composed(text, tuple(self.sources.values()))

    def add(self, *sentences: str) -> None:
        """A paragraph of these sentences; nothing, where all are empty. The same sentence is said once."""
        said = {each for paragraph in self.paragraphs for each in paragraph}
        kept = [each for each in dict.fromkeys(sentences) if each and each not in said]
        if kept:
            self.paragraphs.append(kept)

    def says(self, section: str, key: str, **values: str) -> str:
        """One of the sentences `section.key`, filled in; "" where there is none."""
        phrases = self._general[section].get(key, ()) if section else self._general.get(key, ())
        options = [phrases] if isinstance(phrases, str) else phrases
        return self._choose.among(options, f"{section}.{key}").format_map(values)

    def of_topic(self, topic: str | None, key: str) -> str:
        """What is said of a topic, or of its area; "" for what is in no taxonomy of ours, or does not fit."""
        if topic is not None and not fits(topic, self._matter):
            return ""
        said = self.topic(topic).get(key, "")
        return said if isinstance(said, str) else self._choose.among(said, f"{topic}.{key}")

    def topic(self, topic: str | None) -> Mapping[str, Any]:
        """All phrasings of a topic."""
        if topic is None:
            return {}
        found: Mapping[str, Any] = self._topics.get(topic) or self._topics.get(topic.split(".")[0]) or {}
        return found

    def said(self, point: Point) -> str:
        """The point in the customer's own words; "" where they are not fit.

        Words that would read as a promise of ours ("within two days") are only quoted.
        """
        said = named(point, self.brief.language, "zh" if self._spoken == "zh" else "en")
        if not said and point.kind == "problem" and self.brief.language == self._spoken == "en":
            said = self._whole_message(point)
        frame = (
            "I see that {}." if point.kind in ("problem", "thanks") else "I understand that you'd like {}."
        )
        if self.brief.language == "en" and not said.startswith('"') and promises(frame.format(said)):
            quote = self.quote(point)
            return f'"{quote}"' if quote and point.kind == "problem" else ""
        return said

    def _whole_message(self, point: Point) -> str:
        """A message of a few words is quoted as it is: there is nothing it was torn from."""
        words = point.words.strip(" .!")
        whole = words == self.brief.message.strip(" .!") and re.fullmatch(r"[\w' ,-]+", words)
        return f'"{words}"' if whole and 2 <= len(words.split()) <= 5 and is_fit(words) else ""

    def quote(self, point: Point) -> str:
        """Some of its words for quotation marks; "" where none are fit."""
        return quoted(point, self.brief.language, "zh" if self._spoken == "zh" else "en")

    def thing(self, point: Point) -> str:
        """What it is about, as it follows "about" ("your community tab"); "" where the words name nothing."""
        return thing(point, self.brief.language, "zh" if self._spoken == "zh" else "en")

    def points(self, kind: PointKind) -> list[Point]:
        return [each for each in self.brief.points if each.kind == kind]

    def answers(self, points: list[Point], most: int = 2) -> Iterator[tuple[Point, str]]:
        """Answers that sources give to these points, each source once; what is used is cited."""
        for point in points:
            for ground in self._grounds(point):
                if ground.kind == "case":
                    continue
                told = answer_from(ground, point.words, self.brief.language, 1 if self.short else 2)
                if told and ground.id not in self.sources and most > 0:
                    self.sources[ground.id] = Source(kind=ground.kind, id=ground.id, quote=told)
                    most -= 1
                    yield point, self.says("answer", ground.nature, answer=told)
                    break

    def steps(self, points: list[Point]) -> list[tuple[Point, str]]:
        """What general steps or rules a similar case was told, of the likest that has any; cited.

        Nothing of that customer's own case, and nothing that a check would not let pass.
        """
        if not points:
            return []
        asked = " ".join((self.brief.message, *(each.words for each in points)))
        for ground in self.brief.cases:
            if self.brief.person_needed or ground.id in self.sources:
                continue
            told = general_from(ground, asked, self.brief, 1 if self.short else 2)
            if told:
                self.sources[ground.id] = Source(kind=ground.kind, id=ground.id, quote=told)
                self.advised = True
                key = "case_next" if is_next_step(told) else "case"
                return [(points[0], self.says("answer", key, answer=told))]
        return []

    def _grounds(self, point: Point) -> Iterator[Ground]:
        number = self.brief.points.index(point)
        yield from (each for each in self.brief.knowledge if each.point in (number, None))
        yield from (each for each in self.brief.cases if each.point in (number, None))

    def learned(self, most: int = 2) -> list[str]:
        """What people added to earlier drafts like this one, cited; nothing a source does not back."""
        told: list[str] = []
        for pair in self._alike:
            for sentence in edits_of(pair):
                if sentence in told or len(told) == most or unbacked_promises(sentence, self.brief):
                    continue
                told.append(sentence)
                self.sources[pair.record] = Source(kind="case", id=pair.record, quote=sentence)
        return told

    def from_note(self) -> str:
        """What the agent wants said, as a sentence; "" where there is no note, or none that can be worded."""
        return sentence_from_note(self.brief.note, self.brief.language)

    def listed(self, items: list[str]) -> str:
        """ "a, b and c"."""
        join = self._general["join"]
        return items[0] if len(items) == 1 else f"{join['comma'].join(items[:-1])}{join['last']}{items[-1]}"

    def asked(self) -> str:
        """What is asked for, as one sentence; "" when nothing is missing."""
        if not self.brief.missing:
            return ""
        names = [self._general["asks"][each] for each in self.brief.missing]
        key = "petition" if self.brief.register.manner == "petition" else "one"
        return self.says("ask", key, list=self.listed(names))

    def ticket(self) -> str:
        """Where the customer's ticket stands; "" without one."""
        ticket = self.brief.ticket
        if ticket is None:
            return ""
        state = {"waiting": "waiting", "resolved": "resolved", "closed": "resolved"}.get(ticket.state, "open")
        return self.says("ticket", state, id=str(ticket.id))
