"""What every reply is checked for, whoever wrote it: the offline writer, a language model, or a person.

A check fails with one sentence that says why. The database is not read: a text and its brief are enough.
"""

from collections.abc import Callable, Collection, Iterator

from prompts import Language, text
from retrieval.understanding.privacy.spans import kind_named
from tools.replies.brief import Brief
from tools.replies.claims import unbacked_amounts, unbacked_policies
from tools.replies.covering import unanswered
from tools.replies.leaks import foreign_links, internal_numbers, other_customers, personal_data
from tools.replies.manners import LEAST, MOST, is_in, length_of, tone_faults
from tools.replies.placeholders import PLACE
from tools.replies.promises import unbacked_promises
from tools.replies.reply import Check

__all__ = ["CHECKS", "check", "failed"]

LONGEST_SHOWN = 60
"""Characters of a draft that a sentence quotes."""

Why = Iterator[str]
"""Sentences that say what is wrong, the worst first; none when nothing is."""


def check(
    draft: str, brief: Brief, reader: Language | None = None, hosts: Collection[str] = ()
) -> tuple[Check, ...]:
    """One Check for each of CHECKS, in order.

    reader: the language of the sentences that say why; the reply's own when None. hosts: what may be linked
    to, beside what the brief's knowledge links to.
    """
    said = reader or brief.language
    found = []
    for name, why in CHECKS.items():
        first = next(why(draft, brief, said, hosts), "")
        found.append(Check(name=name, passed=not first, why=first))
    return tuple(found)


def failed(checks: Collection[Check]) -> tuple[Check, ...]:
    """Those that did not pass."""
    return tuple(each for each in checks if not each.passed)


def _claims(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    plain = PLACE.sub("", draft)
    for amount in unbacked_amounts(plain, brief):
        yield _say("claims", reader, what=amount.written)
    for policy in unbacked_policies(plain, brief):
        yield _say("policy", reader, what=policy)


def _promises(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    for promise in unbacked_promises(draft, brief):
        yield _say(f"promise_{promise.kind}", reader, what=promise.words)


def _language(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    if not is_in(draft, brief.language, brief.message):
        yield _say(f"language_{brief.language}", reader)


def _tone(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    for key, details in tone_faults(draft, brief.message, brief.avoid):
        yield _say(key, reader, **details)


def _length(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    count, most = length_of(draft, brief.language), MOST[brief.length, brief.language]
    unit = _say(f"unit_{brief.language}", reader)
    if count > most:
        length = _say(f"length_name_{brief.length}", reader)
        yield _say("length_long", reader, count=count, unit=unit, length=length, most=most)
    if count < LEAST[brief.language]:
        yield _say("length_short", reader, count=count, unit=unit)


def _personal(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    for words, span in personal_data(draft, brief):
        if span is None:
            yield _say("personal_mark", reader, what=words)
        else:
            kind = kind_named(span.kind)
            yield _say("personal", reader, what=words, kind=kind.zh if reader == "zh" else kind.en)


def _others(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    for name in internal_numbers(draft, brief):
        yield _say("others_record", reader, what=name)
    for words, record in other_customers(draft, brief):
        yield _say("others_quote", reader, what=words, id=record)


def _links(draft: str, brief: Brief, reader: Language, hosts: Collection[str]) -> Why:
    for link in foreign_links(draft, brief, hosts):
        yield _say("links", reader, what=link)


def _points(draft: str, brief: Brief, reader: Language, _hosts: Collection[str]) -> Why:
    left = unanswered(draft, brief)
    if left and len(left) == len(brief.points):
        yield _say("points_none", reader)
    for point in left:
        yield _say("points", reader, what=point.words)


CHECKS: dict[str, Callable[[str, Brief, Language, Collection[str]], Why]] = {
    "claims": _claims,
    "promises": _promises,
    "language": _language,
    "tone": _tone,
    "length": _length,
    "personal": _personal,
    "others": _others,
    "links": _links,
    "points": _points,
}
"""By name, in the order in which they are shown."""


def _say(key: str, reader: Language, **details: object) -> str:
    shown = details.get("what")
    if isinstance(shown, str):
        plain = " ".join(shown.split())
        details["what"] = plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"
    return text("checks", key, reader, **details)
