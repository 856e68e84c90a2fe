"""`feedback opportunities`: needs behind complaints, the rules that found them, and what one is worth."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.cli.asking import moment, today
from assistant.cli.common import Home, Json, echo, failing, opened, print_json, settings_for
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import BadQuery

if TYPE_CHECKING:
    from tools.opportunities.opportunity import Opportunities
    from tools.opportunities.roi import Amount, RoiInputs
    from tools.themes.showing.blocks import Page

__all__ = ["opportunities"]

opportunities = typer.Typer(
    help="Needs behind complaints, and what they are worth. 抱怨背后的需求及其价值。",
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


Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help="Only findings of this kind; may repeat. 种类"),
]
Support = Annotated[int | None, typer.Option(min=5, help="Records a finding needs. 最少记录数")]
Spoken = Annotated[Literal["zh", "en"] | None, typer.Option(help="Of what is said. 语言")]
Now = Annotated[
    datetime | None,
    typer.Option("--now", formats=["%Y-%m-%d"], metavar="DATE", help="The day 'today' means. 把这天当作今天"),
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="As one HTML file. 网页文件")]
Markdown = Annotated[
    Path | None, typer.Option("--markdown", metavar="FILE", help="As Markdown. Markdown 文件")
]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="As a table. 表格文件")]
Figure = Annotated[str, typer.Option(metavar="N", help="A number, or LOW..N..HIGH, or LOW..HIGH. 数值或区间")]


@opportunities.callback()
def found(
    context: typer.Context,
    segment: Segment = "",
    period: PeriodText = "",
    kind: Kinds = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many findings. 显示个数")] = 10,
    min_support: Support = None,
    html: Html = None,
    markdown: Markdown = None,
    csv: Csv = None,
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Needs behind complaints, each with its rule and evidence. 抱怨背后的需求。"""
    if context.invoked_subcommand is not None:
        return
    from assistant.cli.theme_files import Files, page_files, write_all
    from tools.opportunities.showing import opportunities_page, render_csv

    settings, files = settings_for(home), Files(html, markdown, csv)
    spoken: Language = language or settings.ui_language
    given = {
        "kinds": tuple(kind or ()),
        "limit": limit,
        "min_support": min_support,
        "language": spoken,
    }
    with failing(settings):
        files.require_folders()
        _require_kinds(kind or ())
        result = _found(settings, segment, period, now, given)
        page = opportunities_page(result, spoken)
        made = page_files(page, files)
        if csv is not None:
            made[csv] = render_csv(result, spoken).encode("utf-8-sig")
        write_all(made)
    _show(page, result.to_json() if json else None, list(made), settings)


@opportunities.command("roi")
def roi(
    finding: Annotated[str, typer.Argument(metavar="ID", help="Of a finding: OP-3f2a90c1. 发现的编号")],
    customers_won: Figure = "",
    value_per_new_customer: Figure = "",
    customers_kept: Figure = "",
    value_per_customer: Annotated[
        str, typer.Option(metavar="N", help="What a kept customer brings in the period. 每位留住客户的价值")
    ] = "",
    cost: Figure = "",
    margin: Annotated[
        float | None, typer.Option(help="Part of the value that is kept, 0 to 1. 毛利率，0 至 1")
    ] = None,
    over: Annotated[str, typer.Option("--over", help="What period the values are of. 价值对应的时期")] = "",
    currency: Annotated[str, typer.Option(help="Of values and cost. 币种")] = "",
    segment: Segment = "",
    period: PeriodText = "",
    html: Html = None,
    markdown: Markdown = None,
    csv: Csv = None,
    language: Spoken = None,
    now: Now = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """(Value of new customers + value of retained customers) / cost, from numbers you give. 投入产出表。

    What is missing is asked for; nothing is made up. SEGMENT and PERIOD: those the finding was found in.
    """
    from assistant.cli.theme_files import Files, page_files, write_all
    from tools.opportunities.roi import roi_sheet
    from tools.opportunities.roi_showing import render_roi_csv, roi_page

    settings, files = settings_for(home), Files(html, markdown, csv)
    spoken: Language = language or settings.ui_language
    figures = {
        "customers_won": customers_won,
        "value_new": value_per_new_customer,
        "customers_kept": customers_kept,
        "value_kept": value_per_customer,
        "cost": cost,
    }
    with failing(settings):
        files.require_folders()
        inputs = _inputs(figures, margin, over, currency)
        result = _found(settings, segment, period, now, {"limit": 100, "language": spoken})
        chosen = result.find(finding)
        if chosen is None:
            known = ", ".join(each.id for each in result.entries[:5]) or "-"
            raise BadQuery("opportunity_unknown", opportunity=finding, known=known)
        sheet = roi_sheet(inputs, chosen)
        page = roi_page(sheet, spoken)
        made = page_files(page, files)
        if csv is not None:
            made[csv] = render_roi_csv(sheet, spoken).encode("utf-8-sig")
        write_all(made)
    _show(page, sheet.to_json() if json else None, list(made), settings)


def _found(
    settings: Settings, segment: str, period: str, now: datetime | None, given: dict[str, Any]
) -> "Opportunities":
    from assistant.segments import read_period, read_segment
    from tools.opportunities.request import OpportunityRequest
    from tools.opportunities.run import find_opportunities
    from tools.toolbox import open_context

    with opened(settings) as store:
        tools = open_context(settings, store)
        catalog = tools.catalog()
        when = read_period(period, catalog, today(tools, now))
        request = OpportunityRequest(filters=read_segment(segment, catalog), period=when, **given)
        return find_opportunities(tools, request, moment(tools, now))


def _require_kinds(kinds: Sequence[str]) -> None:
    """Raises BadQuery for what is no kind of finding."""
    from tools.opportunities.request import KINDS

    for each in kinds:
        if each not in KINDS:
            raise BadQuery("opportunity_kind", kind=each[:100], known=", ".join(KINDS))


def _inputs(figures: dict[str, str], margin: float | None, over: str, currency: str) -> "RoiInputs":
    """Raises BadQuery for a number that is none."""
    from pydantic import ValidationError

    from tools.opportunities.roi import RoiInputs

    amounts = {name: _amount(name, said) for name, said in figures.items()}
    try:
        return RoiInputs(margin=margin, period=over, currency=currency, **amounts)
    except ValidationError as error:
        raise BadQuery("roi_number", name="margin", value=str(margin)) from error


def _amount(name: str, said: str) -> "Amount | None":
    """ "1200", "1,200", "900..1200..1500" or "900..1500" (its middle is taken)."""
    from pydantic import ValidationError

    from tools.opportunities.roi import Amount

    if not said.strip():
        return None
    try:
        parts = [float(each.replace(",", "")) for each in said.split("..")]
        if len(parts) == 1:
            return Amount(value=parts[0])
        low, high = parts[0], parts[-1]
        middle = parts[1] if len(parts) == 3 else (low + high) / 2
        return Amount(value=middle, low=low, high=high)
    except (ValueError, ValidationError) as error:
        raise BadQuery("roi_number", name=name, value=said) from error


def _show(page: "Page", told: dict[str, Any] | None, files: list[Path], settings: Settings) -> None:
    """JSON where that was asked for; else the page, unless it went into files."""
    from tools.themes.showing.markdown import written

    if told is not None:
        print_json(told)
    elif not files:
        echo(written(page).rstrip())
    if files:
        shown = ", ".join(map(str, files))
        echo(text("themes", "cli_written", settings.ui_language, files=shown), err=True)
