"""What a person may ask of an import."""

from dataclasses import dataclass, field
from pathlib import Path

from prompts import Language
from retrieval.errors import BadFile
from retrieval.people.roles import Actor
from retrieval.records import known_field
from retrieval.understanding.privacy.policy import Policy

__all__ = ["ATTRIBUTE", "IGNORE", "ImportOptions", "parse_map"]

ATTRIBUTE = "attribute"
"""Target of a column that stays a field of the user's own, under its own name."""

IGNORE = "ignore"
"""Target of a column that is not stored."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read one file.

    columns: column name -> known field, "attribute" or "ignore"; wins over what the import would choose.
    source: keeps id spaces apart: stored ids become "source:id". Without it ids are stored as they are and
    the field `source` is the file's name. rejects: where rejected rows go; not written when None.
    timezone: zone of times that name none, for a preview; an import uses the store's own. policy: what is
    done with each kind of personal data. pseudonyms: False stores customers under their own ids. by: who
    imports the file, for the audit log.
    """

    columns: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    rejects: Path | None = None
    language: Language = "en"
    timezone: str = "UTC"
    policy: Policy = field(default_factory=Policy)
    pseudonyms: bool = True
    by: Actor = field(default_factory=lambda: Actor("system", "import"))


def parse_map(choices: list[str]) -> dict[str, str]:
    """`--map` choices ("column=field") as a mapping. Raises BadFile for one that cannot be meant."""
    columns: dict[str, str] = {}
    for choice in choices:
        column, equals, target = choice.rpartition("=")
        column, target = column.strip(), target.strip()
        if not equals or not column:
            raise BadFile("map_form", choice=choice)
        if target not in (ATTRIBUTE, IGNORE) and known_field(target) is None:
            raise BadFile("map_field", choice=choice, field=target)
        columns[column] = target
    return columns
