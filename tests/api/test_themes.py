"""Themes over HTTP: reports in every form, progress, what people do to themes, and who may."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.staff import signed_in
from tests.api.streams import read_events
from tests.tools.themes.showing.stall import MARKUP, RECORDS

ALL = {"about": "all"}


@pytest.fixture
def ann(stall_url: str) -> Iterator[httpx.Client]:
    with signed_in(stall_url, "ann") as client:
        yield client


@pytest.fixture
def lee(stall_url: str) -> Iterator[httpx.Client]:
    with signed_in(stall_url, "lee") as client:
        yield client


def got(client: httpx.Client, path: str, **query: Any) -> Any:
    answered = client.get(path, params=query)
    assert answered.status_code == 200, answered.text
    return answered.json()


def theme_named(client: httpx.Client, name: str) -> str:
    entries = got(client, "/api/themes", **ALL, muted=True)["entries"]
    return str(next(each["theme"]["ref"] for each in entries if each["theme"]["name_en"].startswith(name)))


def test_a_report_is_asked_for_by_address_and_by_body(ann: httpx.Client) -> None:
    told = got(ann, "/api/themes", **ALL, period="last month", segment="channel=app|web")
    meant = [subject for subject, _, when, channel, _ in RECORDS if when.month == 9 and channel != "shop"]
    assert (told["first"], told["records"]) == ("2026-09-01", len(meant))
    assert told["whole"]["now"]["records"] == len(meant)
    assert f"More overall: {len(meant)} records in " in told["overall"]
    first = told["entries"][0]
    assert first["theme"]["ref"].startswith("TH-")
    assert first["share"]["low"] < first["share"]["share"] < first["share"]["high"]
    assert f"({meant.count('crash')} of {len(meant)}; 95% interval" in dict(first["facts"])["Share"]
    body = {
        "about": "all",
        "period": {"start": "2026-09-01", "end": "2026-10-01"},
        "filters": [{"field": "channel", "op": "in", "values": ["app", "web"]}],
    }
    same = ann.post("/api/themes", json=body).json()
    # Notes of the texts come in beside, so that figures made of them may differ.
    counted = [[(each["theme"]["ref"], each["share"]) for each in one["entries"]] for one in (told, same)]
    assert counted[0] == counted[1]


def test_a_report_speaks_the_language_of_who_asks(stall_url: str) -> None:
    with signed_in(stall_url, "ann", "zh") as client:
        told = got(client, "/api/themes", **ALL)
        assert {each["theme"]["name"] for each in told["entries"]} >= {"登录时闪退", "包裹迟到"}
        assert told["scope"][0] == ["范围", "全部反馈"]
        assert got(client, "/api/themes", **ALL, language="en")["scope"][0] == ["Segment", "all feedback"]


def test_a_report_comes_as_a_file_that_no_browser_opens_here(ann: httpx.Client) -> None:
    for form, kind in (("html", "text/html"), ("md", "text/markdown"), ("csv", "text/csv")):
        answered = ann.get(f"/api/themes.{form}", params=ALL)
        assert answered.status_code == 200
        assert answered.headers["content-type"].startswith(kind)
        assert answered.headers["content-disposition"] == f'attachment; filename="themes.{form}"'
        assert form != "html" or MARKUP not in answered.text
    rows = list(
        csv.DictReader(io.StringIO(ann.get("/api/themes.csv", params=ALL).content.decode("utf-8-sig")))
    )
    assert [row["records"] for row in rows] == ["48", "32", "24"]


def test_charts_are_specifications_and_pictures(ann: httpx.Client) -> None:
    crashes = theme_named(ann, "App crashes")
    spec = got(ann, f"/api/themes/{crashes}/chart.json", **ALL)
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    for name in (f"{crashes}/chart", "charts/shares", "charts/heat"):
        drawn = ann.get(f"/api/themes/{name}.svg", params=ALL)
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert drawn.text.startswith("<svg")
    picture = ann.get("/api/themes/charts/shares.png", params=ALL)
    assert picture.content.startswith(b"\x89PNG")
    empty = ann.get("/api/themes/charts/shares.svg", params={"period": "2024"})
    assert (empty.status_code, empty.json()["code"]) == (400, "chart_empty")


def test_progress_is_streamed_and_ends_with_the_report(ann: httpx.Client) -> None:
    with ann.stream("GET", "/api/themes/stream", params={**ALL, "limit": 2, "order": "priority"}) as answered:
        assert answered.headers["content-type"].startswith("text/event-stream")
        events = list(read_events(answered.iter_lines()))
    assert {name for name, _ in events[:-1]} == {"progress"}
    assert all(0 <= data["done"] <= 1 for _, data in events[:-1])
    name, report = events[-1]
    assert name == "report"
    assert len(report["entries"]) == 2
    with ann.stream("GET", "/api/themes/stream", params={"period": "banana"}) as answered:
        assert [name for name, _ in read_events(answered.iter_lines())] == ["error"]


def test_one_theme_changes_and_a_fix(ann: httpx.Client) -> None:
    crashes = theme_named(ann, "App crashes")
    one = got(ann, f"/api/themes/{crashes}", **ALL)
    assert [each["theme"]["name"] for each in one["entries"]] == ["App crashes on login"]
    assert got(ann, f"/api/themes/{crashes}/history")[0]["kind"] == "born"
    moved = ann.post(
        "/api/themes/changes", json={**ALL, "period": {"start": "2026-09-01", "end": "2026-10-01"}}
    ).json()
    verdicts = {each["theme"]["ref"]: each["verdict"] for each in moved["entries"]}
    assert verdicts[crashes] in ("new", "rose")
    assert moved["words"]
    fixed = ann.post("/api/themes/fix", json={**ALL, "subject": crashes, "fixed": "2026-08-20"}).json()
    assert fixed["verdict"] == "rose"
    assert "2026-08-20" in fixed["words"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/themes?period=banana", "period_unreadable"),
        ("/api/themes?segment=channel", "segment_unreadable"),
        ("/api/themes?segment=channel=ap", "segment_value"),
        ("/api/themes?limit=0", "bad_request"),
        ("/api/themes?colour=red", "bad_request"),
        ("/api/themes/TH-999", "theme_unknown"),
        ("/api/themes/nothing/history", "theme_unknown"),
    ],
)
def test_what_cannot_be_asked_is_said(ann: httpx.Client, path: str, code: str) -> None:
    answered = ann.get(path)
    assert (answered.status_code, answered.json()["code"]) == (400, code)
    assert answered.json()["message"]


def test_a_lead_changes_themes_and_takes_it_back(lee: httpx.Client) -> None:
    price, late = theme_named(lee, "=HYPERLINK"), theme_named(lee, "Parcels")

    def act(ref: str, **given: Any) -> httpx.Response:
        return lee.post(f"/api/themes/{ref}/acts", json=given)

    renamed = act(price, op="rename", name_en="Too expensive", name_zh="太贵").json()
    assert (renamed["theme"]["name_en"], renamed["theme"]["named_by"]) == ("Too expensive", "person")
    assert act(price, op="mute").json()["theme"]["muted"] is True
    assert price not in [each["theme"]["ref"] for each in got(lee, "/api/themes", **ALL)["entries"]]
    merged = act(price, op="merge", into=late).json()
    assert merged["theme"]["ref"] == late
    assert got(lee, f"/api/themes/{late}", **ALL)["entries"][0]["share"]["part"] == 72
    stale = act(late, op="pin", edition=0)
    assert (stale.status_code, stale.json()["code"]) == (409, "theme_edition")
    for _ in range(3):
        assert act(price, op="undo").status_code == 200
    told = got(lee, f"/api/themes/{price}", **ALL)["entries"][0]["theme"]
    assert (told["name_en"][:10], told["muted"]) == ("=HYPERLINK", False)
    history = got(lee, f"/api/themes/{price}/history")
    assert [each["kind"] for each in history if each["by"]["kind"] == "person"][:3] == [
        "renamed",
        "muted",
        "merged",
    ]
    assert sum(each["undone"] for each in history) == 3
    wrong = act(price, op="merge", into="late")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "theme_unknown")


def test_who_is_no_lead_changes_nothing_and_who_is_nobody_reads_nothing(
    ann: httpx.Client, stall_url: str
) -> None:
    crashes = theme_named(ann, "App crashes")
    refused = ann.post(f"/api/themes/{crashes}/acts", json={"op": "mute"})
    assert refused.status_code == 403
    for path in ("/api/themes", "/api/themes.csv", f"/api/themes/{crashes}", "/api/themes/stream"):
        assert httpx.get(stall_url + path, timeout=30).status_code == 401, path
    acted = httpx.post(f"{stall_url}/api/themes/{crashes}/acts", json={"op": "mute"}, timeout=30)
    assert acted.status_code == 401
