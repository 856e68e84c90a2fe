"""One record: what was noted about it and why; and corrections by people."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from api.errors import PROBLEMS
from api.schemas.feedback import LabelsGiven, RecordView
from api.serving import ServingDep
from api.signing import allowed
from assistant.understanding import understanding_options
from retrieval.errors import BadQuery
from retrieval.noting.corrections import correct
from retrieval.noting.explaining import explain
from retrieval.noting.run import understand
from retrieval.people.roles import Person
from retrieval.understanding.priority import parse_weights
from retrieval.understanding.topics.taxonomy import load_taxonomy

__all__ = ["router"]

router = APIRouter(
    prefix="/api/feedback", tags=["feedback"], responses={400: PROBLEMS[400], 503: PROBLEMS[503]}
)


@router.get("/{record}")
def show(record: str, serving: ServingDep) -> RecordView:
    """The record with its labels, each with confidence and reasons, and what its priority is made of."""
    weights = parse_weights(serving.settings.priority)
    return RecordView.model_validate(asdict(explain(serving.assistant.context.store, record, weights)))


@router.post("/{record}/labels")
def label(
    record: str,
    given: LabelsGiven,
    serving: ServingDep,
    person: Annotated[Person | None, Depends(allowed("reply"))],
) -> RecordView:
    """Corrects labels. They stay as given whatever the models say; topics are learned from."""
    by = person.name if person else given.by
    if not by:
        raise BadQuery("correction_by")
    store, settings = serving.assistant.context.store, serving.settings
    taxonomy = load_taxonomy(settings.taxonomy)
    for field, values in given.labels.items():
        correct(store, taxonomy, record, field, values, by, person.actor if person else None)
    understand(store.whole(), understanding_options(settings))
    return show(record, serving)
