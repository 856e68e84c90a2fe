"""Figures, dates, fields and segments of a report in words, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from prompts import Language, sentences, text
from retrieval.catalog import Catalog
from retrieval.records import known_field
from retrieval.themes.theme import Theme
from tools.segments.query import Filter, Period
from tools.themes.report import Against, Entry, Impact, Over, Part, Priority, Trend

__all__ = ["Words", "plain", "signed"]

_OPS = {"=": "is", "!=": "is_not", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_YES = ("1", "1.0", "true", "yes")
_OTHER_OPS = {
    "in": "one_of", "not in": "none_of", "missing": "missing", "present": "present",
    "contains": "contains", "not contains": "contains_not",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """catalog: what this data calls its fields and values; without it known fields have their usual names."""

    language: Language
    catalog: Catalog | None = None

    def say(self, key: str, **details: object) -> str:
        """One sentence of `prompts/texts/themes`."""
        return text("themes", key, self.language, **details)

    def join(self, parts: Sequence[str]) -> str:
        """Sentences side by side: Chinese ones without a space."""
        return (" " if self.language == "en" else "").join(each for each in parts if each)

    def listed(self, parts: Sequence[str]) -> str:
        """ "a, b and c"."""
        lead = text("answers", "list", self.language).join(parts[:-1])
        return lead + text("answers", "and", self.language) + parts[-1] if lead else "".join(parts)

    # --- figures

    def count(self, number: int) -> str:
        return f"{number:,}"

    def percent(self, share: float) -> str:
        return f"{100 * share:.1f}%"

    def share(self, part: Part) -> str:
        """ "18.2% (55 of 302; 95% interval 14.2% to 22.9%)"."""
        if not part.records:
            return self.say("share_none")
        return self.say(
            "share",
            share=self.percent(part.share),
            part=self.count(part.part),
            records=self.count(part.records),
            interval=self.interval(part),
        )

    def interval(self, part: Part) -> str:
        """ "14.2% to 22.9%"."""
        if not part.records:
            return "–"
        return self.say("to", low=self.percent(part.low), high=self.percent(part.high))

    def of(self, part: Part) -> str:
        """ "55 of 302"."""
        return self.say("of", part=self.count(part.part), records=self.count(part.records))

    def with_count(self, part: Part) -> str:
        """ "18.2% (55 of 302)"."""
        if not part.records:
            return self.say("share_none")
        return self.say("percent_of", share=self.percent(part.share), of=self.of(part))

    def points(self, difference: float) -> str:
        """A difference of shares in percentage points, with its sign."""
        return self.say("points", value=signed(100 * difference, 1))

    def points_between(self, difference: float, low: float | None, high: float | None) -> str:
        """The difference with its interval, where there is one."""
        if low is None or high is None:
            return self.points(difference)
        return self.say(
            "points_between",
            value=self.points(difference),
            low=signed(100 * low, 1),
            high=signed(100 * high, 1),
        )

    def p(self, p: float) -> str:
        return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"

    def impact(self, impact: Impact) -> str:
        """A score with the theme and without it."""
        digits = 1 if impact.measure == "nps" else 2
        span = ""
        if impact.low is not None and impact.high is not None:
            span = self.say(
                "impact_between", low=signed(impact.low, digits), high=signed(impact.high, digits)
            )
        return self.say(
            "impact",
            with_theme=plain(impact.with_theme, digits),
            n_with=self.count(impact.n_with),
            without=plain(impact.without, digits),
            n_without=self.count(impact.n_without),
            difference=signed(impact.difference, digits),
            span=span,
        )

    def over(self, over: Over) -> str:
        """A segment that speaks of it more than the rest."""
        return self.say(
            "over" if over.rest.part else "over_only",
            field=self.field(over.field),
            value=self.value(over.field, over.value),
            lift=self.lift(over),
            share=self.percent(over.part.share),
            of=self.of(over.part),
            rest=self.percent(over.rest.share),
            rest_of=self.count(over.rest.records),
            p=self.p(over.p),
        )

    def lift(self, over: Over) -> str:
        """How many times as often; large ones are whole, since what they are divided by is small."""
        return f"{over.lift:.1f}" if over.lift < 10 else f"{over.lift:,.0f}"

    def priority(self, priority: Priority) -> str:
        """The score and what it is made of, the largest part first."""
        parts = sorted(priority.factors.items(), key=lambda each: -each[1])
        made = self.listed(
            [f"{self.factor(name)} {plain(value, 1)}" for name, value in parts if round(value, 1)]
        )
        score = f"{priority.score:.1f}"
        return (
            self.say("priority", score=score, factors=made)
            if made
            else self.say("priority_score", score=score)
        )

    def factor(self, name: str) -> str:
        return sentences("themes", self.language).get(f"factor_{name}", name)

    # --- trends

    def trend(self, trend: Trend) -> str:
        """The whole trend: how it moves, by which test, and when it changed."""
        told = [self.say(f"trend_{trend.kind}" if trend.timed else "trend_untimed")]
        if trend.last:
            told = [self.say("trend_silent", day=trend.last)]
        if trend.kind in ("rising", "falling") and trend.per_week is not None:
            told = [self.say(f"trend_{trend.kind}_by", by=f"{abs(100 * trend.per_week):.2f}")]
        if trend.p is not None:
            told.append(self.say("tested", test=self.test(trend.test), p=self.p(trend.p), n=len(trend.weeks)))
        if trend.changed and trend.before and trend.after:
            told.append(
                self.say(
                    "changed",
                    week=trend.changed,
                    before=self.percent(trend.before.share),
                    before_of=self.of(trend.before),
                    after=self.percent(trend.after.share),
                    after_of=self.of(trend.after),
                )
            )
        return self.join(told)

    def trend_short(self, trend: Trend) -> str:
        """ "rising since 2026-09-07"."""
        if trend.last:
            return self.say("silent", day=trend.last)
        kind = self.say(f"kind_{trend.kind}" if trend.timed else "kind_untimed")
        return self.say("kind_since", kind=kind, week=trend.changed) if trend.changed else kind

    def moves(self, entry: Entry) -> str:
        """ "up from 0.7%": against the time before, where that is known; else how it moves in the period."""
        against, trend = entry.against, entry.trend
        if trend.last:
            return self.say("silent", day=trend.last)
        if against is None or against.verdict == "too_few":
            return self.trend_short(trend)
        if against.verdict == "no_clear_change" and trend.kind not in ("steady", "too_few"):
            return self.trend_short(trend)
        return self.say(f"moved_{against.verdict}", before=self.percent(against.part.share))

    def against(self, found: Against) -> str:
        """The whole comparison with the time before."""
        return self.say(
            "against",
            verdict=self.say(f"verdict_{found.verdict}"),
            before=self.share(found.part),
            days=self.days(found.first, found.last),
            difference=self.points_between(found.difference, found.low, found.high),
            p=self.p(found.p),
        )

    def test(self, name: str) -> str:
        return sentences("themes", self.language).get(f"test_{name}", name)

    # --- names

    def name(self, theme: Theme) -> str:
        return theme.name(self.language) or theme.ref

    def field(self, name: str) -> str:
        own = self.catalog.field(name) if self.catalog else None
        known = own or known_field(name)
        return (known.zh if self.language == "zh" else known.en) if known else name

    def value(self, field: str, value: str) -> str:
        own = self.catalog.field(field) if self.catalog else None
        if own is not None and own.kind == "flag":
            return text("answers", "yes" if value.lower() in _YES else "no", self.language)
        known = own.values if own else ()
        return next((each.name(self.language) for each in known if each.value == value), value)

    def day(self, moment: int | None) -> str:
        """The day of a moment on the data's clock."""
        if moment is None:
            return ""
        zone = ZoneInfo(self.catalog.timezone) if self.catalog else UTC
        return f"{datetime.fromtimestamp(moment, zone):%Y-%m-%d}"

    # --- segments and periods

    def segment(self, filters: Sequence[Filter]) -> str:
        """The filters as a sentence's part; all feedback where there are none."""
        return self.listed([self._condition(each) for each in filters]) or self.say("all_feedback")

    def days(self, first: str | None, last: str | None) -> str:
        """ "2026-07-01 to 2026-09-30"."""
        if first is None and last is None:
            return self.say("all_time")
        return self.say("to", low=first or "…", high=last or "…") if first != last else str(first)

    def period(self, period: Period | None) -> str:
        """The days of a half-open period, both included."""
        if period is None:
            return self.say("all_time")
        first = str(period.start)[:10] if period.start else None
        return self.days(first, _last_day(period.end))

    def _condition(self, each: Filter) -> str:
        def said(key: str, **details: object) -> str:
            return text("answers", key, self.language, **details)

        if each.any_of:
            return said("or").join(self._condition(option) for option in each.any_of)
        field = self.field(each.field)
        if each.bucket:
            field = said(f"{each.bucket}_of", field=field)
        values = [self.value(each.field, str(value)) for value in (each.values or (each.value,))]
        if each.op == "between":
            return said("between", field=field, low=values[0], high=values[-1])
        listed = said("list").join(values)
        return said(_OPS.get(each.op) or _OTHER_OPS[each.op], field=field, value=listed)


def signed(value: float, digits: int) -> str:
    """With its sign, a real minus; nothing before what rounds to zero."""
    shown = f"{abs(value):.{digits}f}"
    return shown if float(shown) == 0 else ("+" if value > 0 else "−") + shown


def plain(value: float, digits: int) -> str:
    """With a real minus where it has one."""
    return f"{value:.{digits}f}".replace("-", "−")


def _last_day(end: date | datetime | None) -> str | None:
    if end is None:
        return None
    if isinstance(end, datetime) and (end.hour, end.minute, end.second) != (0, 0, 0):
        return str(end)[:16]
    return (date.fromisoformat(str(end)[:10]) - timedelta(days=1)).isoformat()
