"""A theme, and the map it is on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from prompts import Language

__all__ = ["Level", "Quality", "Theme", "ThemeMap", "theme_id", "theme_name"]

Level = Literal["coarse", "fine"]


def theme_name(theme: int) -> str:
    """How a theme is referred to, and its value of the field `theme`: "TH-12"."""
    return f"TH-{theme}"


def theme_id(name: str) -> int | None:
    """The id in "TH-12", "th-12" or "12"; None for anything else."""
    digits = name.strip().upper().removeprefix("TH-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the themes can be relied on.

    texts: records with a text and a vector; assigned: those in a theme; coverage: their share. stability: how
    alike the themes come out when the texts are resampled (adjusted Rand index, 1 is the same), None when not
    measured. cohesion: mean cosine of texts to the centre of their theme, less that to the nearest other one.
    small: too few texts to rely on what was found.
    """

    texts: int
    assigned: int
    stability: float | None
    cohesion: float | None
    small: bool

    @property
    def coverage(self) -> float:
        return self.assigned / self.texts if self.texts else 0.0


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme as it stands. Times are seconds UTC; records: those in it, over all time.

    examples: ids of records that its name rests on.
    """

    id: int
    level: Level
    parent: int | None
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    named_by: Literal["words", "model", "person"]
    words: tuple[str, ...]
    examples: tuple[str, ...]
    records: int
    born_at: int
    ended_at: int | None = None
    merged_into: int | None = None
    pinned: bool = False
    muted: bool = False
    edition: int = 1

    @property
    def ref(self) -> str:
        return theme_name(self.id)

    def name(self, language: Language) -> str:
        return self.name_zh if language == "zh" else self.name_en

    def description(self, language: Language) -> str:
        return self.description_zh if language == "zh" else self.description_en


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """The themes over a segment. filters: as `tools.segments.query.Filter` writes them; none is everything.

    run: the newest; made_at: when it was. themes: the living ones, coarse before fine, the largest first.
    """

    id: int
    filters: tuple[dict[str, Any], ...]
    model: str
    run: int
    made_at: int
    quality: Quality
    themes: tuple[Theme, ...] = field(default=())
