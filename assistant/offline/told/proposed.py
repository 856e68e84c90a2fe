"""Proposals in words: what was drafted, what it rests on, and who decides."""

from collections.abc import Mapping
from typing import Any

from assistant.offline.told.phrases import Phrases
from prompts import text

__all__ = ["word_order_problem", "word_reply", "word_ticket"]


def word_reply(phrases: Phrases, result: Mapping[str, Any]) -> str:
    """The draft as it stands in the proposal, and what to mind before it is approved."""
    facts = result["facts"]
    proposals = facts["proposals"]
    record, draft = result["rows"][0]
    if len(proposals) == 1:
        told = [_say(phrases, "reply", id=record, proposal=proposals[0]["id"])]
    else:
        span = f"{proposals[0]['id']}-{proposals[-1]['id']}"
        told = [_say(phrases, "replies", count=len(proposals), proposals=span, id=record)]
    told.append("\n".join(f"> {line}".rstrip() for line in str(draft).splitlines()))
    more = int(result["covered"]) - len(proposals)
    if more > 0:
        told.append(_say(phrases, "replies_more", count=more, most=len(proposals)))
    told += [*_minded(phrases, facts), _say(phrases, "approve", proposal=proposals[0]["id"])]
    return "\n\n".join(told)


def word_ticket(phrases: Phrases, result: Mapping[str, Any]) -> str:
    """The ticket as it would be opened, or the open one it would be added to."""
    facts = result["facts"]
    proposal = facts["proposals"][0]
    add_to = facts.get("add_to")
    key, named = ("ticket_add", {"ticket": add_to}) if add_to else ("ticket", {})
    told = [_say(phrases, key, proposal=proposal["id"], **named)]
    told.append(_say(phrases, "ticket_title", title=facts["title"]))
    told.append(
        _say(
            phrases,
            "ticket_facts",
            department=facts["department"],
            priority=facts["priority"],
            records=phrases.number(facts["records"]),
            customers=phrases.number(facts["customers"]),
            handle=result["handle"],
        )
    )
    told.append("\n".join(f"- “{_one_line(quote)}” `[{record}]`" for record, quote in result["rows"]))
    if proposal["state"] == "executed":
        told.append(_say(phrases, "executed", proposal=proposal["id"]))
    else:
        told.append(_say(phrases, "approve", proposal=proposal["id"]))
    return "\n\n".join(each for each in told if each)


def word_order_problem(phrases: Phrases, problem: str, details: Mapping[str, str]) -> str:
    """What has to be said before anything can be proposed."""
    example = phrases.say("example_all").rstrip("?？")
    return _say(phrases, problem, example=example, **details)


def _minded(phrases: Phrases, facts: Mapping[str, Any]) -> list[str]:
    join = _say(phrases, "list")
    sources = [_source(phrases, each) for each in facts["sources"]]
    told = [_say(phrases, "sources", sources=join.join(sources)) if sources else _say(phrases, "no_sources")]
    if facts["asks_for"]:
        asks = [text("replies", f"asks_{each}", phrases.language) for each in facts["asks_for"]]
        told.append(_say(phrases, "asks_for", asks=join.join(asks)))
    if facts["person_needed"]:
        reasons = [text("replies", f"person_{each}", phrases.language) for each in facts["person_needed"]]
        told.append(_say(phrases, "person", reasons=join.join(reasons)))
    if facts["failed"]:
        told.append(_say(phrases, "failed", failed=" ".join(facts["failed"])))
    return told


def _source(phrases: Phrases, source: Mapping[str, str]) -> str:
    """A source by name; a file's ending would read as a link."""
    file, _, heading = source["id"].partition(".md#")
    return f"{_say(phrases, 'source_' + source['kind'])} `{f'{file} › {heading}' if heading else file}`"


def _one_line(quote: object) -> str:
    """The longest line of a quote: a list has no room for more, and what is quoted is quoted as it stands."""
    return max(str(quote).splitlines(), key=len, default="")


def _say(phrases: Phrases, key: str, **variables: object) -> str:
    return text("proposing", key, phrases.language, **variables)
