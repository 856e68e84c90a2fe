"""One question -> what it asks for, as typed tool arguments, or what of it could not be read."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import rjieba

from assistant.language import question_language
from assistant.offline.conditions import (
    Condition,
    feeling_conditions,
    missing_conditions,
    number_conditions,
    price_field,
    text_conditions,
    value_conditions,
)
from assistant.offline.lexicon import concept, noise, shape
from assistant.offline.linking import FieldMention, Linker
from assistant.offline.measures import Asked, find_measure, split_share
from assistant.offline.numerals import NUMBER, number
from assistant.offline.scan import Scan
from assistant.offline.structure import (
    Ordering,
    auto_bucket,
    find_buckets,
    find_groups,
    find_ordering,
    find_sides,
    finer,
    min_group,
)
from assistant.offline.times import TimeMention, read_times
from prompts import Language
from retrieval.catalog import Catalog, CatalogField
from tools.segments.query import Filter, GroupBy, Measure, Order, Period, SegmentQuery

__all__ = ["Reading", "read"]

Intent = Literal["count", "quotes", "describe", "unread"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question was read as.

    readings: (said, meant) pairs that had to be interpreted, shown with the answer. problem: a key of
    `prompts/texts/answers.<language>.toml` when the question cannot be answered, with `details` for it.
    explicit: which parts the question itself states; a follow-up takes the others from the turn before.
    """

    language: Language
    intent: Intent
    query: SegmentQuery = field(default_factory=SegmentQuery)
    topic: str = ""
    limit: int = 5
    readings: tuple[tuple[str, str], ...] = ()
    problem: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    explicit: frozenset[str] = frozenset()


def read(question: str, catalog: Catalog, linker: Linker, today: date) -> Reading:
    """Reads a question over this data. Never guesses: what is not understood becomes a problem."""
    return _Reader(question, catalog, linker, today).read()


class _Reader:
    """The pieces of one question while they are taken apart; every step takes what it understands."""

    def __init__(self, question: str, catalog: Catalog, linker: Linker, today: date) -> None:
        self.question = question
        self.catalog = catalog
        self.linker = linker
        self.today = today
        self.language = question_language(question)
        self.scan = Scan.of(question)
        self.readings: list[tuple[str, str]] = []
        self.topic = ""

    def read(self) -> Reading:
        scan = self.scan
        if scan.take_first(concept("describe")):
            return Reading(self.language, "describe")
        conditions = text_conditions(scan)
        times = read_times(scan, self.today, _span(self.catalog))
        buckets = find_buckets(scan, self.catalog)
        if buckets is None:
            return self._problem("no_time", asked=self.question.strip())
        limit = self._asked_count()
        quotes = scan.take_first(concept("quotes")) is not None
        fields, values = self.linker.link(scan)
        least = min_group(scan)
        conditions += value_conditions(scan, values) + number_conditions(scan, fields, self.catalog)
        conditions += missing_conditions(scan, fields)
        conditions += self._mentions()
        conditions += feeling_conditions(scan, self.catalog, conditions)
        fields = self._open_fields(fields, conditions)
        return self._shape(conditions, times, fields, buckets, least, limit, quotes=quotes)

    def _mentions(self) -> list[Condition]:
        """ "about X", "提到X": texts that contain X, unless X was linked to a value already."""
        found: list[Condition] = []
        for match in self.scan.find(rf"(?:{concept('mention').pattern})\s*(?P<rest>[^\x00?？,，。;；]*)"):
            topic = _topic(match.group("rest"))
            start = match.start()
            if not topic:
                linked = self.scan.free[match.end() : match.end() + 1] == "\x00"
                if linked and not concept("complaint").match(match.group()):
                    self.scan.take(start, match.end())
                continue
            place = match.start("rest") + match.group("rest").index(topic)
            self.scan.take(start, place + len(topic))
            found.append(self._topic_condition(topic, start, place + len(topic)))
        return found

    def _topic_condition(self, topic: str, start: int, end: int) -> Condition:
        partial = self.linker.partial_values(topic)
        if partial is not None:
            return _partial_condition(topic, *partial, start, end)
        contains = Filter(field="text", op="contains", value=topic)
        return Condition(start, end, contains, (topic, f"text contains “{topic}”"))

    def _open_fields(
        self, fields: Sequence[FieldMention], conditions: Sequence[Condition]
    ) -> list[FieldMention]:
        """Field mentions that no condition used up: a field right beside its own value only names the value."""
        kept: list[FieldMention] = []
        for each in fields:
            own = [c for c in conditions if c.filter.field == each.field.name]
            inside = any(c.start <= each.start and each.end <= c.end for c in own)
            beside = any(min(abs(each.start - c.end), abs(c.start - each.end)) <= 3 for c in own)
            marked = bool(find_groups(self.scan, [each])[0])
            beside = beside or any(0 <= each.start - c.end <= 1 for c in conditions)
            names_value = (beside if each.field.kind == "number" else bool(own) or beside) and not (
                marked and not beside
            )
            if not inside and (marked or not names_value):
                kept.append(each)
        return kept

    def _shape(
        self,
        conditions: list[Condition],
        times: list[TimeMention],
        fields: list[FieldMention],
        buckets: list[GroupBy],
        least: int,
        limit: int | None,
        *,
        quotes: bool,
    ) -> Reading:
        scan = self.scan
        span = scan.take_first(concept("span")) is not None
        extreme_time = self._extreme_time()
        trend = scan.take_first(concept("trend")) is not None
        ordering = find_ordering(scan)
        asked = find_measure(scan, self.catalog, fields)
        if asked.needs:
            return self._problem("no_number", asked=" ".join([asked.needs, *self._unread()]))
        if times and self.catalog.field("time") is None:
            return self._problem("no_time", asked=scan.text[times[0].start : times[0].end])
        self._flags_as_groups(conditions, fields)
        sides = find_sides(scan, times, conditions, ordered=ordering is not None)
        groups = self._groups(fields, conditions, asked, buckets, times, ordering, least, trend=trend)
        if not groups and ordering and ordering.explicit and sides is None:
            groups = self._record_group(asked, fields) or self._implied_group(asked, fields)
        ranked = ordering is not None and ordering.explicit
        if ranked and not groups and sides is None and not _has_number(asked, fields, ordering):
            return self._problem("nothing_to_rank", asked=self.question.strip())
        if sides and sides.comparison.period:
            groups = [each for each in groups if finer(each.bucket, sides.period)]
        show = scan.take_first(concept("show")) is not None
        why = scan.take_first(concept("why")) is not None
        unread = self._unread()
        if unread and quotes:
            self.topic = " ".join(unread)
        elif unread:
            unread_topic = self._topic_fallback(unread, conditions)
            if unread_topic is None:
                return self._problem("not_understood", asked=", ".join(f"“{word}”" for word in unread))
            conditions.append(unread_topic)
        period = sides.period if sides else _both(times)
        base = [each for each in conditions if sides is None or each not in sides.used]
        for each in conditions:
            if each.reading:
                self.readings.append(each.reading)
        if span or extreme_time:
            return self._time_extremes(base, period, span=span, newest=extreme_time == "latest")
        wants_quotes = quotes or why or (show and not asked.explicit and not groups and ordering is None)
        if wants_quotes and sides is None and not (asked.explicit and not quotes):
            return self._quotes(base, period, limit)
        measure, filters = self._measure(asked, base, groups, ordering, fields)
        if sides:
            filters = (*filters, *sides.filters)
        bare = not (asked.explicit or groups or sides or conditions or times or ordering)
        if bare:
            return self._problem("nothing_asked", asked=self.question.strip())
        query = SegmentQuery(
            measures=(measure,),
            filters=filters,
            period=period,
            group_by=tuple(groups),
            compare=sides.comparison if sides else None,
            order=_order(ordering, groups, sides is not None),
            limit=ordering.limit if ordering and groups else None,
            min_group=least,
        )
        explicit = {
            name
            for name, said in (
                ("measure", asked.explicit),
                ("groups", bool(groups)),
                ("period", bool(times)),
                ("filters", bool(conditions)),
                ("compare", sides is not None),
                ("order", ordering is not None),
            )
            if said
        }
        return Reading(
            self.language, "count", query, readings=tuple(self.readings), explicit=frozenset(explicit)
        )

    def _flags_as_groups(self, conditions: list[Condition], fields: list[FieldMention]) -> None:
        """ "By resolved" names the flag, it does not ask for the resolved ones."""
        for each in list(conditions):
            field = self.catalog.field(each.filter.field)
            if field is not None and field.kind == "flag":
                mention = FieldMention(each.start, each.end, field)
                if find_groups(self.scan, [mention])[0]:
                    conditions.remove(each)
                    fields.append(mention)

    def _extreme_time(self) -> str | None:
        """ "When was the first ...", "最早的一条是什么时候"."""
        asks_when = re.search(concept("when"), self.scan.free) is not None
        for name in ("first", "latest"):
            match = re.search(concept(name), self.scan.free)
            if match and (asks_when or "when" in match.group()):
                self.scan.take(*match.span())
                self.scan.take_first(concept("when"))
                return name
        return None

    def _groups(
        self,
        fields: Sequence[FieldMention],
        conditions: Sequence[Condition],
        asked: Asked,
        buckets: list[GroupBy],
        times: Sequence[TimeMention],
        ordering: Ordering | None,
        least: int,
        *,
        trend: bool,
    ) -> list[GroupBy]:
        free = [each for each in fields if asked.field is None or each.start != asked.field.start]
        grouped, others = find_groups(self.scan, free)
        groups = [each for each in grouped if each.field.kind != "text" and each.field.kind != "date"]
        groups += [
            each
            for each in others
            if each.field.kind in ("category", "flag") and each.field.name != "customer"
        ]
        if asked.measure.field:
            groups = [each for each in groups if each.field.name != asked.measure.field]
        if asked.measure.op == "distinct":
            groups = [each for each in groups if each in grouped]
            groups += [asked.field] if asked.field and least > 1 else []
        names = list(dict.fromkeys(each.field.name for each in groups))[:2] or self._listed_values(conditions)
        found = [GroupBy(field=name) for name in names] + buckets
        if trend and not buckets and self.catalog.field("time"):
            found.append(GroupBy(field="time", bucket=auto_bucket(_length(times, self.catalog))))
        return found

    def _listed_values(self, conditions: Sequence[Condition]) -> list[str]:
        """ "A, B and C each": the field of three or more values that are to be told apart."""
        named = Counter(each.filter.field for each in conditions if each.filter.op == "=")
        apart = re.search(
            r"分别|各自|各有|respectively|\beach\b|separately|compare|对比|比较|哪", self.scan.text
        )
        return [name for name, count in named.items() if count > 2 and apart]

    def _record_group(self, asked: Asked, fields: Sequence[FieldMention]) -> list[GroupBy]:
        """ "Which review has the most likes": the records themselves are ranked."""
        numeric = any(each.field.kind == "number" for each in fields)
        record = concept("record").pattern
        said = re.search(
            rf"(?:which|what|哪一?[条个篇封则])\s*(?:single |one )?(?:{record})|(?:{record})是?哪一?[条个篇封则]",
            self.scan.text,
        )
        return [GroupBy(field="id")] if numeric and said and not asked.explicit else []

    def _implied_group(self, asked: Asked, fields: Sequence[FieldMention]) -> list[GroupBy]:
        """ "Who complains most?" ranks customers, "what do people complain about most?" ranks topics."""
        if asked.measure.field or any(each.field.kind == "number" for each in fields):
            return []
        who = re.search(r"\bwho\b|谁", self.scan.text)
        name = "customer" if who else topic_field(self.catalog)
        return [GroupBy(field=name)] if name and self.catalog.field(name) else []

    def _measure(
        self,
        asked: Asked,
        conditions: list[Condition],
        groups: list[GroupBy],
        ordering: Ordering | None,
        fields: Sequence[FieldMention],
    ) -> tuple[Measure, tuple[Filter, ...]]:
        """The measure and the filters of the whole; a share keeps its part as the measure's own condition."""
        if asked.measure.op == "share":
            base, part = split_share(self.scan, asked, conditions)
            if not part:
                return Measure(op="share_of_total"), _filters(base)
            return Measure(op="share", where=_filters(part)), _filters(base)
        measure = Measure() if asked.measure.op == "distinct" and groups else asked.measure
        number_field = next((each.field.name for each in fields if each.field.kind == "number"), None)
        if ordering and ordering.price and number_field is None:
            price = price_field(self.catalog)
            number_field = price.name if price else None
        if not asked.explicit and number_field and not any(g.field == number_field for g in groups):
            op = "average"
            if ordering and ordering.explicit and not ordering.quality:
                by_record = not groups or groups[0].field in ("id", "product")
                op = ("max" if ordering.descending else "min") if by_record else "average"
            measure = Measure.model_validate({"op": op, "field": number_field})
        elif not asked.explicit and ordering and ordering.quality and self.catalog.field("rating"):
            measure = Measure(op="average", field="rating")
        return measure, _filters(conditions)

    def _quotes(self, conditions: list[Condition], period: Period | None, limit: int | None) -> Reading:
        topics = [str(each.filter.value) for each in conditions if each.filter.op == "contains"]
        kept = [each for each in conditions if each.filter.op != "contains"]
        return Reading(
            self.language,
            "quotes",
            SegmentQuery(filters=_filters(kept), period=period),
            topic=" ".join([*topics, self.topic]).strip(),
            limit=limit or 5,
            readings=tuple(self.readings),
            explicit=frozenset({"quotes"}),
        )

    def _asked_count(self) -> int | None:
        """ "3 quotes", "五条原话": how many quotes are wanted."""
        asked = rf"(?<![a-z0-9])({NUMBER})\s?(?:条|个|封|篇|则)?的?\s*(?:{concept('quotes').pattern})"
        shown = rf"(?:{concept('show').pattern})\s*(?:the )?({NUMBER})\s?(?=条|个|封|篇|则|{concept('record').pattern})"
        match = re.search(asked, self.scan.free) or self.scan.take_first(shown)
        if match:
            self.scan.take(*match.span(1))
        return min(50, max(1, int(number(match.group(1))))) if match else None

    def _time_extremes(
        self, conditions: list[Condition], period: Period | None, *, span: bool, newest: bool
    ) -> Reading:
        first, last = Measure(op="min", field="time"), Measure(op="max", field="time")
        measures = (first, last) if span else (last,) if newest else (first,)
        query = SegmentQuery(measures=measures, filters=_filters(conditions), period=period)
        return Reading(
            self.language, "count", query, readings=tuple(self.readings), explicit=frozenset({"measure"})
        )

    def _unread(self) -> list[str]:
        """Words nobody took and that are more than noise."""
        words: list[str] = []
        for piece in self.scan.rest():
            if re.fullmatch(rf"(?:{noise().pattern}|[\W_])+", piece):
                continue
            for token in _tokens(piece):
                if not re.fullmatch(rf"(?:{noise().pattern})+", token) and not re.fullmatch(r"[\W_]+", token):
                    words.append(token)
        return words

    def _topic_fallback(self, unread: Sequence[str], conditions: Sequence[Condition]) -> Condition | None:
        """Leftover words that are part of exactly one value's name are read as that value."""
        partial = self.linker.partial_values(" ".join(unread))
        if partial is None or any(each.filter.field == partial[0].name for each in conditions):
            return None
        place = self.scan.text.find(unread[0])
        return _partial_condition(" ".join(unread), *partial, place, place)

    def _problem(self, key: str, asked: str) -> Reading:
        return Reading(self.language, "unread", problem=key, details={"asked": asked})


def _has_number(asked: Asked, fields: Sequence[FieldMention], ordering: Ordering | None) -> bool:
    """Whether an extreme can be one of a number itself: "the highest price"."""
    priced = ordering is not None and ordering.price
    return bool(asked.measure.field or priced or any(each.field.kind == "number" for each in fields))


def topic_field(catalog: Catalog) -> str | None:
    """The field that says what feedback is about: the known one, else a column named like it."""
    if catalog.field("category"):
        return "category"
    named = (field.name for field in catalog.fields if field.kind == "category" and not field.known)
    return next(
        (name for name in named if re.search(r"theme|topic|reason|issue|主题|原因|问题", name.lower())), None
    )


def _partial_condition(
    said: str, named: CatalogField, values: tuple[str, ...], start: int, end: int
) -> Condition:
    """A part of a value's name, read as the one or the few values that have it."""
    meant = f"{named.name} = {' / '.join(values)}"
    if len(values) == 1:
        return Condition(start, end, Filter(field=named.name, value=values[0]), (said, meant))
    return Condition(start, end, Filter(field=named.name, op="in", values=values), (said, meant))


def _tokens(piece: str) -> list[str]:
    """English words whole, Chinese cut into words."""
    tokens: list[str] = []
    for part in re.findall(r"[a-z0-9'_.%-]+|[\u3400-\u9fff]+|[^\sa-z0-9\u3400-\u9fff]+", piece):
        tokens += rjieba.cut(part) if re.match(r"[\u3400-\u9fff]", part) else [part.strip("'.-") or part]
    return tokens


def _topic(rest: str) -> str:
    """The words of a topic up to where the question goes on about something else."""
    stop = re.search(
        r"\b(?:in|on|during|by|per|for|from|among|is|are|was|were|have|has|had|there|did|do|does|and|or|that|which|who|with|last|this|each)\b"
        r"|的|有多少|多少|有几|几条|占|比|是|在|了|吗|呢|和|与|或",
        rest,
    )
    topic = (rest[: stop.start()] if stop else rest).strip(" .'\"-")
    topic = re.sub(r"^(?:the|a|an|any|some|their|our|word|words|phrase|了|过)\s+", "", topic)
    return "" if re.fullmatch(rf"(?:{shape().pattern}|{noise().pattern}|\s)*", topic) else topic


def _filters(conditions: Sequence[Condition]) -> tuple[Filter, ...]:
    """Values of one field are joined by OR, everything else by AND."""
    by_field: dict[tuple[str, str], list[Filter]] = {}
    for each in conditions:
        by_field.setdefault((each.filter.field, each.filter.op), []).append(each.filter)
    joined: list[Filter] = []
    for (name, op), filters in by_field.items():
        values = tuple(dict.fromkeys(each.value for each in filters if each.value is not None))
        if op in ("=", "!=") and len(values) > 1:
            joined.append(
                Filter.model_validate(
                    {"field": name, "op": "in" if op == "=" else "not in", "values": values}
                )
            )
        elif op == "=":
            joined.append(filters[0])
        else:
            joined += list(dict.fromkeys(filters))
    return tuple(joined)


def _order(ordering: Ordering | None, groups: Sequence[GroupBy], compared: bool) -> Order | None:
    if ordering is None or not groups or compared:
        return None
    return Order(by="measure", descending=ordering.descending)


def _both(times: Sequence[TimeMention]) -> Period | None:
    """The period two open mentions make together ("since May", "before July"), or the one there is."""
    if not times:
        return None
    starts = [each.period.start for each in times if each.period.start]
    ends = [each.period.end for each in times if each.period.end]
    if len(times) == 1:
        return times[0].period
    return Period(start=max(starts, key=str) if starts else None, end=min(ends, key=str) if ends else None)


def _span(catalog: Catalog) -> tuple[date, date] | None:
    time = catalog.field("time")
    if time is None or time.lowest is None or time.highest is None:
        return None
    zone = ZoneInfo(catalog.timezone)
    first, last = (
        datetime.fromtimestamp(at, UTC).astimezone(zone).date() for at in (time.lowest, time.highest)
    )
    return first, last


def _length(times: Sequence[TimeMention], catalog: Catalog) -> int:
    span = _span(catalog)
    period = _both(times)
    if period and period.start and period.end:
        return (date.fromisoformat(str(period.end)[:10]) - date.fromisoformat(str(period.start)[:10])).days
    return (span[1] - span[0]).days + 1 if span else 365
