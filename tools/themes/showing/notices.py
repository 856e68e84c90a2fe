"""What limits a report: few records, low coverage, themes that are not stable."""

from collections.abc import Iterator

from tools.themes.report import Report
from tools.themes.showing.words import Words

__all__ = ["notices"]

LOW_COVERAGE = 0.7
"""Below this the list leaves much of what customers say out."""
LOW_STABILITY = 0.6


def notices(report: Report, words: Words) -> Iterator[str]:
    """The report's own warnings, then what its figures warn of."""
    yield from report.warnings
    counted = report.entries[0].share.records if report.entries else report.records
    if report.small:
        yield words.say("warn_small", n=words.count(counted))
    if counted and report.texts / counted < LOW_COVERAGE:
        yield words.say("warn_unread", n=words.count(counted - report.texts), all=words.count(counted))
    if report.texts and report.assigned / report.texts < LOW_COVERAGE:
        yield words.say("warn_coverage", share=words.percent(report.assigned / report.texts))
    stability = report.quality.stability
    if stability is not None and stability < LOW_STABILITY:
        yield words.say("warn_stability", value=f"{stability:.2f}")
