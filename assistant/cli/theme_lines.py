"""What is said about themes and their history, in lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prompts import Language, text
from retrieval.themes.history import ThemeEvent
from retrieval.themes.theme import Theme, theme_name

__all__ = ["ThemeTelling"]

MOST = 4
"""Themes that records came from or went to which are named; the rest are few."""


@dataclass(frozen=True, slots=True)
class ThemeTelling:
    language: Language
    zone: ZoneInfo

    def say(self, key: str, theme: Theme, **details: object) -> str:
        told = {"theme": theme.ref, "name": theme.name(self.language), "records": theme.records}
        return self._said(key, told | details)

    def history(self, theme: Theme, events: tuple[ThemeEvent, ...]) -> Iterator[str]:
        """A line for the theme as it stands, then one for each thing that happened."""
        yield self.say("head", theme, level=self._plain(f"level_{theme.level}"), state=self._state(theme))
        for event in events:
            at = datetime.fromtimestamp(event.at, self.zone).strftime("%Y-%m-%d %H:%M")
            who = event.actor.name if event.actor.kind == "person" else self._plain("by_run")
            what = self._event(event) + (self._plain("taken_back") if event.undone_by is not None else "")
            yield text("theme_keeping", "line", self.language, at=at, who=who, what=what)

    def _state(self, theme: Theme) -> str:
        if theme.merged_into is not None:
            into = theme_name(theme.merged_into)
            state = text("theme_keeping", "state_merged", self.language, into=into)
        else:
            state = self._plain("state_living" if theme.ended_at is None else "state_ended")
        marks = [self._plain(f"also_{each}") for each in ("pinned", "muted") if getattr(theme, each)]
        return state + "".join(marks)

    def _event(self, event: ThemeEvent) -> str:
        by_person = event.actor.kind == "person"
        key = f"{'act' if by_person else 'event'}_{event.kind}"
        content: Mapping[str, Any] = event.content
        details: dict[str, Any] = {
            name: content[name] for name in ("records", "before", "after", "of") if name in content
        }
        details |= {"theme": theme_name(event.theme)}
        details |= {"other": theme_name(event.other) if event.other is not None else "-"}
        details |= {name: self._flow(name, content.get(name, {})) for name in ("came", "went")}
        if event.kind == "renamed":
            details |= {"name_en": content["after"]["name_en"], "name_zh": content["after"]["name_zh"]}
            details |= {"old_en": content["before"]["name_en"], "old_zh": content["before"]["name_zh"]}
        if event.kind == "undone":
            details["what"] = self._plain(f"what_{content['undone']}")
        return self._said(key, details)

    def _said(self, key: str, details: Mapping[str, object]) -> str:
        """The sentence, with names in quotation marks."""
        told = {
            name: _quoted(value) if "name" in name or "old" in name else value
            for name, value in details.items()
        }
        return text("theme_keeping", key, self.language, **told)

    def _flow(self, key: str, flow: Mapping[str, int]) -> str:
        if not flow:
            return ""
        joiner = "、" if self.language == "zh" else ", "
        parts = [
            text("theme_keeping", "flow" if name else "flow_none", self.language, theme=name, count=count)
            for name, count in list(flow.items())[:MOST]
        ]
        return text("theme_keeping", key, self.language, flow=joiner.join(parts))

    def _plain(self, key: str) -> str:
        return text("theme_keeping", key, self.language)


def _quoted(name: object) -> str:
    """Names that are quotes have their marks already."""
    return str(name) if str(name)[:1] in '“「"' else f"“{name}”"
