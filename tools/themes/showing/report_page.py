"""A report as a page, in the order a product manager takes it into a meeting."""

from collections.abc import Iterator

from prompts import Language
from retrieval.catalog import Catalog
from tools.themes.changes_run import FEW
from tools.themes.report import Entry, Heat, Impact, Report
from tools.themes.showing import charts
from tools.themes.showing.blocks import (
    Block,
    Chart,
    Facts,
    Heading,
    Items,
    Notice,
    Page,
    Quotes,
    Table,
    Text,
)
from tools.themes.showing.notices import notices
from tools.themes.showing.words import Words, signed
from tools.themes.telling_whole import told_whole

__all__ = ["report_page", "scope_facts", "short_page", "theme_blocks", "theme_facts", "theme_page"]

TOP = 3
"""Themes told of in a sentence each, before everything else."""

_METHOD = ("theme", "share", "trend", "over", "impact")


def report_page(
    report: Report, language: Language, catalog: Catalog | None = None, *, drawn: bool = True
) -> Page:
    """drawn: with charts, which take a second to draw."""
    words = Words(language, catalog)
    title = words.say(f"title_{report.request.about}")
    blocks = (
        *_opening(report, title, words),
        *_ranking(report, words, drawn),
        *(block for each in _told(report) for block in theme_blocks(each, words, drawn)),
        *_left_out(report, words),
        *_heat(report, words, drawn),
        Heading(2, words.say("method")),
        Items(tuple(words.say(f"method_{each}") for each in _METHOD)),
    )
    return Page(title, language, blocks)


def _told(report: Report) -> tuple[Entry, ...]:
    """Those with a section of their own: of a few records there is no more to say than the ranking does."""
    if report.request.themes:
        return report.entries
    return tuple(each for each in report.entries if each.share.part >= FEW)


def _left_out(report: Report, words: Words) -> Iterator[Block]:
    left = len(report.entries) - len(_told(report))
    if left:
        yield Text(words.say("left_out" if left > 1 else "left_out_one", n=left, least=FEW))


def short_page(report: Report, language: Language, catalog: Catalog | None = None) -> Page:
    """What fits a screen: what it is of, the first themes in a sentence each, and the ranking."""
    words = Words(language, catalog)
    title = words.say(f"title_{report.request.about}")
    more = (
        (_narrow(report, words), Text(words.say("short_more", ref=report.entries[0].theme.ref)))
        if report.entries
        else ()
    )
    return Page(title, language, (*_opening(report, title, words), *more))


def theme_page(report: Report, language: Language, catalog: Catalog | None = None) -> Page:
    """The themes that were asked for by name, and nothing else."""
    words = Words(language, catalog)
    blocks = [block for each in report.entries for block in theme_blocks(each, words, drawn=False)]
    scope = Facts(tuple(scope_facts(report, words))[:3])
    nothing = () if report.entries else (Text(words.say("nothing")),)
    read = (Notice(each) for each in report.warnings)
    return Page(
        words.say(f"title_{report.request.about}"),
        language,
        (*blocks[:1], scope, *read, *nothing, *blocks[1:]),
    )


def _opening(report: Report, title: str, words: Words) -> Iterator[Block]:
    yield Heading(1, title)
    yield Facts(tuple(scope_facts(report, words)))
    yield from (Notice(each) for each in notices(report, words))
    yield from _short(report, words)


def scope_facts(report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """What the report is of."""
    asked = report.request
    yield words.say("segment"), words.segment(asked.filters)
    yield words.say("period"), words.days(report.first, report.last)
    counted = report.entries[0].share.records if report.entries else report.records
    yield words.say("counted"), words.say(f"counted_{asked.about}", n=words.count(counted))
    yield words.say("coverage"), _coverage(report, words)
    if report.themes:
        shown = words.say(
            "themes_shown",
            shown=len(report.entries),
            all=report.themes,
            order=words.say(f"order_{asked.order}"),
        )
        yield words.say("themes"), shown
    if report.quality.stability is not None:
        value = f"{report.quality.stability:.2f}"
        yield words.say("stability"), words.say("stability_of", value=value)
    yield words.say("as_of"), words.day(report.made_at)


def _coverage(report: Report, words: Words) -> str:
    if not report.texts:
        return words.say("coverage_none")
    return words.say(
        "coverage_of",
        share=words.percent(report.assigned / report.texts),
        texts=words.count(report.texts),
        left=words.count(report.texts - report.assigned),
    )


def _short(report: Report, words: Words) -> Iterator[Block]:
    yield Heading(2, words.say("in_short"))
    if not report.entries:
        yield Text(words.say("nothing"))
        return
    if report.whole is not None:
        yield Text(told_whole(report.whole, report.request.about, words.language))
    about = words.say(f"about_{report.request.about}")
    yield Items(tuple(_sentence(each, about, words) for each in report.entries[:TOP]), numbered=True)


def _sentence(entry: Entry, about: str, words: Words) -> str:
    told = words.say(
        "short",
        name=words.name(entry.theme),
        ref=entry.theme.ref,
        share=words.percent(entry.share.share),
        about=about,
        of=words.of(entry.share),
        people=_people(entry, words),
        trend=words.moves(entry),
    )
    first = next((each for each in entry.over if each.field != "language"), None)
    if first is None:
        return told
    field, value = words.field(first.field), words.value(first.field, first.value)
    key = "short_over" if first.rest.part else "short_only"
    most = words.say(key, field=field, value=value, lift=words.lift(first))
    return words.join([told, most])


def _people(entry: Entry, words: Words) -> str:
    return words.say("people_one") if entry.people == 1 else words.say("people", n=words.count(entry.people))


def _ranking(report: Report, words: Words, drawn: bool) -> Iterator[Block]:
    if not report.entries:
        return
    yield Heading(2, words.say("ranking"))
    if drawn:
        yield Chart(words.say("chart_shares"), charts.shares(report, words))
    measures = [each for each in ("nps", "rating") if any(_impact(entry, each) for entry in report.entries)]
    head = ["rank", "theme", "id", "records", "share", "interval", "people", "trend", *measures, "priority"]
    rows = tuple(
        (
            str(each.rank),
            words.name(each.theme),
            each.theme.ref,
            words.count(each.share.part),
            words.percent(each.share.share),
            words.interval(each.share),
            words.count(each.people),
            words.moves(each),
            *(_effect(_impact(each, name)) for name in measures),
            f"{each.priority.score:.0f}",
        )
        for each in report.entries
    )
    numeric = frozenset(place for place, name in enumerate(head) if name not in ("theme", "id", "trend"))
    yield Table(words.say("ranking"), tuple(words.say(f"col_{each}") for each in head), rows, numeric)


def _narrow(report: Report, words: Words) -> Table:
    """The ranking in as many columns as a terminal of 80 has room for."""
    head = ("theme", "id", "records", "share", "span", "trend", "priority")
    rows = tuple(
        (
            f"{each.rank}. {words.name(each.theme)}",
            each.theme.ref,
            words.count(each.share.part),
            words.percent(each.share.share),
            f"{100 * each.share.low:.1f}–{100 * each.share.high:.1f}",
            words.moves(each),
            f"{each.priority.score:.0f}",
        )
        for each in report.entries
    )
    return Table(
        words.say("ranking"), tuple(words.say(f"col_{each}") for each in head), rows, frozenset({2, 3, 4, 6})
    )


def _impact(entry: Entry, measure: str) -> Impact | None:
    return next((each for each in entry.impacts if each.measure == measure), None)


def _effect(impact: Impact | None) -> str:
    """Without an interval there is too little to put a figure beside others."""
    if impact is None or impact.low is None:
        return "–"
    return signed(impact.difference, 1 if impact.measure == "nps" else 2)


def theme_blocks(entry: Entry, words: Words, drawn: bool) -> Iterator[Block]:
    """One theme: figures with intervals, trend, who, quotes, what is asked for, tickets, the next step."""
    name = words.name(entry.theme)
    yield Heading(2, words.say("heading_theme", rank=entry.rank, name=name, ref=entry.theme.ref))
    if said := entry.theme.description(words.language):
        yield Text(said)
    yield Facts(tuple(theme_facts(entry, words)))
    chart = charts.trend(entry, words) if drawn else None
    if chart is not None:
        yield Chart(words.say("chart_trend", theme=name), chart)
    if entry.trend.weeks:
        yield _weeks(entry, words)
    if entry.excerpts:
        yield Heading(3, words.say("quotes"))
        yield Quotes(tuple((each.text, _source(each.id, each.at, words)) for each in entry.excerpts))
    if entry.asked:
        yield Heading(3, words.say("asked"))
        yield Items(tuple(_asked(each.text, each.records, each.ids, words) for each in entry.asked))


def theme_facts(entry: Entry, words: Words) -> Iterator[tuple[str, str]]:
    """How a theme stands, each figure with its interval or what it is of."""
    yield words.say("fact_share"), words.share(entry.share)
    yield words.say("fact_people"), words.count(entry.people)
    if entry.negative is not None:
        yield words.say("fact_negative"), words.share(entry.negative)
    if entry.intensity is not None:
        value = f"{entry.intensity:.2f}"
        yield words.say("fact_intensity"), words.say("fact_intensity_of", value=value)
    for each in entry.impacts:
        yield words.say(f"fact_{each.measure}"), words.impact(each)
    if entry.against is not None:
        yield words.say("fact_against"), words.against(entry.against)
    yield words.say("fact_trend"), words.trend(entry.trend)
    for over in entry.over:
        yield words.say("fact_over"), words.over(over)
    yield words.say("fact_priority"), words.priority(entry.priority)
    yield words.say("fact_tickets"), words.listed(entry.tickets) or words.say("none")
    if entry.next_step:
        yield words.say("fact_next"), entry.next_step


def _weeks(entry: Entry, words: Words) -> Table:
    head = tuple(words.say(f"col_{each}") for each in ("week", "records", "all", "share"))
    rows = tuple(
        (
            each.start,
            words.count(each.part),
            words.count(each.records),
            words.percent(each.part / each.records) if each.records else "–",
        )
        for each in entry.trend.weeks
    )
    caption = words.say("week_table", name=words.name(entry.theme))
    return Table(caption, head, rows, frozenset({1, 2, 3}), aside=True)


def _source(record: str, at: int | None, words: Words) -> str:
    return words.say("quote_from", id=record, day=words.day(at)) if at is not None else record


def _asked(said: str, records: int, ids: tuple[str, ...], words: Words) -> str:
    n = words.say("asked_records_one") if records == 1 else words.say("asked_records", n=words.count(records))
    shown = words.listed(ids[:3]) + (words.say("and_more") if len(ids) > 3 else "")
    return words.say("asked_line", text=said, n=n, ids=shown)


def _heat(report: Report, words: Words, drawn: bool) -> Iterator[Block]:
    found = report.heat
    if found is None or not found.columns or not found.themes:
        return
    names = charts.theme_names(report, words)
    weekly = found.across == "week"
    field = words.field(found.across)
    yield Heading(2, words.say("heat_weeks") if weekly else words.say("heat_field", field=field))
    chart = charts.heat(found, names, words) if drawn else None
    if chart is not None:
        yield Chart(words.say("chart_heat"), chart)
    yield _heat_table(found, names, field if not weekly else words.say("col_week"), words)


def _heat_table(found: Heat, names: dict[str, str], across: str, words: Words) -> Table:
    """A row a column of the map: there may be many weeks, and few themes."""
    themes = [f"{names[each]} ({each})" if each in names else each for each in found.themes]
    rows = tuple(
        (
            words.value(found.across, column),
            words.count(total),
            *(
                f"{100 * parts[place] / total:.1f}% ({parts[place]})" if total else "–"
                for parts in found.cells
            ),
        )
        for place, (column, total) in enumerate(zip(found.columns, found.totals, strict=True))
    )
    numeric = frozenset(range(1, 2 + len(themes)))
    return Table(words.say("heat_table"), (across, words.say("col_all"), *themes), rows, numeric)
