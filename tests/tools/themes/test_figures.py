"""The report's figures, beside those that pandas and scipy work out anew from the same rows."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from scipy.stats import fisher_exact, ttest_ind

from retrieval.database import Store, bump_data_version
from retrieval.errors import BadQuery
from retrieval.themes import tables
from tests.tools.themes.planted import DAY, NOON, chart, context_of, plant, record
from tools.scope import scoped
from tools.segments.query import Filter
from tools.themes.report import Report
from tools.themes.request import ThemeRequest
from tools.themes.run import theme_report

JUNE = {"start": "2026-06-01", "end": "2026-07-01"}


def rows(seed: int, count: int = 300) -> list[dict[str, Any]]:
    """Random feedback, with gaps in every field; `themes`: which it has."""
    rng = random.Random(seed)

    def some(value: Any) -> Any:
        return None if rng.random() < 0.15 else value

    return [
        record(
            rng.randrange(-80, 40),
            themes=tuple(sorted(rng.sample((1, 2, 3), rng.choice((0, 1, 1, 2))))),
            customer=some(f"c{rng.randrange(60)}"),
            region=some(rng.choice(("North", "South", "East"))),
            tier=some(rng.choice(("VIP", "standard", "new"))),
            sentiment=some(rng.choice(("negative", "negative", "positive", "neutral"))),
            intensity=some(rng.randrange(11) / 10),
            nps=some(rng.randrange(11)),
            rating=some(rng.randrange(1, 6)),
            order_value=some(float(rng.randrange(5, 200))),
        )
        for _ in range(count)
    ]


def put_all(store: Store, given: list[dict[str, Any]]) -> None:
    plant(store, [{key: value for key, value in row.items() if key != "themes"} for row in given])
    with store.write() as connection:
        for table in (tables.theme_map, tables.theme_run, tables.theme, tables.feedback_theme):
            connection.execute(sa.delete(table))
    chart(store, [(seq, theme) for seq, row in enumerate(given, 1) for theme in row["themes"]])


def asked(store: Store, **said: Any) -> Report:
    return theme_report(context_of(store), ThemeRequest.model_validate(said), NOON)


def frame(given: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(given)
    table["day"] = pd.to_datetime(table["time"], unit="s")
    table["week"] = (table["day"] - pd.to_timedelta(table["day"].dt.day_of_week, unit="D")).dt.strftime(
        "%Y-%m-%d"
    )
    return table


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("about", ["complaints", "praise", "all"])
def test_figures_are_those_of_pandas(shelf: Store, seed: int, about: str) -> None:
    given = rows(seed)
    put_all(shelf, given)
    report = asked(shelf, about=about, period=JUNE, filters=[Filter(field="region", op="present")])
    table = frame(given)
    table = table[(table.day >= "2026-06-01") & (table.day < "2026-07-01") & table.region.notna()]
    feeling = {"complaints": "negative", "praise": "positive"}.get(about)
    counted = table[table.sentiment == feeling] if feeling else table
    assert report.records == len(counted)
    assert {entry.theme.ref for entry in report.entries} == {"TH-1", "TH-2", "TH-3"}
    for entry in report.entries:
        own = counted[counted.themes.map(lambda each, number=entry.theme.id: number in each)]
        every = table[table.themes.map(lambda each, number=entry.theme.id: number in each)]
        rest = table.drop(every.index)
        assert (entry.share.part, entry.share.records) == (len(own), len(counted))
        assert entry.share.low <= entry.share.share <= entry.share.high
        assert entry.people == own.customer.nunique()
        assert entry.intensity == pytest.approx(own.intensity.mean())
        assert entry.negative is not None
        assert entry.negative.share == pytest.approx((every.sentiment.dropna() == "negative").mean())
        nps, rating = entry.impacts
        assert nps.difference == pytest.approx(score(every.nps) - score(rest.nps))
        assert (nps.n_with, nps.n_without) == (every.nps.count(), rest.nps.count())
        welch = ttest_ind(every.rating.dropna(), rest.rating.dropna(), equal_var=False).confidence_interval()
        assert (rating.low, rating.high) == pytest.approx((welch.low, welch.high), abs=0.01)
        weeks = {week.start: (week.part, week.records) for week in entry.trend.weeks}
        assert {week: part for week, (part, _) in weeks.items() if part} == own.week.value_counts().to_dict()
        assert {week: n for week, (_, n) in weeks.items() if n} == counted.week.value_counts().to_dict()
        assert sum(entry.priority.factors.values()) == pytest.approx(entry.priority.score)


def score(values: "pd.Series[Any]") -> float:
    there = values.dropna()
    return float(100 * ((there >= 9).mean() - (there <= 6).mean()))


def test_a_heat_map_adds_up_by_week_and_by_field(shelf: Store) -> None:
    given = rows(4)
    put_all(shelf, given)
    for across in (None, "region"):
        heat = asked(shelf, across=across).heat
        assert heat is not None
        table = frame(given)
        table = table[table.sentiment == "negative"].rename(columns={"week": "week_"})
        column = table["week_" if across is None else "region"]
        known = {name: n for name, n in zip(heat.columns, heat.totals, strict=True) if n}
        assert known == column.value_counts().to_dict()
        for ref, cells in zip(heat.themes, heat.cells, strict=True):
            own = table.themes.map(lambda each, number=int(ref[3:]): number in each)
            found = {name: n for name, n in zip(heat.columns, cells, strict=True) if n}
            assert found == column[own].value_counts().to_dict()


def test_where_a_theme_is_more_frequent_is_named_with_fishers_test(shelf: Store) -> None:
    given = rows(5)
    for number, row in enumerate(given):
        if row["region"] == "East" and number % 2:
            row["themes"] = (1,)
    put_all(shelf, given)
    (entry,) = asked(shelf, themes=["TH-1"], about="all").entries
    first = entry.over[0]
    assert (first.field, first.value) == ("region", "East")
    inside, rest = first.part, first.rest
    square = [[inside.part, inside.records - inside.part], [rest.part, rest.records - rest.part]]
    alone = fisher_exact(square, alternative="greater").pvalue
    assert alone <= first.p <= alone * 50
    assert first.lift == pytest.approx(inside.share / rest.share)
    assert all(each.field != "customer" for each in entry.over)


def test_the_order_of_rows_changes_nothing(shelf: Store) -> None:
    given = rows(6)
    put_all(shelf, given)
    before = asked(shelf)
    mixed = random.Random(1).sample(given, len(given))
    put_all(shelf, mixed)
    after = asked(shelf)
    for one, other in zip(before.entries, after.entries, strict=True):
        assert replace(one, theme=other.theme, excerpts=other.excerpts, asked=other.asked) == other


def test_nobody_named_is_everybody_once_with_copies_together(shelf: Store) -> None:
    plant(shelf, [record(0, 1), record(1, 1, copy_of=1), record(2, 1)])
    assert asked(shelf).entries[0].people == 2


def test_a_limited_store_counts_its_own(shelf: Store) -> None:
    plant(shelf, [record(day, 1 + day % 2, region="North" if day < 10 else "South") for day in range(30)])
    limited = scoped(shelf, "region=North")
    chart(
        shelf, [(seq, 1) for seq in range(1, 31)], scope=limited.limit.key if limited.limit else "", first=20
    )
    report = asked(limited)
    assert (report.records, report.entries[0].share.part) == (10, 10)
    assert [entry.theme.ref for entry in report.entries] == ["TH-20"]


def test_a_report_is_made_again_only_when_something_has_changed(shelf: Store) -> None:
    put_all(shelf, rows(7))
    first = asked(shelf)
    again = theme_report(context_of(shelf), ThemeRequest(), NOON + DAY)
    assert again == first
    with shelf.write() as connection:
        bump_data_version(connection)
        version = sa.select(tables.theme_map.c.seen).scalar_subquery() + 1
        connection.execute(sa.update(tables.theme_map).values(seen=version))
    assert theme_report(context_of(shelf), ThemeRequest(), NOON + DAY).made_at == NOON + DAY


def test_what_cannot_be_asked_is_refused(shelf: Store) -> None:
    put_all(shelf, rows(8, 40))
    for wrong in (
        {"across": "nps"},
        {"themes": ["no such theme"]},
        {"filters": [Filter(field="moon", value=1)]},
    ):
        with pytest.raises(BadQuery):
            asked(shelf, **wrong)


def test_the_days_are_those_of_the_period_and_the_data(shelf: Store) -> None:
    plant(shelf, [record(day, 1) for day in range(20)])
    first = datetime.fromtimestamp(NOON, UTC).date().isoformat()
    report = asked(shelf, period={"start": "2026-01-01", "end": "2026-06-11"})
    assert (report.first, report.last) == (first, "2026-06-10")
