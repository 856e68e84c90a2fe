"""The commands around what is noted: a file labelled and redacted, a record shown, corrected, read again."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from retrieval.understanding.classifying import COLUMNS

FILE = """id,text,sentiment,tier
1,"The parcel came two weeks late and support never answered, I want my money back!",x,VIP
2,包装很好，送得很快，非常满意,y,
3,充电器冒烟了，差点着火，我要打12315投诉,z,普通
4,,w,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == status, result.output
    return result


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_classify_keeps_rows_order_and_columns(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run("classify", file, "--out", out)
    rows = rows_of(out)
    assert list(rows[0]) == ["id", "text", "sentiment (column)", "tier", *COLUMNS]
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["sentiment (column)"] for row in rows] == ["x", "y", "z", "w"]
    assert [row["sentiment"] for row in rows[:3]] == ["negative", "positive", "negative"]
    assert [row["language"] for row in rows[:3]] == ["en", "zh-Hans", "zh-Hans"]
    assert rows[2]["urgency"] == "urgent"
    assert float(rows[2]["priority"]) > float(rows[1]["priority"])
    assert "logistics.delay" in rows[0]["topics"].split(";")
    assert rows[3]["topics"] == "unclassified"
    assert json.loads(rows[2]["reasons"])["urgency"]


def test_classify_writes_json_lines_with_lists(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("classify", file, "--out", out)
    first: dict[str, Any] = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert isinstance(first["topics"], list)
    assert isinstance(first["reasons"], dict)
    assert 0 <= first["confidence"] <= 1


def test_another_taxonomy_needs_labels_and_descriptions_alone(file: Path, tmp_path: Path) -> None:
    labels, out = tmp_path / "labels.csv", tmp_path / "out.csv"
    labels.write_text(
        "label,description\n迟到,快递送得太晚 late delivery\n着火,冒烟或者起火\n", encoding="utf-8"
    )
    run("classify", file, "--out", out, "--taxonomy", labels, "--no-embed")
    topics = [row["topics"].split(";") for row in rows_of(out)]
    assert "着火" in topics[2]
    assert {each for found in topics for each in found} <= {"迟到", "着火", "unclassified"}


def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run("classify", tmp_path / "none.csv", "--out", out, status=2)
    assert "none.csv" in result.output
    assert not out.exists()


def test_a_record_is_shown_corrected_and_read_again(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run("import", file, "--home", home, "--map", "sentiment=ignore")
    shown = run("show", "3", "--home", home).output
    assert "urgent" in shown
    assert "冒烟" in shown
    corrected = run(
        "label", "2", "sentiment=neutral", "topic=logistics.packaging", "--by", "ann", "--home", home
    )
    assert "positive" in corrected.output
    explained = json.loads(run("show", "2", "--json", "--home", home).output)
    assert explained["fields"]["sentiment"] == "neutral"
    assert [each["made_by"] for each in explained["corrections"]] == ["ann", "ann"]
    assert json.loads(run("relabel", "--home", home, "--json").output)["changes"] == {}
    counted = run("ask", "How many records are about packaging?", "--home", home).output
    assert "1" in counted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "99"), "99"),
        (("label", "1", "sentiment"), "FIELD=VALUE"),
        (("label", "1", "mood=bad"), "mood"),
        (("label", "1", "topic=weather"), "weather"),
        (("relabel", "--second-opinion"), "FEEDBACK_MODEL_URL"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    file: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    home = tmp_path / "home"
    run("import", file, "--home", home, "--map", "sentiment=ignore")
    result = run(*arguments, "--home", home, status=2)
    assert said in result.output


def test_redact_masks_what_is_personal(tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("id,text\n1,请打13912345678找我\n2,订单202411220001还没到\n", encoding="utf-8")
    run("redact", file, "--out", out, "--spans")
    rows = rows_of(out)
    assert [row["text"] for row in rows] == ["请打[PHONE]找我", "订单202411220001还没到"]
    assert json.loads(rows[0]["spans"]) == [{"type": "phone", "start": 2, "end": 13}]
