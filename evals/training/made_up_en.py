"""Made-up English feedback with names and addresses of many countries: its labels come with the text."""

import random
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import retrieval.understanding.privacy.tokens as tokens

__all__ = ["Labelled", "made_up", "renamed"]

Labelled = tuple[str, list[tuple[int, int, str]]]
"""A text and what is in it: start, end, kind."""
_SLOT = re.compile(r"\{(\w+)\}")
_KINDS = {
    "name": "name",
    "first": "name",
    "last": "name",
    "address": "address",
    "city": "place",
    "country": "place",
    "org": "organization",
}
_JOINED = (
    "gatan",
    "vägen",
    "straße",
    "strasse",
    "weg",
    "gasse",
    "gade",
    "vej",
    "veien",
    "katu",
    "tie",
    "straat",
    "laan",
    "platz",
    "vangen",
    "bakken",
    "stræde",
    "kuja",
    "allee",
    "gata",
    "plein",
    "hof",
    "tee",
    "torg",
    "ova",
    "ska",
)
_COMPANY = (
    "Inc",
    "LLC",
    "Ltd",
    "Group",
    "Bank",
    "and Sons",
    "GmbH",
    "Airlines",
    "Insurance",
    "Systems",
    "Inc.",
    "Corporation",
    "Labs",
    "Media",
)
_REGIONS = ("CA", "NY", "TX", "WA", "ON", "QC", "OV", "NI", "nan", "43", "PA", "FL", "NSW", "VIC")


def made_up(count: int, seed: int = 0) -> list[Labelled]:
    """Four in five texts hold a name, an address or a place; the others hold words that look like them."""
    chance, lines = random.Random(seed), _lines()
    made = [
        chance.choice(lines["ordinary"] if chance.random() < 0.2 else lines["said"]) for _ in range(count)
    ]
    return [_recased(_filled(line, chance), chance) for line in made]


def renamed(text: str, spans: list[tuple[int, int, str]], chance: random.Random) -> Labelled:
    """The same text about other people and places."""
    parts, found, place, size = [], [], 0, 0
    for start, end, kind in sorted(spans):
        if start < place:
            continue
        parts.append(text[place:start])
        size += start - place
        value = _instead(text[start:end], kind, chance)
        found.append((size, size + len(value), kind))
        parts.append(value)
        size, place = size + len(value), end
    return _recased(("".join([*parts, text[place:]]), found), chance)


def _instead(old: str, kind: str, chance: random.Random) -> str:
    if chance.random() < 0.15 or old.isdigit():
        return old
    if kind == "name":
        whole = " " in old
        return _name(chance) if whole else chance.choice((_first, _last))(chance)
    if kind == "address" and len(old) > 9:
        return _address(chance, long="\n" in old or "," in old)
    makers = {"place": _city, "organization": _company}
    return makers[kind](chance) if kind in makers else old


def _filled(line: str, chance: random.Random) -> Labelled:
    makers: dict[str, Callable[[random.Random], str]] = {
        "name": _name, "first": _first, "last": _last, "address": _address, "org": _company, "n": _number,
        "city": _city, "country": lambda each: _titled(each.choice(_lines()["places"])),
    }  # fmt: skip
    text, found, place = "", [], 0
    for slot in _SLOT.finditer(line):
        text += line[place : slot.start()]
        value = makers[slot[1]](chance)
        if kind := _KINDS.get(slot[1]):
            found.append((len(text), len(text) + len(value), kind))
        text, place = text + value, slot.end()
    return text + line[place:], found


def _recased(labelled: Labelled, chance: random.Random) -> Labelled:
    """Some people never use capitals, some nothing else; lengths stay as they are."""
    text, found = labelled
    way = chance.random()
    changed = text.lower() if way < 0.22 else text.upper() if way < 0.25 else text
    return (changed if len(changed) == len(text) else text), found


def _first(chance: random.Random) -> str:
    return _titled(_invented(chance, "first_names"))


def _last(chance: random.Random) -> str:
    found = _titled(_invented(chance, "last_names"))
    way = chance.random()
    return (
        f"O'{found}"
        if way < 0.01
        else f"{found}-{_titled(_invented(chance, 'last_names'))}"
        if way < 0.03
        else found
    )


def _name(chance: random.Random) -> str:
    first, last, way = _first(chance), _last(chance), chance.random()
    if way < 0.2:
        return first
    if way < 0.35:
        return f"{first} {chance.choice('ABCDEFGHIJKLMNOPRSTVWZ')}{chance.choice(('.', ''))} {last}"
    if way < 0.4:
        return f"{first[0]}. {last}"
    if way < 0.45:
        return f"{first} {_last(chance)} {last}"
    return f"{first} {last}"


def _invented(chance: random.Random, which: str) -> str:
    """One in eight is put together from two: no list holds every name."""
    names = _lines()[which]
    one = chance.choice(names)
    if chance.random() < 0.12:
        other = chance.choice(names)
        return one[: max(2, len(one) // 2)] + other[len(other) // 2 :]
    return one


def _address(chance: random.Random, long: bool | None = None) -> str:
    lines, number = (
        _lines(),
        str(chance.choice((chance.randint(1, 99), chance.randint(1, 999), chance.randint(100, 9999)))),
    )
    name = _titled(_invented(chance, chance.choice(("last_names", "first_names"))))
    way = chance.random()
    if way < 0.35:
        street = f"{number} {name} {_titled(chance.choice(lines['after']))}"
    elif way < 0.55:
        street = f"{_titled(chance.choice(lines['before'][:48]))} {name} {number}"
    elif way < 0.7:
        street = f"{name}{chance.choice(_JOINED)} {number}"
    elif way < 0.78:
        street = f"{name} {chance.choice(lines['after'])}{chance.choice(('.', ''))} {number}"
    elif way < 0.86:
        street = f"{name} {number}"
    elif way < 0.9:
        return f"{chance.choice(('P.O. Box', 'PO Box', 'Box', 'Postbox'))} {number}"
    elif way < 0.95:
        post = f"{chance.choice(('APO', 'DPO', 'FPO'))} {chance.choice(('AA', 'AE', 'AP'))}"
        box = f"{chance.choice((f'PSC {number}, Box', f'Unit {number} Box'))} {chance.randint(100, 9999)}"
        return f"{box}\n{post} {chance.randint(10000, 99999)}"
    else:
        here, there = (_titled(chance.choice(lines["after"])) for _ in range(2))
        return f"the corner of {number} {name} {here} and {_last(chance)} {there}"
    return street if long is False or (long is None and chance.random() < 0.5) else _full(street, chance)


def _full(street: str, chance: random.Random) -> str:
    gap = chance.choice((", ", "\n", "\n ", " ", ",\n"))
    head = f"{chance.randint(10000, 99999)} " if chance.random() < 0.3 else ""
    flat = chance.choice(
        (
            "",
            f" Apt. {chance.randint(1, 999):03d}",
            f"{gap}Suite {chance.randint(100, 999)}",
            f" Flat {chance.randint(1, 60)}",
        )
    )
    code = str(chance.randint(1000, 99999))
    where = chance.choice(
        (
            f"{_city(chance)}, {chance.choice(_REGIONS)} {code}",
            f"{code} {_city(chance)}",
            f"{_city(chance)}{gap}{_titled(chance.choice(_lines()['places']))} {code}",
            _city(chance),
        )
    )
    return f"{head}{street}{flat}{gap}{where}"


def _city(chance: random.Random) -> str:
    way = chance.random()
    found = _titled(chance.choice(_lines()["places"]) if way < 0.5 else _invented(chance, "last_names"))
    return found.upper() if chance.random() < 0.1 else found


def _company(chance: random.Random) -> str:
    name, way = _titled(_invented(chance, "last_names")), chance.random()
    if way < 0.5:
        return f"{name} {chance.choice(_COMPANY)}"
    return f"{name}-{_last(chance)}" if way < 0.7 else f"{name}, {_last(chance)} and {_last(chance)}"


def _number(chance: random.Random) -> str:
    return str(chance.randint(1, 10 ** chance.randint(1, 5)))


def _titled(word: str) -> str:
    return word[:1].upper() + word[1:]


@cache
def _lines() -> dict[str, list[str]]:
    own = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {"said": own["said"]["lines"], "ordinary": own["ordinary"]["lines"], **tokens.word_lists()}
