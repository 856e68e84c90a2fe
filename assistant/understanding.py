"""What settings say about personal data and about what is noted, as the importer and the notes take it."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings
from prompts import Language

if TYPE_CHECKING:
    from retrieval.importing.options import ImportOptions
    from retrieval.noting.run import UnderstandingOptions

__all__ = ["import_options", "understanding_options"]


def import_options(
    settings: Settings,
    columns: dict[str, str] | None = None,
    source: str | None = None,
    rejects: Path | None = None,
    language: Language | None = None,
) -> "ImportOptions":
    """Raises BadSetting for a privacy setting that cannot be meant."""
    from retrieval.importing.options import ImportOptions
    from retrieval.understanding.privacy.policy import parse_policy

    return ImportOptions(
        columns or {},
        source,
        rejects,
        language or settings.ui_language,
        policy=parse_policy(settings.privacy),
        pseudonyms=settings.pseudonyms,
    )


def understanding_options(settings: Settings) -> "UnderstandingOptions":
    """The taxonomy, the departments and the weights that are set."""
    from retrieval.noting.run import UnderstandingOptions

    return UnderstandingOptions(settings.taxonomy, settings.routing, settings.priority)
