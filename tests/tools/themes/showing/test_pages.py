"""Reports as pages and files: what they say, in which order, and that customers' words stay words."""

import csv as tables
import io
import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import LANGUAGES, Language
from tests.tools.themes.showing.made import HOSTILE, changes, early_fix, empty_report, fix, report
from tools.themes.showing import csv, html, markdown
from tools.themes.showing.blocks import Page, Quotes, Text
from tools.themes.showing.changes_page import changes_page, fix_page
from tools.themes.showing.json import as_json
from tools.themes.showing.report_page import report_page, short_page, theme_page

HEADS = {
    "en": ("Complaint themes", "In short", "Ranking", "App crashes", "Week by week", "How this is counted"),
    "zh": ("投诉主题", "要点", "排名", "登录时闪退", "逐周分布", "统计方法"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_first_what_a_meeting_asks_first(language: Language) -> None:
    said = markdown.render(report(language), language)
    lines = [line for line in said.splitlines() if line.startswith("#")]
    places = [next(n for n, line in enumerate(lines) if head in line) for head in HEADS[language]]
    assert places == sorted(places)


def test_every_figure_comes_with_what_it_is_of() -> None:
    said = markdown.render(report(), "en")
    for each in (
        "**Counted**: 325 records with a negative sentiment",
        "92.3% of 325 texts are in a theme; 25 fit nowhere",
        "16.9% of complaints (55 of 325), from 48 people; rising, changed in the week of 2026-08-31",
        "**Share**: 16.9% (55 of 325; 95% interval 13.2% to 21.4%)",
        "−62.5 with it (n = 40), −8.1 without (n = 210): −54.4 (95% interval −75.0 to −33.8)",
        "It changed in the week of 2026-08-31: 4.0% before (9 of 225), 46.0% since (46 of 100).",
        "channel app: 17 times as often (41.7%, 50 of 120; the rest 2.4%; p < 0.001)",
        "**Priority**: 81.5 of 100: share 30.0",
        "**Open tickets**: T-12",
        "Please let me go back to the old version (3 records; n1, n8 and n9)",
        "| 2026-08-31 | 25 | 40.0% (10) | 16.0% (4) |",
    ):
        assert each in said, each


def test_chinese_reads_as_chinese() -> None:
    said = markdown.render(report("zh"), "zh")
    assert "占投诉的 16.9%（325 条中 55 条），涉及 48 人；上升，2026-08-31 那一周起变化。" in said
    assert "**下一步**：先查 9 月的版本。" in said
    assert "更新之后一登录就闪退" in said


def test_what_limits_a_report_is_said_before_its_themes() -> None:
    from dataclasses import replace

    whole = report()
    poor = replace(
        whole,
        small=True,
        assigned=100,
        quality=replace(whole.quality, stability=0.3),
        warnings=("No sentiment.",),
    )
    said = markdown.render(poor, "en")
    before = said[: said.index("## In short")]
    for each in ("No sentiment.", "Few records: 325", "Only 30.8% of the texts", "not firm (0.30 of 1)"):
        assert each in before
    assert "⚠" not in markdown.render(whole, "en")


def test_of_nothing_a_report_says_so() -> None:
    for language in LANGUAGES:
        page = html.render(empty_report(language), language)
        assert {"en": "No theme has a record", "zh": "没有任何主题的记录"}[language] in page
    assert csv.render(empty_report(), "en").count("\n") == 1


def test_a_screen_shows_the_ranking_and_one_theme_when_asked() -> None:
    short = markdown.written(short_page(report(), "en"))
    assert "feedback themes show TH-12" in short
    assert "In customers' words" not in short
    one = markdown.written(theme_page(report(), "en"))
    assert one.startswith("## 1. App crashes on login")
    assert "In customers' words" in one


def test_what_changed_and_whether_it_was_fixed_read_alike_everywhere() -> None:
    said = markdown.written(changes_page(changes(), "en", drawn=False))
    assert "1 of 14 themes changed clearly" in said
    assert "+42.0 points (95% interval +32.0 to +51.9)" in said
    assert "2026-09-01 to 2026-09-30 (100 records)" in said
    fixed = markdown.written(fix_page(fix("zh"), "zh", drawn=False))
    assert "有所下降" in fixed
    assert "customer-1 | 2026-09-28 | n1、n8 |" in fixed
    assert "共 41 位，列出最近的 2 位。" in fixed
    assert "too early" in markdown.written(fix_page(early_fix(), "en", drawn=False))


@cache
def drawn(language: Language) -> str:
    return html.render(report(language), language)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_html_report_is_one_file_that_loads_and_runs_nothing(language: Language) -> None:
    page = drawn(language)
    seen = _Tags()
    seen.feed(page)
    names = {tag for tag, _ in seen.tags}
    assert not names & {"script", "img", "link", "iframe", "a", "image", "use", "object"}
    assert sum(tag == "svg" for tag, _ in seen.tags) == 4  # shares, two themes with weeks, the heat map
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    assert re.findall(r"url\([^#]", page) == []  # but a gradient in the page itself
    assert all("http" not in (value or "") for tag, attrs in seen.tags for name, value in attrs.items()
               if not name.startswith("xmlns"))  # fmt: skip
    assert HOSTILE in "".join(seen.words)
    assert all(attrs.get("aria-label") for tag, attrs in seen.tags if tag == "svg")


def test_an_html_chart_takes_the_colour_of_the_words_around_it() -> None:
    page = drawn("en")
    assert "currentColor" in page
    assert "#1d2522" not in page[page.index("</style>") :]


def test_every_chart_has_its_figures_in_a_table_beside_it() -> None:
    page = drawn("en")
    figures = re.findall(r"<figure>.*?</figure>\s*(<\w+)", page, re.DOTALL)
    assert set(figures) <= {"<div", "<details"}
    assert len(figures) == 4


def test_markdown_obeys_nothing_that_customers_wrote() -> None:
    said = markdown.render(report(), "en")
    assert re.findall(r"(?<!\\)</?script", said) == []
    assert "[click](" not in said
    assert "![x]" not in said
    assert "https://evil" not in said  # not a link by itself either
    assert not [line for line in said.splitlines() if line.startswith(("# not", "=cmd"))]
    widths = {line.count(" | ") for line in said.splitlines() if line.startswith("| 3 |")}
    assert widths == {10}


LINE = st.text(alphabet=st.sampled_from("ab1;#xp.)*_-+=#>`~[](){}!<|\\:/ \t&$\n字"), max_size=60)


@settings(deadline=None, max_examples=60)
@given(LINE)
def test_whatever_was_said_is_text_in_markdown(said: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    written = markdown.written(Page("", "en", (Text(f"x {said} y"), Quotes(((said, "n1"),)))))
    kinds = {each.type for each in Markdown(written).parsed}
    assert not kinds & {"heading_open", "fence", "code_block", "bullet_list_open", "ordered_list_open", "hr",
                        "html_block", "table_open"}  # fmt: skip
    inner = {child.type for each in Markdown(written).parsed for child in each.children or ()}
    assert inner <= {"text", "softbreak", "hardbreak"}
    shown = io.StringIO()
    Console(file=shown, width=1000).print(Markdown(written))
    assert "".join(shown.getvalue().split()).startswith("".join(f"x{said}y".split()))


def rows_of(said: str) -> list[dict[str, str]]:
    return list(tables.DictReader(io.StringIO(said)))


def test_a_table_has_a_row_a_theme_and_no_cell_that_computes() -> None:
    rows = rows_of(csv.render(report("zh"), "zh"))
    assert [row["theme"] for row in rows] == ["TH-12", "TH-7", "TH-31"]
    assert rows[0]["name"] == "登录时闪退"
    assert (rows[0]["records"], rows[0]["of"], rows[0]["changed_week"]) == ("55", "325", "2026-08-31")
    assert float(rows[0]["share_low"]) < 55 / 325 < float(rows[0]["share_high"])
    assert rows[2]["name"] == f"'{HOSTILE}"
    assert rows[1]["nps_difference"] == ""
    assert rows[0]["nps_difference"] == "-54.4"  # a number stays one


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=20))
def test_a_cell_that_a_spreadsheet_would_compute_is_text(sign: str, rest: str) -> None:
    for lead in ("", " ", "\u00a0", "\ufeff"):
        assert csv.safe(lead + sign + rest) == f"'{lead}{sign}{rest}"


def test_changes_and_customers_to_tell_are_tables_too() -> None:
    moved = rows_of(csv.render_changes(changes(), "en"))
    assert (moved[0]["theme"], moved[0]["verdict"], moved[0]["after_records"]) == ("TH-12", "rose", "46")
    assert moved[1]["name"].startswith("'=cmd")
    told = rows_of(csv.render_fix(fix()))
    assert told[0] == {"customer": "customer-1", "last": "2026-09-28", "records": "n1 n8"}


def test_a_page_says_the_same_with_and_without_charts() -> None:
    with_charts, without = (report_page(report(), "en", drawn=drawn).blocks for drawn in (True, False))
    assert [each for each in with_charts if type(each).__name__ != "Chart"] == list(without)


def test_what_could_not_be_read_for_themes_is_said() -> None:
    from dataclasses import replace

    said = markdown.render(replace(report(), texts=100, assigned=90), "en")
    assert "225 of 325 records have no text, or none that was made searchable yet" in said


def test_programs_are_told_the_ids_that_themes_go_by() -> None:
    assert [each["theme"]["ref"] for each in as_json(report())["entries"]] == ["TH-12", "TH-7", "TH-31"]
    assert as_json(changes())["entries"][0]["theme"]["ref"] == "TH-12"
    assert json.loads(json.dumps(as_json(fix())))["subject"] == "TH-12"
