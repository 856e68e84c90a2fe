"""A search as a tool: a result that can be checked without it."""

import json

from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.indexing import embed_backlog
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, many
from tools.search.query import SearchQuery
from tools.search.run import search_feedback
from tools.segments.query import Filter


def test_a_result_quotes_records_of_the_segment_and_says_its_coverage(store: Store) -> None:
    add_feedback(store, many(20))
    embed_backlog(store, LetterEmbedder())
    add_feedback(store, many(4, start=20))
    query = SearchQuery(text="parcel 7 came", filters=(Filter(field="region", value="North"),), limit=3)
    result = search_feedback(store, load_catalog(store), LetterEmbedder(), None, query, "r4")
    assert (result.handle, result.tool) == ("r4", "search_feedback")
    assert result.columns == ("id", "quote", "time", "source", "region")
    assert result.rows[0] == ("many-7", "parcel 7 came 0 days late in box 217", None, "many", "North")
    assert result.citations == tuple(str(row[0]) for row in result.rows)
    assert (result.covered, result.missing) == (10, 2)
    assert result.facts["coverage"] == {"texts": 12, "embedded": 10}
    assert json.loads(json.dumps(result.to_json()))["query"]["text"] == "parcel 7 came"
