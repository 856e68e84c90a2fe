"""The ROI sheet as a page (Markdown and HTML are made of it) and as a table for spreadsheets."""

from collections.abc import Iterator

from prompts import Language, text
from tools.opportunities.roi import Case, Line, RoiSheet
from tools.opportunities.showing import table
from tools.themes.showing.blocks import Block, Heading, Notice, Page, Table, Text

__all__ = ["render_roi_csv", "roi_notices", "roi_page"]

_HEAD = ("line", "source", "value", "low", "high", "n", "formula")
_COUNTS = ("customers_won", "customers_kept", "customers_affected")


def render_roi_csv(sheet: RoiSheet, language: Language) -> str:
    """One row a line; the names of lines are fixed, so that programs can rely on them."""
    lines = [*sheet.given, *sheet.read, *sheet.computed]
    rows = [_row(each, each.name, language) for each in lines]
    rows += [_row(each, f"break_even_{each.name}", language) for each in sheet.break_even]
    rows += [
        (f"if_{case.name}", "computed", None, case.roi_low, case.roi_high, None, "") for case in sheet.cases
    ]
    return table(_HEAD, rows)


def roi_page(sheet: RoiSheet, language: Language) -> Page:
    """What was given, what the data says, what comes of it, and what it hangs on."""
    heading = _say("roi_heading", language)
    return Page(heading, language, tuple(_blocks(sheet, language, heading)))


def roi_notices(sheet: RoiSheet, language: Language) -> tuple[str, ...]:
    """What is missing, in one sentence; and what is left out."""
    said = []
    if sheet.missing:
        names = _say("list", language).join(_say(f"roi_{each}", language) for each in sheet.missing)
        said.append(_say("roi_ask", language, names=names))
    if sheet.partial:
        said.append(_say(f"roi_without_{sheet.partial}", language))
    if not any(each.name == "margin" for each in sheet.given):
        said.append(_say("roi_no_margin", language))
    said += _doubts(sheet, language)
    return tuple(said)


def _doubts(sheet: RoiSheet, language: Language) -> Iterator[str]:
    """What was given and can hardly be meant: a cost of nothing, more customers kept than are affected."""
    given = {each.name: each for each in sheet.given}
    affected = next((each.value for each in sheet.read if each.name == "customers_affected"), None)
    if given["cost"].value == 0:
        yield _say("roi_cost_nothing", language)
    kept = given["customers_kept"]
    most = max((each for each in (kept.value, kept.high) if each is not None), default=0.0)
    if affected is not None and most > affected:
        yield _say("roi_kept_more", language, kept=f"{most:,.0f}", affected=f"{affected:,.0f}")


def _blocks(sheet: RoiSheet, language: Language, heading: str) -> Iterator[Block]:
    yield Heading(1, heading)
    if sheet.title is not None:
        yield Text(f"{sheet.title.in_(language)} ({sheet.opportunity})")
    if sheet.roi is not None:
        yield Text(_result(sheet, sheet.roi, language))
    for each in roi_notices(sheet, language):
        yield Notice(each)
    head = tuple(_say(f"roi_head_{each}", language) for each in ("line", "value", "range", "source"))
    for name in ("given", "read", "computed"):
        lines: tuple[Line, ...] = getattr(sheet, name)
        if lines:
            caption = _say(f"roi_{name}_caption", language)
            yield Heading(2, caption)
            yield Table(
                caption, head, tuple(_cells(each, sheet, language) for each in lines), frozenset((1, 2))
            )
    if sheet.break_even:
        yield Heading(2, _say("roi_break_even_caption", language))
        yield Text(
            _say("list_sentences", language).join(_even(each, sheet, language) for each in sheet.break_even)
        )
    if sheet.cases:
        caption = _say("roi_cases_caption", language)
        yield Heading(2, caption)
        heads = tuple(
            _say(f"roi_head_{each}", language) for each in ("line", "inputs", "roi_low", "roi_high")
        )
        yield Table(
            caption, heads, tuple(_case(each, language) for each in sheet.cases), frozenset((1, 2, 3))
        )


def _result(sheet: RoiSheet, roi: float, language: Language) -> str:
    computed = {each.name: each.value for each in sheet.computed}
    period = _say("roi_period", language, period=sheet.period) if sheet.period else ""
    return _say(
        "roi_result",
        language,
        roi=f"{roi:.2f}",
        value=_money(computed["value"], sheet),
        cost=_money(next(each.value for each in sheet.given if each.name == "cost"), sheet),
        period=period,
    )


def _cells(each: Line, sheet: RoiSheet, language: Language) -> tuple[str, ...]:
    value = "-" if each.value is None else _number(each.name, each.value, sheet)
    spread = ""
    if each.low is not None or each.high is not None:
        low, high = (each.value if end is None else end for end in (each.low, each.high))
        spread = f"{_number(each.name, low or 0.0, sheet)} – {_number(each.name, high or 0.0, sheet)}"
    source = _say(f"roi_source_{each.source}", language)
    if each.formula is not None:
        source = each.formula.in_(language)
    elif each.source == "read" and each.n is not None:
        source = _say("roi_source_read_n", language, n=f"{each.n:,}")
    return _say(f"roi_{each.name}", language), value, spread, source


def _case(case: Case, language: Language) -> tuple[str, ...]:
    name = _say(f"roi_{case.name}", language)
    ends = "" if case.low_input is None else f"{case.low_input:,.6g} – {case.high_input:,.6g}"
    label = _say("roi_what_if", language, name=name) if case.what_if else name
    return label, ends, f"{case.roi_low:.2f}", f"{case.roi_high:.2f}"


def _even(each: Line, sheet: RoiSheet, language: Language) -> str:
    value = each.value or 0.0
    if each.name == "cost":
        return _say("roi_even_cost", language, cost=_money(value, sheet))
    said = _say(f"roi_even_{each.name}", language, customers=f"{-int(-value // 1):,}")
    if each.name == "customers_kept" and each.n:
        said += _say("roi_even_of", language, affected=f"{each.n:,}")
    return said + _say("roi_even_end", language)


def _number(name: str, value: float, sheet: RoiSheet) -> str:
    if name in ("margin", "share_affected"):
        return f"{100 * value:.1f}%"
    if name == "roi":
        return f"{value:.2f}"
    return f"{value:,.6g}" if name in _COUNTS else _money(value, sheet)


def _money(value: float | None, sheet: RoiSheet) -> str:
    return f"{value or 0.0:,.2f} {sheet.currency}".rstrip()


def _row(each: Line, name: str, language: Language) -> tuple[str | float | int | None, ...]:
    formula = each.formula.in_(language) if each.formula else ""
    return name, each.source, each.value, each.low, each.high, each.n, formula


def _say(key: str, language: Language, **details: object) -> str:
    return text("opportunities", key, language, **details)
