"""Files in."""

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile

from api.errors import PROBLEMS
from api.schemas.feedback import ImportView
from api.serving import AssistantDep, LanguageDep
from api.signing import allowed
from assistant.understanding import import_options
from retrieval.importing.options import parse_map
from retrieval.importing.run import import_file
from retrieval.people.roles import Person

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["import"], responses={400: PROBLEMS[400], 503: PROBLEMS[503]})


@router.post("/import")
def import_upload(
    file: UploadFile,
    assistant: AssistantDep,
    language: LanguageDep,
    person: Annotated[Person | None, Depends(allowed("rule"))],
    columns: Annotated[
        list[str] | None,
        Form(alias="map", description="column=field, over what is found"),
    ] = None,
    source: Annotated[str | None, Form(description="keeps ids of this file apart from others")] = None,
) -> ImportView:
    """Imports a CSV, TSV, JSON Lines, Excel or Parquet file, compressed or not.

    The same file twice changes nothing. 400 with a sentence, and nothing changed, when it cannot be imported.
    """
    name = _file_name(file.filename)
    rejects = assistant.settings.data_home / "rejects" / f"{name.split('.')[0]}-{time.time_ns()}.csv"
    options = import_options(assistant.settings, parse_map(columns or []), source or None, rejects, language)
    options = replace(options, by=person.actor) if person else options
    with tempfile.TemporaryDirectory(prefix="feedback-") as folder:
        path = Path(folder) / name
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy)
        summary = import_file(assistant.context.store, path, options)
    return ImportView.model_validate(summary.to_json())


def _file_name(given: str | None) -> str:
    """The upload's own name without folders: it names the source, and its ending the format."""
    name = PurePosixPath((given or "").replace("\\", "/")).name.replace("\0", "")
    return name[-100:].lstrip(".") or "upload"
