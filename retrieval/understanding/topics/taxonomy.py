"""A taxonomy: areas, the topics in each, and what is said about them, in one file that people edit."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from retrieval.errors import BadFile
from retrieval.understanding.topics.files import Entry, read_entries

__all__ = ["DEFAULT", "Area", "Taxonomy", "Topic", "load_taxonomy", "make_taxonomy"]

DEFAULT = Path(__file__).parent / "taxonomy.toml"


@dataclass(frozen=True, slots=True)
class Area:
    """The upper level. names: by language, "en" and "zh"; a taxonomy may have one of them only."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return _in_language(self.names, language) or self.id


@dataclass(frozen=True, slots=True)
class Topic:
    """What texts are assigned to. id: with its area ("logistics.delay"); a list of labels has no areas."""

    id: str
    area: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return _in_language(self.names, language) or self.id

    def description(self, language: str) -> str:
        return _in_language(self.descriptions, language)


@dataclass(frozen=True)
class Taxonomy:
    """areas: empty for a list of labels. topics: in the order of the file; ids are unique."""

    areas: tuple[Area, ...]
    topics: tuple[Topic, ...]

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change whenever anything in the taxonomy does."""
        content = json.dumps(
            [[asdict(area) for area in self.areas], [asdict(topic) for topic in self.topics]],
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(topic.id for topic in self.topics)

    def index(self, topic: str) -> int:
        """Place of a topic by its id. Raises KeyError for an id that is not here."""
        return self._places[topic]

    def has(self, topic: str) -> bool:
        return topic in self._places

    @cached_property
    def _places(self) -> dict[str, int]:
        return {topic: place for place, topic in enumerate(self.ids)}


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy in a TOML, JSON or CSV file; without one, the default.

    Two levels or one; names with descriptions or only labels. Raises BadFile: what is wrong, where,
    and what to do about it.
    """
    file = path or DEFAULT
    return make_taxonomy(read_entries(file), str(file))


def make_taxonomy(entries: Sequence[Entry], file: str = "") -> Taxonomy:
    """A taxonomy from entries; those with an area have it before their id. Raises BadFile as loading does."""
    areas: dict[str, Area] = {}
    topics: dict[str, Topic] = {}
    for entry in entries:
        own = entry.id or next(iter(entry.names.values()), "")
        if not own:
            raise BadFile("taxonomy_label_missing", file=file, where=entry.where)
        topic = f"{entry.area}.{own}" if entry.area else own
        if topic in topics:
            raise BadFile("taxonomy_label_repeated", file=file, where=entry.where, label=topic)
        if entry.area:
            areas.setdefault(entry.area, Area(entry.area, entry.area_names or {}))
        names = entry.names or {"en": own}
        topics[topic] = Topic(topic, entry.area, names, entry.descriptions, entry.examples, entry.keywords)
    if len(topics) < 1:
        raise BadFile("taxonomy_empty", file=file)
    return Taxonomy(tuple(areas.values()), tuple(topics.values()))


def _in_language(texts: Mapping[str, Any], language: str) -> str:
    """The text in a language, else in another one, else nothing."""
    return str(texts.get(language) or next(iter(texts.values()), ""))
