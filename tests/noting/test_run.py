"""What is noted becomes fields, survives stops and changes, and yields to what a person says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.errors import BadFile, BadQuery
from retrieval.noting.backlog import note_backlog
from retrieval.noting.corrections import correct
from retrieval.noting.explaining import explain
from retrieval.noting.run import KeptNotes, UnderstandingOptions, counts, relabel, understand, understood
from retrieval.noting.tables import feedback_topic, note
from retrieval.noting.writing import Filing
from retrieval.understanding.notes import Note
from retrieval.understanding.priority import Weights
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.routing import load_routing
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tests.importing.files import csv_text, import_text, stored
from tools.segments.query import Filter, GroupBy, Measure, SegmentQuery
from tools.segments.run import run_query

OPTIONS = UnderstandingOptions()
COMPLAINT = "My parcel arrived two weeks late, the courier was rude and nobody at support ever answered me."
ROWS = (
    ("id", "text", "customer", "tier"),
    ("1", COMPLAINT, "ann", "VIP"),
    ("2", "快递送得很快，包装也很好，非常满意！", "bob", ""),
    ("3", "The charger caught fire and burned my hand, I am calling my lawyer.", "cy", "standard"),
    ("4", "whatever", "dee", ""),
    ("5", "", "eve", ""),
    ("6", COMPLAINT.replace("My", "Hello! My").replace("two", "2"), "ann", "VIP"),
)


def fill(store: Store, folder: Path, rows: Sequence[Sequence[object]] = ROWS) -> None:
    import_text(store, folder, csv_text(rows))


def filing() -> Filing:
    return Filing(load_taxonomy(), load_routing())


def one(store: Store, query: SegmentQuery) -> Any:
    return run_query(store, load_catalog(store), query).rows[0][0]


def test_texts_become_fields(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    assert understand(store, OPTIONS) == 5
    records = stored(store)
    assert (records["1"]["sentiment"], records["1"]["intent"]) == ("negative", "complaint")
    assert (records["2"]["sentiment"], records["2"]["language"]) == ("positive", "zh-Hans")
    assert records["3"]["urgency"] == "urgent"
    assert all(0 < records[each]["priority"] <= 100 for each in "12346")
    assert records["3"]["priority"] > records["2"]["priority"]
    assert "intent" not in records["5"]


def test_a_file_that_says_how_people_feel_has_the_last_word(store: Store, tmp_path: Path) -> None:
    labelled = [
        ("id", "text", "sentiment"),
        ("a", "Broken, awful, never again", "positive"),
        ("b", "Love it", ""),
    ]
    import_text(store, tmp_path, csv_text(labelled), name="labelled.csv")
    import_text(store, tmp_path, csv_text([("id", "text"), ("c", "Love it, works great")]), name="plain.csv")
    understand(store, OPTIONS)
    sentiments = {each: record.get("sentiment") for each, record in stored(store).items()}
    assert sentiments == {"a": "positive", "b": None, "c": "positive"}
    assert stored(store)["b"]["sentiment_score"] > 0


def test_a_second_look_finds_nothing_and_a_changed_text_is_read_again(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    keep = KeptNotes(store, OPTIONS)
    assert [keep(lambda: False), keep(lambda: False), keep(lambda: False)] == [5, 0, 0]
    fill(store, tmp_path, [ROWS[0], ("2", "太差了，东西是坏的，退款！", "bob", "")])
    assert keep(lambda: False) == 1
    assert stored(store)["2"]["sentiment"] == "negative"


def test_stopped_halfway_it_goes_on(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.noting.backlog.PAGE", 2)
    fill(store, tmp_path)
    looks = iter((False, True))
    reader = NoteReader(TopicReader(load_taxonomy()))
    assert note_backlog(store, reader, filing(), stopped=lambda: next(looks)) == 2
    assert understood(store, OPTIONS).done == 2
    assert understand(store, OPTIONS) == 3
    assert understood(store, OPTIONS).done == understood(store, OPTIONS).total == 5


def test_a_text_that_changes_while_it_is_read_is_read_again(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)

    class Slow(NoteReader):
        def read(self, texts: Sequence[str]) -> list[Note]:
            found = super().read(texts)
            fill(store, tmp_path, [ROWS[0], ("2", "太差了，东西是坏的，退款！", "bob", "")])
            return found

    assert note_backlog(store, Slow(TopicReader(load_taxonomy())), filing()) == 5
    assert stored(store)["2"]["sentiment"] == "negative"


def test_a_correction_wins_over_the_models_for_good(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    understand(store, OPTIONS)
    taxonomy = load_taxonomy()
    assert correct(store, taxonomy, "2", "sentiment", ["negative"], "ann") == ("positive",)
    correct(store, taxonomy, "3", "sentiment", ["neutral"], "ann")
    correct(store, taxonomy, "2", "topic", [taxonomy.topics[0].name("zh"), taxonomy.topics[1].id], "ann")
    understand(store, OPTIONS)
    relabel(store, OPTIONS)
    records = stored(store)
    assert (records["2"]["sentiment"], records["3"]["sentiment"]) == ("negative", "neutral")
    with store.read() as connection:
        topics = connection.scalars(sa.select(feedback_topic.c.topic).where(feedback_topic.c.seq == 2)).all()
    assert set(topics) == {taxonomy.topics[0].id, taxonomy.topics[1].id}
    assert [each["made_by"] for each in explain(store, "2", Weights()).corrections] == ["ann", "ann"]


@pytest.mark.parametrize(
    ("record", "field", "values", "code"),
    [
        ("99", "sentiment", ["negative"], "unknown_record"),
        ("1", "colour", ["red"], "correction_field"),
        ("1", "sentiment", ["angry"], "correction_value"),
        ("1", "intent", ["complaint", "praise"], "correction_value"),
        ("1", "topic", ["weather"], "correction_value"),
    ],
)
def test_a_correction_that_cannot_be_meant(
    store: Store, tmp_path: Path, record: str, field: str, values: list[str], code: str
) -> None:
    fill(store, tmp_path)
    with pytest.raises(BadQuery, match=code):
        correct(store, load_taxonomy(), record, field, values, "ann")


def test_copies_are_kept_and_people_counted_once(store: Store, tmp_path: Path) -> None:
    rows = [(row[0], row[1]) for row in ROWS]
    fill(store, tmp_path, rows)
    understand(store, OPTIONS)
    assert {each: stored(store)[each]["duplicate"] for each in "16"} == {"1": 0, "6": 1}
    unhappy = (Filter(field="sentiment", value="negative"),)
    records = one(store, SegmentQuery(filters=unhappy))
    assert one(store, SegmentQuery(filters=unhappy, measures=(Measure(op="customers"),))) == records - 1
    assert explain(store, "1", Weights()).copies == 1
    fill(store, tmp_path, [rows[0], ("1", "All is well now.")])
    understand(store, OPTIONS)
    assert stored(store)["6"]["duplicate"] == 0


def test_topics_filter_and_group(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    understand(store, OPTIONS)
    result = run_query(store, load_catalog(store), SegmentQuery(group_by=(GroupBy(field="topic_area"),)))
    assert "logistics" in {row[0] for row in result.rows}
    assert result.facts["several"] == "topic_area"


def test_another_taxonomy_is_a_relabelling(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    understand(store, OPTIONS)
    before = counts(store)
    labels = tmp_path / "labels.csv"
    labels.write_text("label,description\nlate parcel,the parcel was late\n", encoding="utf-8")
    options = UnderstandingOptions(taxonomy=labels)
    assert understood(store, options).done == 0
    assert understand(store, options) == 5
    assert set(counts(store)["topic"]) <= {"late parcel"}
    assert counts(store)["sentiment"] == before["sentiment"]


def test_a_bad_taxonomy_changes_nothing(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    understand(store, OPTIONS)
    bad = tmp_path / "bad.toml"
    bad.write_text("[[", encoding="utf-8")
    with pytest.raises(BadFile):
        relabel(store, UnderstandingOptions(taxonomy=bad))
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(note.c.version == "")) == 0
