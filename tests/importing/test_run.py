"""Whole imports, on each database: nothing lost, nothing doubled, whatever the file is like."""

import csv
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import error_text
from retrieval.catalog import load_catalog
from retrieval.database import Store, attributes, data_version, feedback_version, import_run, open_store
from retrieval.errors import BadFile
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file, preview_file
from retrieval.importing.summary import ImportProgress
from tests.importing.files import csv_text, import_text, stored

FILE = """id,评论内容,下单时间,评分,brand,price,gift,省份
1,快递太慢了，等了一个星期,2024-03-05 14:30,2,Acme,"¥1,299.00",是,上海
2,"Great, really great",2024-03-06,5星,Acme,¥88,否,北京
3,,2024/3/7,4,Bolt,N/A,否,上海
"""


def counts(store: Store) -> tuple[int, int, int]:
    """Rows in the store's three tables of records."""
    with store.read() as connection:
        found = [
            connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
            for table in ("feedback", "feedback_text", "feedback_words")
        ]
    return int(found[0] or 0), int(found[1] or 0), int(found[2] or 0)


def test_known_fields_and_attributes(store: Store, tmp_path: Path) -> None:
    summary = import_text(store, tmp_path, FILE)
    assert (summary.rows, summary.new, summary.rejected) == (3, 3, 0)
    records = stored(store)
    first = records["1"]
    assert first["text"] == "快递太慢了，等了一个星期"
    assert first["time"] == datetime(2024, 3, 5, 14, 30, tzinfo=UTC).timestamp()
    assert (first["rating"], first["brand"], first["price"], first["gift"]) == (2, "Acme", 1299, 1)
    assert (first["region"], first["source"], first["version"]) == ("上海", "feedback", 1)
    assert "text" not in records["3"]
    assert "price" not in records["3"]
    assert counts(store) == (3, 2, 2)
    catalog = load_catalog(store)
    assert {each.name: each.kind for each in catalog.attributes} == {
        "brand": "category",
        "price": "number",
        "gift": "flag",
    }


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, FILE)
    before = stored(store)
    with store.read() as connection:
        version = data_version(connection)
    again = import_text(store, tmp_path, FILE)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 3)
    assert stored(store) == before
    with store.read() as connection:
        assert data_version(connection) == version
        assert len(connection.execute(sa.select(import_run)).all()) == 2


def test_new_content_under_the_same_id_updates_and_leaves_a_trace(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, FILE)
    changed = FILE.replace("Great, really great", "It broke").replace("5星", "1星")
    summary = import_text(store, tmp_path, changed)
    assert (summary.new, summary.updated, summary.unchanged) == (0, 1, 2)
    record = stored(store)["2"]
    assert (record["text"], record["rating"], record["version"]) == ("It broke", 1, 2)
    with store.read() as connection:
        trace = connection.execute(sa.select(feedback_version)).one()
        words = connection.scalar(sa.text("SELECT count(*) FROM feedback_words"))
    assert (trace.id, trace.version) == ("2", 1)
    assert (trace.content["text"], trace.content["rating"], trace.content["price"]) == (
        "Great, really great",
        5,
        88,
    )
    assert words == 2


def test_an_update_leaves_alone_what_its_file_does_not_have(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, FILE)
    import_text(store, tmp_path, "id,text,csat\n1,Solved now,5\n", "later.csv")
    record = stored(store)["1"]
    assert (record["text"], record["csat"], record["rating"], record["brand"]) == ("Solved now", 5, 2, "Acme")


def test_an_id_twice_in_a_file_is_an_update(store: Store, tmp_path: Path) -> None:
    summary = import_text(store, tmp_path, "id,text\n1,first words\n2,other\n1,last words\n")
    assert (summary.new, summary.updated) == (2, 1)
    assert stored(store)["1"]["text"] == "last words"


def test_ids_of_two_sources_are_kept_apart(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, "id,text\n1,from the shop\n", source="shop")
    import_text(store, tmp_path, "id,text\n1,from the app\n", source="app")
    import_text(store, tmp_path, "id,text,source\n1,from the web,Email\n", source="web")
    records = stored(store)
    assert {key: row["source"] for key, row in records.items()} == {
        "shop:1": "shop", "app:1": "app", "web:1": "web",
    }  # fmt: skip
    assert records["web:1"]["source (column)"] == "Email"


def test_replacing_another_files_records_is_said(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, "id,text\n1,from the shop\n", "shop.csv")
    summary = import_text(store, tmp_path, "id,text\n1,from the app\n", "app.csv")
    assert [note.key for note in summary.notes] == ["note_taken_over"]


def test_without_an_id_rows_with_the_same_words_are_two_records(store: Store, tmp_path: Path) -> None:
    text = "text,rating\ngood,5\ngood,5\nbad,1\n"
    assert import_text(store, tmp_path, text).new == 3
    assert import_text(store, tmp_path, text).unchanged == 3
    longer = import_text(store, tmp_path, text + "good,5\nnew,3\n", "export-2.csv")
    assert (longer.new, longer.unchanged) == (2, 3)
    assert sorted(row["text"] for row in stored(store).values()) == ["bad", "good", "good", "good", "new"]


rows = st.lists(
    st.tuples(st.sampled_from(["good", "坏", "so so", ""]), st.sampled_from(["1", "5", ""])), max_size=12
)


@settings(max_examples=15, deadline=None)
@given(rows, rows)
def test_a_longer_file_adds_only_its_new_rows(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[str, str]], more: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("longer")
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    try:
        header = ("text", "rating")
        shorter, longer = [("x", "1"), *first], [("x", "1"), *first, *more]
        filled = [row for row in longer if any(row)]
        import_text(store, folder, csv_text([header, *shorter]))
        import_text(store, folder, csv_text([header, *longer]))
        found = [
            (row.get("text", ""), f"{row['rating']:.0f}" if "rating" in row else "")
            for row in stored(store).values()
        ]
        assert sorted(found) == sorted(filled)
    finally:
        store.close()


def test_bad_rows_are_rejected_and_the_others_kept(store: Store, tmp_path: Path) -> None:
    text = (
        "id,text,time,nps,rating\n"
        "1,fine,2024-03-05,9,4\n"
        "2,when,soon,9,4\n"
        "3,eleven,2024-03-05,11,4\n"
        "4,too,many,cells,in,this\n"
        "5,not a number,2024-03-05,9,often\n"
        "6,last,,,\n"
    )  # fmt: skip
    summary = import_text(store, tmp_path, text)
    assert (summary.rows, summary.new, summary.rejected) == (6, 2, 4)
    assert summary.reasons == {"reject_time": 1, "reject_nps": 1, "reject_cells": 1, "reject_number": 1}
    assert set(stored(store)) == {"1", "6"}
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rejects = {row["line"]: row for row in csv.DictReader(file)}
    assert {line: (row["column"], row["value"]) for line, row in rejects.items()} == {
        "3": ("time", "soon"), "4": ("nps", "11"), "5": ("", ""), "6": ("rating", "often"),
    }  # fmt: skip
    assert rejects["3"]["reason"] == "not a time we can read"
    assert rejects["3"]["row"] == "2,when,soon,9,4"


def test_bytes_that_cannot_be_decoded_cost_their_row(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(
        "id,text\n1,快递很慢，客服也不好\n".encode() + b"2,broken \xff here\n" + "3,不错\n".encode()
    )
    summary = import_file(store, path, ImportOptions())
    assert (summary.new, summary.reasons) == (2, {"reject_bytes": 1})


def test_characters_a_database_refuses(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, '{"id": 1, "text": "zero\\u0000 and half \\ud83d a pair"}\n', "f.jsonl")
    import_text(store, tmp_path, "id,text\n2,zero\0 byte\n", "g.csv")
    records = stored(store)
    assert records["1"]["text"] == "zero and half ? a pair"
    assert records["2"]["text"] == "zero byte"


@pytest.mark.parametrize(
    ("first", "second", "kind", "values"),
    [
        (["12.5", "3"], ["3", "a dozen"], "category", ["12.5", "3", "3", "a dozen"]),
        (["yes", "no"], ["0", "7"], "number", [1, 0, 0, 7]),
        (
            ["2024-03-05", "2024-03-06 08:00"],
            ["x", "y"],
            "category",
            ["2024-03-05", "2024-03-06 08:00:00", "x", "y"],
        ),
        (["a", "b"], ["1", "2"], "category", ["a", "b", "1", "2"]),
        (["1", "5"], ["0", "1"], "number", [1, 5, 0, 1]),
    ],
)
def test_an_attribute_widens_to_hold_a_later_file(
    store: Store, tmp_path: Path, first: list[str], second: list[str], kind: str, values: list[object]
) -> None:
    for start, cells in ((1, first), (3, second)):
        lines = [(start + n, "2024-01-02", "words", cell, "keep") for n, cell in enumerate(cells)]
        import_text(store, tmp_path, csv_text([("id", "date", "text", "尺寸", "other"), *lines]))
    with store.read() as connection:
        assert {each.name: each.kind for each in attributes(connection)} == {
            "尺寸": kind,
            "other": "category",
        }
    assert [stored(store)[str(n)]["尺寸"] for n in range(1, 5)] == values
    assert {row["other"] for row in stored(store).values()} == {"keep"}


def test_a_column_gets_its_kind_from_its_first_values(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, "text,size\nfine,N/A\nfine,\n")
    with store.read() as connection:
        assert attributes(connection) == ()
    longer = import_text(store, tmp_path, "text,size\nfine,N/A\nfine,\nbetter,7\nworse,8\n")
    assert (longer.new, longer.unchanged) == (2, 2)
    with store.read() as connection:
        assert [(each.name, each.kind) for each in attributes(connection)] == [("size", "number")]


def test_texts_and_ids_beyond_all_bounds(store: Store, tmp_path: Path) -> None:
    long = " ".join(f"word{n}" for n in range(90_000))
    text = f"id,text\n1,{long}\n{'x' * 3000},fine\n"
    summary = import_text(store, tmp_path, text, columns={"id": "id"})
    assert (summary.new, summary.reasons) == (1, {"reject_id": 1})
    assert stored(store)["1"]["text"] == long


def test_a_wide_file_with_odd_names(store: Store, tmp_path: Path) -> None:
    names = [
        "text",
        "",
        "score",
        "score",
        "a b",
        "列 名",
        "😀",
        "x1",
        'quo"te',
        "select",
        *map(str, range(50)),
    ]
    row = ["so wide", *(f"v{n}" for n in range(len(names) - 1))]
    import_text(store, tmp_path, csv_text([names, row, row]))
    record = next(iter(stored(store).values()))
    found = [
        record[name]
        for name in ("column 2", "score", "score (2)", "a b", "列 名", "😀", "x1", 'quo"te', "select", "49")
    ]
    assert found == ["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v58"]


def test_day_and_month_are_settled_by_one_late_row(store: Store, tmp_path: Path) -> None:
    lines = [(n, "words", "03/04/2024") for n in range(2500)]
    import_text(store, tmp_path, csv_text([("id", "text", "date"), *lines, (2500, "words", "04/25/2024")]))
    assert stored(store)["0"]["time"] == datetime(2024, 3, 4, tzinfo=UTC).timestamp()


def test_a_stream_and_a_compressed_file_are_the_same_records(store: Store, tmp_path: Path) -> None:
    (tmp_path / "feedback.csv.gz").write_bytes(gzip.compress(FILE.encode("gb18030")))
    summary = import_file(store, tmp_path / "feedback.csv.gz", ImportOptions())
    assert (summary.source, summary.encoding, summary.new) == ("feedback", "gb18030", 3)
    stream = import_file(store, io.BytesIO(FILE.encode()), ImportOptions())
    assert (stream.source, stream.unchanged) == ("stdin", 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        ("id,text\n", "no_rows"),
        ("id,rating\n1,5\n2,4\n", "no_text_column"),
        ("id,review,comment\n1,a long enough comment,another long comment\n", "ambiguous_text"),
    ],
)
def test_a_bad_file_changes_nothing(store: Store, tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(BadFile, match=code):
        import_text(store, tmp_path, text)
    with store.read() as connection:
        assert data_version(connection) == 0
        assert connection.execute(sa.select(import_run)).all() == []
        assert attributes(connection) == ()


def test_a_preview_changes_nothing_and_shows_five_rows(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(FILE + "4,x,05/03/2024,1,,,,\n5,x,06/03/2024,1,,,,\n6,x,,1,,,,\n", encoding="utf-8")
    preview = preview_file(path, ImportOptions(timezone="Asia/Shanghai"))
    assert [(each.column, each.field) for each in preview.mapping][:4] == [
        ("id", "id"), ("评论内容", "text"), ("下单时间", "time"), ("评分", "rating"),
    ]  # fmt: skip
    assert len(preview.rows) == 5
    assert preview.rows[0]["time"] == "2024-03-05 14:30:00"
    assert preview.rows[0]["price"] == 1299
    assert [note.key for note in preview.notes] == ["note_order_dmy"]
    assert preview.total == 6


def test_progress_counts_every_row_twice(store: Store, tmp_path: Path) -> None:
    seen: list[ImportProgress] = []
    path = tmp_path / "f.csv"
    path.write_text(csv_text([("id", "text"), *((n, f"words {n}") for n in range(4500))]))
    import_file(store, path, ImportOptions(), seen.append)
    assert [(each.phase, each.rows) for each in seen] == [
        (phase, rows) for phase in ("checking", "importing") for rows in (2000, 4000, 4500)
    ]
    assert counts(store) == (4500, 4500, 4500)


noise = st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=4)), max_size=6)
encodings = st.sampled_from(("utf-8", "gb18030", "big5hkscs", "utf-16"))


@settings(max_examples=40, deadline=None)
@given(noise, encodings, st.booleans())
def test_whatever_the_bytes_an_import_ends_in_a_summary_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes]], encoding: str, as_json: bool
) -> None:
    folder = tmp_path_factory.mktemp("noise", numbered=True)
    text = (
        '{"id": 1, "text": "slow", "n": 1.5}\n{"id": 2, "text": "\\u597d", "n": null}\n' if as_json else FILE
    )
    data = bytearray(text.encode(encoding, "ignore"))
    for place, new in edits:
        place = min(place, len(data))
        data[place : place + len(new) // 2] = new
    try:
        preview = preview_file(io.BytesIO(bytes(data)), ImportOptions())
    except BadFile as error:
        error_text(error.code, "en", error.details)  # a sentence or a detail that is missing is a KeyError
        error_text(error.code, "zh", error.details)
        return
    store = open_store(f"sqlite:///{folder / 'feedback.db'}", "UTC")
    try:
        summary = import_file(store, io.BytesIO(bytes(data)), ImportOptions(rejects=folder / "rejects.csv"))
        assert summary.rows >= preview.total
        assert len(stored(store)) == summary.new
        assert summary.rows == summary.new + summary.updated + summary.rejected + summary.unchanged
    finally:
        store.close()
