"""`feedback themes`: reports on the screen and in files, what changed, what was fixed, in either language."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from tests.tools.themes.showing.stall import MARKUP, NOW, stall

TODAY = NOW.date().isoformat()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("stall")
    stall(home)
    return home


@pytest.fixture
def home(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stall's data home, as the settings know it."""
    monkeypatch.setenv("FEEDBACK_HOME", str(shared))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    return shared


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["themes", *map(str, arguments), "--now", TODAY])


def themes(*arguments: object, status: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    return result.output


def as_json(*arguments: object) -> Any:
    return json.loads(themes(*arguments, "--json"))


@pytest.mark.usefixtures("home")
def test_the_screen_has_the_ranking_in_either_language() -> None:
    said = themes()
    for each in (
        "# Complaint themes",
        "In short",
        "Parcels arrive late (TH-",
        "48 of",
        "feedback themes show",
    ):
        assert each in said
    assert "\x1b" not in said
    chinese = themes("--language", "zh")
    assert "# 投诉主题" in chinese
    assert "包裹迟到（TH-" in chinese


@pytest.mark.usefixtures("home")
def test_a_segment_and_a_period_are_read_as_people_write_them() -> None:
    whole = as_json("--about", "all")
    assert (whole["records"], whole["first"], whole["last"]) == (104, "2026-07-06", "2026-09-25")
    for period in ("last month", "上个月", "2026-09", "2026-09-01..2026-09-30", "September 2026"):
        found = as_json("--about", "all", "--period", period)
        assert (found["first"], found["last"]) == ("2026-09-01", "2026-09-25"), period
    in_app = as_json("--segment", "channel=app")
    assert [each["theme"]["name_en"] for each in in_app["entries"]] == ["App crashes on login"]
    both = as_json("--segment", "渠道=app|web", "--about", "all")
    assert both["records"] == 32 + 36


@pytest.mark.usefixtures("home")
def test_what_is_asked_for_is_what_is_counted() -> None:
    praised = as_json("--about", "praise")
    assert sum(each["share"]["part"] for each in praised["entries"]) == praised["records"] > 0
    one = as_json("--theme", "Parcels arrive late", "--about", "all")
    assert [each["theme"]["name_zh"] for each in one["entries"]] == ["包裹迟到"]
    assert as_json("--limit", "1", "--about", "all")["themes"] == 3
    across = as_json("--across", "channel", "--about", "all")["heat"]
    assert (across["across"], set(across["columns"])) == ("channel", {"app", "web", "shop"})


@pytest.mark.usefixtures("home")
def test_files_are_written_whole_and_hold_the_same_report(tmp_path: Path) -> None:
    page, text, table = tmp_path / "r.html", tmp_path / "r.md", tmp_path / "r.csv"
    page.write_text("last week's")
    charts = tmp_path / "charts"
    said = themes("--html", page, "--markdown", text, "--csv", table, "--svg", charts, "--png", charts)
    assert "Written:" in said
    assert "last week's" not in page.read_text()
    assert MARKUP not in page.read_text()
    assert text.read_text().startswith("# Complaint themes")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    assert all(row["name"][0] not in "=+-@" for row in rows)
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    made = {each.name for each in charts.iterdir()}
    assert {"shares.svg", "shares.png", "heat.svg", "heat.png"} <= made
    assert len(made) == 10
    assert (charts / "shares.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(os.listdir(tmp_path)) == ["charts", "r.csv", "r.html", "r.md"]


@pytest.mark.usefixtures("home")
def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    taken = tmp_path / "r.html"
    taken.mkdir()
    assert "cannot be written" in themes("--html", taken, status=2)
    assert "is not a folder" in themes("--html", tmp_path / "nowhere" / "r.html", status=2)
    assert sorted(os.listdir(tmp_path)) == ["r.html"]


@pytest.mark.usefixtures("home")
def test_one_theme_is_shown_by_id_or_name() -> None:
    number = as_json("--theme", "App crashes on login")["entries"][0]["theme"]["id"]
    for named in (f"TH-{number}", "app crashes on login", "登录时闪退"):
        said = themes("show", named)
        assert "App crashes on login" in said
        assert "**Share**" in said
        assert "> " in said


@pytest.mark.usefixtures("home")
def test_two_periods_are_compared(tmp_path: Path) -> None:
    found = as_json("changes", "--period", "2026-09", "--before", "2026-08", "--about", "all")
    moved = {each["theme"]["name_en"]: each["verdict"] for each in found["entries"]}
    assert moved["App crashes on login"] in ("new", "rose")
    said = themes("changes", "--period", "2026-09", "--about", "all", "--csv", tmp_path / "c.csv")
    assert "Written:" in said
    assert "Before" in themes("changes", "--period", "2026-09", "--about", "all")
    assert "之前" in themes("changes", "--period", "2026-09", "--about", "all", "--language", "zh")


@pytest.mark.usefixtures("home")
def test_a_fix_is_judged_and_names_the_customers_to_tell(tmp_path: Path) -> None:
    found = as_json("fixed", "Parcels arrive late", "--on", "2026-08-15")
    assert found["subject"].startswith("TH-")
    assert found["before"]["records"] > 0
    assert found["customers"] >= len(found["tell"])
    said = themes("fixed", "包裹迟到", "--on", "2026-08-15", "--language", "zh")
    assert "# 修复有效吗？" in said
    table = tmp_path / "tell.csv"
    themes("fixed", "包裹迟到", "--on", "2026-08-15", "--csv", table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(found["tell"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--period", "banana"), "is no period"),
        (("--period", "last month or so maybe"), "is no period"),
        (("--segment", "channel"), "cannot be read from"),
        (("--segment", "colour=red"), "colour"),
        (("--segment", "channel=ap"), 'No record has channel = "ap". There is: app'),
        (("--across", "nothing"), "nothing"),
        (("--theme", "TH-999"), "no theme TH-999"),
        (("changes", "--period", "tomorrowish"), "is no period"),
        (("fixed", "TH-999", "--on", "2026-08-01"), "TH-999"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    output = themes(*arguments, status=2)
    assert said in output
    assert output.strip().count("\n") == 0


def test_a_home_without_feedback_says_that_there_are_no_themes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_HOME", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_UI_LANGUAGE", "en")
    assert "No theme has a record" in themes()
