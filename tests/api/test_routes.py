import gzip

import httpx
import pytest

from assistant.settings import Settings
from tests.api.conftest import serving

CSV = "id,time,text,rating,颜色\n1,2026-05-01,Arrived late,2,红\n2,2026-05-02,很好用,5,蓝\n"


def test_a_segment_query_returns_a_result_that_can_be_checked(client: httpx.Client) -> None:
    query = {"filters": [{"field": "rating", "op": "<=", "value": 2}], "group_by": [{"field": "region"}]}
    result = client.post("/api/segments/query", json=query).json()
    assert dict(result["rows"]) == {"North": 3, "South": 2}
    assert result["sql"].startswith("WITH")
    assert (result["covered"], result["missing"]) == (5, 0)


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN,zh;q=0.9,en;q=0.8", "字段"), ("en-GB", "field"), ("fr", "field")]
)
def test_an_unknown_field_is_400_with_a_sentence_in_the_language_asked(
    client: httpx.Client, language: str, said: str
) -> None:
    query = {"filters": [{"field": "planet", "value": "Mars"}]}
    answered = client.post("/api/segments/query", json=query, headers={"accept-language": language})
    assert answered.status_code == 400
    assert "planet" in answered.json()["message"]
    assert said in answered.json()["message"]


def test_a_word_the_query_does_not_know_is_400(client: httpx.Client) -> None:
    answered = client.post("/api/segments/query", json={"sql": "DROP TABLE feedback"})
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_request")


def test_search_returns_quotes_with_ids(client: httpx.Client) -> None:
    result = client.post("/api/search", json={"text": "refund", "limit": 3}).json()
    assert result["columns"][:2] == ["id", "quote"]
    assert "s6" in result["citations"]
    assert result["covered"] + result["missing"] == 12


def test_the_catalog_lists_fields_values_and_questions_to_start_with(client: httpx.Client) -> None:
    found = client.get("/api/catalog").json()
    region = next(each for each in found["fields"] if each["name"] == "region")
    assert region["values"] == [{"value": "South", "count": 7}, {"value": "North", "count": 5}]
    assert any("region" in question for question in found["examples"]["en"])
    assert any("地区" in question for question in found["examples"]["zh"])


def test_the_status_says_how_much_is_indexed(client: httpx.Client) -> None:
    found = client.get("/api/status").json()
    assert (found["records"], found["model"], found["indexed"]["total"]) == (12, "offline", 12)
    assert 0 <= found["indexed"]["done"] <= 12


def test_an_upload_is_imported_once_and_then_answers_questions(empty_home: Settings) -> None:
    with serving(empty_home) as url, httpx.Client(base_url=url, timeout=60) as client:
        packed = gzip.compress(CSV.encode("gb18030"))
        first, second = (
            client.post("/api/import", files={"file": ("..\\up/shop.csv.gz", packed)}).json()
            for _ in range(2)
        )
        assert (first["file"], first["new"], first["rejected"]) == ("shop.csv.gz", 2, 0)
        assert (second["new"], second["unchanged"]) == (0, 2)
        colours = client.post("/api/segments/query", json={"group_by": [{"field": "颜色"}]}).json()
        assert dict(colours["rows"]) == {"红": 1, "蓝": 1}


def test_a_bad_upload_is_400_and_changes_nothing(empty_home: Settings) -> None:
    with serving(empty_home) as url, httpx.Client(base_url=url, timeout=60) as client:
        answered = client.post("/api/import", files={"file": ("photo.csv", b"\x89PNG\x00\x00\x01\x02" * 50)})
        assert answered.status_code == 400
        assert "photo.csv" in answered.json()["message"]
        assert client.get("/api/status").json()["records"] == 0


def test_what_is_not_there_is_a_problem_too(client: httpx.Client) -> None:
    answered = client.get("/api/nothing", headers={"accept-language": "zh"})
    assert (answered.status_code, answered.json()["code"]) == (404, "not_found")
    assert client.get("/api/chat").status_code == 405


def test_the_api_describes_itself_with_examples(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert {"/api/chat", "/api/search", "/api/segments/query", "/api/import", "/api/catalog"} <= set(
        described["paths"]
    )
    body = described["paths"]["/api/segments/query"]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        assert client.post("/api/segments/query", json=example["value"]).status_code == 200


def test_it_is_alive(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_record_is_explained_and_corrected(empty_home: Settings) -> None:
    with serving(empty_home) as url, httpx.Client(base_url=url, timeout=60) as client:
        client.post("/api/import", files={"file": ("reviews.csv", CSV.encode())})
        given = {"labels": {"sentiment": ["neutral"], "topic": ["logistics.delay"]}, "by": "ann"}
        corrected = client.post("/api/feedback/1/labels", json=given).json()
        assert corrected["noted"]["intent"]["value"]
        assert corrected["corrections"][0]["made_by"] == "ann"
        found = client.get("/api/feedback/1").json()
        assert (found["text"], found["fields"]["sentiment"]) == ("Arrived late", "neutral")
        assert 0 < found["fields"]["priority"] <= 100
        assert {each["factor"] for each in found["changes"]} == {"urgency", "value", "reach"}
        counted = {"filters": [{"field": "topic", "value": "logistics.delay"}]}
        assert client.post("/api/segments/query", json=counted).json()["rows"] == [[1]]
        status = client.get("/api/status").json()["understood"]
        assert status["done"] == status["total"] == 2


@pytest.mark.parametrize(
    ("path", "labels", "code"),
    [
        ("/api/feedback/none/labels", {"sentiment": ["neutral"]}, "unknown_record"),
        ("/api/feedback/s6/labels", {"sentiment": ["angry"]}, "correction_value"),
        ("/api/feedback/s6/labels", {"mood": ["angry"]}, "correction_field"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_400(
    client: httpx.Client, path: str, labels: dict[str, list[str]], code: str
) -> None:
    answered = client.post(path, json={"labels": labels, "by": "ann"})
    assert (answered.status_code, answered.json()["code"]) == (400, code)
