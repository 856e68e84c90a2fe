"""Words that are the way feedback came in, or a piece of feedback: told by where they stand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.offline.names.linking import Linker
from assistant.offline.query.reading import Reading, read
from retrieval.catalog import Catalog, CatalogField, ValueCount
from tests.assistant.offline.conftest import TODAY
from tools.segments.query import Filter

Reads = Callable[[str], Reading]


@pytest.fixture
def posted(catalog: Catalog) -> Reads:
    """Reads a question over data that came in by post and by phone."""
    values = (ValueCount("Postal mail", 70), ValueCount("Phone", 50))
    way = CatalogField("sent by", "category", "sent_by", False, "sent by", "sent by", (), 120, 2, values)
    data = replace(catalog, fields=(*catalog.fields, way))
    linker = Linker(data)
    return lambda question: read(question, data, linker, TODAY)


@pytest.mark.parametrize(
    "question", ["how many mail reviews are there", "number of reviews by mail", "how many reviews came by mail"]
)  # fmt: skip
def test_the_way_it_came_is_a_condition(posted: Reads, question: str) -> None:
    assert posted(question).query.filters == (Filter(field="sent by", value="Postal mail"),)


def test_pieces_of_feedback_are_none(posted: Reads) -> None:
    assert posted("how many mails in 2024").query.filters == ()


def test_a_way_that_the_data_does_not_have_is_not_left_out(reads: Reads) -> None:
    assert reads("how many email reviews are there").problem == "not_understood"
