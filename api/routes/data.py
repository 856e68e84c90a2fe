"""What this data has, and how the service stands."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, FastAPI, Request

from api.errors import PROBLEMS
from api.schemas.feedback import CatalogField, CatalogView, Indexed, Named, Status, Understood, ValueCount
from api.serving import AssistantDep, LanguageDep, ServingDep
from assistant.examples import example_questions
from assistant.understanding import understanding_options
from prompts import LANGUAGES, Language, error_text
from retrieval import catalog as catalogs
from retrieval.catalog import value_names
from retrieval.errors import FeedbackError
from retrieval.noting.run import understood
from retrieval.vector_cache import coverage

__all__ = ["router"]

router = APIRouter(tags=["data"], responses={503: PROBLEMS[503]})

MOST_VALUES = 50


@router.get("/api/catalog")
def catalog(assistant: AssistantDep) -> CatalogView:
    """The fields of this data with their most frequent values, and questions it can answer."""
    found = assistant.context.catalog()
    return CatalogView(
        records=found.records,
        timezone=found.timezone,
        fields=[_field(each) for each in found.fields],
        examples={language: example_questions(found, language) for language in LANGUAGES},
    )


@router.get("/api/names")
def names(serving: ServingDep) -> dict[str, dict[str, Named]]:
    """What people call the values of derived fields: of topics, departments, feelings and so on."""
    with serving.store.whole().read() as connection:
        known = value_names(connection)
    known = {**known, "department": serving.routing.names}
    return {
        field: {value: Named(en=said[0], zh=said[1]) for value, said in values.items()}
        for field, values in known.items()
    }


@router.get("/api/status")
def status(serving: ServingDep, language: LanguageDep) -> Status:
    """How many records there are, how many of their texts are indexed, and which model answers."""
    context = serving.assistant.context
    with context.store.read() as connection:
        covered = coverage(connection, context.embedder().name)
    failure = serving.indexer.failure
    return Status(
        records=context.catalog().records,
        model=serving.assistant.model_name,
        understood=Understood.model_validate(
            asdict(understood(context.store, understanding_options(serving.settings)))
        ),
        indexed=Indexed(
            done=covered.embedded,
            total=covered.texts,
            failure=_sentence(failure, language) if failure else None,
        ),
    )


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> dict[str, Any]:
    """What this API takes and returns, as OpenAPI."""
    app: FastAPI = request.app
    return app.openapi()


def _field(found: catalogs.CatalogField) -> CatalogField:
    values = [ValueCount(value=each.value, count=each.count) for each in found.values[:MOST_VALUES]]
    return CatalogField.model_validate({**asdict(found), "values": values})


def _sentence(failure: Exception, language: Language) -> str:
    if isinstance(failure, FeedbackError):
        return error_text(failure.code, language, failure.details)
    return error_text("internal_error", language, {})
