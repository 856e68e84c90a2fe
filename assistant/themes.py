"""Names of themes written by a language model from words and quotes, held to them.

The model is shown what the names made of words rest on, as data. A name is taken when it is short, plain, in
the right language, no other theme's, and every telling word of it stands in the theme's own words or quotes.
One that is not goes back once with the reasons; then, or when the model does not answer, the name made of
words stands.
"""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.models import chat_model, endpoint_failure, is_offline, until
from assistant.settings import Settings
from prompts import LANGUAGES, Language, error_text, prompt, text
from retrieval.catalog import Catalog
from retrieval.errors import FeedbackError
from retrieval.themes.discovery.types import Corpus
from retrieval.themes.naming.backing import Backing, shortcomings
from retrieval.themes.naming.choosing import distinct_key
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.types import Group, Named, Namer
from tools.toolbox import ToolContext

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ModelNamer", "theme_namer", "with_namer"]

TRIES = 2
"""The first answer, and one more when that fails a check."""

MOST_ASKED = 150
"""Themes of one run that a model is asked about, the first ones; the others keep the names made of words."""

QUOTES, LONGEST_QUOTE = 8, 160
"""Texts of a theme that a model is sent, and characters of each: small models read slowly."""

MOST_TAKEN = 30
"""Names of other themes that it is told."""

FIELDS = ("name_en", "name_zh", "description_en", "description_zh")

_OBJECT = re.compile(r"\{.*\}", re.S)


def theme_namer(settings: Settings, catalog: Callable[[], Catalog]) -> Namer | None:
    """What names themes by the model that is set; None when that is the built-in one."""
    return None if is_offline(settings) else ModelNamer(settings, chat_model(settings, catalog))


def with_namer(settings: Settings, context: ToolContext) -> ToolContext:
    """The context in which themes that are found are named by the model that is set: where nobody waits."""
    return replace(context, namer=lambda: theme_namer(settings, context.catalog))


@dataclass(slots=True)
class ModelNamer:
    """A `Namer`. why: for people, what was last in the way of a name by the model; "" for nothing."""

    settings: Settings
    model: "BaseChatModel"
    why: str = ""
    _known: dict[bytes, Named] = field(default_factory=dict)
    _stopped: bool = False

    def __call__(self, corpus: Corpus, groups: Sequence[Group], taken: Sequence[Named]) -> tuple[Named, ...]:
        """The names made of words, and the model's in their place where they hold."""
        plain = name_themes(corpus, groups, taken)
        named: list[Named] = []
        self.why = ""
        for at, (group, offline) in enumerate(zip(groups, plain, strict=True)):
            brief = _brief(corpus, group, offline, (*taken, *named, *plain[at + 1 :]))
            known = self._known.get(_mark(group))
            if known is None and at < MOST_ASKED and offline.examples and not self._stopped:
                known = self._tried(brief)
            if known is not None and not brief.is_taken(known):
                self._known[_mark(group)] = known
                named.append(known)
            else:
                named.append(offline)
        self._stopped = False
        return tuple(named)

    def _tried(self, brief: "_Brief") -> Named | None:
        """The model's name; after an error it is not asked again in this run."""
        try:
            return self._asked(brief)
        except Exception as error:  # whatever an endpoint does, a name is there
            self.why, self._stopped = _failure(error, self.settings), True
            return None

    def _asked(self, brief: "_Brief") -> Named | None:
        """The model's name; None when it fails the checks twice."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        language = self.settings.ui_language
        sent = [SystemMessage(prompt("theme_name", language)), HumanMessage(brief.as_json())]
        with until(time.monotonic() + self.settings.answer_seconds):
            for _ in range(TRIES):
                said = str(self.model.invoke(sent).text)
                given = _read(said)
                bad = brief.bad(given, language)
                if given and not bad:
                    return brief.named(given)
                again = text(
                    "themes_naming", "model_again", language, reasons="\n".join(f"- {why}" for why in bad)
                )
                sent = [*sent[:2], AIMessage(said or "-"), HumanMessage(again)]
        self.why = text("themes_naming", "model_failed", language, why="; ".join(bad))
        return None


@dataclass(frozen=True, slots=True)
class _Brief:
    """What a model is told about one theme, and what its answer is held to."""

    offline: Named
    quotes: tuple[str, ...]
    taken: tuple[str, ...]
    others: dict[Language, set[str]]
    backing: Backing

    def as_json(self) -> str:
        """JSON strings, so that what customers wrote ends nowhere else."""
        shown: dict[str, Any] = {
            "words": list(self.offline.words),
            "quotes": list(self.quotes),
            "name_from_words": {"en": self.offline.name_en, "zh": self.offline.name_zh},
            "other_themes": list(self.taken),
        }
        return json.dumps(shown, ensure_ascii=False)

    def bad(self, given: dict[str, str] | None, ui: Language) -> list[str]:
        """What is wrong with an answer, for the model and for people."""
        if given is None:
            return [text("themes_naming", "bad_json", ui)]
        found = []
        for language in LANGUAGES:
            name, line = given[f"name_{language}"], given[f"description_{language}"]
            codes = list(shortcomings(name, line, language, self.backing))
            if distinct_key(name) in self.others[language]:
                codes.append(("bad_taken", name))
            found += [text("themes_naming", code, ui, what=what) for code, what in codes]
        return found

    def is_taken(self, named: Named) -> bool:
        return any(distinct_key(named.name(language)) in self.others[language] for language in LANGUAGES)

    def named(self, given: dict[str, str]) -> Named:
        return replace(
            self.offline,
            name_en=given["name_en"],
            name_zh=given["name_zh"],
            description_en=given["description_en"],
            description_zh=given["description_zh"],
            by="model",
        )


def _brief(corpus: Corpus, group: Group, offline: Named, others: Sequence[Named]) -> _Brief:
    places = list(dict.fromkeys((*offline.examples, *group.members[: QUOTES * 2].tolist())))[:QUOTES]
    quotes = tuple(corpus.texts[place][:LONGEST_QUOTE] for place in places)
    taken = tuple(f"{each.name_en} / {each.name_zh}" for each in others[:MOST_TAKEN])
    keys = {language: {distinct_key(each.name(language)) for each in others} for language in LANGUAGES}
    return _Brief(offline, quotes, taken, keys, Backing.of(quotes, offline))


def _read(said: str) -> dict[str, str] | None:
    """The four texts of an answer; None when it is not what was asked for."""
    found = _OBJECT.search(said)
    try:
        given = json.loads(found.group()) if found else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or not all(isinstance(given.get(each), str) for each in FIELDS):
        return None
    return {each: " ".join(given[each].split()) for each in FIELDS}


def _mark(group: Group) -> bytes:
    return bytes(group.members.tobytes())


def _failure(error: Exception, settings: Settings) -> str:
    told = error if isinstance(error, FeedbackError) else endpoint_failure(error, settings)
    return error_text(told.code, settings.ui_language, told.details)
