"""A language model's opinion changes what is unsure, once, and never what a person said."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from retrieval.database import Store
from retrieval.errors import ModelUnavailable
from retrieval.noting.corrections import correct
from retrieval.noting.opinions import ask_again, choices
from retrieval.noting.run import UnderstandingOptions, relabel, understand
from retrieval.noting.tables import note, opinion
from retrieval.understanding.second_opinion import Endpoint, Limits, SecondOpinion
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tests.importing.files import csv_text, import_text, stored
from tests.understanding.test_second_opinion import endpoint

OPTIONS = UnderstandingOptions()
ROWS = [("id", "text"), *((str(place), f"hmm, well {place}") for place in range(12))]


def fill(store: Store, folder: Path) -> None:
    import_text(store, folder, csv_text(ROWS))
    understand(store, OPTIONS)
    with store.write() as connection:
        connection.execute(sa.update(note).values(confidence=0.2))


def suggestions(records: list[dict[str, Any]], _body: dict[str, Any]) -> str:
    labels = {"sentiment": "neutral", "intent": "suggestion", "urgency": "normal", "topic": ["app.feature"]}
    return json.dumps({"records": [{"id": each["id"], **labels} for each in records]})


def second(url: str, calls: int | None = None) -> SecondOpinion:
    return SecondOpinion(Endpoint("m", url), choices(load_taxonomy()), Limits(calls))


def test_an_opinion_is_noted_and_lasts(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    correct(store, load_taxonomy(), "3", "intent", ["praise"], "ann")
    with endpoint(suggestions) as desk:
        assert ask_again(store, "m", second(desk.url)) == 12
        understand(store, OPTIONS)
        relabel(store, OPTIONS)
        intents = {each: record["intent"] for each, record in stored(store).items()}
        assert intents == {str(place): "praise" if place == 3 else "suggestion" for place in range(12)}
        assert ask_again(store, "m", second(desk.url)) == 0


def test_a_limit_ends_it_and_the_next_time_goes_on(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    with endpoint(suggestions) as desk:
        first = second(desk.url, calls=1)
        assert ask_again(store, "m", first) == 10
        assert first.left == 2
        with store.write() as connection:
            connection.execute(sa.update(note).values(confidence=0.2))
        assert ask_again(store, "m", second(desk.url)) == 2


def test_what_was_answered_before_a_failure_is_kept(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    with endpoint(lambda records, body: suggestions(records, body) if len(records) == 10 else 401) as desk:
        with pytest.raises(ModelUnavailable):
            ask_again(store, "m", second(desk.url))
        with store.read() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(opinion)) == 10


def test_an_opinion_on_an_older_text_no_longer_counts(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    with endpoint(suggestions) as desk:
        ask_again(store, "m", second(desk.url))
    import_text(store, tmp_path, csv_text([ROWS[0], ("1", "Terrible, broken, give me my money back!")]))
    understand(store, OPTIONS)
    assert stored(store)["1"]["sentiment"] == "negative"
    assert stored(store)["2"]["intent"] == "suggestion"
