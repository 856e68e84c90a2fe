"""`feedback import` as a person meets it: sentences, files, exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app

GOOD = "id,评论内容,下单时间,brand\n1,快递太慢了,2024-03-05,Acme\n2,很好用,2024-03-06,Bolt\n"
BAD_ROW = GOOD + "3,什么时候,明天,Acme\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *arguments: str, stdin: bytes = b"", language: str = "en") -> tuple[int, str, str]:
    environment = {"FEEDBACK_UI_LANGUAGE": language, "FEEDBACK_TIMEZONE": "UTC"}
    result = CliRunner().invoke(
        app, ["import", *arguments, "--home", str(home)], input=stdin, env=environment
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def write(folder: Path, text: str, name: str = "feedback.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_clean_file(home: Path, tmp_path: Path) -> None:
    status, out, _ = run(home, write(tmp_path, GOOD))
    assert status == 0
    assert "2 rows read: 2 new, 0 updated, 0 unchanged, 0 rejected" in out
    assert "评论内容 → text; 下单时间 → time; kept: brand" in out
    assert not (home / "rejects").exists()


def test_rejects_go_to_the_home_and_to_the_status(home: Path, tmp_path: Path) -> None:
    status, out, _ = run(home, write(tmp_path, BAD_ROW), language="zh")
    assert status == 1
    assert "拒收：1 × 不是可识别的时间" in out
    (rejects,) = (home / "rejects").glob("feedback-*.csv")
    assert str(rejects) in out
    assert "4,下单时间,不是可识别的时间,明天," in rejects.read_text(encoding="utf-8-sig")


def test_a_dry_run_changes_nothing(home: Path, tmp_path: Path) -> None:
    status, out, _ = run(home, write(tmp_path, GOOD), "--dry-run")
    assert status == 0
    assert "Nothing was imported." in out
    assert "快递太慢了" in out
    assert not home.exists()


def test_a_bad_file_does_not_stop_the_others(home: Path, tmp_path: Path) -> None:
    empty, good = write(tmp_path, "", "empty.csv"), write(tmp_path, GOOD)
    status, out, error = run(home, empty, good, str(tmp_path / "none.csv"))
    assert status == 2
    assert "2 new" in out
    assert error.splitlines() == [
        "The file empty.csv is empty. There is nothing to import.",
        f"There is no file {tmp_path / 'none.csv'}. Check the path; - reads standard input.",
    ]


def test_choices_on_the_command_line(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "a,b,c\n1,a first long comment,x\n2,a second long comment,y\n")
    options = ["--map", "a=id", "--map", "b=text", "--map", "c=ignore", "--source", "shop", "--json"]
    status, out, _ = run(home, file, *options)
    summary = json.loads(out)
    assert status == 0
    assert (summary["new"], summary["source"]) == (2, "shop")
    assert [each["field"] for each in summary["mapping"]] == ["id", "text", "ignore"]


@pytest.mark.parametrize("choice", ["a", "=text", "a=nonsense"])
def test_a_choice_that_cannot_be_read(home: Path, tmp_path: Path, choice: str) -> None:
    status, _, error = run(home, write(tmp_path, GOOD), "--map", choice)
    assert status == 2
    assert f"--map {choice}" in error
    assert not home.exists()


def test_standard_input(home: Path) -> None:
    status, out, _ = run(home, "-", "--json", stdin=GOOD.encode("utf-16"))
    assert (status, json.loads(out)["source"], json.loads(out)["new"]) == (0, "stdin", 2)


def test_the_command_starts_without_heavy_libraries() -> None:
    heavy = ("openpyxl", "pyarrow", "chromadb", "langchain", "alembic", "pandas", "rjieba")
    program = f"import sys, assistant.cli.import_; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
