"""`python -m evals.themes.opportunities`: how many opportunities are true, how many are found, how quickly.

- False ones: data whose columns are shuffled independently has none. The sample world and a real file
  (contracts of 7,043 telecom customers), many times; and synthetic data in which nothing goes together, but
  where people write often, and mostly of one thing. Owed: at most 5 % of the runs find anything. Beside: the
  rules that have the support and lift, without a test.
- Planted ones found: synthetic worlds with associations of known strength (seeds that nothing was chosen on),
  and the sample world's own truths.
- Repeated: what is found in one half of the customers is tested (Fisher, 5 %) in the other.
- Real files: what is known of them, and what is found.
- Speed: 100,000 synthetic records in a store, from the request to the findings, and the peak memory.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from assistant.settings import Settings
from evals.homes import home_of
from evals.synthetic import PRODUCTS, REGIONS, TIERS
from evals.themes.opportunity_worlds import (
    by_customer,
    catalog_of,
    crowded,
    half,
    planted_world,
    shuffled,
    table_of,
)
from evals.understanding.figures import Figure, figure_table
from retrieval.catalog import Catalog
from retrieval.database import Store, bump_data_version, insert_rows, open_store
from tools.opportunities.choosing import Finding, chosen
from tools.opportunities.opportunity import Opportunity
from tools.opportunities.request import OpportunityRequest
from tools.opportunities.rules import find_rules
from tools.opportunities.run import find_opportunities, least_support, read_segment_table
from tools.opportunities.table import Column, Pairs, Table
from tools.opportunities.testing import fisher
from tools.segments.intervals import wilson
from tools.segments.query import Filter, Period
from tools.toolbox import ToolContext, open_context

__all__ = ["main"]

DATA = Path("../shared/data")
CACHE = Path("~/.cache/feedback-assistant-evals/themes").expanduser()
RUNS, WORLDS = 100, 20
FALSE_RUNS, SECONDS, MEMORY = 0.05, 20.0, 2_048.0
RATIOS = (1.5, 2.0, 3.0)
"""Of planted associations: how many times as often."""
COUNT = 100_000


def main() -> int:
    options = _options()
    parts: dict[str, Callable[[argparse.Namespace], Iterator[Figure]]] = {
        "false": _false,
        "planted": _planted,
        "sample": _sample,
        "repeated": _repeated,
        "real": _real,
        "speed": _speed,
    }
    found: list[Figure] = []
    for name in options.only or parts:
        started = time.monotonic()
        found += parts[name](options)
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(figure_table(found))
    return 1 if any(each.met is False for each in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--homes", type=Path, default=CACHE / "homes")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument(
        "--only", action="append", choices=("false", "planted", "sample", "repeated", "real", "speed")
    )
    return parser.parse_args()


def findings(table: Table, catalog: Catalog) -> tuple[list[Finding], int]:
    """The findings, and how many rules have the support and lift before any test."""
    _, rules = find_rules(table, catalog, least_support(len(table)))
    return chosen(rules), len(rules)


# --- false ones


def _false(options: argparse.Namespace) -> Iterator[Figure]:
    table, catalog = _read(_sample_home(options))
    yield from _runs(
        "sample world, columns shuffled", options.runs, catalog, lambda seed: shuffled(table, seed)
    )
    yield from _runs(
        "sample world, groups exchanged between customers",
        options.runs,
        catalog,
        lambda seed: by_customer(table, seed),
    )
    telco, known = _read(_telco_home(options))
    few = max(options.runs // 5, 1)
    yield from _runs("telecom contracts, columns shuffled", few, known, lambda seed: shuffled(telco, seed))
    people = catalog_of(crowded(0, 10))
    yield from _runs(
        "synthetic, people who repeat themselves", options.runs, people, lambda seed: crowded(seed, 1500)
    )


def _runs(task: str, runs: int, catalog: Catalog, make: Callable[[int], Table]) -> Iterator[Figure]:
    some = untested = rules = 0
    for seed in range(runs):
        table = make(1000 + seed)
        found, loose = findings(table, catalog)
        some += bool(found)
        rules += len(found)
        untested += loose
    low, high = wilson(some / runs, runs)
    yield Figure(
        task, "-", "runs with a finding", some / runs, runs, low, high, untested / runs, "untested, a run:",
        FALSE_RUNS, at_most=True,
    )  # fmt: skip
    yield Figure(task, "-", "findings a run", rules / runs, runs)


# --- planted ones


def _planted(_options: argparse.Namespace) -> Iterator[Figure]:
    for records in (3_000, 20_000):
        hits: dict[tuple[float, int], list[bool]] = {}
        exact = near = total = 0
        for seed in range(100, 100 + WORLDS):
            table, planted = planted_world(seed, records, RATIOS)
            found, _ = findings(table, catalog_of(table))
            told = [_told(each) for each in found]
            for each in planted:
                hits.setdefault((each.ratio, len(each.items)), []).append((each.items, each.topic) in told)
            for items, topic in told:
                total += 1
                exact += any((one.items, one.topic) == (items, topic) for one in planted)
                near += any(one.topic == topic and (one.items & items) for one in planted)
        task = f"synthetic worlds of {records:,}"
        for (ratio, several), got in sorted(hits.items()):
            name = f"found: {ratio:g} times, {several} value{'s' if several > 1 else ''}"
            yield Figure(
                task, "-", name, float(np.mean(got)), len(got), *wilson(float(np.mean(got)), len(got))
            )
        for name, part in (("findings that were planted", exact), ("or overlap with one", near)):
            share = part / total if total else 0.0
            bar = 0.9 if part == near else None
            yield Figure(task, "-", name, share, total, *wilson(share, max(total, 1)), bar=bar)


def _told(finding: Finding) -> tuple[frozenset[tuple[str, str]], str]:
    rule = finding.rule.rule
    items = [rule.group.items.items[each] for each in rule.items]
    topic = rule.outcome.item.value if rule.outcome.item else rule.outcome.what
    return frozenset((each.field, each.value) for each in items), topic


def _sample(options: argparse.Namespace) -> Iterator[Figure]:
    """The truths planted in the sample world that are about who, not when."""
    home = _sample_home(options)
    with _context(home) as context:
        everything = find_opportunities(context, OpportunityRequest(limit=100), 0)
        shifted = _crisis(context)
        month = find_opportunities(context, OpportunityRequest(limit=100, period=shifted), 0)
        there = (Filter(field="region", value="华东"), Filter(field="category", value="delivery"))
        looked = OpportunityRequest(limit=100, period=shifted, filters=there)
        within = find_opportunities(context, looked, 0)
    _list("sample world", everything.entries)
    _list("sample world, the weeks of the delivery crisis", month.entries)
    _list("deliveries in the region in those weeks", within.entries)
    checks = {
        "firmware defect: the product and both versions": _names(everything.entries, ("3.2.0", "Buds 2"))
        and _names(everything.entries, ("3.2.1", "Buds 2")),
        "delivery crisis: region, whole year": _names(everything.entries, ("delivery", "华东")),
        "delivery crisis: region, its weeks": _names(month.entries, ("delivery", "华东")),
        "delivery crisis: VIP customers of the region": _names(within.entries, ("VIP", "NPS")),
    }
    for name, met in checks.items():
        yield Figure("sample world", "both", name, float(met), everything.records, bar=1.0)


def _crisis(context: ToolContext) -> Period:
    """The crisis's month, moved as the import moves the year to end yesterday."""
    from retrieval.sample.year import CRISIS, END

    span = context.catalog().field("time")
    last = date.fromtimestamp((span.highest if span else 0) or 0)
    moved = last - END
    return Period(start=CRISIS[1] + moved, end=CRISIS[2] + moved)


def _names(entries: Sequence[Opportunity], words: Sequence[str]) -> bool:
    return any(all(word in each.title.en + each.need.en for word in words) for each in entries)


# --- repeated, and real files


def _repeated(options: argparse.Namespace) -> Iterator[Figure]:
    """Half of the customers to find in, half to test in; five splits of each set."""
    sets = {
        "sample world": _sample_home(options),
        "airline tweets": home_of(options.data / "en_airline_tweets.csv", options.homes),
        "telecom contracts": _telco_home(options),
    }
    for name, home in sets.items():
        table, catalog = _read(home)
        held = total = 0
        for seed in range(5):
            found, _ = findings(half(table, seed), catalog)
            rest = half(table, seed, other=True)
            _, again = find_rules(rest, catalog, 1)
            known = {_key(each.rule): each for each in again}
            for finding in found:
                total += 1
                other = known.get(_key(finding.rule.rule))
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


def _key(rule: object) -> tuple[str, ...]:
    from tools.opportunities.counting import Counted
    from tools.opportunities.wording import key_of

    assert isinstance(rule, Counted)
    return tuple(key_of(rule))


KNOWN = {
    "contract by the month, and fiber": ("Month-to-month", "Fiber optic"),
    "electronic check": ("Electronic check",),
    "short tenure": ("tenure up to",),
    "no online security or tech support": ("No", "Security"),
    "senior citizens": ("SeniorCitizen",),
}
"""What analyses of these contracts usually find about those who left."""


def _real(options: argparse.Namespace) -> Iterator[Figure]:
    with _context(_telco_home(options)) as context:
        telco = find_opportunities(context, OpportunityRequest(limit=100, kinds=("leaving",)), 0)
    _list("telecom contracts", telco.entries)
    named = [
        any(all(word in _all(each) for word in words) for each in telco.entries) for words in KNOWN.values()
    ]
    yield Figure("telecom contracts", "en", "known reasons named", float(np.mean(named)), len(named), bar=0.8)
    with _context(home_of(options.data / "en_airline_tweets.csv", options.homes)) as context:
        airline = find_opportunities(context, OpportunityRequest(limit=100), 0)
    _list("airline tweets", airline.entries[:15])
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


# --- speed


def _speed(_options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder)})
        store = open_store(settings.store_url, "UTC", settings.secret_file)
        try:
            _fill(store, COUNT)
            context = open_context(settings, store)
            context.catalog()
            started = time.monotonic()
            found = find_opportunities(context, OpportunityRequest(limit=20), 0)
            seconds = time.monotonic() - started
        finally:
            store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    task = f"synthetic, {COUNT:,} records in a store"
    yield Figure(
        task, "both", "seconds to the findings", seconds, found.candidates, bar=SECONDS, at_most=True
    )
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


# --- homes


class _context:  # noqa: N801 - used as a function
    """The context over a home, closed afterwards."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings().model_copy(update={"home": home})

    def __enter__(self) -> ToolContext:
        self.store = open_store(self.settings.store_url, self.settings.timezone, self.settings.secret_file)
        return open_context(self.settings, self.store)

    def __exit__(self, *_: object) -> None:
        self.store.close()


def _read(home: Path) -> tuple[Table, Catalog]:
    with _context(home) as context:
        return read_segment_table(context, OpportunityRequest()), context.catalog()


def _sample_home(options: argparse.Namespace) -> Path:
    return home_of(Path("retrieval/sample/feedback.csv"), options.homes)


def _telco_home(options: argparse.Namespace) -> Path:
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


def _list(name: str, entries: Sequence[Opportunity]) -> None:
    print(f"{name}: {len(entries)} findings")
    for each in entries:
        counts = f"{each.support.part} of {each.confidence.records}, lift {each.lift:.2f}, q {each.q:.1g}"
        print(f"  {each.rank}. [{each.kind}] {each.title.en}: {counts}")


if __name__ == "__main__":
    raise SystemExit(main())
