"""One record: what was noted about it and why; and corrections by people."""

from dataclasses import asdict

from fastapi import APIRouter

from api.errors import PROBLEMS
from api.schemas import LabelsGiven, RecordView
from api.serving import ServingDep
from assistant.understanding import understanding_options
from retrieval.noting.corrections import correct
from retrieval.noting.explaining import explain
from retrieval.noting.run import understand
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
def label(record: str, given: LabelsGiven, serving: ServingDep) -> RecordView:
    """Corrects labels. They stay as given whatever the models say; topics are learned from."""
    store, settings = serving.assistant.context.store, serving.settings
    taxonomy = load_taxonomy(settings.taxonomy)
    for field, values in given.labels.items():
        correct(store, taxonomy, record, field, values, given.by)
    understand(store.whole(), understanding_options(settings))
    return show(record, serving)
