"""Opportunities and ROI sheets over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from retrieval.database import open_store
from tests.api.conftest import serving
from tests.assistant.world import settings_for
from tests.tools.opportunities.shop import furnish


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = settings_for(tmp_path_factory.mktemp("lamps"))
    store = open_store(settings.store_url, "UTC", settings.secret_file)
    furnish(store)
    store.close()
    with serving(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def test_findings_by_address_and_by_body(lamps: httpx.Client) -> None:
    got = lamps.get(
        "/api/opportunities", params={"segment": "region=East|West", "limit": 3, "language": "zh"}
    )
    assert got.status_code == 200, got.text
    found = got.json()
    assert found["language"] == "zh"
    assert found["entries"]
    first = found["entries"][0]
    assert first["confidence"]["part"] == first["support"]["part"] <= first["confidence"]["records"]
    body = {
        "filters": [{"field": "region", "op": "in", "values": ["East", "West"]}],
        "limit": 3,
        "language": "zh",
    }
    assert lamps.post("/api/opportunities", json=body).json()["entries"] == found["entries"]
    assert lamps.get("/api/opportunities", params={"segment": "colour=red"}).status_code == 400
    assert lamps.get("/api/opportunities", params={"kind": "luck"}).status_code in (400, 422)


def test_findings_as_files(lamps: httpx.Client) -> None:
    for form, kind in (("md", "text/markdown"), ("html", "text/html"), ("csv", "text/csv")):
        got = lamps.get(f"/api/opportunities.{form}", params={"limit": 1})
        assert got.status_code == 200
        assert got.headers["content-type"].startswith(kind)
        assert "attachment" in got.headers["content-disposition"]
        assert "OP-" in got.text


def test_a_sheet_is_made_of_what_is_given(lamps: httpx.Client) -> None:
    finding = lamps.get("/api/opportunities", params={"limit": 1}).json()["entries"][0]
    asked = {
        "inputs": {"customers_kept": {"value": 40}, "value_kept": {"value": 300}, "cost": {"value": 8000}}
    }
    sheet = lamps.post(f"/api/opportunities/{finding['id']}/roi", json=asked).json()
    assert sheet["roi"] == 1.5
    assert sheet["partial"] == "new"
    assert {each["name"]: each["value"] for each in sheet["read"]}["customers_affected"] == finding[
        "customers"
    ]
    empty = lamps.post(f"/api/opportunities/{finding['id']}/roi", json={"inputs": {}}).json()
    assert empty["roi"] is None
    assert any("Please give" in each or "请提供" in each for each in empty["notices"])
    gone = lamps.post("/api/opportunities/OP-00000000/roi", json=asked)
    assert gone.status_code == 400
