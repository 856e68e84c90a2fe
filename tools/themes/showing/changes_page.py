"""What changed between two periods, and whether a fix worked, as pages."""

from collections.abc import Iterator

from prompts import Language
from retrieval.catalog import Catalog
from tools.themes.changes import Changes, Fix, Told
from tools.themes.showing import charts
from tools.themes.showing.blocks import Block, Chart, Facts, Heading, Items, Notice, Page, Table, Text
from tools.themes.showing.words import Words

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
    if not changes.entries:
        yield Text(words.say("changes_nothing"))
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
    head = words.say("fix_head", title=fix.title, subject=fix.subject)
    blocks = (Heading(1, words.say("title_fix")), Text(head), *_fix(fix, words, drawn))
    return Page(words.say("title_fix"), language, blocks)


def _fix(fix: Fix, words: Words, drawn: bool) -> Iterator[Block]:
    if fix.before is None or fix.after is None or fix.difference is None:
        yield Text(words.say("fix_too_early", days=fix.days, day=fix.fixed))
        return
    sides = {"before": words.share(fix.before), "after": words.share(fix.after)}
    difference = words.points_between(fix.difference, fix.low, fix.high)
    yield Text(words.say(f"fix_{fix.verdict}", day=fix.fixed, days=fix.days, difference=difference, **sides))
    if fix.small:
        yield Notice(words.say("fix_small"))
    chart = charts.before_and_after(fix, words) if drawn else None
    if chart is not None:
        yield Chart(words.say("chart_fix", day=fix.fixed), chart)
    yield Heading(2, words.say("tell_table"))
    yield Text(_whom(fix, words))
    if fix.tell:
        head = tuple(words.say(f"col_{each}") for each in ("customer", "last", "feedback"))
        yield Table(words.say("tell_table"), head, tuple(_told(each, words) for each in fix.tell))


def _whom(fix: Fix, words: Words) -> str:
    if fix.customers <= 1:
        return words.say("fix_tell_one" if fix.customers else "fix_tell_none")
    n = words.count(fix.customers)
    if len(fix.tell) < fix.customers:
        return words.say("fix_tell", n=n, shown=words.count(len(fix.tell)))
    return words.say("fix_tell_all", n=n)


def _told(each: Told, words: Words) -> tuple[str, ...]:
    records = words.listed(each.records[:_SHOWN]) + ("…" if len(each.records) > _SHOWN else "")
    return each.customer or words.say("unnamed"), each.last or "–", records
