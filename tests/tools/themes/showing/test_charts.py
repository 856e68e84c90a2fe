"""Charts: valid specifications with data and words inside, and pictures in which Chinese can be seen."""

import io
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PIL import Image

from prompts import LANGUAGES, Language
from tests.tools.themes.showing.made import changes, early_fix, empty_report, fix, report
from tools.themes.showing import charts
from tools.themes.showing.drawing import FONTS, inline_svg, png, svg
from tools.themes.showing.words import Words


def parts(spec: object) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        yield spec
        for each in spec.values():
            yield from parts(each)
    elif isinstance(spec, list):
        for each in spec:
            yield from parts(each)


@cache
def every_chart(language: Language) -> dict[str, dict[str, Any]]:
    words = Words(language)
    found = charts.report_charts(report(language), words)
    moved, fixed = charts.moved(changes(language), words), charts.before_and_after(fix(language), words)
    assert moved is not None
    assert fixed is not None
    return {**found, "moved": moved, "fixed": fixed}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_specification_is_plain_data_with_its_rows_inside(language: Language) -> None:
    found = every_chart(language)
    assert set(found) == {"shares", "heat", "TH-12", "TH-7", "moved", "fixed"}
    for spec in found.values():
        assert json.loads(json.dumps(spec)) == spec
        data = [each["data"] for each in parts(spec) if "data" in each]
        assert data
        assert all(set(each) == {"values"} for each in data)
        assert "url" not in {key for each in parts(spec) for key in each}


def test_bars_carry_the_share_its_interval_and_the_count() -> None:
    first = next(each["data"]["values"][0] for each in parts(every_chart("en")["shares"]) if "data" in each)
    assert first["theme"] == "1. App crashes on login"
    assert first["said"] == "16.9% (55)"
    assert first["low"] < first["share"] < first["high"]


def test_the_week_of_a_change_is_marked_and_a_steady_theme_has_no_mark() -> None:
    rising, steady = (charts.trend(each, Words("en")) for each in report().entries[:2])
    assert "changed: week of 2026-08-31" in json.dumps(rising)
    assert "changed" not in json.dumps(steady)


def test_without_anything_to_show_there_is_no_chart() -> None:
    words = Words("en")
    assert charts.report_charts(empty_report(), words) == {}
    assert charts.trend(report().entries[2], words) is None
    assert charts.before_and_after(early_fix(), words) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_svg_holds_its_words_as_words(language: Language) -> None:
    drawn = svg(every_chart(language)["TH-12"])
    assert drawn.startswith("<svg")
    title = {"en": "App crashes on login: share by week", "zh": "登录时闪退：每周占比"}[language]
    assert title in drawn
    inside = inline_svg(every_chart(language)["TH-12"], title)
    assert f'aria-label="{title}"' in inside
    assert "white" not in inside


def test_hostile_names_are_words_in_an_svg() -> None:
    drawn = svg(every_chart("en")["shares"])
    assert "<script" not in drawn


def test_a_png_is_a_picture_of_the_size_asked_for() -> None:
    spec = every_chart("en")["shares"]
    small, large = (Image.open(io.BytesIO(png(spec, scale))) for scale in (1, 2))
    assert small.format == "PNG"
    assert abs(large.width - 2 * small.width) <= 2


def test_chinese_can_be_seen_in_a_png() -> None:
    """Two names of one length are drawn differently: neither is a row of boxes."""
    spec = json.dumps(every_chart("zh")["TH-12"], ensure_ascii=False)
    other = spec.replace("登录时闪退", "包裹没收到")
    if not _has_chinese_font():
        pytest.skip("no font with Chinese here (apt-get install fonts-wqy-microhei)")
    assert png(json.loads(spec), 1) != png(json.loads(other), 1)


def _has_chinese_font() -> bool:
    """Whether two Chinese characters look different."""
    import vl_convert

    def picture(said: str) -> bytes:
        words = f'<text y="30" font-size="30" font-family="{FONTS}">{said}</text>'
        return bytes(
            vl_convert.svg_to_png(
                f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{words}</svg>'
            )
        )

    return picture("登") != picture("包")
