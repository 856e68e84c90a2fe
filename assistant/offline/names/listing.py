"""Values said side by side: what a list makes clear of a word, and what beside a value is only a noun."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.mentions import FieldMention, Links, ValueMention
from assistant.offline.names.partial import PartialNames
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import CatalogField

__all__ = ["drop_nouns", "take_listed", "take_with_noun"]

_AFTER = re.compile(
    r"\s?(?:and|or|vs\.?|versus|against|than|/|,|&|\+)\s?(?:(?:by|via|the|from|for|in|of|on|with|through) )?(?P<word>[a-z]{4,})(?![a-z-])"
)
_BEFORE = re.compile(
    r"(?<![a-z-])(?P<word>[a-z]{4,})\s?(?:and|or|vs\.?|versus|against|than|/|,|&|\+)\s?(?:(?:by|via|the|from|for|in|of|on|with|through) )?$"
)
_OF_KIND = re.compile(
    rf"(?<![a-z-])(?P<word>mail|post|letter|call|chat)(?:ed|-in|s)? (?:{concept('complaint').pattern}|{concept('record').pattern}|ones)(?![a-z])"
)
""" "Mail complaints" set against those of another channel: what is else a word for feedback."""
_GROUPS = re.compile(r"(?<![a-z])(?:which|what|per|by|each|every|all|any|our|across) $")
_ALSO_NOUNS = frozenset(("booking", "bookings", "booked", "order", "orders", "mail", "post"))


def take_listed(links: Links, scan: Scan, names: PartialNames) -> None:
    """Takes "mail" in "by fax or mail": a part of a name, listed with another value of the same field."""
    for value in list(links.values):
        nouns = (_AFTER.match(scan.free, value.end), _BEFORE.search(scan.free[: value.start]))
        for found in (*nouns, _OF_KIND.search(scan.free)):
            meant = (
                (names.of(found["word"], derived=False) or _of_field(found["word"], value)) if found else None
            )
            if found and meant and meant[0] == value.field and len(meant[1]) == 1:
                start, end = found.span("word")
                links.values.append(
                    ValueMention(start, end, meant[0], meant[1][0], found["word"], literal=False)
                )
                scan.take(start, end)


_NOUN = re.compile(r"(?P<name>[a-z0-9]{1,6})(?P<noun> ?[a-z]{3,}| ?[\u3400-\u9fff]{1,2})")
_ALSO = re.compile(
    r"(?<![a-z0-9])(?P<word>[a-z0-9]{1,6})\s?(?:and|or|vs\.?|versus|/|,|&|\+|、|，|和|与|跟|及|或者?|还是|对)\s?(?:the )?$"
)


def take_with_noun(links: Links, scan: Scan, named: Mapping[str, Sequence[ValueSurface]]) -> None:
    """Takes "K" in "K or G city", A3 in A3和A5区: a name whose noun stands at the end of the list.

    named: what whole names mean.
    """
    for value in list(links.values):
        told = _NOUN.fullmatch(value.spoken)
        start = value.start
        while told and (found := _ALSO.search(scan.free[:start])):
            meant = {
                each.value
                for each in named.get(found["word"] + told["noun"], ())
                if each.field == value.field
            }
            if len(meant) != 1 or "\x00" in scan.free[slice(*found.span("word"))]:
                break
            start = found.start("word")
            links.values.append(
                ValueMention(*found.span("word"), value.field, meant.pop(), found["word"], literal=False)
            )
            scan.take(*found.span("word"))


def _of_field(word: str, beside: ValueMention) -> tuple[CatalogField, tuple[str, ...]] | None:
    """The value of the same field that a word means, common as it may be: "fax or post", "fax and letters"."""
    meant = same_meaning(word) - {beside.value.lower()}
    found = tuple(each.value for each in beside.field.values if plain(each.value) in meant)
    return (beside.field, found) if len(found) == 1 else None


def drop_nouns(links: Links, scan: Scan) -> None:
    """Leaves out "booking" of "Ctrip bookings", "booking via Ctrip" and "booking channel": there a plain noun."""
    for each in [one for one in links.values if one.spoken in ("question", "questions")]:
        if any(0 <= each.start - one.end <= 1 for one in links.fields):
            links.values.remove(each)  # "the NPS question" is where the score is asked for
    for each in [one for one in links.values if one.spoken in _ALSO_NOUNS]:
        groups = _named_by(each, links.fields, scan)
        if groups is not None:  # "which booking channel", "number of booking channels"
            links.values.remove(each)
            links.fields[links.fields.index(groups)] = replace(groups, start=each.start)
            continue
        for other in links.values:
            first, last = sorted((each, other), key=lambda one: one.start)
            between = scan.text[first.end : last.start]
            if (
                other is not each
                and other.field == each.field
                and re.fullmatch(r" (?:(?:via|through|with|on|by|from) )?", between)
            ):
                links.values.remove(each)
                break


def _named_by(noun: ValueMention, fields: Sequence[FieldMention], scan: Scan) -> FieldMention | None:
    """The field right behind a noun that is also one of its values, where all of its values are spoken of."""
    asked = _GROUPS.search(scan.text[: noun.start]) is not None
    beside = (each for each in fields if each.field == noun.field and scan.text[noun.end : each.start] == " ")
    return next((each for each in beside if asked or scan.text[each.start : each.end].endswith("s")), None)
