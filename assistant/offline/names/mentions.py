"""What a question names of the data, and where it says so."""

from dataclasses import dataclass, field

from retrieval.catalog import CatalogField

__all__ = ["Doubt", "FieldMention", "Links", "Options", "ValueMention"]

Options = tuple[tuple[str, str | None], ...]
"""(field, value) pairs; fields alone have no value."""


@dataclass(frozen=True, slots=True)
class FieldMention:
    start: int
    end: int
    field: CatalogField


@dataclass(frozen=True, slots=True)
class ValueMention:
    """`spoken` is what the question said; `literal` is False when that is not the value's own spelling.

    others: further values that the same words mean.
    """

    start: int
    end: int
    field: CatalogField
    value: str
    spoken: str
    literal: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that mean one of several things alike: (field, value) pairs, or fields (value None)."""

    start: int
    end: int
    said: str
    options: Options

    @property
    def labels(self) -> tuple[str, ...]:
        """The options in words that mean only them: the values when those differ, else with their fields."""
        values = [value for _, value in self.options]
        if None not in values and len(set(values)) == len(values):
            return tuple(map(str, values))
        return tuple(name if value is None else f"{name} {value}" for name, value in self.options)


@dataclass(frozen=True, slots=True)
class Links:
    """What a question names of the data. readings: (said, meant) of fields named by other words."""

    fields: list[FieldMention] = field(default_factory=list)
    values: list[ValueMention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    readings: list[tuple[str, str]] = field(default_factory=list)
