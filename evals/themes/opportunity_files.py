"""Opportunities of the sample world and of real files: what is known of them, what repeats, how quickly."""

import argparse
import csv
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from assistant.settings import Settings
from evals.homes import home_of
from evals.synthetic import PRODUCTS, REGIONS, TIERS
from evals.themes.opportunity_worlds import catalog_of, half, table_of
from evals.understanding.figures import Figure
from retrieval.catalog import Catalog
from retrieval.database import Store, bump_data_version, feedback_table, insert_rows, open_store
from tools.opportunities.choosing import Finding, chosen
from tools.opportunities.opportunity import Opportunity
from tools.opportunities.request import OpportunityRequest
from tools.opportunities.rules import find_rules
from tools.opportunities.run import find_opportunities, least_support, read_segment_table
from tools.opportunities.table import Column, Pairs, Table
from tools.opportunities.testing import fisher
from tools.opportunities.wording import key_of
from tools.segments.intervals import wilson
from tools.segments.query import Filter, Period
from tools.toolbox import ToolContext, open_context

__all__ = [
    "findings",
    "read",
    "real",
    "repeated",
    "sample",
    "sample_home",
    "speed",
    "telco_home",
    "told_rule",
]

SECONDS, MEMORY = 20.0, 2_048.0
COUNT = 100_000


def findings(table: Table, catalog: Catalog) -> tuple[list[Finding], int]:
    """The findings, and how many rules have the support and lift before any test."""
    _, rules = find_rules(table, catalog, least_support(len(table)))
    return chosen(rules), len(rules)


def told_rule(finding: Finding) -> tuple[frozenset[tuple[str, str]], str]:
    rule = finding.rule.rule
    items = [rule.group.items.items[each] for each in rule.items]
    topic = rule.outcome.item.value if rule.outcome.item else rule.outcome.what
    return frozenset((each.field, each.value) for each in items), topic


def sample(options: argparse.Namespace) -> Iterator[Figure]:
    """The truths planted in the sample world that are about who, not when."""
    home = sample_home(options)
    with context_over(home) as context:
        everything = find_opportunities(context, OpportunityRequest(limit=100), 0)
        shifted = _crisis(context)
        month = find_opportunities(context, OpportunityRequest(limit=100, period=shifted), 0)
        there = (Filter(field="region", value="华东"), Filter(field="category", value="delivery"))
        looked = OpportunityRequest(limit=100, period=shifted, filters=there)
        within = find_opportunities(context, looked, 0)
        told = [told_rule(each) for each in findings(_themed(context), context.catalog())[0]]
    listed("sample world", everything.entries)
    listed("sample world, the weeks of the delivery crisis", month.entries)
    listed("deliveries in the region in those weeks", within.entries)
    checks = {
        "firmware defect: the product and both versions": _names(everything.entries, ("3.2.0", "Buds 2"))
        and _names(everything.entries, ("3.2.1", "Buds 2")),
        "delivery crisis: region, whole year": _names(everything.entries, ("delivery", "华东")),
        "delivery crisis: region, its weeks": _names(month.entries, ("delivery", "华东")),
        "delivery crisis: VIP customers of the region": _names(within.entries, ("VIP", "NPS")),
        "pairing: new customers (themes as planted)": (frozenset({("tier", "new")}), "pairing") in told,
    }
    for name, met in checks.items():
        yield Figure("sample world", "both", name, float(met), everything.records, bar=1.0)


def _themed(context: ToolContext) -> Table:
    """The sample world with the themes that were planted: what rules find where themes are right."""
    truth = json.loads(Path("retrieval/sample/truth.json").read_text("utf-8"))["records"]
    table = read_segment_table(context, OpportunityRequest())
    facts = feedback_table()
    with context.store.read() as connection:
        ids = connection.scalars(sa.select(facts.c.id).order_by(facts.c.seq)).all()
    said = [{theme for theme, _ in truth.get(each, {}).get("aspects", ())} for each in ids]
    names = tuple(sorted(set().union(*said)))
    marks = [(place, names.index(theme)) for place, themes in enumerate(said) for theme in sorted(themes)]
    rows, codes = np.array(marks, np.int32).T
    return replace(table, many={**table.many, "theme": Pairs(rows, codes, names)})


def _crisis(context: ToolContext) -> Period:
    """The crisis's month, moved as the import moves the year to end yesterday."""
    from retrieval.sample.year import CRISIS, END

    span = context.catalog().field("time")
    last = date.fromtimestamp((span.highest if span else 0) or 0)
    moved = last - END
    return Period(start=CRISIS[1] + moved, end=CRISIS[2] + moved)


def _names(entries: Sequence[Opportunity], words: Sequence[str]) -> bool:
    return any(all(word in each.title.en + each.need.en for word in words) for each in entries)


def repeated(options: argparse.Namespace) -> Iterator[Figure]:
    """Half of the customers to find in, half to test in; five splits of each set."""
    sets = {
        "sample world": sample_home(options),
        "airline tweets": home_of(options.data / "en_airline_tweets.csv", options.homes),
        "telecom contracts": telco_home(options),
    }
    for name, home in sets.items():
        table, catalog = read(home)
        held = total = 0
        for seed in range(5):
            found, _ = findings(half(table, seed), catalog)
            rest = half(table, seed, other=True)
            _, again = find_rules(rest, catalog, 1)
            known = {tuple(key_of(each.rule)): each for each in again}
            for finding in found:
                total += 1
                other = known.get(tuple(key_of(finding.rule.rule)))
                held += (
                    other is not None
                    and fisher(other.rule.n, other.rule.of, other.rule.with_, other.rule.both) < 0.05
                )
        share = held / total if total else 0.0
        yield Figure(
            name,
            "-",
            "found in one half, true in the other",
            share,
            total,
            *wilson(share, max(total, 1)),
            bar=0.9,
        )


KNOWN = {
    "contract by the month, and fiber": ("Month-to-month", "Fiber optic"),
    "electronic check": ("Electronic check",),
    "short tenure": ("tenure up to",),
    "no online security or tech support": ("No", "Security"),
    "senior citizens": ("SeniorCitizen",),
}
"""What analyses of these contracts usually find about those who left."""


def real(options: argparse.Namespace) -> Iterator[Figure]:
    with context_over(telco_home(options)) as context:
        telco = find_opportunities(context, OpportunityRequest(limit=100, kinds=("leaving",)), 0)
    listed("telecom contracts", telco.entries)
    named = [
        any(all(word in _all(each) for word in words) for each in telco.entries) for words in KNOWN.values()
    ]
    yield Figure("telecom contracts", "en", "known reasons named", float(np.mean(named)), len(named), bar=0.8)
    with context_over(home_of(options.data / "en_airline_tweets.csv", options.homes)) as context:
        airline = find_opportunities(context, OpportunityRequest(limit=100), 0)
    listed("airline tweets", airline.entries[:15])
    yield Figure("airline tweets", "en", "findings", float(airline.found), airline.records)
    yield from _aspects(options.data)


def _all(each: Opportunity) -> str:
    return " ".join([each.title.en, each.need.en, *(other.en for other in each.also)])


def _aspects(data: Path) -> Iterator[Figure]:
    """Categories that go together in complaints; the same figures by mlxtend's FP-growth."""
    table = _aspect_table(data)
    found, _ = findings(table, catalog_of(table))
    pairs = {}
    for each in found:
        rule = each.rule.rule
        names = (
            rule.group.items.items[rule.first].value,
            rule.outcome.item.value if rule.outcome.item else "",
        )
        pairs[names] = rule.lift
        print(f"  {names[0]} + {names[1]}: {rule.both} of {rule.with_}, lift {rule.lift:.2f}")
    by_mlxtend = _mlxtend(table)
    alike = [abs(by_mlxtend.get(names, -1.0) - lift) < 1e-9 for names, lift in pairs.items()]
    share = float(np.mean(alike)) if alike else 0.0
    yield Figure(
        "restaurant and laptop aspects",
        "en",
        "pairs whose lift FP-growth gives too",
        share,
        len(alike),
        bar=1.0,
    )


def _aspect_table(data: Path) -> Table:
    with (data / "en_acos_aspects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sentiment"] == "negative"]
    texts = {text: place for place, text in enumerate(dict.fromkeys(row["text"] for row in rows))}
    themes = {theme: place for place, theme in enumerate(dict.fromkeys(row["theme"] for row in rows))}
    domains = {row["text"]: row["domain"] for row in rows}
    kinds = tuple(sorted(set(domains.values())))
    marks = np.array(sorted({(texts[row["text"]], themes[row["theme"]]) for row in rows}), np.int32)
    columns = {
        "domain": Column(np.array([kinds.index(domains[text]) for text in texts], np.int32), kinds),
        "sentiment": Column(np.zeros(len(texts), np.int32), ("negative",)),
    }
    return table_of(columns, {"topic": Pairs(marks[:, 0], marks[:, 1], tuple(themes))})


def _mlxtend(table: Table) -> dict[tuple[str, str], float]:
    import pandas as pd
    from mlxtend.frequent_patterns import (  # type: ignore[import-untyped]
        association_rules,
        fpgrowth,
    )

    pairs = table.many["topic"]
    held = np.zeros((len(table), len(pairs.values)), bool)
    held[pairs.rows, pairs.codes] = True
    sets = fpgrowth(
        pd.DataFrame(held, columns=list(pairs.values)), 10 / len(table), use_colnames=True, max_len=2
    )
    rules = association_rules(sets, metric="lift", min_threshold=1.0)
    return {
        (next(iter(one)), next(iter(other))): float(lift)
        for one, other, lift in zip(rules["antecedents"], rules["consequents"], rules["lift"], strict=True)
    }


def speed(_options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder)})
        store = open_store(settings.store_url, "UTC", settings.secret_file)
        try:
            _fill(store, COUNT)
            context = open_context(settings, store)
            context.catalog()
            started, cpu = time.monotonic(), time.process_time()
            found = find_opportunities(context, OpportunityRequest(limit=20), 0)
            seconds, cpu = time.monotonic() - started, time.process_time() - cpu
        finally:
            store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    task = f"synthetic, {COUNT:,} records in a store"
    yield Figure(
        task, "both", "seconds to the findings", seconds, found.candidates, bar=SECONDS, at_most=True
    )
    yield Figure(task, "both", "seconds of CPU", cpu, found.candidates)
    yield Figure(task, "both", "peak memory, MB", memory, COUNT, bar=MEMORY, at_most=True)


def _fill(store: Store, count: int) -> None:
    """Records with two of 20 topics each, and a tenth about deliveries from one region late."""
    chance = np.random.default_rng(5)
    words = (
        "太慢了，再也不买了",
        "the charger broke after two days",
        "说好次日达，等了五天才到",
        "works fine, thanks",
    )
    columns: tuple[str, ...] = (
        "seq",
        "id",
        "source",
        "version",
        "row_hash",
        "import_id",
        "time",
        "customer",
        "product",
        "region",
    )
    columns += ("tier", "channel", "order_value", "sentiment", "intent")
    facts, texts, topics = [], [], []
    for seq in range(1, count + 1):
        region = int(chance.integers(len(REGIONS)))
        mood = "negative" if chance.random() < (0.5 if region else 0.7) else "positive"
        facts.append(
            (
                seq, f"s{seq}", "synthetic", 1, f"{seq:032x}", 1, 1_750_000_000 + 300 * seq,
                f"c{chance.integers(count // 3)}", PRODUCTS[int(chance.integers(len(PRODUCTS)))],
                REGIONS[region],
                TIERS[int(chance.integers(len(TIERS)))], f"channel {chance.integers(5)}",
                round(float(chance.gamma(2, 100)), 2), mood,
                ("complaint", "suggestion")[int(chance.random() < 0.1)],
            )
        )  # fmt: skip
        texts.append((seq, f"{words[int(chance.integers(4))]} {seq}", None))
        topics += [
            (seq, f"topic.{each}", "topic", 0.0, 0.9)
            for each in sorted(set(chance.integers(0, 20, 2).tolist()))
        ]
    with store.write() as connection:
        insert_rows(connection, "feedback", columns, facts)
        insert_rows(connection, "feedback_text", ("seq", "text", "title"), texts)
        insert_rows(
            connection, "feedback_topic", ("seq", "topic", "topic_area", "score", "confidence"), topics
        )
        bump_data_version(connection)


@contextmanager
def context_over(home: Path) -> Iterator[ToolContext]:
    """The context over a home, closed afterwards."""
    settings = Settings().model_copy(update={"home": home})
    store = open_store(settings.store_url, settings.timezone, settings.secret_file)
    try:
        yield open_context(settings, store)
    finally:
        store.close()


def read(home: Path) -> tuple[Table, Catalog]:
    with context_over(home) as context:
        return read_segment_table(context, OpportunityRequest()), context.catalog()


def sample_home(options: argparse.Namespace) -> Path:
    return home_of(Path("retrieval/sample/feedback.csv"), options.homes)


def telco_home(options: argparse.Namespace) -> Path:
    """The contracts, with a text in each row: feedback has one."""
    made = options.homes / "telco_with_text.csv"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        with (options.data / "telco_customer_churn.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with made.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*rows[0], "comment"])
            writer.writeheader()
            writer.writerows({**row, "comment": f"contract of {row['customerID']}"} for row in rows)
    return home_of(made, options.homes)


def listed(name: str, entries: Sequence[Opportunity]) -> None:
    print(f"{name}: {len(entries)} findings")
    for each in entries:
        counts = f"{each.support.part} of {each.confidence.records}, lift {each.lift:.2f}, q {each.q:.1g}"
        print(f"  {each.rank}. [{each.kind}] {each.title.en}: {counts}")
