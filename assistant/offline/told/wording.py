"""Results -> an answer in the question's language, with what was interpreted and what to mind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.offline.query.reading import Reading
from assistant.offline.told.claims import is_nothing, verdict, word_segments
from assistant.offline.told.phrases import Phrases
from assistant.offline.told.proposed import word_order_problem, word_reply, word_ticket
from assistant.offline.told.tables import markdown
from assistant.offline.told.theme_words import THEME_WORDS
from assistant.offline.told.verbatim import quoted
from prompts import text
from retrieval.catalog import data_span
from tools.segments.outside import lies_outside, nearest, partly_outside, period_label
from tools.segments.query import Period, SegmentQuery

if TYPE_CHECKING:
    from langchain_core.messages import ToolMessage

__all__ = ["Worded", "word"]


@dataclass(frozen=True, slots=True)
class Worded:
    """`refuted`: what the question takes for true is not so."""

    text: str
    abstained: bool = False
    refuted: bool = False


def word(phrases: Phrases, reading: Reading, answer: "ToolMessage | None") -> Worded:
    """The answer to one reading from its tool's answer; without one, why it cannot be answered."""
    if reading.intent in (*_DOING, "decide"):
        return _proposal(phrases, reading, answer)
    if reading.problem or answer is None:
        return Worded(_declined(phrases, reading), abstained=True)
    result = answer.artifact
    if not isinstance(result, dict):
        return Worded(phrases.say("tool_failed", asked=str(answer.text)), abstained=True)
    beyond = _outside(phrases, reading.query)
    if beyond is not None:
        return Worded(beyond, abstained=True)
    if words := THEME_WORDS.get(reading.intent):
        told = words(phrases, result, reading.topic)
    elif reading.intent == "quotes":
        told = _quotes(phrases, result, reading.topic, reading.passed)
    elif reading.intent == "describe":
        told = _data(phrases, result)
    else:
        told = word_segments(phrases, result)
    so = None
    if reading.claim is not None:
        so, said = verdict(phrases, reading.claim, result)
        told = f"{said} {told}" if said else told
    notes = [phrases.say(key) for key in reading.notes]
    more = [
        *notes,
        *_partly_outside(phrases, reading.query),
        *_readings(phrases, reading),
    ]
    nothing = reading.intent == "count" and is_nothing(result)
    return Worded("\n\n".join([told, *more]), abstained=nothing, refuted=so is False)


_DOING = {"reply": word_reply, "ticket": word_ticket}


def _proposal(phrases: Phrases, reading: Reading, answer: "ToolMessage | None") -> Worded:
    """What is proposed, or why nothing is."""
    if reading.problem or answer is None:
        return Worded(word_order_problem(phrases, str(reading.problem), reading.details), abstained=True)
    if not isinstance(answer.artifact, dict):
        return Worded(text("proposing", "refused", phrases.language, why=str(answer.text)), abstained=True)
    told = _DOING[reading.intent](phrases, answer.artifact)
    return Worded("\n\n".join([told, *_readings(phrases, reading)]))


def _quotes(phrases: Phrases, result: Mapping[str, Any], topic: str, passed: int = 0) -> str:
    """Verbatim quotes with their record ids. passed: how many first ones were shown before."""
    query = SegmentQuery.model_validate(
        {k: v for k, v in result["query"].items() if k in ("filters", "period")}
    )
    segment = phrases.segment(query)
    columns = list(result["columns"])
    rows = [dict(zip(columns, row, strict=True)) for row in result["rows"]][passed:]
    if not rows:
        return phrases.say("no_more_quotes" if passed else "no_quotes", **segment)
    key = "quotes_more" if passed else "quotes_topic" if topic else "quotes"
    lines = [phrases.say(key, count=len(rows), topic=topic, **segment), ""]
    lines += [quoted(str(row["quote"]), str(row["id"])) for row in rows]
    coverage = result["facts"].get("coverage")
    if topic and result["missing"] and coverage is not None:
        total = int(result["covered"]) + int(result["missing"])
        lines += [
            "",
            phrases.say("coverage", covered=phrases.number(result["covered"]), total=phrases.number(total)),
        ]
    return "\n".join(lines)


def _data(phrases: Phrases, result: Mapping[str, Any]) -> str:
    """What this data has: its fields and their commonest values."""
    time = phrases.catalog.field("time")
    span = ""
    if time and time.lowest is not None and time.highest is not None:
        first, last = phrases.moment(time.lowest)[:10], phrases.moment(time.highest)[:10]
        span = phrases.say("describe_span", first=first, last=last)
    rows = []
    for field in phrases.catalog.fields:
        values = phrases.say("list").join(phrases.cell(each.value)[:40] for each in field.values[:5])
        kind = phrases.say(f"kind_{field.kind}")
        rows.append([phrases.field(field.name), kind, phrases.number(field.present), values])
    heads = [phrases.say(key) for key in ("c_field", "c_kind", "c_records", "c_values")]
    claim = phrases.say("describe", records=phrases.number(phrases.catalog.records), span=span)
    return f"{claim}\n\n{markdown(heads, rows)}\n\n[{result['handle']}]"


def _readings(phrases: Phrases, reading: Reading) -> list[str]:
    """What had to be interpreted, said openly."""
    told = [phrases.say("read_as", said=said, meant=meant) for said, meant in dict(reading.readings).items()]
    return [" ".join(told)] if told else []


def _outside(phrases: Phrases, query: SegmentQuery) -> str | None:
    """That the data has no day of a period asked for, its own days, and the nearest period it has some of."""
    days = data_span(phrases.catalog)
    beyond = next((each for each in _periods(query) if days and lies_outside(each, days)), None)
    if beyond is None or days is None:
        return None
    said = phrases.period(beyond).strip()
    return phrases.say(
        "outside", said=said, first=days[0], last=days[1], nearest=period_label(nearest(beyond, days))
    )


def _partly_outside(phrases: Phrases, query: SegmentQuery) -> list[str]:
    """A period the data has only a part of is a likely reason for a low figure."""
    days = data_span(phrases.catalog)
    if days is None or not any(partly_outside(each, days) for each in _periods(query)):
        return []
    return [phrases.say("partly_out_of_span", first=days[0], last=days[1])]


def _periods(query: SegmentQuery) -> list[Period]:
    other = query.compare.period if query.compare else None
    return [each for each in (query.period, other) if each is not None]


def _declined(phrases: Phrases, reading: Reading) -> str:
    """What was not understood, what can be asked, and one example over this data."""
    if str(reading.problem).startswith("theme_"):
        return text("theming", str(reading.problem), phrases.language, **reading.details)
    if reading.intent == "fix":
        return phrases.say(str(reading.problem))
    fields = [each for each in phrases.catalog.fields if each.name not in ("id", "text", "title", "source")]
    numbers = [phrases.field(each.name) for each in fields if each.kind == "number"]
    groups = [phrases.field(each.name) for each in fields if each.kind in ("category", "flag")]
    join, none = phrases.say("list"), phrases.say("none")
    example = phrases.say("example_by", field=groups[0]) if groups else phrases.say("example_all")
    return " ".join(
        (
            phrases.say(str(reading.problem), **reading.details),
            phrases.say(
                "can_do", numbers=join.join(numbers[:8]) or none, groups=join.join(groups[:12]) or none
            ),
            phrases.say("try", example=example),
        )
    )
