"""Files in every format and wrapping become the same table."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import BadFile
from retrieval.importing.readers import open_table
from retrieval.importing.source import open_source
from retrieval.importing.table import RowProblem, column_names
from tests.importing.files import csv_text

ROWS = [["id", "内容"], ["1", "快递, 很慢"], ["2", 'said "no"\nand left']]


def read(path: Path) -> tuple[list[list[str]], list[RowProblem], str]:
    """Header and rows, problems, and format."""
    problems: list[RowProblem] = []
    with open_source(path) as source:
        table = open_table(source)
        rows = [list(cells) for _, cells in table.read(problems.append)]
        assert [list(cells) for _, cells in table.read(problems.append)] == rows  # it can be read again
        return [list(table.header), *rows], problems[: len(problems) // 2], table.format


def zstd(data: bytes) -> bytes:
    import zstandard

    return zstandard.compress(data)


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("feedback.csv", data)
        archive.writestr("__MACOSX/feedback.csv", b"x")
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text(ROWS, delimiter))
    assert read(path) == (ROWS, [], "tsv" if delimiter == "\t" else "csv")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd, zipped])
def test_compressed_files_whatever_their_name(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "f.bin"
    path.write_bytes(pack(csv_text(ROWS).encode("gb18030")))
    assert read(path)[0] == ROWS
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadFile, match="file_damaged"):
        read(path)


def test_names_give_the_same_stem(tmp_path: Path) -> None:
    for name in ("reviews.csv", "reviews.csv.gz", "reviews"):
        path = tmp_path / name
        path.write_text("text\nfine\n")
        with open_source(path) as source:
            assert source.stem == "reviews"


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cc"]))
tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(tables, st.sampled_from(",\t;|"), st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    header = [f"column {n}" for n in range(1, len(rows[0]) + 1)]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    with open_source(io.BytesIO(text.getvalue().encode(encoding))) as source:
        table = open_table(source)
        assert list(table.header) == header
        filled = [row for row in rows if any(map(str.strip, row))]  # a blank row is no record
        assert [list(row) for _, row in table.read(_no_problem) if any(map(str.strip, row))] == filled


def _no_problem(problem: RowProblem) -> None:
    raise AssertionError(problem)


def test_ragged_rows_are_problems_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('id,text,n\n1,"two\nlines",1\n2,fine\n\n3,a,b,c\n4,ok,,,\n5,last,2')
    rows, problems, _ = read(path)
    assert rows[1:] == [["1", "two\nlines", "1"], ["4", "ok", ""], ["5", "last", "2"]]
    assert [(each.line, each.reason) for each in problems] == [(4, "reject_cells"), (6, "reject_cells")]


def test_a_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('id,text\n1,fine\n2,"never closed\n' + "".join(f"{n},row\n" for n in range(3, 3000)))
    rows, problems, _ = read(path)
    assert len(rows) == 1 + 1 + 2997
    assert [(each.line, each.reason) for each in problems] == [(3, "reject_quote")]


def test_excels_own_first_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("sep=;\nid;text\n1;a, b\n")
    assert read(path)[0] == [["id", "text"], ["1", "a, b"]]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_text('text\nslow, and cold\n"quoted, too"\n')
    assert read(path)[0] == [["text"], ["slow, and cold"], ["quoted, too"]]


def test_names_of_columns() -> None:
    assert column_names(["a", "a", "", " b\nc ", "a (2)", "😀"]) == (
        "a", "a (2)", "column 3", "b c", "a (2) (2)", "😀",
    )  # fmt: skip
    assert column_names(["half \ud83d a pair", "zero\0"]) == ("half ? a pair", "zero")


def test_json_lines_are_flattened(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    lines = [
        '{"id": 1, "user": {"name": "Li"}, "tags": ["a", "b"]}',
        "",
        "[1]",
        "{broken",
        '{"id": 2.0, "new": true}',
    ]
    path.write_text("\n".join(lines))
    rows, problems, kind = read(path)
    assert rows == [["id", "user.name", "tags", "new"], ["1", "Li", "a; b", ""], ["2", "", "", "true"]]
    assert [each.line for each in problems] == [3, 4]
    assert kind == "jsonl"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), cells, min_size=1), min_size=1))
def test_a_json_list_reads_like_its_lines(objects: list[dict[str, str]]) -> None:
    lines = "\n".join(json.dumps(each) for each in objects)
    with (
        open_source(io.BytesIO(lines.encode())) as one,
        open_source(io.BytesIO(json.dumps(objects, indent=1).encode())) as other,
    ):
        as_lines, as_list = open_table(one), open_table(other)
        assert as_lines.header == as_list.header
        assert [row for _, row in as_lines.read(_no_problem)] == [row for _, row in as_list.read(_no_problem)]


def test_a_workbook_with_native_dates(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("data")
    sheet.append(["编号", "内容", "时间", "金额"])
    sheet.append([1, "很慢", datetime(2024, 3, 5, 14, 30), 12.5])
    sheet.append([])
    sheet.append([2, "很好", datetime(2024, 3, 6), None])
    path = tmp_path / "f.xlsx"
    book.save(path)
    assert read(path) == (
        [
            ["编号", "内容", "时间", "金额"],
            ["1", "很慢", "2024-03-05 14:30:00", "12.5"],
            ["2", "很好", "2024-03-06 00:00:00", ""],
        ],
        [],
        "xlsx",
    )


def test_a_parquet_file(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(
        {
            "id": [1, 2],
            "text": ["slow", None],
            "at": [datetime(2024, 3, 5, 14, 30), None],
            "by": [{"n": 1}, {"n": 2}],
        }
    )
    path = tmp_path / "f.parquet"
    parquet.write_table(table, path)
    assert read(path)[0] == [
        ["id", "text", "at", "by.n"],
        ["1", "slow", "2024-03-05 14:30:00", "1"],
        ["2", "", "", "2"],
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (b"\x89PNG\r\n" + b"\0" * 50, "file_format"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "file_old_excel"),
        (bytes(range(256)) * 9, "file_not_text"),
        (b"PK\x03\x04 not a zip", "file_damaged"),
        (b"PAR1 not parquet", "file_damaged"),
        (b'[{"a": 1}, {"a"', "json_broken"),
        (b"{broken\n{too\n", "json_no_objects"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=code):
        read(path)


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="file_missing"):
        read(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="file_is_folder"):
        read(tmp_path)


def test_an_archive_of_several_files(tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", b"text\na\n")
        archive.writestr("b.csv", b"text\nb\n")
    with pytest.raises(BadFile, match="zip_members"):
        read(path)
