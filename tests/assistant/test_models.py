"""Endpoints that fail: each is one clear sentence that names the URL, the reason and the offline choice."""

import socket
from collections.abc import Iterator

import pytest

from assistant.answering import answer
from assistant.events import Failed
from assistant.models import chat_model
from assistant.settings import Settings
from prompts import Language
from retrieval.errors import BadSetting
from tests.assistant.scripted import Reply, scripted_model
from tests.assistant.world import NOW, opened

QUESTIONS: dict[Language, str] = {"en": "How many records?", "zh": "一共有多少条？"}


def failure(home: Settings, url: str, language: Language = "en", **changes: object) -> Failed:
    named = {"model": "some-model", "model_url": url, **changes}
    with opened(home.model_copy(update=named)) as assistant:
        last = list(answer(assistant, QUESTIONS[language], None, NOW))[-1]
    assert isinstance(last, Failed)
    return last


@pytest.fixture
def refusing_url() -> Iterator[str]:
    """A port that is taken but where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_there(home: Settings, refusing_url: str, language: Language) -> None:
    failed = failure(home, refusing_url, language)
    assert failed.code == "model_unreachable"
    assert failed.exit_status == 3
    for part in (refusing_url, "FEEDBACK_MODEL=offline", "refused"):
        assert part in failed.message


@pytest.mark.parametrize(
    ("reply", "code", "said"),
    [
        (401, "model_key_refused", "401"),
        (403, "model_key_refused", "403"),
        (404, "model_refused", "the script says no"),
        (500, "model_refused", "500"),
        (b"<html>welcome to the router</html>", "model_unreadable", ""),
        (b"data: {nonsense\n\n", "model_unreadable", ""),
        (b'data: {"choices": 7}\n\n', "model_unreadable", ""),
    ],
)
def test_an_endpoint_that_says_no_or_nonsense(home: Settings, reply: Reply, code: str, said: str) -> None:
    with scripted_model(reply) as model:
        failed = failure(home, model.url)
    assert failed.code == code
    for part in (model.url, said, "FEEDBACK_MODEL=offline"):
        assert part in failed.message
    assert "\n" not in failed.message


def test_an_endpoint_that_stays_silent_is_given_up(home: Settings) -> None:
    with scripted_model(None) as model:
        failed = failure(home, model.url, model_timeout=0.2)
    assert failed.code == "model_timeout"
    assert "0.2" in failed.message


def test_the_key_is_sent_and_never_shown(home: Settings) -> None:
    with scripted_model(401) as model:
        failed = failure(home, model.url, model_key="hush-hush")
    assert "hush-hush" not in failed.message


def test_a_model_without_a_url_is_a_setting_to_mend(home: Settings) -> None:
    with pytest.raises(BadSetting) as raised:
        chat_model(home.model_copy(update={"model": "some-model"}), lambda: pytest.fail("not needed"))
    assert raised.value.code == "model_url_missing"
