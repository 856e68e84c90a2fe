"""Made-up Chinese feedback with names and addresses, for training: labels come with the text."""

import random
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Labelled", "made_up", "renamed"]

Labelled = tuple[str, list[tuple[int, int, str]]]
"""A text and what is in it: start, end, kind."""
_ROADS = ("路", "街", "大道", "大街", "巷", "东路", "西路", "中路", "北路")
_SLOT = re.compile(r"\{(\w+)\}")
_KINDS = {
    "name": "name",
    "title": "name",
    "nick": "name",
    "foreign": "name",
    "last": "name",
    "address": "address",
    "place": "address",
}


def made_up(count: int, seed: int = 0) -> list[Labelled]:
    """Two or three remarks to a text; one remark in four only looks like a name."""
    chance, words = random.Random(seed), _words()
    made = []
    for _ in range(count):
        text, found = "", []
        for _ in range(chance.randint(1, 3)):
            line = chance.choice(words["ordinary" if chance.random() < 0.25 else "said"]["lines"])
            part, spans = _filled(line, chance)
            found += [(start + len(text), end + len(text), kind) for start, end, kind in spans]
            text += part + chance.choice(("，", "。", "！", " ", "", "\n", "；"))
        made.append((text, found))
    return made


def renamed(
    text: str, spans: list[tuple[int, int, str]], pool: dict[str, list[str]], chance: random.Random
) -> Labelled:
    """The same text about others: made-up names, and what `pool` has of each kind."""
    parts, found, place, size = [], [], 0, 0
    for start, end, kind in sorted(spans):
        if start < place:
            continue
        parts.append(text[place:start])
        size += start - place
        value = _instead(text[start:end], kind, pool, chance)
        found.append((size, size + len(value), kind))
        parts.append(value)
        size, place = size + len(value), end
    return "".join([*parts, text[place:]]), found


def _instead(old: str, kind: str, pool: dict[str, list[str]], chance: random.Random) -> str:
    way = chance.random()
    if kind == "name" and way < 0.8:
        return _name(chance) if way < 0.4 else _foreign(chance) if way < 0.5 else chance.choice(pool[kind])
    if kind == "address" and way < 0.6:
        return _place(chance) if way < 0.2 and len(old) <= 5 else chance.choice(pool[kind])
    return chance.choice(pool[kind]) if kind == "organization" and way < 0.5 else old


def _filled(line: str, chance: random.Random) -> Labelled:
    makers: dict[str, Callable[[random.Random], str]] = {
        "name": _name, "title": _with_title, "nick": _nick, "foreign": _foreign, "address": _address,
        "place": _place, "last": _surname, "n": lambda each: str(each.randint(1, 10 ** each.randint(1, 11))),
    }  # fmt: skip
    text, found, place = "", [], 0
    for slot in _SLOT.finditer(line):
        text += line[place : slot.start()]
        value = makers[slot[1]](chance)
        if kind := _KINDS.get(slot[1]):
            found.append((len(text), len(text) + len(value.removesuffix(_said_title(value))), kind))
        text, place = text + value, slot.end()
    return text + line[place:], found


def _said_title(value: str) -> str:
    """The title at the end of a value: it is not part of the name."""
    if not 2 <= len(value) <= 4:
        return ""
    return next((each for each in _words()["titles"] if value.endswith(each) and len(value) > len(each)), "")


def _surname(chance: random.Random) -> str:
    words = _words()
    common = words["surnames"][: 40 if chance.random() < 0.6 else None]
    found: str = chance.choice(words["compound"] if chance.random() < 0.02 else common)
    return found


def _name(chance: random.Random) -> str:
    given = _words()["given"]
    return _surname(chance) + "".join(chance.choices(given, k=1 if chance.random() < 0.3 else 2))


def _with_title(chance: random.Random) -> str:
    return f"{_surname(chance)}{chance.choice(_words()['titles'])}"


def _nick(chance: random.Random) -> str:
    way = chance.random()
    if way < 0.6:
        return chance.choice("小老阿") + _surname(chance)[0]
    return f"{chance.choice('小阿')}{chance.choice(_words()['given'])}"


def _foreign(chance: random.Random) -> str:
    name = "".join(chance.choices(_words()["foreign"], k=chance.randint(2, 4)))
    return (
        name + "·" + "".join(chance.choices(_words()["foreign"], k=chance.randint(2, 4)))
        if chance.random() < 0.3
        else name
    )


def _place(chance: random.Random) -> str:
    words = _words()
    if chance.random() < 0.3:
        return f"{chance.choice(words['provinces'])}"
    return f"{chance.choice(words['cities'])}{chance.choice(('', '', '市'))}"


def _address(chance: random.Random) -> str:
    words = _words()
    number = str(chance.randint(1, 999))
    name = "".join(chance.choices(words["roads"], k=2))
    head = chance.choice(
        (
            "",
            "",
            chance.choice(words["provinces"]) + "省",
            chance.choice(words["cities"]) + "市",
            chance.choice(words["cities"]),
        )
    )
    area = chance.choice(
        (
            "",
            "".join(chance.choices(words["roads"], k=2))
            + chance.choice(("区", "县", "镇", "街道", "乡", "新区", "开发区")),
        )
    )
    road = chance.choice(
        (
            f"{name}{chance.choice(_ROADS)}{number}号",
            f"{name}{chance.choice(('村', '路', '街', '大道'))}",
            "",
        )
    )
    home = chance.choice(words["estates"]) + chance.choice(
        ("花园", "小区", "家园", "公寓", "广场", "大厦", "苑", "城")
    )
    flat = chance.choice(
        (
            "",
            f"{chance.randint(1, 40)}{chance.choice(('栋', '号楼', '幢', '座'))}",
            f"{chance.randint(1, 40)}号楼{chance.randint(1, 6)}单元{chance.randint(101, 3204)}室",
            f"{chance.randint(1, 40)}号楼{chance.randint(1, 6)}单元{chance.randint(101, 3204)}",
            f"{chance.randint(1, 40)}-{chance.randint(1, 6)}-{chance.randint(101, 3204)}",
        )
    )
    tail = chance.choice((home + flat, home, "", flat if road else home))
    return (head + area + road + tail) or road or home + flat


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
