"""`feedback themes`: what customers complain about, what changed, whether a fix worked."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli.asking import moment, read_day, today
from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.cli.theme_curating import COMMANDS
from assistant.settings import Settings
from prompts import text

if TYPE_CHECKING:
    from retrieval.database import Store
    from tools.themes.report import Report
    from tools.themes.showing.blocks import Page
    from tools.toolbox import ToolContext

__all__ = ["themes"]

themes = typer.Typer(
    help="Themes in feedback: ranked, followed, compared. 反馈主题：排名、走势与对比。",
    invoke_without_command=True,
)

Segment = Annotated[
    str,
    typer.Option(
        "--segment", metavar="FIELD=VALUE,...", help="Only this feedback; several values with |. 范围"
    ),
]
PeriodText = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help='"last quarter", 2026-Q3, 上个月, DAY..DAY. 时间')
]
About = Annotated[Literal["complaints", "praise", "all"], typer.Option(help="What is counted. 统计对象")]
Level = Annotated[Literal["coarse", "fine"], typer.Option(help="Broad groups or single themes. 粗细")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many themes. 显示个数")]
Spoken = Annotated[Literal["zh", "en"] | None, typer.Option(help="Of the report. 报告语言")]
Now = Annotated[
    datetime | None,
    typer.Option("--now", formats=["%Y-%m-%d"], metavar="DATE", help="The day 'today' means. 把这天当作今天"),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="One file with charts inside. 网页文件")
]
Markdown = Annotated[
    Path | None, typer.Option("--markdown", metavar="FILE", help="As Markdown. Markdown 文件")
]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="One row a theme. 表格文件")]


@themes.callback()
def report(
    context: typer.Context,
    segment: Segment = "",
    period: PeriodText = "",
    about: About = "complaints",
    level: Level = "fine",
    order: Annotated[
        Literal["records", "priority", "rising", "falling", "impact"], typer.Option(help="Ranked by. 排序")
    ] = "records",
    limit: Limit = 10,
    theme: Annotated[
        list[str] | None, typer.Option("--theme", metavar="THEME", help="Only this one; may repeat. 指定主题")
    ] = None,
    across: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Heat map by this field; by week if not given. 热力图")
    ] = None,
    within: Annotated[
        bool, typer.Option("--within", help="Look for themes in the segment itself. 仅在范围内发现主题")
    ] = False,
    muted: Annotated[bool, typer.Option("--muted", help="Muted themes, too. 包括已隐藏的主题")] = False,
    html: Html = None,
    markdown: Markdown = None,
    csv: Csv = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="DIR", help="Charts as SVG. 图表目录")] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="DIR", help="Charts as PNG. 图表目录")] = None,
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """What customers complain about: ranked themes, with size and trend. 投诉主题报告。"""
    if context.invoked_subcommand is not None:
        return
    from assistant.cli.theme_files import Files, report_files, write_all
    from tools.themes.showing.json import as_json
    from tools.themes.showing.report_page import short_page

    settings, files = settings_for(home), Files(html, markdown, csv, svg, png)
    spoken = language or settings.ui_language
    asked = {
        "about": about, "level": level, "order": order, "limit": limit, "themes": tuple(theme or ()),
        "across": across, "within": within, "muted": muted, "language": spoken,
    }  # fmt: skip
    with failing(settings), opened(settings) as store:
        files.require_folders()
        tools = _tools(settings, store)
        found = _report(settings, tools, segment, period, now, asked)
        made = report_files(found, files, spoken, tools.catalog()) if files else {}
        write_all(made)
        page = short_page(found, spoken, tools.catalog())
    _show(page, as_json(found) if json else None, files.paths(), settings)


@themes.command("show")
def show(
    theme: Annotated[str, typer.Argument(metavar="THEME", help="By id (TH-12) or name. 编号或名称")],
    segment: Segment = "",
    period: PeriodText = "",
    about: About = "complaints",
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """One theme: figures, trend, who, quotes, tickets, next step. 查看一个主题。"""
    from tools.themes.showing.json import as_json
    from tools.themes.showing.report_page import theme_page

    settings = settings_for(home)
    spoken = language or settings.ui_language
    asked = {"about": about, "themes": (theme,), "limit": 1, "muted": True, "language": spoken}
    with failing(settings), opened(settings) as store:
        tools = _tools(settings, store)
        found = _report(settings, tools, segment, period, now, asked)
        page = theme_page(found, spoken, tools.catalog())
    _show(page, as_json(found) if json else None, [], settings)


@themes.command("changes")
def changes(
    period: PeriodText,
    before: Annotated[
        str,
        typer.Option("--before", metavar="PERIOD", help="As long a time just before, if not given. 对比时间"),
    ] = "",
    segment: Segment = "",
    about: About = "complaints",
    level: Level = "fine",
    limit: Limit = 10,
    html: Html = None,
    markdown: Markdown = None,
    csv: Csv = None,
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """What changed between two periods. 两个时期的变化。"""
    from assistant.cli.theme_files import Files, page_files, write_all
    from assistant.segments import read_period, read_segment
    from tools.themes.changes_run import compare_periods
    from tools.themes.request import ChangesRequest
    from tools.themes.showing.changes_page import changes_page
    from tools.themes.showing.csv import render_changes
    from tools.themes.showing.json import as_json

    settings, files = settings_for(home), Files(html, markdown, csv)
    spoken = language or settings.ui_language
    with failing(settings), opened(settings) as store:
        files.require_folders()
        tools = _tools(settings, store)
        catalog, day = tools.catalog(), today(tools, now)
        sides = [read_period(each, catalog, day) for each in (period, before)]
        filters = read_segment(segment, catalog)
        given = {"filters": filters, "about": about, "level": level, "limit": limit, "language": spoken}
        asked = ChangesRequest.model_validate({"period": sides[0] or {}, "before": sides[1], **given})
        found = compare_periods(tools, asked, moment(tools, now))
        page = changes_page(found, spoken, catalog, drawn=html is not None)
        made = page_files(page, files)
        if csv is not None:
            made[csv] = render_changes(found, spoken).encode("utf-8-sig")
        write_all(made)
    _show(page, as_json(found) if json else None, files.paths(), settings)


@themes.command("fixed")
def fixed(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A theme or a ticket. 主题或工单")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it came out. 修复日期")] = "",
    days: Annotated[int | None, typer.Option(min=7, max=180, help="On each side. 前后各几天")] = None,
    segment: Segment = "",
    html: Html = None,
    markdown: Markdown = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="The customers to tell. 需要告知的客户")
    ] = None,
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Whether a fix worked, and which customers to tell. 修复是否有效，以及该告诉哪些客户。"""
    from assistant.cli.theme_files import Files, page_files, write_all
    from assistant.segments import read_segment
    from tools.themes.fix import fix_effect
    from tools.themes.request import FixRequest
    from tools.themes.showing.changes_page import fix_page
    from tools.themes.showing.csv import render_fix
    from tools.themes.showing.json import as_json

    settings, files = settings_for(home), Files(html, markdown, csv)
    spoken = language or settings.ui_language
    with failing(settings), opened(settings) as store:
        files.require_folders()
        tools = _tools(settings, store)
        filters, day = read_segment(segment, tools.catalog()), read_day(on)
        asked = FixRequest(subject=subject[:200], fixed=day, days=days, filters=filters, language=spoken)
        found = fix_effect(tools, asked, moment(tools, now))
        page = fix_page(found, spoken, tools.catalog(), drawn=html is not None)
        made = page_files(page, files)
        if csv is not None:
            made[csv] = render_fix(found).encode("utf-8-sig")
        write_all(made)
    _show(page, as_json(found) if json else None, files.paths(), settings)


def _report(
    settings: Settings,
    tools: "ToolContext",
    segment: str,
    period: str,
    now: datetime | None,
    asked: dict[str, Any],
) -> "Report":
    from assistant.cli.steps import step_bar
    from assistant.segments import read_period, read_segment
    from tools.themes.request import ThemeRequest
    from tools.themes.run import theme_report

    catalog = tools.catalog()
    when = read_period(period, catalog, today(tools, now))
    request = ThemeRequest(filters=read_segment(segment, catalog), period=when, **asked)
    with step_bar(settings.ui_language) as progress:
        return theme_report(tools, request, moment(tools, now), progress)


def _tools(settings: Settings, store: "Store") -> "ToolContext":
    from assistant.themes import with_namer
    from tools.toolbox import open_context

    return with_namer(settings, open_context(settings, store))


def _show(page: "Page", told: dict[str, Any] | None, files: list[Path], settings: Settings) -> None:
    """JSON where that was asked for; else the page, unless it went into files."""
    from tools.themes.showing.markdown import written

    if told is not None:
        print_json(told)
    elif not files:
        _print(written(page))
    if files:
        shown = ", ".join(map(str, files))
        echo(text("themes", "cli_written", settings.ui_language, files=shown), err=True)


def _print(said: str) -> None:
    """Markdown rendered on a terminal, as it is elsewhere."""
    import sys

    if not sys.stdout.isatty():
        echo(said.rstrip())
        return
    from rich.console import Console
    from rich.markdown import Markdown

    from assistant.cli.common import visible

    Console().print(Markdown(visible(said)))


for _command in COMMANDS:
    themes.command()(_command)
