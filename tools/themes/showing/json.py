"""Reports as plain data for programs: as `to_json` has them, with the id that each theme goes by."""

from typing import Any

from retrieval.themes.theme import theme_name
from tools.themes.changes import Changes, Fix
from tools.themes.report import Report

__all__ = ["as_json"]


def as_json(found: Report | Changes | Fix) -> dict[str, Any]:
    """Dictionaries, lists, strings and numbers; a theme has its "TH-12" as `ref`."""
    told = found.to_json()
    for entry in told.get("entries", ()):
        entry["theme"] = {"ref": theme_name(entry["theme"]["id"]), **entry["theme"]}
    return told
