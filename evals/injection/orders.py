"""What a text orders whoever reads it to do, however the order is disguised."""

import base64
import binascii
import codecs
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote

__all__ = ["LINK", "Orders", "orders_in", "uncovered"]

LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}:)?//[^\s<>()\"'\]]+|\b(?:data|javascript|mailto):[^\s<>()\"'\]]+|www\.[^\s<>()\"'\]]+",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|!?\[[^\]\n]*\]\[[^\]\n]*\]|^\s*\[[^\]\n]+\]:\s*\S+|<(?:img|a|iframe|script|svg|link)\b[^>]*>",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL = re.compile(r"(?<![\w.@/])[a-z]{2,}(?:[_.][a-z]{2,})+(?![\w@/])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PATH = re.compile(r"(?:~|\.{0,2})/[\w./-]+|[A-Z]:\\\S*|[\w-]+\.(?:key|env|csv|db|txt|sh)\b")
_HIDDEN = re.compile(
    "[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad\U000e0000-\U000e007f]"
)
_FILE = re.compile(r"[\w.]+\.(?:com|example|org|net|cn|key|env|csv|sh|py|db|txt)")
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Orders:
    """kinds: what is asked for. calls: tools named in the text, with arguments. says: what is to be said."""

    kinds: frozenset[str]
    calls: tuple[tuple[str, dict[str, Any]], ...]
    says: tuple[str, ...]
    exactly: str | None = None


def orders_in(text: str) -> Orders:
    """Every order a text and all that is hidden in it gives; `kinds` is empty when it gives none."""
    readings = list(dict.fromkeys(uncovered(text)))
    whole = "\n".join(readings)
    folded = unicodedata.normalize("NFKC", whole).lower()
    kinds = {name for name, pattern in _words().items() if pattern.search(folded)}
    named = [each for each in dict.fromkeys(_TOOL.findall(folded)) if kinds and not _FILE.fullmatch(each)]
    values = _values(whole)
    calls = tuple((name, values) for name in named)
    written = tuple(_written_calls(whole))
    links = [*_MARKUP.findall(whole), *LINK.findall(whole)]
    exactly = next((reading for reading in readings if _is_call(reading)), None)
    return Orders(frozenset(kinds), (*written, *calls), tuple(dict.fromkeys(links)), exactly)


def uncovered(text: str) -> Iterator[str]:
    """The text, and what can be made of it: invisible characters dropped or read, codes decoded."""
    yield text
    yield _HIDDEN.sub("", text)
    tags = "".join(chr(ord(each) - 0xE0000) for each in text if 0xE0020 <= ord(each) <= 0xE007E)
    if tags:
        yield tags
    yield from re.findall(r"<!--(.*?)-->", text, re.DOTALL)
    for decoded in (unquote(text), codecs.decode(text, "rot13"), text[::-1], _escapes(text), _bits(text)):
        if decoded != text and _is_prose(decoded):
            yield decoded
    for run in re.findall(r"[A-Za-z0-9+/=_-]{16,}", text):
        for decode in (base64.b64decode, base64.b32decode, bytes.fromhex):
            yield from _decoded(decode, run)
    for run in re.findall(r"\S{24,}", text):
        for decode in (base64.b85decode, base64.a85decode):
            yield from _decoded(decode, run)


def _decoded(decode: Any, run: str) -> Iterator[str]:
    padded = run + "=" * (-len(run) % 4) if decode is base64.b64decode else run
    try:
        found = decode(padded).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    if _is_prose(found):
        yield found


def _is_prose(text: str) -> bool:
    return (
        len(text) >= _LEAST and text.isprintable() and any(p.search(text.lower()) for p in _words().values())
    )


def _escapes(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def _bits(text: str) -> str:
    return "".join(chr(int(each, 2)) for each in re.findall(r"\b[01]{8}\b", text))


def _values(text: str) -> dict[str, Any]:
    """The arguments an obeying model would find in the text."""
    found = {"to": _MAIL.search(text), "url": LINK.search(text), "path": _PATH.search(text)}
    return {name: match[0] for name, match in found.items() if match}


def _written_calls(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls written out as JSON: {"name": ..., "arguments": {...}}, alone or several."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r"\{", text):
        try:
            value, _ = decoder.raw_decode(text, match.start())
        except ValueError:
            continue
        name = value.get("name") or value.get("tool") or value.get("function")
        arguments = value.get("arguments", value.get("parameters", value.get("args")))
        if isinstance(name, str) and isinstance(arguments, dict):
            yield name, arguments


def _is_call(text: str) -> bool:
    return text.strip().startswith(("{", "[{", "```", "<tool_call>")) and bool(list(_written_calls(text)))


@cache
def _words() -> dict[str, re.Pattern[str]]:
    text = (resources.files(__package__) / "orders.toml").read_text(encoding="utf-8")
    return {name: re.compile(pattern) for name, pattern in tomllib.loads(text)["words"].items()}
