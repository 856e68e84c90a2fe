"""A name that goes on with a number is no date."""

import pytest

from assistant.offline.names.numbered import numbered_names
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog


@pytest.mark.parametrize(
    "question", ["how many on may 3", "3 stars", "march 2 to march 9", "五月3号", "top 5 lamp 台灯"]
)
def test_days_and_amounts_are_no_names(catalog: Catalog, question: str) -> None:
    assert numbered_names(Scan.of(question), catalog) == []
