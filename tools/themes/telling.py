"""What was found about themes, in words: every figure with what it is out of, and with its interval."""

from collections.abc import Iterator

from prompts import Language, sentences, text
from tools.segments.intervals import SMALL
from tools.themes.changes import Change, Changes, Fix
from tools.themes.changes_run import FEW
from tools.themes.report import Against, Entry, Impact, Part, Trend
from tools.tickets.effect import SHORTEST

__all__ = ["told", "told_change"]

Tellable = Changes | Change | Fix | Entry

MOST = 5
"""Changes that are told one by one."""


def told(found: Tellable, language: Language) -> str:
    """One honest sentence, or a few. Of `Changes`: how many, then a line for each of the clearest."""
    if isinstance(found, Changes):
        return "\n".join(_changes(found, language))
    if isinstance(found, Change):
        return told_change(found, language)
    space = " " if language == "en" else ""
    return space.join(_fix(found, language) if isinstance(found, Fix) else _entry(found, language))


def told_change(found: Change, language: Language) -> str:
    """One theme's change; said of one whose share alone moved: why that is no change."""
    before, after = found.before, found.after

    def say(key: str, **details: object) -> str:
        return text("themes_telling", key, language, **details)

    points = say("points", p=_p(found.p), **_moved(found, "points"))
    sentence = say(
        found.verdict,
        theme=_name(found.theme.name(language), found.theme.ref, language),
        before=_part(before, language),
        after=_part(after, language),
        before_part=before.part,
        after_part=after.part,
        before_records=before.records,
        after_records=after.records,
        points=points,
    )
    space = " " if language == "en" else ""
    parts = [sentence]
    if found.share_only:
        parts.append(_by_others(found, language))
    if found.verdict != "too_few" and min(before.records, after.records) < SMALL:
        parts.append(say("small"))
    return space.join(parts)


def _changes(found: Changes, language: Language) -> Iterator[str]:
    clear = [each for each in found.entries if each.verdict not in ("no_clear_change", "too_few")]
    key = "changes" if len(clear) > 1 else "changes_one" if clear else "changes_none"
    if not found.before_records or not found.after_records:
        key = "changes_empty"
    yield from found.notes
    yield text(
        "themes_telling",
        key,
        language,
        clear=len(clear),
        themes=found.themes,
        before_first=found.before_first,
        before_last=found.before_last,
        after_first=found.after_first,
        after_last=found.after_last,
        before_records=found.before_records,
        after_records=found.after_records,
    )
    if key == "changes_empty":
        return
    pressed = [each for each in found.entries if each.share_only]
    shown = [*clear, *pressed][:MOST] if clear or not found.request.themes else found.entries[:MOST]
    for each in shown:
        yield f"- {told_change(each, language)}"
    if min(found.before_records, found.after_records) < SMALL:
        yield text("themes_telling", "small", language)


def _by_others(found: Change, language: Language) -> str:
    before, after = found.daily
    direction = text("themes_telling", "more" if found.difference < 0 else "less", language)
    daily = {"per_day_before": f"{before:.2f}", "per_day_after": f"{after:.2f}", "direction": direction}
    return text("themes_telling", "by_others", language, **daily)


def _fix(found: Fix, language: Language) -> Iterator[str]:
    def say(key: str, **details: object) -> str:
        return text("themes_telling", key, language, **details)

    theme = _name(found.title, found.subject, language)
    if found.how != "named":
        yield say(f"fix_{found.how}", said=found.request.subject, theme=theme)
    if found.verdict == "too_early" or found.before is None or found.after is None:
        yield say("fix_too_early", theme=theme, fixed=found.fixed, days=found.days, least=SHORTEST)
    elif found.difference is None or found.low is None or found.high is None:
        records = {"before_records": found.before.records, "after_records": found.after.records}
        yield say("fix_nothing", theme=theme, fixed=found.fixed, days=found.days, **records)
    else:
        yield say(
            f"fix_{found.verdict}",
            theme=theme,
            fixed=found.fixed,
            days=found.days,
            before=_part(found.before, language),
            after=_part(found.after, language),
            **_moved(found, "difference"),
        )
    if found.share_only and found.before and found.after:
        yield say("fix_share_only", before=found.before.part, after=found.after.part)
    if found.small:
        yield say("small")
    if found.verdict == "fell":
        key = "fix_tell" if found.customers > 1 else "fix_tell_one" if found.customers else "fix_nobody"
        yield say(key, customers=found.customers)
    elif found.customers > 1:
        yield say("fix_not_yet", customers=found.customers)


def _entry(found: Entry, language: Language) -> Iterator[str]:
    share = found.share
    yield text(
        "themes_telling",
        "entry_one" if share.part == 1 else "entry",
        language,
        theme=_name(found.theme.name(language), found.theme.ref, language),
        part=share.part,
        records=share.records,
        share=_percent(share.share),
        low=_percent(share.low),
        high=_percent(share.high),
        people=found.people,
    )
    if share.part < FEW or share.records < SMALL:
        yield text("themes_telling", "small", language)
    if found.against is not None and found.against.verdict != "too_few":
        yield _against(found, found.against, language)
    yield from _trend(found.trend, language)
    for each in found.impacts:
        if each.low is not None and each.high is not None and not each.low <= 0 <= each.high:
            yield _impact(each, language)


def _against(entry: Entry, found: Against, language: Language) -> str:
    """What people ask first: whether it is more than in the time before."""
    middle, low, high = found.difference, found.low, found.high
    if found.verdict in ("fell", "gone"):
        middle, low, high = -middle, -high, -low
    shown = _signed if found.verdict == "no_clear_change" else _percent
    return text(
        "themes_telling",
        f"against_{found.verdict}",
        language,
        first=found.first,
        last=found.last,
        before=_part(found.part, language),
        after=_percent(entry.share.share),
        points=shown(middle),
        low=shown(low),
        high=shown(high),
    )


def _trend(found: Trend, language: Language) -> Iterator[str]:
    if found.last:
        yield text("themes_telling", "silent", language, day=found.last)
        return
    since = text("themes_telling", "since", language, changed=found.changed) if found.changed else ""
    yield text(
        "themes_telling",
        f"trend_{found.kind}" if found.timed else "trend_untimed",
        language,
        per_week=_signed(found.per_week or 0.0, 2),
        test=sentences("themes", language).get(f"test_{found.test}", found.test),
        p="–" if found.p is None else _p(found.p),
        changed=since,
    )
    if found.changed and found.before and found.after and found.kind not in ("new", "gone"):
        sides = {"before": _part(found.before, language), "after": _part(found.after, language)}
        yield text("themes_telling", "stepped", language, changed=found.changed, **sides)


def _impact(found: Impact, language: Language) -> str:
    digits = 0 if found.measure == "nps" else 2
    return text(
        "themes_telling",
        f"impact_{found.measure}",
        language,
        with_theme=f"{found.with_theme:.{digits}f}",
        without=f"{found.without:.{digits}f}",
        n_with=found.n_with,
        n_without=found.n_without,
        difference=f"{found.difference:+.{digits}f}",
        low=f"{found.low:+.{digits}f}",
        high=f"{found.high:+.{digits}f}",
    )


def _name(name: str, ref: str, language: Language) -> str:
    return text("themes_telling", "name", language, name=name.strip("“”"), ref=ref)


def _part(found: Part, language: Language) -> str:
    return text(
        "themes_telling",
        "part",
        language,
        share=_percent(found.share),
        part=found.part,
        records=found.records,
    )


def _moved(found: Change | Fix, name: str) -> dict[str, str]:
    """By how much, and the interval: unsigned where the sentence says which way it went."""
    low, high = found.low or 0.0, found.high or 0.0
    middle = found.difference or 0.0
    if found.verdict in ("fell", "gone"):
        middle, low, high = -middle, -high, -low
    if found.verdict in ("no_clear_change", "too_few"):
        return {name: _signed(middle), "low": _signed(low), "high": _signed(high)}
    return {name: _percent(middle), "low": _percent(low), "high": _percent(high)}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _signed(fraction: float, digits: int = 1) -> str:
    return f"{100 * fraction:+.{digits}f}"


def _p(p: float) -> str:
    """As people write it: never zero."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"
