"""What changed between two periods, and whether a fix worked, as pages."""

from collections.abc import Iterator

from prompts import Language
from retrieval.catalog import Catalog
from tools.themes.changes import Changes, Fix, Told
from tools.themes.showing import charts
from tools.themes.showing.blocks import Block, Chart, Facts, Heading, Items, Page, Table, Text
from tools.themes.showing.words import Words
from tools.themes.telling import told

__all__ = ["changes_page", "fix_page"]

_SHOWN = 3
"""Records of a customer that are named."""


def changes_page(
    changes: Changes, language: Language, catalog: Catalog | None = None, *, drawn: bool = True
) -> Page:
    """The themes whose share moved, before beside after."""
    words = Words(language, catalog)
    blocks = (Heading(1, words.say("title_changes")), *_changes(changes, words, drawn))
    return Page(words.say("title_changes"), language, blocks)


def _changes(changes: Changes, words: Words, drawn: bool) -> Iterator[Block]:
    asked = changes.request
    sides = (
        (changes.after_first, changes.after_last, changes.after_records),
        (changes.before_first, changes.before_last, changes.before_records),
    )
    after, before = (words.say("changes_side", days=words.days(a, b), n=words.count(n)) for a, b, n in sides)
    yield Facts(
        (
            (words.say("segment"), words.segment(asked.filters)),
            (words.say("after_period"), after),
            (words.say("before_period"), before),
            (words.say("counted"), words.say(f"only_{asked.about}")),
        )
    )
    lines = told(changes, words.language).split("\n")
    yield Text(words.join(lines[: len(changes.notes) + 1]))
    if not changes.entries:
        return
    chart = charts.moved(changes, words) if drawn else None
    if chart is not None:
        yield Chart(words.say("chart_moved"), chart)
    head = ("theme", "id", "before", "after", "difference", "p", "verdict")
    rows = tuple(
        (
            words.name(each.theme),
            each.theme.ref,
            words.with_count(each.before),
            words.with_count(each.after),
            words.points_between(each.difference, each.low, each.high),
            words.p(each.p),
            words.say(f"verdict_{each.verdict}"),
        )
        for each in changes.entries
    )
    numeric = frozenset({2, 3, 4, 5})
    yield Table(words.say("moved_table"), tuple(words.say(f"col_{each}") for each in head), rows, numeric)
    yield Items((words.say("changes_method"), words.say("method_theme")))


def fix_page(fix: Fix, language: Language, catalog: Catalog | None = None, *, drawn: bool = True) -> Page:
    """The verdict, the figures behind it, and whom to tell."""
    words = Words(language, catalog)
    blocks = (Heading(1, words.say("title_fix")), *_fix(fix, words, drawn))
    return Page(words.say("title_fix"), language, blocks)


def _fix(fix: Fix, words: Words, drawn: bool) -> Iterator[Block]:
    yield Text(told(fix, words.language))
    chart = charts.before_and_after(fix, words) if drawn else None
    if chart is not None:
        yield Chart(words.say("chart_fix", day=fix.fixed), chart)
    if fix.before is not None and fix.after is not None:
        head = tuple(words.say(f"col_{each}") for each in ("side", "records", "share", "interval"))
        sides = ((words.say("before"), fix.before), (words.say("after"), fix.after))
        rows = tuple(
            (name, words.of(part), words.percent(part.share), words.interval(part)) for name, part in sides
        )
        yield Table(words.say("chart_fix", day=fix.fixed), head, rows, frozenset({1, 2, 3}))
    if fix.tell:
        yield Heading(2, words.say("tell_table"))
        if len(fix.tell) < fix.customers:
            shown, n = words.count(len(fix.tell)), words.count(fix.customers)
            yield Text(words.say("tell_newest", n=n, shown=shown))
        columns = tuple(words.say(f"col_{each}") for each in ("customer", "last", "feedback"))
        yield Table(words.say("tell_table"), columns, tuple(_told(each, words) for each in fix.tell))


def _told(each: Told, words: Words) -> tuple[str, ...]:
    records = words.listed(each.records[:_SHOWN]) + ("…" if len(each.records) > _SHOWN else "")
    return each.customer or words.say("unnamed"), each.last or "–", records
