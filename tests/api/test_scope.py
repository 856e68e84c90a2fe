"""A service that is limited to a segment shows nothing else on any route, and takes in nothing."""

from collections.abc import Iterator

import httpx
import pytest

from assistant.settings import Settings
from tests.api.conftest import serving
from tests.assistant.world import seed


@pytest.fixture
def north(empty_home: Settings) -> Iterator[httpx.Client]:
    """The made-up shop as its northern half sees it."""
    seed(empty_home)
    limited = empty_home.model_copy(update={"scope": "region=North"})
    with serving(limited) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def test_every_route_knows_the_segment_alone(north: httpx.Client) -> None:
    catalog = north.get("/api/catalog").json()
    assert catalog["records"] == 5
    assert "South" not in str(catalog)
    assert north.get("/api/status").json()["records"] == 5
    everything = {"filters": [{"any_of": [{"field": "region", "op": "!=", "value": "North"}]}]}
    assert north.post("/api/segments/query", json=everything).json()["rows"] == [[0]]
    found = north.post("/api/search", json={"text": "refund zip colours"}).json()
    assert all(each.startswith("n") for each in found["citations"])
    said = north.post("/api/chat", json={"question": "How many records by region?"}).text
    assert "South" not in said


def test_a_record_outside_is_neither_shown_nor_corrected(north: httpx.Client) -> None:
    assert north.get("/api/feedback/n1").json()["id"] == "n1"
    given = {"labels": {"sentiment": ["negative"]}, "by": "ann"}
    for answered in (north.get("/api/feedback/s1"), north.post("/api/feedback/s1/labels", json=given)):
        assert (answered.status_code, answered.json()["code"]) == (400, "unknown_record")


def test_nothing_is_imported(north: httpx.Client) -> None:
    answered = north.post("/api/import", files={"file": ("more.csv", b"text,region\nnew,North\n")})
    assert (answered.status_code, answered.json()["code"]) == (400, "scope_upkeep")
