"""Charts as Vega-Lite specifications: data and words inside, in colours that anybody can tell apart.

Every chart has a table beside it with the same figures; none depends on colour alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.themes.changes import Changes, Fix
from tools.themes.report import Entry, Heat, Part, Report
from tools.themes.showing.drawing import FONTS, INK
from tools.themes.showing.words import Words

__all__ = ["before_and_after", "heat", "moved", "report_charts", "shares", "theme_names", "trend"]

Spec = dict[str, Any]

_BAR, _MARK, _FAINT = "#3f9c85", "#d55e00", "#8a9691"
_DARKEST, _LIGHTEST = "#0b5b47", "#e3f0eb"
_WIDTH = 560
_LONGEST = 30
"""Characters of a theme's name in a chart; Chinese ones count twice."""

_ROUND = 6
_FIGURES_FIT = 26
"""Columns of a heat map in whose cells a figure can still be read."""


def report_charts(report: Report, words: Words) -> dict[str, Spec]:
    """All charts of a report, by names that can name files: "shares", "heat", "TH-12"."""
    names = theme_names(report, words)
    found = {
        "shares": shares(report, words) if report.entries else None,
        "heat": heat(report.heat, names, words) if report.heat else None,
        **{each.theme.ref: trend(each, words) for each in report.entries},
    }
    return {name: spec for name, spec in found.items() if spec is not None}


def theme_names(report: Report, words: Words) -> dict[str, str]:
    """What themes are called, by id."""
    return {each.theme.ref: words.name(each.theme) for each in report.entries}


def shares(report: Report, words: Words) -> Spec:
    """Themes in the report's order by their share of the segment, with intervals and counts."""
    rows = [{**_part(each.share, words), "theme": _label(each, words)} for each in report.entries]
    return _intervals(rows, words.say("chart_shares"), words.say("axis_share"))


def trend(entry: Entry, words: Words) -> Spec | None:
    """The weekly share of a theme, with the week it changed; None without weeks."""
    import altair as alt

    weeks = [each for each in entry.trend.weeks if each.records]
    if not weeks:
        return None
    rows: list[Spec] = [
        {
            "week": each.start,
            "share": round(each.part / each.records, _ROUND),
            "said": words.say("of", part=each.part, records=each.records),
        }
        for each in weeks
    ]
    shown = alt.Axis(labelExpr="slice(datum.value, 5)", labelAngle=0, labelOverlap=True)
    week = alt.X("week:O", title=words.say("axis_week"), axis=shown)
    share = alt.Y("share:Q", title=words.say("axis_share"), axis=alt.Axis(format=".0%", tickCount=4))
    told = ["week:O", alt.Tooltip("share:Q", format=".1%"), "said:N"]
    base = _over(rows)
    line = base.mark_line(color=_BAR, point=alt.OverlayMarkDef(color=_BAR, size=28)).encode(
        week, share, tooltip=told
    )
    layers: list[Any] = [line]
    if entry.trend.changed:
        changed = [{"week": entry.trend.changed, "said": words.say("mark_changed", week=entry.trend.changed)}]
        rule = _over(changed)
        layers.append(rule.mark_rule(color=_MARK, strokeDash=[4, 3], strokeWidth=1.5).encode(x="week:O"))
        late = entry.trend.changed > rows[len(rows) // 2]["week"]
        place: dict[str, Any] = {"align": "right" if late else "left", "dx": -4 if late else 4, "y": 8}
        layers.append(rule.mark_text(color=INK, baseline="top", **place).encode(x="week:O", text="said:N"))
    title = words.say("chart_trend", theme=words.name(entry.theme))
    return _spec(alt.layer(*layers).properties(width=_WIDTH, height=150, title=title))


def heat(found: Heat, names: Mapping[str, str], words: Words) -> Spec | None:
    """Themes by weeks or values: the share of each column, in colour and in figures. names: by theme's id."""
    import altair as alt

    rows: list[Spec] = [
        {
            "column": words.value(found.across, column),
            "theme": _short(names.get(theme, theme)),
            "share": round(part / total, _ROUND) if total else None,
            "said": f"{100 * part / total:.0f}" if total else "",
            "records": part,
        }
        for theme, parts in zip(found.themes, found.cells, strict=True)
        for column, part, total in zip(found.columns, parts, found.totals, strict=True)
    ]
    if not rows:
        return None
    highest = max(float(row["share"] or 0) for row in rows)
    columns = [words.value(found.across, each) for each in found.columns]
    labels = alt.Axis(labelAngle=-50, labelLimit=140, labelOverlap=found.across == "week")
    across = words.say("axis_week") if found.across == "week" else words.field(found.across)
    x = alt.X(
        "column:N",
        title=across,
        sort=columns,
        axis=labels,
    )
    y = alt.Y("theme:N", title=None, sort=[_short(names.get(each, each)) for each in found.themes])
    scale = alt.Scale(domain=[0, highest or 1], range=[_LIGHTEST, _DARKEST])
    legend = alt.Legend(format=".0%", title=words.say("axis_share"), gradientLength=120)
    base = _over(rows).encode(x, y)
    told = ["theme:N", "column:N", alt.Tooltip("share:Q", format=".1%"), "records:Q"]
    cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color("share:Q", scale=scale, legend=legend), tooltip=told
    )
    light = alt.condition(f"datum.share > {0.55 * highest}", alt.value("#ffffff"), alt.value("#16201d"))
    figures = base.mark_text(fontSize=10).encode(text="said:N", color=light)
    many = len(found.columns)
    layers = [cells, figures] if many <= _FIGURES_FIT else [cells]
    size = {"width": alt.Step(26 if many <= _FIGURES_FIT else max(9, 680 // many)), "height": alt.Step(24)}
    return _spec(alt.layer(*layers).properties(title=words.say("chart_heat"), **size))


def moved(changes: Changes, words: Words) -> Spec | None:
    """Each theme's share before and after, with intervals."""
    if not changes.entries:
        return None
    sides = (words.say("before"), words.say("after"))
    rows = [
        {**_part(part, words), "theme": _short(f"{words.name(each.theme)} ({each.theme.ref})"), "side": side}
        for each in changes.entries
        for side, part in zip(sides, (each.before, each.after), strict=True)
    ]
    return _sides(rows, sides, words, words.say("chart_moved"))


def before_and_after(fix: Fix, words: Words) -> Spec | None:
    """The share about the subject before and after the fix, with intervals; None when it is too early."""
    if fix.before is None or fix.after is None:
        return None
    sides = (words.say("before"), words.say("after"))
    title = _short(f"{fix.title} ({fix.subject})")
    rows = [
        {**_part(part, words), "theme": title, "side": side}
        for side, part in zip(sides, (fix.before, fix.after), strict=True)
    ]
    return _sides(rows, sides, words, words.say("chart_fix", day=fix.fixed))


def _intervals(rows: Sequence[Spec], title: str, axis: str) -> Spec:
    """Bars with whiskers and the figure at their end."""
    import altair as alt

    labels = [row["theme"] for row in rows]
    y = alt.Y("theme:N", title=None, sort=labels, axis=alt.Axis(labelLimit=320))
    highest = max((row["high"] for row in rows), default=1.0)
    scale = alt.Scale(domain=[0, min(1.0, highest * 1.35)], nice=False)
    base = _over(rows).encode(y)
    x = alt.X("share:Q", title=axis, scale=scale, axis=alt.Axis(format=".0%", tickCount=5))
    told = ["theme:N", alt.Tooltip("share:Q", format=".1%"), "said:N"]
    bars = base.mark_bar(color=_BAR, height=12).encode(x, tooltip=told)
    whiskers = base.mark_rule(color=INK, strokeWidth=1.5).encode(alt.X("low:Q"), alt.X2("high:Q"))
    figures = base.mark_text(align="left", dx=6, color=INK).encode(alt.X("high:Q"), text="said:N")
    chart = alt.layer(bars, whiskers, figures)
    return _spec(chart.properties(width=_WIDTH - 120, height=alt.Step(26), title=title))


def _sides(rows: Sequence[Spec], sides: Sequence[str], words: Words, title: str) -> Spec:
    """Two points with whiskers a theme, told apart by place, shape and colour."""
    import altair as alt

    y = alt.Y("theme:N", title=None, sort=list(dict.fromkeys(row["theme"] for row in rows)),
              axis=alt.Axis(labelLimit=320))  # fmt: skip
    offset = alt.YOffset("side:N", sort=list(sides))
    scale = alt.Scale(domain=list(sides), range=[_FAINT, _MARK])
    color = alt.Color("side:N", scale=scale, sort=list(sides), title=None, legend=alt.Legend(orient="top"))
    shapes = alt.Scale(domain=list(sides), range=["circle", "diamond"])
    shape = alt.Shape("side:N", scale=shapes, sort=list(sides), title=None, legend=alt.Legend(orient="top"))
    x = alt.X("share:Q", title=words.say("axis_share"), axis=alt.Axis(format=".0%", tickCount=5))
    base = _over(rows).encode(y, yOffset=offset, color=color)
    whiskers = base.mark_rule(strokeWidth=2).encode(
        alt.X("low:Q", title=words.say("axis_share")), alt.X2("high:Q")
    )
    points = base.mark_point(filled=True, opacity=1, size=80).encode(x, shape=shape)
    figures = base.mark_text(align="left", dx=6, color=INK).encode(
        alt.X("high:Q"), text="said:N", color=alt.value(INK)
    )
    chart = alt.layer(whiskers, points, figures)
    return _spec(chart.properties(width=_WIDTH - 120, height=alt.Step(18, **{"for": "offset"}), title=title))


def _over(rows: Sequence[Spec]) -> Any:
    """A chart to be, over rows."""
    import altair as alt

    data: Any = alt.Data
    return alt.Chart(data(values=list(rows)))


def _part(part: Part, words: Words) -> Spec:
    said = f"{words.percent(part.share)} ({words.count(part.part)})"
    return {
        "share": round(part.share, _ROUND),
        "low": round(part.low, _ROUND),
        "high": round(part.high, _ROUND),
        "said": said,
    }


def _label(entry: Entry, words: Words) -> str:
    return _short(f"{entry.rank}. {words.name(entry.theme)}")


def _short(name: str) -> str:
    width = 0
    for place, letter in enumerate(name):
        width += 2 if ord(letter) > 0x2E80 else 1
        if width > _LONGEST:
            return name[:place].rstrip() + "…"
    return name


def _spec(chart: Any) -> Spec:
    """The specification as data, its rows in it where they are used."""
    config = {
        "font": FONTS,
        "view": {"stroke": None},
        "title": {"anchor": "start", "color": INK, "fontSize": 14, "fontWeight": 600, "offset": 10},
        "axis": {
            "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelFontSize": 12,
            "titleFontSize": 12, "domainColor": _FAINT, "tickColor": _FAINT, "gridColor": _FAINT,
            "gridOpacity": 0.25,
        },
        "legend": {"labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelFontSize": 12},
        "text": {"fontSize": 12},
    }  # fmt: skip
    spec: Spec = chart.to_dict()
    rows = spec.pop("datasets", {})
    return {**_with_rows(spec, rows), "config": config}


def _with_rows(part: Any, rows: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_with_rows(each, rows) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: _with_rows(value, rows) for key, value in part.items()}
    data = made.get("data")
    name = str(data.get("name")) if isinstance(data, dict) else ""
    return {**made, "data": {"values": rows[name]}} if name in rows else made
