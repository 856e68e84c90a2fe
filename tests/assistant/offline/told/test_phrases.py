"""Numbers in words: a figure has two decimals, a number that names a group is as it is."""

import pytest

from assistant.offline.told.phrases import Phrases
from retrieval.catalog import Catalog


@pytest.mark.parametrize(("value", "told"), [(2.5, "2.5"), (3.0, "3"), (1200.0, "1,200"), (0.25, "0.25")])
def test_a_number_names_its_group_as_it_is(catalog: Catalog, value: float, told: str) -> None:
    assert Phrases("en", catalog).cell(value) == told
