"""The audit log: read, verified, exported."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.errors import problems
from api.schemas.outbox import AuditEntryPublic, AuditPage, AuditQuery, CheckpointPublic, VerdictPublic
from api.serving import ServingDep
from api.signing import NowDep, needs
from retrieval.audit.checkpoint import Checkpoint, checkpoint, parse_checkpoint
from retrieval.audit.exporting import export
from retrieval.audit.reading import Wanted, logged
from retrieval.audit.verifying import verify
from retrieval.errors import BadFile

__all__ = ["router"]

router = APIRouter(
    prefix="/api/audit",
    tags=["audit"],
    responses=problems(400, 401, 403),
    dependencies=[Depends(needs("rule"))],
)


@router.get("")
def listed(query: Annotated[AuditQuery, Query()], serving: ServingDep) -> AuditPage:
    """What was done, the newest first. 400 for a filter there is not."""
    wanted = Wanted(query.who, query.action, query.subject, query.since, query.cursor, query.limit + 1)
    found = logged(serving.store, wanted)
    items = [AuditEntryPublic.model_validate(each.to_json()) for each in found[: query.limit]]
    return AuditPage(items=items, next=items[-1].seq if len(found) > len(items) else None)


@router.post("/verify")
def verified(serving: ServingDep, since: CheckpointPublic | None = None) -> VerdictPublic:
    """Looks at every entry. With a checkpoint made before, also finds a log that was put back or rebuilt."""
    verdict = verify(serving.store, _checkpoint(since) if since else None)
    return VerdictPublic.model_validate(verdict, from_attributes=True)


def _checkpoint(given: CheckpointPublic) -> Checkpoint:
    try:
        return parse_checkpoint(given.model_dump())
    except (ValueError, TypeError, KeyError) as error:
        raise BadFile("audit_not_checkpoint", file="body") from error


@router.post("/checkpoint")
def made(serving: ServingDep, now: NowDep) -> CheckpointPublic:
    """Where the log ends now: keep it where whoever has the database cannot reach it."""
    return CheckpointPublic.model_validate(checkpoint(serving.store, now).to_json())


@router.get("/export", response_class=FileResponse)
def exported(serving: ServingDep, now: NowDep) -> FileResponse:
    """The whole log as a file that can be verified by itself."""
    folder = tempfile.TemporaryDirectory(prefix="feedback-")
    path = Path(folder.name) / "audit.jsonl"
    export(serving.store, path, now)
    return FileResponse(
        path,
        media_type="application/x-ndjson",
        filename="audit.jsonl",
        background=BackgroundTask(folder.cleanup),
    )
