"""A made-up report: every part filled, and in the customers' words what a page must not obey."""

from datetime import date, timedelta

from prompts import Language
from retrieval.themes.theme import Quality, Theme
from tools.segments.intervals import newcombe, wilson
from tools.segments.query import Filter, Period
from tools.themes.changes import Change, Changes, Fix, Told
from tools.themes.report import (
    Asked,
    Entry,
    Excerpt,
    Heat,
    Impact,
    Over,
    Part,
    Priority,
    Report,
    Trend,
    Week,
)
from tools.themes.request import ChangesRequest, FixRequest, ThemeRequest

__all__ = ["HOSTILE", "changes", "early_fix", "empty_report", "fix", "report"]

HOSTILE = (
    "=cmd|' /C calc'!A0 <script>document.title='owned'</script> [click](https://evil.example/x) | **now**\n"
    "# not a heading\n![x](https://evil.example/p.png)"
)

FIRST = date(2026, 6, 29)
AT = 1_790_812_800


def part(count: int, records: int) -> Part:
    low, high = wilson(count / records, records)
    return Part(count, records, count / records, low, high)


def theme(number: int, en: str, zh: str) -> Theme:
    told = f"Customers report: {en.lower()}.", f"客户反映：{zh}。"
    return Theme(number, "fine", None, en, zh, *told, "words", (), (), 400, AT - 10_000_000)


CRASHES = theme(12, "App crashes on login", "登录时闪退")
LATE = theme(7, "Parcels arrive late", "包裹迟到")
HOSTILE_THEME = theme(31, HOSTILE, HOSTILE)


def weeks(counts: list[int], of: int = 25) -> tuple[Week, ...]:
    return tuple(
        Week((FIRST + timedelta(weeks=place)).isoformat(), count, of) for place, count in enumerate(counts)
    )


def report(language: Language = "en") -> Report:
    zh = language == "zh"
    rising = Trend(
        "rising", "mann_kendall", 0.0004, 0.006, "2026-08-31", part(9, 225), part(46, 100),
        weeks([1, 1, 0, 2, 1, 1, 1, 1, 1, 10, 12, 11, 13]),
    )  # fmt: skip
    steady = Trend(
        "steady", "mann_kendall", 0.61, 0.0, None, None, None, weeks([4, 3, 4, 2, 5, 4, 3, 4, 3, 4, 3, 3, 4])
    )
    few = Trend("too_few", "mann_kendall", None, None, None, None, None, ())
    entries = (
        Entry(
            1, CRASHES, part(55, 325), 48, part(55, 55), 0.71,
            (Impact("nps", -62.5, 40, -8.1, 210, -54.4, -75.0, -33.8),
             Impact("rating", 1.42, 50, 2.2, 240, -0.78, None, None)),
            rising, (Over("channel", "app", part(50, 120), part(5, 205), 17.1, 0.00001),),
            Priority(81.5, {"share": 30.0, "trend": 25.0, "nps": 26.5}),
            (Excerpt("n1", "It closes the moment I log in.", AT, "negative"),
             Excerpt("n2", "更新之后一登录就闪退", AT, "negative"), Excerpt("n3", HOSTILE, None, None)),
            (Asked("Please let me go back to the old version", 3, ("n1", "n8", "n9")),), ("T-12",),
            "先查 9 月的版本。" if zh else "It rose with the September release: look at that first.",
        ),
        Entry(2, LATE, part(46, 325), 46, part(44, 46), 0.5, (), steady, (), Priority(44.0, {"share": 44.0})),
        Entry(3, HOSTILE_THEME, part(4, 325), 1, None, None, (), few,
              (Over("region", HOSTILE, part(4, 9), part(1, 300), 2.0, 0.01),), Priority(3.0, {})),
    )  # fmt: skip
    columns, cells = zip(*((week.start, week.part) for week in rising.weeks), strict=True)
    others = tuple(week.part for week in steady.weeks)
    heat = Heat("week", columns, ("TH-12", "TH-7"), (cells, others), (25,) * 13)
    asked = ThemeRequest(
        filters=(Filter(field="channel", op="in", values=("app", "web")),),
        period=Period(start=date(2026, 7, 1), end=date(2026, 10, 1)),
        language=language,
    )
    quality = Quality(3_032, 2_850, 0.84, 0.2, False)
    return Report(
        asked, language, "2026-07-01", "2026-09-30", 325, 325, 300, 14, quality, False, entries, heat, AT, 7
    )


def empty_report(language: Language = "en") -> Report:
    """Of a segment with no feedback in it."""
    return Report(
        ThemeRequest(),
        language,
        None,
        None,
        0,
        0,
        0,
        0,
        Quality(0, 0, None, None, True),
        True,
        (),
        None,
        AT,
        1,
    )


def changes(language: Language = "en") -> Changes:
    before, after = part(9, 225), part(46, 100)
    low, high = newcombe(after.share, 100, before.share, 225)
    entry = Change(CRASHES, before, after, after.share - before.share, low, high, 0.0000001, "rose")
    none = part(0, 225), part(2, 100)
    rare = Change(HOSTILE_THEME, *none, 0.02, *newcombe(0.02, 100, 0.0, 225), 0.2, "too_few")
    asked = ChangesRequest(period=Period(start=date(2026, 9, 1), end=date(2026, 10, 1)), language=language)
    return Changes(
        asked,
        language,
        "2026-07-01",
        "2026-08-31",
        "2026-09-01",
        "2026-09-30",
        225,
        100,
        (entry, rare),
        14,
        AT,
        7,
    )


def fix(language: Language = "en") -> Fix:
    before, after = part(46, 100), part(3, 90)
    low, high = newcombe(after.share, 90, before.share, 100)
    told = (Told("customer-1", ("n1", "n8"), "2026-09-28"), Told(None, ("n2",), None))
    return Fix(
        FixRequest(subject="TH-12", fixed=date(2026, 10, 1), language=language), language, "TH-12",
        CRASHES.name(language), "2026-10-01", 30, "fell", before, after, after.share - before.share, low,
        high, False, told, 41, AT, 7,
    )  # fmt: skip


def early_fix(language: Language = "en") -> Fix:
    """Of a fix that came out three days ago."""
    asked = FixRequest(subject="TH-12", fixed=date(2026, 10, 1))
    return Fix(
        asked,
        language,
        "TH-12",
        "Crashes",
        "2026-10-01",
        3,
        "too_early",
        None,
        None,
        None,
        None,
        None,
        True,
        (),
        0,
        AT,
        7,
    )
