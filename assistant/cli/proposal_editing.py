"""What a person changes about a proposal: in an editor, from a file, or field by field."""

import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.errors import BadQuery, BadSetting

__all__ = ["changed", "edited_words", "words"]


def words(payload: Mapping[str, Any]) -> str:
    """What of a payload is written for people: a reply's text; a ticket's title, then its summary."""
    if "text" in payload:
        return str(payload["text"])
    return f"{payload.get('title', '')}\n\n{payload.get('summary', '')}"


def changed(payload: Mapping[str, Any], file: Path | None, said: Sequence[str]) -> dict[str, Any]:
    """The payload with what is in the file, and with FIELD=VALUE each in place of what is there.

    The file has a JSON object of fields, or the words alone. Raises BadQuery where it cannot be used.
    """
    made = dict(payload)
    if file is not None:
        try:
            made |= _read(file.read_text(encoding="utf-8"), payload)
        except (OSError, UnicodeDecodeError) as error:
            raise BadQuery("proposal_file", file=file, why=str(error)) from error
    for each in said:
        field, equals, value = each.partition("=")
        if not equals or field.strip() not in payload:
            raise BadQuery("proposal_set", said=each, known=", ".join(payload))
        made[field.strip()] = _value(value.strip())
    return made


def edited_words(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Opens the words in $VISUAL or $EDITOR; the payload as it then is. Raises BadSetting without one."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise BadSetting("editor_missing")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proposal.md"
        file.write_text(words(payload), encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603 - the person's own
        except (OSError, subprocess.CalledProcessError) as error:
            raise BadSetting("editor_failed", editor=editor, why=str(error)) from error
        return changed(payload, file, ())


def _read(said: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    try:
        fields = json.loads(said)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        return fields
    if "text" in payload:
        return {"text": said.strip()}
    title, _, summary = said.strip().partition("\n")
    return {"title": title.strip(), "summary": summary.strip()}


def _value(said: str) -> Any:
    """A number, a list or a text, as it was meant; nothing for an empty one."""
    if not said:
        return None
    try:
        return json.loads(said)
    except ValueError:
        return said
