import re
from typing import Any

import httpx

from assistant.settings import Settings
from tests.api.conftest import serving
from tests.api.streams import read_events
from tests.assistant.scripted import calls, scripted_model
from tests.assistant.world import NOW, seed


def chat(client: httpx.Client, question: str, **more: object) -> list[tuple[str, dict[str, Any]]]:
    body = {"question": question, "now": NOW.isoformat(), **more}
    with client.stream("POST", "/api/chat", json=body) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(read_events(response.iter_lines()))


def test_events_come_typed_and_in_order(client: httpx.Client) -> None:
    events = chat(client, "各地区各有多少条？")
    names = [name for name, _ in events if name != "status"]
    assert names[:2] == ["tool_call", "result"]
    assert set(names[2:-1]) == {"text"}
    assert names[-1] == "done"
    assert events[0] == ("status", {"step": "reading"})
    done = events[-1][1]
    assert done["language"] == "zh"
    assert dict(done["results"][0]["rows"]) == {"South": 7, "North": 5}
    assert done["thread_id"]


def test_a_thread_id_continues_the_conversation(client: httpx.Client) -> None:
    first = chat(client, "How many records by region?")[-1][1]
    second = chat(client, "How many records by region?", thread_id=first["thread_id"])[-1][1]
    assert [each["results"][0]["handle"] for each in (first, second)] == ["r1", "r2"]


def test_a_question_that_is_none_is_refused_with_a_sentence(client: httpx.Client) -> None:
    for body in (
        {},
        {"question": ""},
        {"question": "x", "thread_id": "../etc"},
        {"question": "x", "now": "?"},
    ):
        answered = client.post("/api/chat", json=body)
        assert answered.status_code == 400
        assert answered.json()["code"] == "bad_request"
        assert answered.json()["message"]


def test_an_absent_model_is_an_error_event_that_names_the_offline_choice(empty_home: Settings) -> None:
    seed(empty_home)
    absent = {"model": "any", "model_url": "http://127.0.0.1:9/v1"}
    with (
        serving(empty_home.model_copy(update=absent)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        name, data = chat(client, "How many?")[-1]
    assert name == "error"
    assert data["code"] == "model_unreachable"
    assert "http://127.0.0.1:9/v1" in data["message"]
    assert "FEEDBACK_MODEL=offline" in data["message"]


def test_sentences_are_streamed_as_the_model_says_them(empty_home: Settings) -> None:
    seed(empty_home)
    counting = calls(("query_segments", {}))
    said = "There are 12 records [r1]. None is missing. All were counted."
    with scripted_model(counting, said) as model:
        named = {"model": "scripted", "model_url": model.url}
        with serving(empty_home.model_copy(update=named)) as url, httpx.Client(base_url=url) as client:
            events = chat(client, "How many?")
    deltas = [data["delta"] for name, data in events if name == "text"]
    assert len(deltas) > 2
    assert "".join(deltas) == events[-1][1]["answer"] == said


def test_a_number_no_result_has_is_never_streamed(empty_home: Settings) -> None:
    seed(empty_home)
    counting = calls(("query_segments", {}))
    with scripted_model(counting, "Let me see. There are 99 records.", "There are 98 records.") as model:
        named = {"model": "scripted", "model_url": model.url}
        with serving(empty_home.model_copy(update=named)) as url, httpx.Client(base_url=url) as client:
            events = chat(client, "How many?")
    told = "".join(data["delta"] for name, data in events if name == "text")
    assert not re.search(r"(?<!~)9[89](?!~)", told)
    assert "~~98~~" in events[-1][1]["answer"]


def test_when_the_browser_goes_away_the_model_is_stopped(empty_home: Settings) -> None:
    seed(empty_home)
    with scripted_model("forever") as model:
        named = {"model": "scripted", "model_url": model.url}
        with serving(empty_home.model_copy(update=named)) as url, httpx.Client(base_url=url) as client:
            with client.stream("POST", "/api/chat", json={"question": "Go on"}) as response:
                assert any(name == "text" for name, _ in read_events(response.iter_lines()))
            assert model.hung_up.wait(15)
